using System.Globalization;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Insights;

/// <summary>
/// Keeps <see cref="CustomerFigures"/> in line with the orders: soon for whoever bought or had points posted, each night for
/// everybody, since a refund of an order that earned nothing leaves no trace to follow. Costs the way of an order nothing.
/// </summary>
internal sealed class CustomerFigureKeeper(AppDb db, TimeProvider clock)
{
    private const int PerRead = 500;
    private const int MostEntries = 20_000;
    /// <summary>The ledger's last entry that was followed.</summary>
    private const string Mark = "figures.customers";
    /// <summary>News of an order that earns nothing are looked for so far back.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>The customers of whom something was heard since the last call; at the first call of a shop all.</summary>
    internal async Task Refresh(long shopId, CancellationToken cancellation = default)
    {
        if (!long.TryParse(await db.Setting(shopId, Mark), CultureInfo.InvariantCulture, out var since))
        {
            await RecomputeAll(shopId, cancellation);
            return;
        }
        var newest = await db.Sql.Long($"SELECT MAX(id) FROM ledger_entries");
        var entries = await db.Sql.Query($"""
            SELECT e.id, a.customer_id FROM ledger_entries e JOIN accounts a ON a.id = e.account_id WHERE e.id > {since} AND e.id <= {newest} AND e.shop_id = {shopId} ORDER BY e.id LIMIT {MostEntries}
            """, row => (Id: row.GetInt64(0), Customer: row.GetInt64(1)));
        var bought = await db.Sql.Query($"SELECT DISTINCT customer_id FROM orders WHERE shop_id = {shopId} AND processed_at >= {clock.GetUtcNow().UtcDateTime - Recent} AND customer_id IS NOT NULL", row => row.GetInt64(0));
        foreach (var some in entries.Select(entry => entry.Customer).Concat(bought).Distinct().Order().Chunk(PerRead)) await Recompute(shopId, some, cancellation);
        // Also past what other shops wrote, so that it is not read again.
        if (newest > since) await Reach(shopId, entries.Count == MostEntries ? entries[^1].Id : newest);
    }

    internal async Task RecomputeAll(long shopId, CancellationToken cancellation = default)
    {
        var reached = await db.Sql.Long($"SELECT MAX(id) FROM ledger_entries");
        for (var after = 0L; ;)
        {
            var ids = await db.Sql.Query($"SELECT id FROM customers WHERE shop_id = {shopId} AND id > {after} ORDER BY id LIMIT {PerRead}", row => row.GetInt64(0));
            if (ids.Count == 0) break;
            await Recompute(shopId, [.. ids], cancellation);
            after = ids[^1];
        }
        await Reach(shopId, reached);
    }

    /// <summary>Forgets an erased customer.</summary>
    internal async Task Erase(long shopId, long customerId) => await db.Sql.Execute($"DELETE FROM customer_figures WHERE shop_id = {shopId} AND customer_id = {customerId}");

    /// <summary>Sums outside the turn to write, and writes only what has changed.</summary>
    private async Task Recompute(long shopId, long[] ids, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (figures, customers, orders) = (db.CustomerFigures, db.Customers, db.Orders);
        var known = await figures.AsNoTracking().Where(row => row.ShopId == shopId && ids.Contains(row.CustomerId)).ToDictionaryAsync(row => row.CustomerId, cancellation);
        var alive = await customers.AsNoTracking().Where(c => c.ShopId == shopId && ids.Contains(c.Id) && c.DeletedAt == null && c.MergedInto == null).Select(c => c.Id).ToListAsync(cancellation);
        var now = await orders.AsNoTracking()
            .Where(o => o.ShopId == shopId && o.CustomerId != null && alive.Contains(o.CustomerId.Value) && o.CancelledAt == null && o.DeletedAt == null && !o.IsTest)
            .GroupBy(o => o.CustomerId!.Value)
            .Select(all => new CustomerFigures { ShopId = shopId, CustomerId = all.Key, Orders = all.LongCount(), Spent = all.Sum(o => o.Total - o.Refunded), LastOrderAt = all.Max(o => o.ProcessedAt) })
            .ToDictionaryAsync(row => row.CustomerId, cancellation);
        var changed = now.Values.Where(row => known.GetValueOrDefault(row.CustomerId) is not { } before || (before.Orders, before.Spent, before.LastOrderAt) != (row.Orders, row.Spent, row.LastOrderAt)).ToList();
        var gone = known.Keys.Where(id => !now.ContainsKey(id)).ToList();
        if (changed.Count == 0 && gone.Count == 0) return;
        await db.Write(async () =>
        {
            foreach (var id in gone) await Erase(shopId, id);
            foreach (var row in changed)
                await db.Sql.Execute($"""
                    INSERT INTO customer_figures (shop_id, customer_id, orders, spent, last_order_at) VALUES ({shopId}, {row.CustomerId}, {row.Orders}, {row.Spent}, {row.LastOrderAt})
                    ON CONFLICT (shop_id, customer_id) DO UPDATE SET orders = excluded.orders, spent = excluded.spent, last_order_at = excluded.last_order_at
                    """);
        }, cancellation);
    }

    private Task Reach(long shopId, long entry) => db.Set(shopId, Mark, entry.ToString(CultureInfo.InvariantCulture));
}
