namespace RetentionApp.Theme;

/// <summary>
/// Keeps what the theme is told within <see cref="Most"/> bytes: every page of the shop carries it through Liquid. What is
/// left out first is what is missed least; that something was left out is said in the document.
/// </summary>
internal static class ThemeSize
{
    internal const int Most = 20_000;

    /// <summary>In this order: names in other languages than <paramref name="language"/> and English, campaigns to come, rewards from the last on, ways to earn, product rules from the last on.</summary>
    internal static byte[] Fit(ThemeFacts facts, string language, DateTime now)
    {
        if (facts.ToJson() is { Length: <= Most } whole) return whole;
        facts = facts with
        {
            Cut = true,
            Rewards = [.. facts.Rewards.Select(reward => reward with { Name = Only(reward.Name, language), Image = null })],
            Tiers = [.. facts.Tiers.Select(tier => tier with { Name = Only(tier.Name, language) })],
        };
        var seconds = new DateTimeOffset(now).ToUnixTimeSeconds();
        if (IsTooLong(facts)) facts = facts with { Earn = facts.Earn with { Campaigns = [.. facts.Earn.Campaigns.Where(campaign => campaign.From <= seconds)] } };
        facts = Shorten(facts, facts.Rewards.Count, (all, keep) => all with { Rewards = [.. all.Rewards.Take(keep)] });
        facts = Shorten(facts, facts.Ways.Count, (all, keep) => all with { Ways = [.. all.Ways.Take(keep)] });
        facts = Shorten(facts, facts.Earn.Products.Count, (all, keep) => all with { Earn = all.Earn with { Products = [.. all.Earn.Products.Take(keep)] } });
        facts = Shorten(facts, facts.Tiers.Count, (all, keep) => all with { Tiers = [.. all.Tiers.Take(keep)] });
        return Shorten(facts, facts.Earn.Campaigns.Count, (all, keep) => all with { Earn = all.Earn with { Campaigns = [.. all.Earn.Campaigns.Take(keep)] } }).ToJson();
    }

    private static bool IsTooLong(ThemeFacts facts) => facts.ToJson().Length > Most;

    /// <summary>As many of a list as fit, at least none.</summary>
    private static ThemeFacts Shorten(ThemeFacts facts, int count, Func<ThemeFacts, int, ThemeFacts> keeping)
    {
        if (!IsTooLong(facts)) return facts;
        var (fits, tooMany) = (0, count);
        while (tooMany - fits > 1)
        {
            var middle = (fits + tooMany) / 2;
            if (IsTooLong(keeping(facts, middle))) tooMany = middle;
            else fits = middle;
        }
        return keeping(facts, fits);
    }

    private static Dictionary<string, string> Only(IReadOnlyDictionary<string, string> names, string language) =>
        names.Where(name => name.Key == "en" || name.Key == language).ToDictionary();
}
