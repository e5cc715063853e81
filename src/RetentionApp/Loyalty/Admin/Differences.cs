using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>
/// What changed from one programme to another, in words: a sentence for every property, lists included. A property that has
/// no words here fails a test, so that none can be forgotten.
/// </summary>
internal sealed class Differences(AdminText t)
{
    private readonly RuleWords rules = new(t);
    private readonly List<string> said = [];

    internal IReadOnlyList<string> Between(ProgrammeSettings before, ProgrammeSettings now)
    {
        said.Clear();
        Orders(before, now);
        Waiting(before, now);
        var lists = new ListDifferences(t, rules, said);
        lists.Of(t["rule: product rule"], before.ProductRules, now.ProductRules, rule => $"{rule.Match}:{rule.Value}".ToLowerInvariant(), rules.Name, rules.ProductRule);
        if (SameInOtherOrder(before.ProductRules, now.ProductRules)) said.Add(t["Product rules are asked in another order"]);
        lists.Of(t["rule: campaign"], before.Campaigns, now.Campaigns, campaign => campaign.Id, campaign => campaign.Name, rules.Campaign);
        lists.OfOne(t["Bonuses for orders"], before.Bonuses, now.Bonuses, rules.Bonuses);
        lists.Of(t["rule: activity"], before.Deeds, now.Deeds, deed => deed.Id, rules.Name, rules.Deed);
        lists.Of(t["rule: challenge"], before.Challenges, now.Challenges, challenge => challenge.Id, challenge => challenge.Name, rules.Challenge);
        lists.OfOne(t["Tiers"], before.Tiers, now.Tiers, rules.Tiers);
        Flag(before.PushesCustomers, now.PushesCustomers, t["Tiers and points are written to Shopify"], t["Tiers and points are no longer written to Shopify"]);
        lists.Of(t["rule: tier"], before.Tiers?.Levels, now.Tiers?.Levels, level => level.Id, level => level.Names?.GetValueOrDefault(t.Words.Language) ?? level.Name, level => rules.Level(level, (now.Tiers ?? before.Tiers)!.Basis));
        TakingBack(before, now);
        return [.. said];
    }

    /// <summary>How the first version began.</summary>
    internal string Start(ProgrammeSettings settings) => t["Started with {0:points} for every {1}", settings.Points, t.Money(settings.PerAmount)];

    private void Orders(ProgrammeSettings before, ProgrammeSettings now)
    {
        Flag(before.IsActive, now.IsActive, t["Switched on"], t["Switched off"]);
        if (now.Points != before.Points || now.PerAmount != before.PerAmount)
            said.Add(t["{0:points} for every {1} (before: {2:points} for every {3})", now.Points, t.Money(now.PerAmount), before.Points, t.Money(before.PerAmount)]);
        Value(t["Smallest order"], before.MinimumOrder, now.MinimumOrder, rules.MoneyOrNone);
        Flag(before.CountsTax, now.CountsTax, t["Taxes count"], t["Taxes no longer count"]);
        Flag(before.CountsShipping, now.CountsShipping, t["Shipping counts"], t["Shipping no longer counts"]);
        Flag(before.CountsGiftCards, now.CountsGiftCards, t["Gift cards count"], t["Gift cards no longer count"]);
        Flag(before.CountsDiscounts, now.CountsDiscounts, t["Prices before discounts count"], t["Prices after discounts count"]);
        Flag(before.CountsTips, now.CountsTips, t["Tips count"], t["Tips no longer count"]);
        Flag(before.LeavesOutGiftCardPayments, now.LeavesOutGiftCardPayments, t["What is paid with a gift card earns nothing"], t["What is paid with a gift card earns"]);
        Flag(before.LeavesOutStoreCreditPayments, now.LeavesOutStoreCreditPayments, t["What is paid with store credit earns nothing"], t["What is paid with store credit earns"]);
        Value(t["Fractions of a point"], before.Rounding, now.Rounding, rules.Rounding);
        Value(t["Orders that earn"], before.Channels, now.Channels, rules.Channels);
        Value(t["Customers with these tags earn nothing"], Tags(before), Tags(now), tags => tags);

        string Tags(ProgrammeSettings settings) => rules.List(settings.ExcludedTags);
    }

    private void Waiting(ProgrammeSettings before, ProgrammeSettings now)
    {
        Value(t["Waiting time"], before.PendingDays, now.PendingDays, rules.Days);
        Flag(before.WaitsForFulfilment, now.WaitsForFulfilment, t["Points wait until the order is fulfilled"], t["Points wait for days after payment"]);
        if (now.FromAt != before.FromAt) said.Add(now.FromAt is { } from ? t["Orders from {0} on earn", t.Day(from)] : t["All orders earn"]);
        Value(t["Guests can claim their points for"], before.GuestDays, now.GuestDays, rules.DaysOrNone);
    }

    private void TakingBack(ProgrammeSettings before, ProgrammeSettings now)
    {
        Flag(before.KeepsEarnedPoints, now.KeepsEarnedPoints, t["A refund leaves the points earned"], t["A refund takes back the points earned"]);
        Flag(before.KeepsSpentPoints, now.KeepsSpentPoints, t["A refund does not give back points that were spent"], t["A refund gives back points that were spent"]);
        Value(t["Points taken back that are already used"], before.NegativeBalance, now.NegativeBalance, rules.Negative);
        Value(t["Points run out"], before.Expiry, now.Expiry, rules.Expiry);
        Flag(before.ReturnsExpiredCodes, now.ReturnsExpiredCodes, t["A code that ran out gives its points back"], t["A code that ran out gives nothing back"]);
    }

    private void Flag(bool before, bool now, string on, string off)
    {
        if (before != now) said.Add(now ? on : off);
    }

    private void Value<T>(string label, T before, T now, Func<T, string> say)
    {
        if (!EqualityComparer<T>.Default.Equals(before, now)) said.Add(t["{0}: {1} (before: {2})", label, say(now), say(before)]);
    }

    private static bool SameInOtherOrder(IReadOnlyList<ProductRule>? before, IReadOnlyList<ProductRule>? now) =>
        before is not null && now is not null && before.Count == now.Count && !before.SequenceEqual(now) && before.ToHashSet().SetEquals(now);
}
