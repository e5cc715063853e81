using RetentionApp.Loyalty.Earning;

namespace RetentionApp.Loyalty;

/// <summary>One step from the amount that counts to the points, in order.</summary>
/// <param name="Kind">rate, products, tier, campaign, rounding, channel or off.</param>
/// <param name="Label">The rule's, tier's or campaign's name.</param>
/// <param name="Times">What it multiplies by; null where it does not.</param>
/// <param name="Points">What it comes to after this step, exact to thousandths.</param>
internal sealed record EarningStep(string Kind, string? Label, decimal? Times, decimal Points);

/// <summary>What an order earns and how it comes about.</summary>
/// <param name="Eligible">Minor units that earned, rounded down.</param>
internal sealed record EarningExplained(long Points, long Eligible, IReadOnlyList<EarningPart> Parts)
{
    private Counted Counted { get; init; } = null!;
    private ProgrammeSettings Settings { get; init; } = null!;
    private OrderTerms? Terms { get; init; }
    private bool IsInChannel { get; init; }

    /// <summary>What tiers, bonuses and challenges see of the order: nothing while the programme is paused or leaves out where the order came from.</summary>
    internal long Purchase => Settings is { IsActive: true } && IsInChannel ? Eligible : 0;

    internal static EarningExplained Of(Counted counted, ProgrammeSettings settings, OrderTerms? terms, bool isInChannel)
    {
        var points = settings.IsActive && isInChannel ? Exact(counted.Weighted, settings, terms).Rounded(settings.Rounding) : 0;
        return new EarningExplained(Math.Max(0, points), counted.Amount.Floor(), counted.Parts) { Counted = counted, Settings = settings, Terms = terms, IsInChannel = isInChannel };
    }

    /// <summary>Worked out when asked for: settling an order needs only what comes out.</summary>
    internal IReadOnlyList<EarningStep> Steps()
    {
        var running = Base(Counted.Amount, Settings);
        var steps = new List<EarningStep> { new("rate", null, null, running.Shown()) };
        foreach (var share in Counted.Shares ?? [])
        {
            running += Base(share.Amount, Settings) * (Ratio.Of(share.Rule.Times) - Ratio.One);
            steps.Add(new EarningStep("products", share.Rule.Label ?? share.Rule.Value, share.Rule.Times, running.Shown()));
        }
        if (Terms is { TierTimes: not 0 } tier) steps.Add(new EarningStep("tier", tier.Tier, tier.TierTimes, (running *= Ratio.Of(tier.TierTimes)).Shown()));
        if (Terms is { CampaignTimes: not 0 } campaign) steps.Add(new EarningStep("campaign", campaign.Campaign, campaign.CampaignTimes, (running *= Ratio.Of(campaign.CampaignTimes)).Shown()));
        if (!Settings.IsActive) steps.Add(new EarningStep("off", null, null, 0));
        else if (!IsInChannel) steps.Add(new EarningStep("channel", null, null, 0));
        else if (running.Shown() != Points) steps.Add(new EarningStep("rounding", null, null, Points));
        return steps;
    }

    private static Ratio Exact(Ratio weighted, ProgrammeSettings settings, OrderTerms? terms)
    {
        var points = Base(weighted, settings);
        if (terms is { TierTimes: not 0 }) points *= Ratio.Of(terms.TierTimes);
        if (terms is { CampaignTimes: not 0 }) points *= Ratio.Of(terms.CampaignTimes);
        return points;
    }

    private static Ratio Base(Ratio amount, ProgrammeSettings settings) => amount * Ratio.Of(settings.Points) / settings.PerAmount;
}
