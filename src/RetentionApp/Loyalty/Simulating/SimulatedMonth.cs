using System.Runtime.InteropServices;
using RetentionApp.Commerce;
using RetentionApp.Loyalty.Earning;

namespace RetentionApp.Loyalty.Simulating;

/// <summary>An order of the month with what the rules may ask about its customer.</summary>
/// <param name="Before">What the customer had bought before the month; asked only the first time a customer comes.</param>
/// <param name="Products">What product rules may ask about the lines' products.</param>
internal sealed record SimulatedOrder(
    long CustomerId, DateTime ProcessedAt, OrderFacts Facts, IReadOnlyList<RefundFacts> Refunds, IReadOnlyList<string> CustomerTags, Bought Before, IReadOnlyDictionary<long, ProductFact> Products)
{
    /// <summary>Placed without an account; <see cref="CustomerId"/> is who has the address.</summary>
    internal bool IsGuest { get; init; }
    /// <summary>When that account was made; null: nobody knows.</summary>
    internal DateTime? AccountAt { get; init; }
}

/// <summary>What a customer bought in the window that tiers look at. <paramref name="Eligible"/> in minor units.</summary>
/// <param name="Place">Orders that earned, whenever.</param>
/// <param name="Biggest">The biggest of them, minor units.</param>
internal readonly record struct Bought(long Eligible, long Orders, long Place = 0, long Biggest = 0);

/// <summary>
/// Adds up what a month's orders, oldest first, would have earned under two programmes. Each order is computed by
/// <see cref="OrderEarning.Explain"/>, as it is when it really earns. It keeps a few numbers for every customer and no order.
/// </summary>
internal sealed class SimulatedMonth(DateOnly month, TimeZoneInfo zone, SimulatedProgramme today, SimulatedProgramme draft)
{
    /// <summary>Nothing, up to 25 %, 50 %, 75 %, 100 % of the reward, one reward, two or more.</summary>
    internal const int StepCount = 7;

    private readonly Dictionary<long, Standing> customers = [];
    private readonly long[][] days = [new long[DateTime.DaysInMonth(month.Year, month.Month)], new long[DateTime.DaysInMonth(month.Year, month.Month)]];
    private long orders;

    internal bool Knows(long customerId) => customers.ContainsKey(customerId);

    internal void Add(SimulatedOrder order)
    {
        ref var standing = ref CollectionsMarshal.GetValueRefOrAddDefault(customers, order.CustomerId, out var isKnown);
        if (!isKnown) (standing.Bought, standing.TodayPlace, standing.DraftPlace) = (order.Before, Place.Of(order.Before), Place.Of(order.Before));
        var day = Math.Clamp(TimeZoneInfo.ConvertTimeFromUtc(order.ProcessedAt, zone).Day, 1, days[0].Length) - 1;
        var now = Earn(today, order, standing.Bought);
        var then = Earn(draft, order, standing.Bought);
        var (nowPoints, todayPlace) = WithBonuses(today, order, now, standing.TodayPlace);
        var (thenPoints, draftPlace) = WithBonuses(draft, order, then, standing.DraftPlace);
        standing = new Standing
        {
            Today = standing.Today + nowPoints,
            Draft = standing.Draft + thenPoints,
            TodayPlace = todayPlace,
            DraftPlace = draftPlace,
            Bought = standing.Bought with { Eligible = standing.Bought.Eligible + then.Purchase, Orders = standing.Bought.Orders + 1 },
        };
        days[0][day] += nowPoints;
        days[1][day] += thenPoints;
        orders++;
    }

    internal SimulatedResult Result(long revenue) => new(orders, customers.Count, revenue, Side(0, today, standing => standing.Today), Side(1, draft, standing => standing.Draft));

    /// <summary>How far <paramref name="points"/> go towards the reward: 0 nothing … 4 almost, 5 one reward, 6 two or more.</summary>
    internal static int Step(long points, long cost) => points <= 0 ? 0 : cost <= 0 ? 1 : points >= 2 * cost ? 6 : points >= cost ? 5 : 1 + (int)(points * 4 / cost);

    private SimulatedSide Side(int index, SimulatedProgramme programme, Func<Standing, long> points)
    {
        var side = new long[StepCount];
        var (sum, earning) = (0L, 0L);
        foreach (var standing in customers.Values)
        {
            sum += points(standing);
            if (points(standing) > 0) earning++;
            side[Step(points(standing), programme.RewardCost)]++;
        }
        return new SimulatedSide(sum, earning, side[5] + side[6], days[index], side);
    }

    private EarningExplained Earn(SimulatedProgramme programme, SimulatedOrder order, Bought bought)
    {
        var settings = programme.Settings;
        if (settings.ExcludedTags is { Count: > 0 } excluded && Tags.AnyOf(excluded, order.CustomerTags)) return new EarningExplained(0, 0, []);
        if (order.IsGuest && (settings.GuestDays <= 0 || order.AccountAt > order.ProcessedAt.AddDays(settings.GuestDays))) return new EarningExplained(0, 0, []);
        // The terms that the order would have been given had it been paid under these settings.
        var source = new TermsSource(zone, Of(order, SimulatedTiers.Of(settings, bought)?.Id), Of(order, order.CustomerTags), order.Products);
        var terms = source.For(new Order { CustomerId = order.IsGuest ? null : order.CustomerId, ProcessedAt = order.ProcessedAt, Name = "", Currency = "", FinancialStatus = "", Facts = "" }, order.Facts, settings);
        if (programme.MonthTimes > 1 && programme.MonthTimes > (terms?.CampaignTimes ?? 0)) terms = (terms ?? new OrderTerms()) with { CampaignTimes = programme.MonthTimes };
        return OrderEarning.Explain(order.Facts, order.Refunds, settings, terms);
    }

    /// <summary>The order's points with its bonuses, and where the customer then stands for the next ones.</summary>
    private static (long Points, Place After) WithBonuses(SimulatedProgramme programme, SimulatedOrder order, EarningExplained earned, Place before)
    {
        if (earned.Purchase == 0) return (earned.Points, before);
        var place = before.Orders + 1;
        var bonuses = BonusRules.One(new EarningOrder(0, order.ProcessedAt, earned.Purchase, programme.Settings.Bonuses), place, isFirst: place == 1, before.Biggest);
        return (earned.Points + bonuses.Sum(bonus => bonus.Points), new Place(place, Math.Max(before.Biggest, earned.Purchase)));
    }

    private static Dictionary<long, T> Of<T>(SimulatedOrder order, T value) => new() { [order.CustomerId] = value };

    private struct Standing
    {
        internal long Today, Draft;
        internal Place TodayPlace, DraftPlace;
        internal Bought Bought;
    }

    /// <summary>A customer's orders that earned so far, and the biggest of them.</summary>
    private readonly record struct Place(long Orders, long Biggest)
    {
        internal static Place Of(Bought bought) => new(bought.Place, bought.Biggest);
    }
}
