using RetentionApp.Data;
using RetentionApp.Loyalty.Simulating;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Admin.Start;

/// <summary>What a shop's last orders say about it.</summary>
/// <param name="AverageOrder">Minor units; 0 without orders.</param>
/// <param name="RepeatRate">Of the customers of these orders, the share who had bought before their last one; null without orders.</param>
internal sealed record ShopHabits(int Orders, long AverageOrder, decimal? RepeatRate);

internal sealed class StartFigures(AppDb db, MonthReader reader)
{
    /// <summary>Enough to be typical, few enough to compute three programmes while a page loads.</summary>
    private const int Sample = 200;

    internal async Task<ShopHabits> Habits(long shopId)
    {
        var (orders, money, customers, returning) = await db.Sql.Single($"""
            SELECT COUNT(*), CAST(COALESCE(SUM(s.money), 0) AS BIGINT), COUNT(DISTINCT s.customer_id), COUNT(DISTINCT CASE WHEN s.came_back THEN s.customer_id END) FROM (
              SELECT o.customer_id, o.total - o.refunded AS money, EXISTS (SELECT 1 FROM orders e WHERE e.shop_id = o.shop_id AND e.customer_id = o.customer_id
                AND e.processed_at < o.processed_at AND e.cancelled_at IS NULL AND e.deleted_at IS NULL AND e.is_test = FALSE) AS came_back
              FROM orders o WHERE o.shop_id = {shopId} AND o.customer_id IS NOT NULL AND o.paid_at IS NOT NULL AND o.cancelled_at IS NULL AND o.deleted_at IS NULL AND o.is_test = FALSE
              ORDER BY o.processed_at DESC LIMIT 200) s
            """, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));
        return orders == 0 ? new ShopHabits(0, 0, null) : new ShopHabits((int)orders, money / orders, customers == 0 ? null : (decimal)returning / customers);
    }

    /// <summary>What each programme would have cost of the revenue of the last orders; null without orders.</summary>
    internal async Task<IReadOnlyList<decimal?>> Costs(Shop shop, IReadOnlyList<SimulatedProgramme> programmes)
    {
        var results = await reader.Recent(shop, programmes, Sample);
        return [.. programmes.Zip(results, (programme, result) => result.Revenue <= 0 || programme.Worth(result.Draft.Points) is not { } worth ? (decimal?)null : (decimal)worth / result.Revenue)];
    }
}
