using System.Text.Json;
using RetentionApp.Data;

namespace RetentionApp.Commerce;

/// <summary>Keeps the shop's orders in their newest known state, whatever the order in which news of them comes.</summary>
internal sealed class Orders(AppDb db, OrderRows rows, Customers customers)
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
        var (known, marks) = await rows.FindMarked(shopId, heard.Order.Id);
        await Mark(heard.Order, marks);
        var age = known is null ? OrderAge.Newer : OrderVersions.Compare(heard, known);
        var order = age == OrderAge.Newer ? heard.Order : known!;
        var before = new OrderMilestones(known?.PaidAt, known?.FulfilledAt, known?.CancelledAt) { CustomerId = known?.CustomerId };
        var stored = known is null ? default : Written(known);
        var isTie = age == OrderAge.Tie && OrderVersions.IsDifferent(heard, known!);
        if (known is not null) OrderVersions.KeepSticky(known, heard.Order, order, age);
        if (age != OrderAge.Newer) await ResolveOwner(order);
        if (known is not null && heard.IsFetched)
        {
            if (order.IsNobodys) await ResolveOwner(known);
            OrderVersions.KeepUnshown(known, order);
        }
        if (order.Marks?.RedactedAt is not null) order.Email = null;
        var payments = new KnownPayments(null, 0, 0);
        if (order.PaidAt is null && (heard.IsFullyPaid || order.IsFullyPaid))
        {
            if (!heard.IsHistory) payments = await rows.Payments(shopId, order.Id);
            order.PaidAt = OrderVersions.Earliest(heard.FirstPaidAt, payments.FirstAt) ?? order.ProcessedAt;
        }
        // The order's own date only stood in for a payment that nobody had told of.
        else if (order.PaidAt is { } paidAt && heard.FirstPaidAt is { } first && (first < paidAt || paidAt == order.ProcessedAt)) order.PaidAt = first;

        var refunds = await Unite(shopId, order.Id, heard.Refunds);
        order.Refunded = Math.Max(order.Refunded, refunds.Sum(refund => refund.Money ?? 0));
        var facts = age != OrderAge.Newer ? order.ReadFacts() : heard.IsFetched ? OrderVersions.Reflecting(heard, refunds) : heard.Facts;
        var whole = OrderVersions.Carrying(facts, heard.Facts, known, payments);
        if (age == OrderAge.Newer || !ReferenceEquals(whole, facts)) order.Facts = (ReferenceEquals(whole, heard.Facts) ? heard.FactsWritten : null) ?? JsonSerializer.Serialize(whole, FactsJson.Default.OrderFacts);
        facts = whole;
        // Sibling topics of one action tell the same version: what stands there already is not written again.
        if (age == OrderAge.Newer || Written(order) != stored) await rows.Store(order);
        return new OrderKnown(order, facts, refunds, isTie, before) { WasFetchedSingly = heard.IsSingle, IsHistory = heard.IsHistory };
    }

    /// <summary>The order as it stands with its refunds, locked until the transaction ends; null when unknown.</summary>
    internal async Task<OrderKnown?> Load(long shopId, long orderId)
    {
        await db.Lock(LockSpace.Order, orderId);
        if (await rows.Find(shopId, orderId) is not { } order) return null;
        await ResolveOwner(order);
        return new OrderKnown(order, order.ReadFacts(), await rows.Refunds(shopId, orderId), IsTie: false, new OrderMilestones(order.PaidAt, order.FulfilledAt, order.CancelledAt));
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
        if (await rows.Find(shopId, payment.OrderId) is not { } order) return false;
        var (facts, paid) = (order.ReadFacts(), await rows.Payments(shopId, payment.OrderId));
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
        if (await rows.Find(shopId, orderId) is null)
            await rows.Store(new Order
            {
                ShopId = shopId, Id = orderId, Name = "", Currency = currency, CreatedAt = at, ProcessedAt = at, UpdatedAt = at, DeletedAt = at, FinancialStatus = "unknown",
                Facts = JsonSerializer.Serialize(new OrderFacts(), FactsJson.Default.OrderFacts),
            });
        else await db.Sql.Execute($"UPDATE orders SET deleted_at = {at}, email = NULL WHERE shop_id = {shopId} AND id = {orderId} AND deleted_at IS NULL");
        return (await Load(shopId, orderId))!;
    }

    internal async Task<bool> MarkDelivered(long shopId, long orderId, DateTime at) =>
        await db.Sql.Execute($"UPDATE orders SET delivered_at = {at} WHERE shop_id = {shopId} AND id = {orderId} AND delivered_at IS NULL") > 0;

    /// <summary>What news of no newer version may change.</summary>
    private static (long? Customer, string? Email, DateTime? PaidAt, DateTime? CancelledAt, DateTime? FulfilledAt, long Refunded, string Facts) Written(Order order) =>
        (order.CustomerId ?? order.ErasedCustomerId, order.Email, order.PaidAt, order.CancelledAt, order.FulfilledAt, order.Refunded, order.Facts);

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

    /// <summary>The orders that wait for an account with this address, as they were placed.</summary>
    internal async Task<List<long>> OfGuest(long shopId, string? email)
    {
        if (string.IsNullOrWhiteSpace(email)) return [];
        // Sorted here: asked for the order, SQLite would go through all guests of the shop along the index that has it.
        var orders = await db.Sql.Query(
            $"SELECT id, processed_at FROM orders WHERE shop_id = {shopId} AND email = {email.Trim().ToLowerInvariant()} AND customer_id IS NULL", row => (Id: row.GetInt64(0), At: row.At(1)));
        return [.. orders.OrderBy(order => order.At).ThenBy(order => order.Id).Select(order => order.Id)];
    }

    /// <summary>The stored owner may have been merged or erased since the row was written.</summary>
    private async Task ResolveOwner(Order order)
    {
        if (order.CustomerId is { } stored && (order.CustomerId = await customers.Owner(order.ShopId, stored)) is null) order.ErasedCustomerId = stored;
        if (order.CustomerId is null && order.DeletedAt is not null) order.Email = null;
    }

    private async Task<List<RefundFacts>> Unite(long shopId, long orderId, IReadOnlyList<RefundFacts> heard)
    {
        var stored = await rows.Refunds(shopId, orderId);
        foreach (var refund in heard)
        {
            var index = stored.FindIndex(known => known.Id == refund.Id);
            var united = index < 0 ? refund : OrderVersions.Unite(stored[index], refund);
            if (index >= 0 && united == stored[index]) continue;
            await rows.Store(shopId, orderId, united);
            if (index >= 0) stored[index] = united;
            else stored.Add(united);
        }
        return stored;
    }
}
