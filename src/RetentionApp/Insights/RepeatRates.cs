using System.Text.Json;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Insights;

/// <summary>Different customers who bought in the last thirty days and in the thirty before, and those of them who bought more than once until then.</summary>
internal sealed record RepeatRates(long Customers, long Returning, long CustomersBefore, long ReturningBefore)
{
    /// <summary>Null when nobody bought.</summary>
    internal decimal? Now => Customers == 0 ? null : (decimal)Returning / Customers;
    internal decimal? Before => CustomersBefore == 0 ? null : (decimal)ReturningBefore / CustomersBefore;

    private const string Setting = "figures.repeat";

    /// <summary>Null until the first refresh.</summary>
    internal static async Task<RepeatRates?> Read(AppDb db, long shopId) => await db.Setting(shopId, Setting) is { } json ? JsonSerializer.Deserialize<RepeatRates>(json) : null;

    /// <summary>Counts the windows that end with <paramref name="today"/>. Days cannot be added up: who buys on three days is one customer.</summary>
    internal static async Task Recompute(AppDb db, Shop shop, DateOnly today)
    {
        var zone = Zones.Of(shop);
        var (first, middle, end) = (zone.StartUtc(today.AddDays(1 - 2 * Figures.Days)), zone.StartUtc(today.AddDays(1 - Figures.Days)), zone.StartUtc(today.AddDays(1)));
        var (now, before) = (await Count(db, shop.Id, middle, end), await Count(db, shop.Id, first, middle));
        await db.Set(shop.Id, Setting, JsonSerializer.Serialize(new RepeatRates(now.Customers, now.Returning, before.Customers, before.Returning)));
    }

    private static ValueTask<(long Customers, long Returning)> Count(AppDb db, long shopId, DateTime from, DateTime to) => db.Sql.Single($"""
        SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN bought.came_back THEN 1 ELSE 0 END), 0) AS BIGINT) FROM (
          SELECT o.customer_id, COUNT(*) > 1 OR EXISTS (SELECT 1 FROM orders e WHERE e.shop_id = {shopId} AND e.customer_id = o.customer_id AND e.processed_at < {from}
            AND e.cancelled_at IS NULL AND e.deleted_at IS NULL AND e.is_test = FALSE) AS came_back
          FROM orders o WHERE o.shop_id = {shopId} AND o.processed_at >= {from} AND o.processed_at < {to} AND o.customer_id IS NOT NULL
            AND o.cancelled_at IS NULL AND o.deleted_at IS NULL AND o.is_test = FALSE
          GROUP BY o.customer_id) bought
        """, row => (row.GetInt64(0), row.GetInt64(1)));
}
