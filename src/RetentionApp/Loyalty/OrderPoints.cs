using RetentionApp.Data;

namespace RetentionApp.Loyalty;

internal enum OrderPointsState
{
    /// <summary>Not heard of yet, or heard of and not settled; also an order that is not this customer's.</summary>
    OnTheirWay,
    Unpaid,
    Earned,
    /// <summary>The order earns nothing.</summary>
    Nothing,
    /// <summary>It earned points, and a refund or a cancellation has taken all of them.</summary>
    TakenBack,
}

/// <summary>What an order has brought its customer, with its bonuses, as the ledger holds it.</summary>
/// <param name="AvailableAt">From when on the points can be used; <see cref="Availability.OnFulfilment"/> while that is not known.</param>
internal sealed record OrderPoints(OrderPointsState State, long Points, DateTime? AvailableAt)
{
    private static readonly OrderPoints OnTheirWay = new(OrderPointsState.OnTheirWay, 0, null);

    /// <param name="customerId">Whose account it is, where customers were merged.</param>
    internal static async ValueTask<OrderPoints> Read(Sql sql, long shopId, long customerId, long orderId) => await sql.Single($"""
        SELECT o.paid_at, o.cancelled_at, w.entries, w.points, w.available_at,
          (SELECT COALESCE(SUM(b.points), 0) FROM order_bonuses b WHERE b.shop_id = {shopId} AND b.order_id = {orderId} AND b.account_id = w.account_id)
        FROM orders o LEFT JOIN order_awards w ON w.shop_id = o.shop_id AND w.order_id = o.id LEFT JOIN accounts a ON a.shop_id = w.shop_id AND a.id = w.account_id
        WHERE o.shop_id = {shopId} AND o.id = {orderId} AND o.deleted_at IS NULL AND (a.customer_id = {customerId} OR a.id IS NULL AND o.customer_id = {customerId})
        """, row => Of(row.AtOrNull(0), row.AtOrNull(1), row.LongOrNull(2), (row.LongOrNull(3) ?? 0) + row.GetInt64(5), row.AtOrNull(4))) ?? OnTheirWay;

    private static OrderPoints Of(DateTime? paidAt, DateTime? cancelledAt, long? entries, long points, DateTime? availableAt) => (entries, points) switch
    {
        (not null, > 0) => new(OrderPointsState.Earned, points, availableAt),
        (> 0, _) => new(OrderPointsState.TakenBack, 0, null),
        (0, _) => new(OrderPointsState.Nothing, 0, null),
        _ when cancelledAt is not null => new(OrderPointsState.Nothing, 0, null),
        _ => paidAt is null ? new(OrderPointsState.Unpaid, 0, null) : OnTheirWay,
    };
}
