namespace RetentionApp.Loyalty.Earning;

internal enum BonusKind { First = 1, Nth = 2, Biggest = 3, Milestone = 4 }

/// <summary>An order that earns, as bonuses see it.</summary>
/// <param name="Eligible">What counts of it now, in minor units.</param>
/// <param name="Rules">Those of the programme version frozen with it.</param>
internal sealed record EarningOrder(long Id, DateTime ProcessedAt, long Eligible, OrderBonuses? Rules);

internal readonly record struct Bonus(long OrderId, BonusKind Kind, long Points);

/// <summary>What a customer had bought before orders began to earn: it makes nobody new, and it may have been bigger.</summary>
/// <param name="Biggest">Minor units, all included.</param>
internal readonly record struct EarlierOrders(long Count, long Biggest);

/// <summary>
/// Bonuses are a function of all the orders of a customer that earn, sorted by when they were processed: an order that
/// loses everything moves the later ones up.
/// </summary>
internal static class BonusRules
{
    /// <param name="orders">All of one customer that earn something, in any order.</param>
    /// <param name="earlier">Orders from before the programme's from-date. The count for every n-th begins after them.</param>
    internal static IEnumerable<Bonus> Of(IEnumerable<EarningOrder> orders, EarlierOrders earlier = default)
    {
        var (place, biggest) = (0, earlier.Biggest);
        foreach (var order in orders.OrderBy(order => order.ProcessedAt).ThenBy(order => order.Id))
        {
            place++;
            foreach (var (kind, points) in One(order, place, isFirst: place == 1 && earlier.Count == 0, biggest)) if (points > 0) yield return new Bonus(order.Id, kind, points);
            biggest = Math.Max(biggest, order.Eligible);
        }
    }

    internal static bool AreActive(OrderBonuses? rules) => rules is not null
        && (rules.FirstOrder > 0 || (rules.EveryNth >= 2 && rules.NthOrder > 0) || rules.BiggestOrder > 0 || rules.Milestones?.Any(one => one.Points > 0) == true);

    /// <summary>What one order gets, also 0.</summary>
    /// <param name="place">Among the customer's orders that earn, from 1.</param>
    internal static IEnumerable<(BonusKind Kind, long Points)> One(EarningOrder order, long place, bool isFirst, long biggestBefore)
    {
        if (order.Rules is not { } rules) yield break;
        if (isFirst) yield return (BonusKind.First, rules.FirstOrder);
        if (rules.EveryNth >= 2 && place % rules.EveryNth == 0) yield return (BonusKind.Nth, rules.NthOrder);
        if (!isFirst && order.Eligible > biggestBefore) yield return (BonusKind.Biggest, rules.BiggestOrder);
        if (rules.Milestones?.Where(one => order.Eligible >= one.Amount).MaxBy(one => one.Amount) is { } reached) yield return (BonusKind.Milestone, reached.Points);
    }
}
