using System.Text.Json;
using RetentionApp.Data;

namespace RetentionApp.Commerce;

/// <summary>Keeps the shop's orders in their newest known state, whatever the order in which news of them comes.</summary>
internal sealed class Orders(AppDb db, Customers customers)
{
    /// <summary>
    /// Merges what was heard into what is known and answers the order as it stands. Newer <c>updated_at</c> wins, at a tie
    /// the later trigger; an older version may still add refunds, never remove them.
    /// </summary>
    internal async Task<OrderKnown> Record(OrderHeard heard)
    {
        var shopId = heard.Order.ShopId;
        await db.Lock(LockSpace.Order, heard.Order.Id);
        await Resolve(heard);
        var (known, marks) = await FindMarked(shopId, heard.Order.Id);
        await Mark(heard.Order, marks);
        var age = known is null ? Age.Newer : Compare(heard, known);
        var order = age == Age.Newer ? heard.Order : known!;
        var before = new OrderMilestones(known?.PaidAt, known?.FulfilledAt, known?.CancelledAt) { CustomerId = known?.CustomerId };
        var isTie = age == Age.Tie && IsDifferent(heard, known!);
        if (known is not null) KeepSticky(known, heard.Order, order, age);
        if (age != Age.Newer) await ResolveOwner(order);
        if (known is not null && heard.IsFetched) KeepUnshown(known, order);
        if (order.Marks?.RedactedAt is not null) order.Email = null;
        var payments = new KnownPayments(null, 0, 0);
        if (order.PaidAt is null && (heard.IsFullyPaid || order.IsFullyPaid))
        {
            if (!heard.IsHistory) payments = await Payments(shopId, order.Id);
            order.PaidAt = Earliest(heard.FirstPaidAt, payments.FirstAt) ?? order.ProcessedAt;
        }

        var refunds = await Unite(shopId, order.Id, heard.Refunds);
        order.Refunded = Math.Max(order.Refunded, refunds.Sum(refund => refund.Money ?? 0));
        var facts = age != Age.Newer ? order.ReadFacts() : heard.IsFetched ? Reflecting(heard, refunds) : heard.Facts;
        var whole = Carrying(facts, heard.Facts, known, payments);
        if (age == Age.Newer || !ReferenceEquals(whole, facts)) order.Facts = (ReferenceEquals(whole, heard.Facts) ? heard.FactsWritten : null) ?? JsonSerializer.Serialize(whole, FactsJson.Default.OrderFacts);
        facts = whole;
        await Store(order);
        return new OrderKnown(order, facts, refunds, isTie, before) { WasFetchedSingly = heard.IsSingle, IsHistory = heard.IsHistory };
    }

    /// <summary>The order as it stands with its refunds, locked until the transaction ends; null when unknown.</summary>
    internal async Task<OrderKnown?> Load(long shopId, long orderId)
    {
        await db.Lock(LockSpace.Order, orderId);
        if (await Find(shopId, orderId) is not { } order) return null;
        await ResolveOwner(order);
        return new OrderKnown(order, order.ReadFacts(), await StoredRefunds(shopId, orderId), IsTie: false, new OrderMilestones(order.PaidAt, order.FulfilledAt, order.CancelledAt));
    }

    /// <summary>Keeps a refund that was heard of by itself; its order may still be unknown.</summary>
    internal async Task KeepRefund(long shopId, long orderId, RefundFacts refund)
    {
        await db.Lock(LockSpace.Order, orderId);
        await Unite(shopId, orderId, [refund]);
    }

    /// <summary>True when the order is known and it is news to it that this much was paid with a gift card or store credit.</summary>
    internal async Task<bool> KeepPayment(long shopId, PaymentHeard payment)
    {
        await db.Sql.Execute($"""
            INSERT INTO payments (shop_id, id, order_id, paid_at, gateway, amount) VALUES ({shopId}, {payment.Id}, {payment.OrderId}, {payment.PaidAt}, {payment.Gateway}, {payment.Amount})
            ON CONFLICT DO NOTHING
            """);
        if (payment.Amount is null) return false;
        await db.Lock(LockSpace.Order, payment.OrderId);
        if (await Find(shopId, payment.OrderId) is not { } order) return false;
        var (facts, paid) = (order.ReadFacts(), await Payments(shopId, payment.OrderId));
        var now = facts.WithPayments(paid.GiftCard, paid.StoreCredit);
        if (ReferenceEquals(now, facts)) return false;
        await db.Sql.Execute($"UPDATE orders SET facts = {JsonSerializer.Serialize(now, FactsJson.Default.OrderFacts)} WHERE shop_id = {shopId} AND id = {payment.OrderId}");
        return true;
    }

    /// <summary>
    /// A deleted order stays as a row without personal data, so that late deliveries do not bring it back; one that was
    /// never heard of leaves such a row too, because its first news may still be under way.
    /// </summary>
    internal async Task<OrderKnown> MarkDeleted(long shopId, string currency, long orderId, DateTime at)
    {
        await db.Lock(LockSpace.Order, orderId);
        if (await Find(shopId, orderId) is null)
            await Store(new Order
            {
                ShopId = shopId, Id = orderId, Name = "", Currency = currency, CreatedAt = at, ProcessedAt = at, UpdatedAt = at, DeletedAt = at, FinancialStatus = "unknown",
                Facts = JsonSerializer.Serialize(new OrderFacts(), FactsJson.Default.OrderFacts),
            });
        else await db.Sql.Execute($"UPDATE orders SET deleted_at = {at}, email = NULL WHERE shop_id = {shopId} AND id = {orderId} AND deleted_at IS NULL");
        return (await Load(shopId, orderId))!;
    }

    internal async Task<bool> MarkDelivered(long shopId, long orderId, DateTime at) =>
        await db.Sql.Execute($"UPDATE orders SET delivered_at = {at} WHERE shop_id = {shopId} AND id = {orderId} AND delivered_at IS NULL") > 0;

    private enum Age { Older, Tie, Newer }

    /// <summary>Puts the order under the customer who answers for it now; an erased customer's orders carry no address.</summary>
    private async Task Resolve(OrderHeard heard)
    {
        var order = heard.Order;
        if (order.CustomerId is not { } named) return;
        order.CustomerId = heard.Customer is { } customer ? await customers.Record(order.ShopId, customer) : await customers.Owner(order.ShopId, named);
        if (order.CustomerId is null) (order.Email, order.ErasedCustomerId) = (null, named);
    }

    /// <summary>What is known from elsewhere holds for this version too: an address redacted is gone, a guest's order claimed has its customer.</summary>
    private async Task Mark(Order order, OrderMarks? marks)
    {
        order.Marks = marks;
        if (marks?.RedactedAt is not null) order.Email = null;
        if (order.CustomerId is not null || order.ErasedCustomerId is not null || marks?.ClaimedBy is not { } claimer) return;
        order.CustomerId = await customers.Owner(order.ShopId, claimer);
        order.IsClaimed = order.CustomerId is not null;
        if (order.CustomerId is null) order.Email = null;
    }

    /// <summary>Gives a guest's order to the customer whose address it carries; later news without a customer leave it with them.</summary>
    internal async Task Claim(Order order, long customerId)
    {
        await db.Sql.Execute($"""
            INSERT INTO order_marks (shop_id, order_id, claimed_by) VALUES ({order.ShopId}, {order.Id}, {customerId})
            ON CONFLICT (shop_id, order_id) DO UPDATE SET claimed_by = excluded.claimed_by
            """);
        await db.Sql.Execute($"UPDATE orders SET customer_id = {customerId} WHERE shop_id = {order.ShopId} AND id = {order.Id}");
        (order.CustomerId, order.IsClaimed) = (customerId, true);
    }

    /// <summary>Takes the address off a guest's order for good, also off one that was never heard of.</summary>
    internal async Task Redact(long shopId, long orderId, DateTime at)
    {
        await db.Lock(LockSpace.Order, orderId);
        await db.Sql.Execute($"""
            INSERT INTO order_marks (shop_id, order_id, redacted_at) VALUES ({shopId}, {orderId}, {at})
            ON CONFLICT (shop_id, order_id) DO UPDATE SET redacted_at = excluded.redacted_at
            """);
        await db.Sql.Execute($"UPDATE orders SET email = NULL WHERE shop_id = {shopId} AND id = {orderId}");
    }

    /// <summary>The orders that wait for an account with this address.</summary>
    internal async Task<List<long>> OfGuest(long shopId, string? email) => string.IsNullOrWhiteSpace(email)
        ? []
        : await db.Sql.Query($"SELECT id FROM orders WHERE shop_id = {shopId} AND email = {email.Trim().ToLowerInvariant()} AND customer_id IS NULL", row => row.GetInt64(0));

    /// <summary>The stored owner may have been merged or erased since the row was written.</summary>
    private async Task ResolveOwner(Order order)
    {
        if (order.CustomerId is { } stored && (order.CustomerId = await customers.Owner(order.ShopId, stored)) is null) order.ErasedCustomerId = stored;
        if (order.CustomerId is null && order.DeletedAt is not null) order.Email = null;
    }

    private static Age Compare(OrderHeard heard, Order known)
    {
        if (heard.Order.UpdatedAt != known.UpdatedAt) return heard.Order.UpdatedAt > known.UpdatedAt ? Age.Newer : Age.Older;
        if (heard.IsFetched) return Age.Newer;
        if (heard.Order.TriggeredAt is { } trigger && known.TriggeredAt is { } before && trigger != before) return trigger > before ? Age.Newer : Age.Older;
        return Age.Tie;
    }

    /// <summary>Whether two versions of equal age say different things; the same one heard twice does not.</summary>
    private static bool IsDifferent(OrderHeard heard, Order known) =>
        heard.Order.FinancialStatus != known.FinancialStatus || heard.Order.CustomerId != known.CustomerId || heard.Order.CancelledAt != known.CancelledAt
        || JsonSerializer.Serialize(Carrying(heard.Facts, heard.Facts, known, new KnownPayments(null, 0, 0)), FactsJson.Default.OrderFacts) != known.Facts;

    /// <summary>What was paid apart is told by some messages only; the others must not make it forgotten.</summary>
    private static OrderFacts Carrying(OrderFacts facts, OrderFacts heard, Order? known, KnownPayments payments)
    {
        facts = facts.WithPayments(Math.Max(payments.GiftCard, heard.GiftCardPaid), Math.Max(payments.StoreCredit, heard.StoreCreditPaid));
        if (known is null || !known.Facts.Contains("Paid\":", StringComparison.Ordinal)) return facts;
        var earlier = known.ReadFacts();
        return facts.WithPayments(earlier.GiftCardPaid, earlier.StoreCreditPaid);
    }

    private static void KeepSticky(Order known, Order heard, Order order, Age age)
    {
        (order.PaidAt, order.DeletedAt, order.DeliveredAt) = (known.PaidAt, known.DeletedAt, known.DeliveredAt);
        // The earliest is the truest: a message without the time gives a later one.
        order.FulfilledAt = Earliest(known.FulfilledAt, heard.FulfilledAt);
        if (age == Age.Tie) order.CancelledAt = known.CancelledAt ?? heard.CancelledAt;
        if (order.DeletedAt is not null) order.Email = null;
    }

    /// <summary>A field that Shopify does not show us is null in a fetched order: that never means it is gone.</summary>
    private static void KeepUnshown(Order known, Order fetched)
    {
        fetched.CustomerId ??= known.CustomerId;
        fetched.Email ??= known.Email;
    }

    /// <summary>A read order lists its first refunds only, but its lines' counts reflect every refund made before it was read.</summary>
    private static OrderFacts Reflecting(OrderHeard heard, List<RefundFacts> refunds)
    {
        var unlisted = refunds.Where(refund => refund.CreatedAt <= heard.Order.UpdatedAt && !heard.Facts.RefundIds.Contains(refund.Id)).Select(refund => refund.Id).ToArray();
        return unlisted.Length == 0 ? heard.Facts : heard.Facts with { RefundIds = [.. heard.Facts.RefundIds, .. unlisted] };
    }

    private async Task<List<RefundFacts>> Unite(long shopId, long orderId, IReadOnlyList<RefundFacts> heard)
    {
        var stored = await StoredRefunds(shopId, orderId);
        foreach (var refund in heard)
        {
            var index = stored.FindIndex(known => known.Id == refund.Id);
            var united = index < 0 ? refund : Unite(stored[index], refund);
            if (index >= 0 && united == stored[index]) continue;
            await Insert(shopId, orderId, united);
            if (index >= 0) stored[index] = united;
            else stored.Add(united);
        }
        return stored;
    }

    /// <summary>One refund as all its tellings together know it: bulk files name neither lines nor adjustments, webhooks may come before the money.</summary>
    private static RefundFacts Unite(RefundFacts known, RefundFacts heard) => new(
        known.Id, known.CreatedAt ?? heard.CreatedAt, known.Lines ?? heard.Lines, known.Adjustment ?? heard.Adjustment, Math.Max(known.Shipping, heard.Shipping),
        known.Money is null ? heard.Money : Math.Max(known.Money.Value, heard.Money ?? 0));

    private async Task Insert(long shopId, long orderId, RefundFacts refund) => await db.Sql.Execute($"""
        INSERT INTO refunds (shop_id, id, order_id, created_at, facts)
        VALUES ({shopId}, {refund.Id}, {orderId}, {refund.CreatedAt}, {JsonSerializer.Serialize(refund, FactsJson.Default.RefundFacts)})
        ON CONFLICT (shop_id, id) DO UPDATE SET facts = excluded.facts
        """);

    private async Task<List<RefundFacts>> StoredRefunds(long shopId, long orderId) => await db.Sql.Query(
        $"SELECT facts FROM refunds WHERE shop_id = {shopId} AND order_id = {orderId} ORDER BY id",
        row => JsonSerializer.Deserialize(row.GetString(0), FactsJson.Default.RefundFacts)!);

    /// <summary>The order's payments heard of by themselves.</summary>
    private async Task<KnownPayments> Payments(long shopId, long orderId) => (await db.Sql.Single($"""
        SELECT MIN(paid_at), CAST(COALESCE(SUM(CASE WHEN gateway = {Gateways.GiftCard} THEN amount ELSE 0 END), 0) AS BIGINT),
          CAST(COALESCE(SUM(CASE WHEN gateway = {Gateways.StoreCredit} THEN amount ELSE 0 END), 0) AS BIGINT)
        FROM payments WHERE shop_id = {shopId} AND order_id = {orderId}
        """, row => new KnownPayments(row.AtOrNull(0), row.GetInt64(1), row.GetInt64(2))))!;

    private sealed record KnownPayments(DateTime? FirstAt, long GiftCard, long StoreCredit);

    private static DateTime? Earliest(DateTime? one, DateTime? other) => one is null ? other : other is null ? one : one < other ? one : other;

    private async Task<Order?> Find(long shopId, long id) => (await FindMarked(shopId, id)).Order;

    /// <summary>The order and its marks, either of which may be missing, in one read.</summary>
    private async Task<(Order? Order, OrderMarks? Marks)> FindMarked(long shopId, long id) => await db.Sql.Single($"""
        SELECT o.name, o.customer_id, o.email, o.currency, o.total, o.refunded, o.created_at, o.processed_at, o.updated_at, o.triggered_at, o.paid_at, o.cancelled_at, o.deleted_at,
          o.fulfilled_at, o.delivered_at, o.financial_status, o.fulfillment_status, o.is_test, o.facts, m.order_id, m.disputed_at, m.claimed_by, m.redacted_at
        FROM (SELECT 1) one_row LEFT JOIN orders o ON o.shop_id = {shopId} AND o.id = {id} LEFT JOIN order_marks m ON m.shop_id = {shopId} AND m.order_id = {id}
        """,
        row =>
        {
            var marks = row.IsDBNull(19) ? null : new OrderMarks { ShopId = shopId, OrderId = id, DisputedAt = row.AtOrNull(20), ClaimedBy = row.LongOrNull(21), RedactedAt = row.AtOrNull(22) };
            return (row.IsDBNull(0) ? null : Read(shopId, id, row, marks), marks);
        });

    private static Order Read(long shopId, long id, System.Data.Common.DbDataReader row, OrderMarks? marks)
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

    private async Task Store(Order order) => await db.Sql.Execute($"""
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
}

/// <summary>An order as it stands after everything heard so far.</summary>
/// <param name="IsTie">Two versions of equal age differ; only Shopify can tell, so it should be read again.</param>
/// <param name="Before">What it had reached before this news.</param>
internal sealed record OrderKnown(Order Order, OrderFacts Facts, IReadOnlyList<RefundFacts> Refunds, bool IsTie, OrderMilestones Before)
{
    internal bool WasFetchedSingly { get; init; }
    internal bool IsHistory { get; init; }
}

internal sealed record OrderMilestones(DateTime? PaidAt, DateTime? FulfilledAt, DateTime? CancelledAt)
{
    /// <summary>Whose it was.</summary>
    internal long? CustomerId { get; init; }
}
