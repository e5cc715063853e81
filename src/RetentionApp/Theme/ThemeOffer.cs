using System.Globalization;
using RetentionApp.Commerce;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shops;

namespace RetentionApp.Theme;

/// <summary>Makes of a shop's programme and rewards what its theme is told.</summary>
internal sealed class ThemeOffer(LedgerWords ledger)
{
    /// <param name="rewards">All that are not archived, in the merchant's order.</param>
    internal ThemeFacts Of(Shop shop, ProgrammeSettings programme, IReadOnlyList<Reward> rewards, string path, bool hasReferrals, DateTime now)
    {
        var offered = rewards.Where(reward => IsOffered(reward, shop, now)).ToList();
        var tiers = CustomerTiers.Active(programme);
        return new ThemeFacts
        {
            On = programme.IsActive,
            Currency = shop.Currency,
            Path = path,
            Earn = Earn(shop, programme, tiers, now),
            Word = Renamed(shop),
            Value = offered.Where(reward => reward is { Kind: RewardKind.AmountOff or RewardKind.Slider, Cost: > 0 }).MinBy(reward => reward.Cost) is { } rate
                ? new ValueFacts(rate.Cost, Money.Text(rate.Amount, rate.Currency)) : null,
            // A birthday gift is nobody else's business.
            Rewards = [.. offered.Where(reward => reward.Kind != RewardKind.BirthdayGift).Select(reward => new RewardFacts(reward.Id, RewardKinds.Of(reward.Kind).Name, Names(reward, shop), reward.Cost,
                reward.Kind == RewardKind.Slider ? reward.Terms.MaximumPoints : null, reward.Terms.Image, reward.Terms.TierIds is { Count: > 0 } ids ? ids : null))],
            Ways = !programme.IsActive ? [] : [.. (programme.Deeds ?? []).Where(rule => rule.IsActive).OrderBy(rule => DeedKinds.Place(rule.Kind))
                .Select(rule => new WayFacts(rule.Id, DeedNote.Name(rule.Kind), rule.Points, rule.Label is { Length: > 0 } label ? new Dictionary<string, string> { ["en"] = label } : null, DeedKinds.IsSocial(rule.Kind) ? rule.Url : null))],
            Tiers = tiers is null ? [] : [.. tiers.Levels.Select(level => new TierFacts(level.Id, Names(level), level.Colour, level.Icon, level.Threshold))],
            Basis = tiers?.Basis.ToString().ToLowerInvariant(),
            Birthday = offered.Any(reward => reward.Kind == RewardKind.BirthdayGift) || programme.Deeds?.Any(rule => rule.IsActive && rule.Kind is DeedKind.Birthday or DeedKind.Profile) == true,
            Referrals = hasReferrals,
        };
    }

    /// <summary>When time alone changes it next.</summary>
    internal static DateTime NextChange(Shop shop, ProgrammeSettings programme, IReadOnlyList<Reward> rewards, DateTime now) =>
        rewards.SelectMany(reward => new[] { reward.Terms.From, reward.Terms.Until }).OfType<DateTime>().Where(at => at > now)
            .Append(Campaigns.NextChange(programme.Campaigns, now, Zones.Of(shop))).Min();

    private static bool IsOffered(Reward reward, Shop shop, DateTime now) => reward.IsActive && reward.Terms.IsOfferedAt(now) && RewardKinds.Of(reward.Kind).CanMake(shop);

    private static EarnFacts Earn(Shop shop, ProgrammeSettings programme, TierSettings? tiers, DateTime now)
    {
        // The theme shows what orders placed in it earn; a programme for the till alone gives nothing there.
        var earns = programme.IsActive && programme.Channels != OrderChannels.PointOfSale;
        return new EarnFacts(earns ? Times(programme.Points) : "0", Money.Text(programme.PerAmount, shop.Currency), earns ? programme.Bonuses?.FirstOrder ?? 0 : 0, programme.Rounding.ToString().ToLowerInvariant(),
            programme.MinimumOrder > 0 ? Money.Text(programme.MinimumOrder, shop.Currency) : null, programme.CountsTax, Products(programme.ProductRules ?? []),
            [.. CampaignsOf(programme, Zones.Of(shop), now)],
            (tiers?.Levels ?? []).Where(level => level.Times is not (0 or 1)).ToDictionary(level => level.Id, level => Times(level.Times)));
    }

    /// <summary>Neighbours of the same kind and effect become one: which of them fits makes no difference.</summary>
    private static List<ProductFacts> Products(IReadOnlyList<ProductRule> rules)
    {
        var groups = new List<(ProductMatch By, decimal Times, List<string> Values)>();
        foreach (var rule in rules)
        {
            if (groups.Count == 0 || groups[^1].By != rule.Match || groups[^1].Times != rule.Times) groups.Add((rule.Match, rule.Times, []));
            groups[^1].Values.Add(rule.Value.Trim());
        }
        return [.. groups.Select(group => new ProductFacts(group.By.ToString().ToLowerInvariant(), group.Values, Times(group.Times)))];
    }

    private static IEnumerable<CampaignFacts> CampaignsOf(ProgrammeSettings programme, TimeZoneInfo zone, DateTime now) => (programme.Campaigns ?? [])
        .Where(campaign => campaign is { TierIds: null, CustomerTags: null, Times: > 1 } && Campaigns.State(campaign, now, zone) is CampaignState.Planned or CampaignState.Running)
        .Select(campaign => new CampaignFacts(campaign.Name, Times(campaign.Times), Seconds(zone.Earliest(campaign.Starts)), campaign.Ends is { } ends ? Seconds(zone.Latest(ends)) : null))
        .OrderBy(campaign => campaign.From);

    private Dictionary<string, string> Names(Reward reward, Shop shop)
    {
        var names = new Dictionary<string, string>();
        foreach (var language in Cultures.Shopper)
        {
            // The shop's own way of writing money where it speaks that language: en-GB and not en.
            var culture = Cultures.Choose(shop.Locale) is { } own && own.TwoLetterISOLanguageName == language ? own : Cultures.Choose(language);
            var name = reward.NameIn(language) ?? ledger.Describe(RewardKinds.Of(reward.Kind).DescribeOffer(reward), new Words(culture, PointsName.Of(shop.PointsWord)));
            names[language] = name;
        }
        return names;
    }

    private static Dictionary<string, string> Names(TierLevel level)
    {
        var names = (level.Names ?? new Dictionary<string, string>()).Where(name => name.Value.Length > 0).ToDictionary();
        names.TryAdd("en", level.Name);
        return names;
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>>? Renamed(Shop shop)
    {
        if (shop.PointsWord is null) return null;
        var renamed = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (var (language, forms) in PointsName.Of(shop.PointsWord).ByLanguage)
        {
            string[] categories = language switch { "ru" => ["one", "few", "many", "other"], "fr" or "es" => ["one", "many", "other"], "ja" => ["other"], _ => ["one", "other"] };
            renamed[language] = categories.Index().ToDictionary(one => one.Item, one => forms[Math.Min(one.Index, forms.Length - 1)]);
        }
        return renamed;
    }

    private static string Times(decimal times) => times.ToString("0.###", CultureInfo.InvariantCulture);

    private static long Seconds(DateTime at) => new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)).ToUnixTimeSeconds();
}
