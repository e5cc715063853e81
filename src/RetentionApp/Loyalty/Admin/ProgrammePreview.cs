using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;

namespace RetentionApp.Loyalty.Admin;

/// <summary>What settings would give: one real order explained, and the last hundred together.</summary>
/// <param name="Skip">Which of the recent orders is shown, 0 the newest.</param>
internal sealed record Previewed(Order? Order, string? CustomerName, EarningExplained? Earns, int Skip, int Orders, long PointsNow, long PointsThen, long Revenue);

internal sealed class ProgrammePreview(AppDb db)
{
    /// <summary>Enough to see a difference, few enough to answer while somebody types.</summary>
    private const int Sample = 100;

    internal async Task<Previewed> Of(long shopId, ProgrammeSettings now, ProgrammeSettings then, int skip)
    {
        var orders = await Recent(shopId);
        if (orders.Count == 0) return new Previewed(null, null, null, 0, 0, 0, 0, 0);

        var refunds = await Refunds(shopId, orders);
        var shown = orders[skip % orders.Count];
        var name = await db.Sql.Single($"SELECT first_name, last_name FROM customers WHERE shop_id = {shopId} AND id = {shown.CustomerId}", row => (First: row.TextOrNull(0), Last: row.TextOrNull(1)));
        return new Previewed(shown, Short(name.First, name.Last), OrderEarning.Preview(shown, Of(shown), then), skip % orders.Count, orders.Count,
            orders.Sum(order => OrderEarning.Preview(order, Of(order), now).Points), orders.Sum(order => OrderEarning.Preview(order, Of(order), then).Points),
            orders.Sum(order => order.Total - order.Refunded));

        IReadOnlyList<RefundFacts> Of(Order order) => refunds.GetValueOrDefault(order.Id) ?? [];
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

    /// <summary>The refunds of all these orders in one read.</summary>
    private async Task<Dictionary<long, List<RefundFacts>>> Refunds(long shopId, List<Order> orders)
    {
        var (ids, refunds) = (orders.Where(order => order.Refunded > 0).Select(order => order.Id).ToArray(), db.Refunds);
        var rows = await refunds.Where(refund => refund.ShopId == shopId && ids.Contains(refund.OrderId)).Select(refund => new { refund.OrderId, refund.Facts }).ToListAsync();
        return rows.GroupBy(row => row.OrderId).ToDictionary(group => group.Key, group => group.Select(row => JsonSerializer.Deserialize(row.Facts, FactsJson.Default.RefundFacts)!).ToList());
    }

    /// <summary>"Anna B.": enough to know the order by, on a screen that colleagues see.</summary>
    private static string? Short(string? first, string? last) => string.IsNullOrEmpty(last) ? first : $"{first} {last[..1]}.".Trim();
}
