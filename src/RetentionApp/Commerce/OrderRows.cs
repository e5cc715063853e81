using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Commerce;

/// <summary>The rows in which an order, its refunds and its payments are kept.</summary>
internal sealed class OrderRows(AppDb db)
{
    internal async Task<Order?> Find(long shopId, long id) => (await FindMarked(shopId, id)).Order;

    /// <summary>The order and its marks, either of which may be missing, in one read.</summary>
    internal async Task<(Order? Order, OrderMarks? Marks)> FindMarked(long shopId, long id) => await db.Sql.Single($"""
        SELECT o.name, o.customer_id, o.email, o.currency, o.total, o.refunded, o.created_at, o.processed_at, o.updated_at, o.triggered_at, o.paid_at, o.cancelled_at, o.deleted_at,
          o.fulfilled_at, o.delivered_at, o.financial_status, o.fulfillment_status, o.is_test, o.facts, m.order_id, m.disputed_at, m.claimed_by, m.redacted_at
        FROM (SELECT 1) one_row LEFT JOIN orders o ON o.shop_id = {shopId} AND o.id = {id} LEFT JOIN order_marks m ON m.shop_id = {shopId} AND m.order_id = {id}
        """,
        row =>
        {
            var marks = row.IsDBNull(19) ? null : new OrderMarks { ShopId = shopId, OrderId = id, DisputedAt = row.AtOrNull(20), ClaimedBy = row.LongOrNull(21), RedactedAt = row.AtOrNull(22) };
            return (row.IsDBNull(0) ? null : Read(shopId, id, row, marks), marks);
        });

    internal async Task<List<RefundFacts>> Refunds(long shopId, long orderId) => await db.Sql.Query(
        $"SELECT facts FROM refunds WHERE shop_id = {shopId} AND order_id = {orderId} ORDER BY id",
        row => Read(row.GetString(0)));

    /// <summary>The refunds of all these orders in one read; an order without any is left out.</summary>
    internal async Task<Dictionary<long, List<RefundFacts>>> Refunds(long shopId, IEnumerable<Order> orders) => await Refunds(shopId, [.. orders.Where(order => order.Refunded > 0).Select(order => order.Id)]);

    /// <inheritdoc cref="Refunds(long, IEnumerable{Order})"/>
    internal async Task<Dictionary<long, List<RefundFacts>>> Refunds(long shopId, long[] orderIds)
    {
        if (orderIds.Length == 0) return [];
        var refunds = db.Refunds;
        var rows = await refunds.Where(refund => refund.ShopId == shopId && orderIds.Contains(refund.OrderId)).Select(refund => new { refund.OrderId, refund.Facts }).ToListAsync();
        return rows.GroupBy(row => row.OrderId).ToDictionary(group => group.Key, group => group.Select(row => Read(row.Facts)).ToList());
    }

    /// <summary>The order's payments heard of by themselves.</summary>
    internal async Task<KnownPayments> Payments(long shopId, long orderId) => (await db.Sql.Single($"""
        SELECT MIN(paid_at), CAST(COALESCE(SUM(CASE WHEN gateway = {Gateways.GiftCard} THEN amount ELSE 0 END), 0) AS BIGINT),
          CAST(COALESCE(SUM(CASE WHEN gateway = {Gateways.StoreCredit} THEN amount ELSE 0 END), 0) AS BIGINT)
        FROM payments WHERE shop_id = {shopId} AND order_id = {orderId}
        """, row => new KnownPayments(row.AtOrNull(0), row.GetInt64(1), row.GetInt64(2))))!;

    internal async Task Store(Order order) => await db.Sql.Execute($"""
        INSERT INTO orders (shop_id, id, name, customer_id, email, currency, total, refunded, created_at, processed_at, updated_at, triggered_at, paid_at, cancelled_at,
          deleted_at, fulfilled_at, delivered_at, financial_status, fulfillment_status, is_test, facts)
        VALUES ({order.ShopId}, {order.Id}, {order.Name}, {order.CustomerId ?? order.ErasedCustomerId}, {order.Email}, {order.Currency}, {order.Total}, {order.Refunded}, {order.CreatedAt},
          {order.ProcessedAt}, {order.UpdatedAt}, {order.TriggeredAt}, {order.PaidAt}, {order.CancelledAt}, {order.DeletedAt}, {order.FulfilledAt}, {order.DeliveredAt},
          {order.FinancialStatus}, {order.FulfillmentStatus}, {order.IsTest}, {order.Facts})
        ON CONFLICT (shop_id, id) DO UPDATE SET name = excluded.name, customer_id = excluded.customer_id, email = excluded.email, currency = excluded.currency,
          total = excluded.total, refunded = excluded.refunded, created_at = excluded.created_at, processed_at = excluded.processed_at, updated_at = excluded.updated_at,
          triggered_at = excluded.triggered_at, paid_at = excluded.paid_at, cancelled_at = excluded.cancelled_at, deleted_at = excluded.deleted_at,
          fulfilled_at = excluded.fulfilled_at, delivered_at = excluded.delivered_at, financial_status = excluded.financial_status,
          fulfillment_status = excluded.fulfillment_status, is_test = excluded.is_test, facts = excluded.facts
        """);

    internal async Task Store(long shopId, long orderId, RefundFacts refund) => await db.Sql.Execute($"""
        INSERT INTO refunds (shop_id, id, order_id, created_at, facts)
        VALUES ({shopId}, {refund.Id}, {orderId}, {refund.CreatedAt}, {JsonSerializer.Serialize(refund, FactsJson.Default.RefundFacts)})
        ON CONFLICT (shop_id, id) DO UPDATE SET facts = excluded.facts
        """);

    private static RefundFacts Read(string facts) => JsonSerializer.Deserialize(facts, FactsJson.Default.RefundFacts)!;

    private static Order Read(long shopId, long id, DbDataReader row, OrderMarks? marks)
    {
        var order = new Order
        {
            ShopId = shopId,
            Id = id,
            Name = row.GetString(0),
            CustomerId = row.LongOrNull(1),
            Email = row.TextOrNull(2),
            Currency = row.GetString(3),
            Total = row.GetInt64(4),
            Refunded = row.GetInt64(5),
            CreatedAt = row.At(6),
            ProcessedAt = row.At(7),
            UpdatedAt = row.At(8),
            TriggeredAt = row.AtOrNull(9),
            PaidAt = row.AtOrNull(10),
            CancelledAt = row.AtOrNull(11),
            DeletedAt = row.AtOrNull(12),
            FulfilledAt = row.AtOrNull(13),
            DeliveredAt = row.AtOrNull(14),
            FinancialStatus = row.GetString(15),
            FulfillmentStatus = row.TextOrNull(16),
            IsTest = row.GetBoolean(17),
            Facts = row.GetString(18),
            Marks = marks,
        };
        order.IsClaimed = marks?.ClaimedBy is not null && order.CustomerId is not null && order.CustomerId == marks.ClaimedBy;
        return order;
    }
}

/// <summary>What the payments heard of by themselves come to, in minor units.</summary>
internal sealed record KnownPayments(DateTime? FirstAt, long GiftCard, long StoreCredit);
