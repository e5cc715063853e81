using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty.Earning;

namespace RetentionApp.Loyalty.Admin;

/// <summary>What settings would give: one real order explained, and the last hundred together.</summary>
/// <param name="Skip">Which of the recent orders is shown, 0 the newest.</param>
/// <param name="Bonuses">What the shown order gets on top, with these settings.</param>
internal sealed record Previewed(Order? Order, string? CustomerName, EarningExplained? Earns, IReadOnlyList<Bonus> Bonuses, int Skip, int Orders, long PointsNow, long PointsThen, long Revenue)
{
    internal static readonly Previewed Nothing = new(null, null, null, [], 0, 0, 0, 0, 0);
    /// <summary>Products on the sample's orders of which nothing is known yet; they are being asked for.</summary>
    internal int UnknownProducts { get; init; }
}

internal sealed class ProgrammePreview(AppDb db, OrderRows rows, TermsFreezing freezing, ProductFacts products)
{
    /// <summary>Enough to see a difference, few enough to answer while somebody types.</summary>
    private const int Sample = 100;
    /// <summary>Of their customers, looked through for places and sizes.</summary>
    private const int MostOrders = 20_000;

    internal async Task<Previewed> Of(long shopId, ProgrammeSettings now, ProgrammeSettings then, int skip)
    {
        var orders = await Recent(shopId);
        if (orders.Count == 0) return Previewed.Nothing;

        var refunds = await rows.Refunds(shopId, orders);
        var facts = orders.ConvertAll(order => (Order: order, Facts: order.ReadFacts()));
        var source = await freezing.For(shopId, facts, now, then);
        var (before, after) = (Earned(now), Earned(then));
        var (bonusesNow, bonusesThen) = (await Bonuses(shopId, orders, before, now), await Bonuses(shopId, orders, after, then));
        // At first one on which the rules show, else one that earns; from there on by date.
        if (skip == 0) skip = Math.Max(0, Telling(order => bonusesThen.Any(bonus => bonus.OrderId == order.Id) || after[order.Id].Steps().Any(step => step.Times is not null && step.Points > 0)) ?? Telling(order => after[order.Id].Points > 0) ?? 0);
        var shown = orders[skip % orders.Count];
        var name = await db.Sql.Single($"SELECT first_name, last_name FROM customers WHERE shop_id = {shopId} AND id = {shown.CustomerId}", row => (First: row.TextOrNull(0), Last: row.TextOrNull(1)));
        return new Previewed(shown, Short(name.First, name.Last), after[shown.Id], bonusesThen.Where(bonus => bonus.OrderId == shown.Id).ToList(), skip % orders.Count, orders.Count,
            before.Values.Sum(one => one.Points) + bonusesNow.Sum(bonus => bonus.Points), after.Values.Sum(one => one.Points) + bonusesThen.Sum(bonus => bonus.Points),
            orders.Sum(order => order.Total - order.Refunded)) { UnknownProducts = await Ask(shopId, facts.ConvertAll(one => one.Facts), source, then) };

        int? Telling(Predicate<Order> isTelling) => orders.FindIndex(isTelling) is >= 0 and var place ? place : null;

        Dictionary<long, EarningExplained> Earned(ProgrammeSettings settings) => facts.ToDictionary(one => one.Order.Id,
            one => OrderEarning.Explain(one.Facts, refunds.GetValueOrDefault(one.Order.Id) ?? [], settings, source.For(one.Order, one.Facts, settings)));
    }

    /// <summary>What the sample's orders would get on top, in their places among all orders of their customers.</summary>
    private async Task<List<Bonus>> Bonuses(long shopId, List<Order> sample, Dictionary<long, EarningExplained> earned, ProgrammeSettings settings)
    {
        if (!BonusRules.AreActive(settings.Bonuses)) return [];
        var (people, awards) = (sample.Select(order => order.CustomerId).Distinct().ToArray(), db.Set<OrderAward>());
        var known = await db.Orders.AsNoTracking().Where(order => order.ShopId == shopId && people.Contains(order.CustomerId))
            .Join(awards.Where(award => award.ShopId == shopId && award.Eligible > 0), order => order.Id, award => award.OrderId, (order, award) => new { order.Id, order.CustomerId, order.ProcessedAt, award.Eligible })
            .OrderByDescending(order => order.ProcessedAt).Take(MostOrders).ToListAsync();
        var found = new List<Bonus>();
        foreach (var theirs in known.GroupBy(order => order.CustomerId))
        {
            var earlier = settings.FromAt is { } from ? await BonusEarning.Earlier(db.Sql, shopId, theirs.Key!.Value, from) : default;
            found.AddRange(BonusRules.Of(theirs.Select(order => new EarningOrder(order.Id, order.ProcessedAt, earned.TryGetValue(order.Id, out var one) ? one.Purchase : order.Eligible, settings.Bonuses)).Where(order => order.Eligible > 0), earlier));
        }
        return found.FindAll(bonus => earned.ContainsKey(bonus.OrderId));
    }

    /// <summary>Has products read that the rules ask about, so that the next look is right.</summary>
    private async Task<int> Ask(long shopId, List<OrderFacts> orders, TermsSource source, ProgrammeSettings settings)
    {
        if (settings.ProductRules is not { Count: > 0 } rules) return 0;
        var unknown = orders.SelectMany(order => order.Lines).Where(line => line is { ProductId: not null, IsTip: false } && !ProductRules.Fit(rules, line, source.Products.GetValueOrDefault(line.ProductId.Value)).IsSure)
            .Select(line => line.ProductId!.Value).Distinct().ToList();
        if (unknown.Count > 0) await db.Write(async () => { foreach (var product in unknown) await products.Ask(shopId, product, orderId: 0); });
        return unknown.Count;
    }

    private async Task<List<Order>> Recent(long shopId) => await db.Sql.Query($"""
        SELECT id, name, customer_id, currency, total, refunded, created_at, processed_at, updated_at, paid_at, financial_status, facts FROM orders
        WHERE shop_id = {shopId} AND customer_id IS NOT NULL AND paid_at IS NOT NULL AND cancelled_at IS NULL AND deleted_at IS NULL AND is_test = FALSE
        ORDER BY processed_at DESC LIMIT {Sample}
        """, row => new Order
    {
        ShopId = shopId, Id = row.GetInt64(0), Name = row.GetString(1), CustomerId = row.GetInt64(2), Currency = row.GetString(3), Total = row.GetInt64(4), Refunded = row.GetInt64(5),
        CreatedAt = row.At(6), ProcessedAt = row.At(7), UpdatedAt = row.At(8), PaidAt = row.At(9), FinancialStatus = row.GetString(10), Facts = row.GetString(11),
    });

    /// <summary>"Anna B.": enough to know the order by, on a screen that colleagues see.</summary>
    private static string? Short(string? first, string? last) => string.IsNullOrEmpty(last) ? first : $"{first} {last[..1]}.".Trim();
}
