using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty.Earning;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Simulating;

/// <summary>Reads a month's orders, oldest first, in parts of a bounded size, with their refunds and what rules ask about their customers.</summary>
internal sealed class MonthReader(AppDb db, OrderRows orderRows, ProductFacts products)
{
    private const int PerPart = 500;

    /// <param name="progress">Told after each part how many orders are done; its false stops the computation.</param>
    /// <returns>Null when it was stopped.</returns>
    internal async Task<SimulatedResult?> Compute(Shop shop, Simulation simulation, Func<long, Task<bool>> progress, CancellationToken cancellation)
    {
        var (zone, (from, to)) = (Zones.Of(shop), Simulations.Bounds(shop, simulation.Month));
        var (today, draft) = (SimulatedProgramme.FromJson(simulation.Today), SimulatedProgramme.FromJson(simulation.Draft));
        var month = new SimulatedMonth(simulation.Month, zone, today, draft);
        var asksTiers = SimulatedTiers.Asks(today) || SimulatedTiers.Asks(draft);
        var asksPlaces = BonusRules.AreActive(today.Settings.Bonuses) || BonusRules.AreActive(draft.Settings.Bonuses);
        var hasGuests = today.Settings.GuestDays > 0 || draft.Settings.GuestDays > 0;
        var windowStart = new[] { today, draft }.Where(SimulatedTiers.Asks).Select(one => SimulatedTiers.WindowStart(one.Settings, simulation.Month)).DefaultIfEmpty(simulation.Month).Min();
        var (after, afterId, done) = (from, 0L, 0L);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = await Part(shop.Id, after, afterId, to, hasGuests);
            var goods = await Products(shop.Id, part, today, draft);
            var refunds = await Refunds(shop.Id, part);
            long[] newcomers = asksTiers || asksPlaces ? [.. part.Select(order => order.CustomerId).Where(id => !month.Knows(id)).Distinct()] : [];
            var before = asksTiers ? await BoughtBefore(shop.Id, newcomers, zone.StartUtc(windowStart), from) : [];
            if (asksPlaces) await AddPlaces(shop.Id, newcomers, from, before);
            foreach (var order in part)
                month.Add(Read(order, refunds, before, goods));
            done += part.Count;
            if (!await progress(done)) return null;
            if (part.Count < PerPart) break;
            (after, afterId) = (part[^1].ProcessedAt, part[^1].Id);
        }
        return month.Result(await Revenue(shop.Id, from, to));
    }

    /// <summary>The last orders, whenever they were, under each of <paramref name="programmes"/>: revenue is that of these orders.</summary>
    internal async Task<IReadOnlyList<SimulatedResult>> Recent(Shop shop, IReadOnlyList<SimulatedProgramme> programmes, int most)
    {
        var rows = await db.Sql.Query($"""
            SELECT o.id, o.customer_id, o.processed_at, o.refunded, o.facts, c.tags, o.total FROM orders o LEFT JOIN customers c ON c.shop_id = o.shop_id AND c.id = o.customer_id
            WHERE o.shop_id = {shop.Id} AND o.customer_id IS NOT NULL AND o.paid_at IS NOT NULL AND o.cancelled_at IS NULL AND o.deleted_at IS NULL AND o.is_test = FALSE
            ORDER BY o.processed_at DESC LIMIT {most}
            """, row => (Row: new Row(row.GetInt64(0), row.GetInt64(1), row.At(2), row.GetInt64(3), Facts(row.GetString(4)), row.TextOrNull(5), false, null), Total: row.GetInt64(6)));
        rows.Reverse();
        var part = rows.Select(row => row.Row).ToList();
        var first = part.Count == 0 ? DateTime.UnixEpoch : part[0].ProcessedAt;
        var month = DateOnly.FromDateTime(first);
        var (refunds, before) = (await Refunds(shop.Id, part), await BoughtBefore(shop.Id, [.. part.Select(order => order.CustomerId).Distinct()], first.AddYears(-1), first));
        var goods = await Products(shop.Id, part, [.. programmes]);
        var revenue = rows.Sum(row => row.Total - row.Row.Refunded);
        return [.. programmes.Select(programme =>
        {
            var sums = new SimulatedMonth(month, Zones.Of(shop), programme, programme);
            foreach (var order in part) sums.Add(Read(order, refunds, before, goods));
            return sums.Result(revenue);
        })];
    }

    private static SimulatedOrder Read(Row order, Dictionary<long, List<RefundFacts>> refunds, Dictionary<long, Bought> before, Dictionary<long, ProductFact> goods) =>
        new(order.CustomerId, order.ProcessedAt, order.Facts, refunds.GetValueOrDefault(order.Id) ?? [], Tags.Split(order.Tags), before.GetValueOrDefault(order.CustomerId), goods) { IsGuest = order.IsGuest, AccountAt = order.AccountAt };

    /// <summary>What product rules ask about the goods of these orders; nothing is read without such rules.</summary>
    private async Task<Dictionary<long, ProductFact>> Products(long shopId, List<Row> part, params SimulatedProgramme[] programmes)
    {
        var rules = programmes.SelectMany(programme => programme.Settings.ProductRules ?? []).ToList();
        if (rules.Count == 0) return [];
        return await products.Of(shopId, [.. part.SelectMany(order => order.Facts.Lines).Select(line => line.ProductId).OfType<long>().Distinct()], ProductRules.Collections(rules));
    }

    /// <summary>A guest's order comes with whoever has its address now, if anybody: whether they could have claimed it, each programme says.</summary>
    private async Task<List<Row>> Part(long shopId, DateTime after, long afterId, DateTime to, bool hasGuests) => await db.Sql.Query($"""
        SELECT o.id, COALESCE(o.customer_id, c.id), o.processed_at, o.refunded, o.facts, c.tags, CASE WHEN o.customer_id IS NULL OR m.claimed_by IS NOT NULL THEN 1 ELSE 0 END, COALESCE(c.created_at, c.updated_at)
        FROM orders o LEFT JOIN order_marks m ON m.shop_id = o.shop_id AND m.order_id = o.id
        LEFT JOIN customers c ON c.shop_id = o.shop_id AND c.id = COALESCE(o.customer_id, CASE WHEN {hasGuests} THEN
          (SELECT MIN(g.id) FROM customers g WHERE g.shop_id = o.shop_id AND g.email = o.email AND g.deleted_at IS NULL AND g.merged_into IS NULL) END)
        WHERE o.shop_id = {shopId} AND o.processed_at >= {after} AND o.processed_at < {to} AND (o.processed_at > {after} OR o.id > {afterId})
          AND (o.customer_id IS NOT NULL OR c.id IS NOT NULL)
          AND o.paid_at IS NOT NULL AND o.cancelled_at IS NULL AND o.deleted_at IS NULL AND o.is_test = FALSE AND o.financial_status <> 'voided'
        ORDER BY o.processed_at, o.id LIMIT {PerPart}
        """, row => new Row(row.GetInt64(0), row.GetInt64(1), row.At(2), row.GetInt64(3), Facts(row.GetString(4)), row.TextOrNull(5), row.GetInt32(6) == 1, row.AtOrNull(7)));

    private Task<Dictionary<long, List<RefundFacts>>> Refunds(long shopId, List<Row> part) =>
        orderRows.Refunds(shopId, [.. part.Where(order => order.Refunded > 0).Select(order => order.Id)]);

    /// <summary>What these customers had bought in the window before the month, as their orders were counted.</summary>
    private async Task<Dictionary<long, Bought>> BoughtBefore(long shopId, long[] customers, DateTime windowStart, DateTime monthStart)
    {
        if (customers.Length == 0) return [];
        var (orders, awards) = (db.Set<Order>(), db.OrderAwards);
        return await orders.Where(o => o.ShopId == shopId && o.CustomerId != null && customers.Contains(o.CustomerId.Value) && o.ProcessedAt >= windowStart && o.ProcessedAt < monthStart)
            .Join(awards.Where(award => award.ShopId == shopId), o => o.Id, award => award.OrderId, (o, award) => new { Customer = o.CustomerId!.Value, award.Eligible })
            .GroupBy(row => row.Customer).Select(group => new { group.Key, Eligible = group.Sum(row => row.Eligible), Orders = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => new Bought(row.Eligible, row.Orders));
    }

    /// <summary>Adds which orders of these customers had earned before the month, whenever that was.</summary>
    private async Task AddPlaces(long shopId, long[] customers, DateTime monthStart, Dictionary<long, Bought> before)
    {
        var (orders, awards) = (db.Set<Order>(), db.OrderAwards);
        var places = await orders.Where(o => o.ShopId == shopId && o.CustomerId != null && customers.Contains(o.CustomerId.Value) && o.ProcessedAt < monthStart)
            .Join(awards.Where(award => award.ShopId == shopId && award.Eligible > 0), o => o.Id, award => award.OrderId, (o, award) => new { Customer = o.CustomerId!.Value, award.Eligible })
            .GroupBy(row => row.Customer).Select(group => new { group.Key, Orders = group.LongCount(), Biggest = group.Max(row => row.Eligible) }).ToListAsync();
        foreach (var place in places) before[place.Key] = before.GetValueOrDefault(place.Key) with { Place = place.Orders, Biggest = place.Biggest };
    }

    private ValueTask<long> Revenue(long shopId, DateTime from, DateTime to) => db.Sql.Long($"""
        SELECT CAST(COALESCE(SUM(total - refunded), 0) AS BIGINT) FROM orders
        WHERE shop_id = {shopId} AND processed_at >= {from} AND processed_at < {to} AND cancelled_at IS NULL AND deleted_at IS NULL AND is_test = FALSE
        """);

    private static OrderFacts Facts(string json) => JsonSerializer.Deserialize(json, FactsJson.Default.OrderFacts)!;

    private sealed record Row(long Id, long CustomerId, DateTime ProcessedAt, long Refunded, OrderFacts Facts, string? Tags, bool IsGuest, DateTime? AccountAt);
}
