using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using RetentionApp.Timeline;
using RetentionApp.Webhooks;

namespace RetentionApp.Intake;

/// <summary>
/// A fact named an order without carrying it: a refund, an edit, a payment, a return, a parcel. What it says is kept and
/// counts at once; the order is read again to be sure.
/// </summary>
internal sealed class OrderMentioned(AppDb db, Orders orders, Disputes disputes, OrderChanged orderChanged, OrderRefetches refetches)
{
    internal async Task<Handled> Refunded(Shop shop, JsonElement payload)
    {
        if (payload.Long("order_id") is not { } orderId) return Handled.Ignored("The refund names no order.");
        var known = await orders.Load(shop.Id, orderId);
        if (RefundPayload.Read(payload, known?.Order.Currency ?? shop.Currency) is not { } refund) return Handled.Ignored("The payload names no refund.");
        await orders.KeepRefund(shop.Id, orderId, refund);
        if (await orders.Load(shop.Id, orderId) is { } now) await orderChanged.Settle(now);
        await refetches.Ask(shop.Id, orderId, "refunds/create");
        return Handled.Done;
    }

    internal async Task<Handled> Paid(Shop shop, JsonElement transaction)
    {
        if (transaction.Long("order_id") is not { } orderId) return Handled.Ignored("The transaction names no order.");
        // In which currency the order is kept decides whether the amount can be read; mostly it is the shop's.
        if (PaymentPayload.Read(transaction, shop.Currency) is { } payment && await orders.KeepPayment(shop.Id, payment) && await orders.Load(shop.Id, orderId) is { } known)
            await orderChanged.Settle(known);
        await refetches.Ask(shop.Id, orderId, "order_transactions/create");
        return Handled.Done;
    }

    // Some recorded edits come without the wrapper.
    internal async Task<Handled> Edited(Shop shop, JsonElement payload) => await AskFor(shop, payload.Part("order_edit")?.Long("order_id") ?? payload.Long("order_id"), "orders/edited");

    internal async Task<Handled> Returned(Shop shop, JsonElement payload, string topic) =>
        await AskFor(shop, payload.Part("order")?.Long("id") ?? payload.Long("order_id"), topic);

    /// <summary>A payment is disputed: open or lost, it takes the order's points; won, they come back.</summary>
    internal async Task<Handled> Disputed(Shop shop, JsonElement payload, DateTime triggeredAt)
    {
        if (Disputes.Read(shop.Id, payload, triggeredAt) is not { } dispute) return Handled.Ignored("The payload names no dispute of an order.");
        await disputes.Keep(dispute);
        if (await orders.Load(shop.Id, dispute.OrderId) is { } known) await orderChanged.Settle(known);
        else await refetches.Ask(shop.Id, dispute.OrderId, "disputes");
        return Handled.Done;
    }

    internal async Task<Handled> ParcelMoved(Shop shop, JsonElement payload)
    {
        if (payload.Long("order_id") is not { } orderId) return Handled.Ignored("The parcel's event names no order.");
        if (payload.Text("status") != "delivered") return Handled.Ignored($"Only delivered parcels matter; this one is {payload.Text("status")}.");
        if (await orders.Load(shop.Id, orderId) is not { } known) return await AskFor(shop, orderId, "fulfillment_events/create");
        var at = payload.Time("happened_at") ?? payload.Time("created_at") ?? known.Order.UpdatedAt;
        if (await orders.MarkDelivered(shop.Id, orderId, at) && known.Order.CustomerId is { } customer)
            await db.AppendTimeline(shop.Id, customer, TimelineKinds.OrderDelivered, orderId, null, at);
        return Handled.Done;
    }

    /// <summary>A deleted order is worth nothing.</summary>
    internal async Task<Handled> Deleted(Shop shop, JsonElement payload, DateTime triggeredAt)
    {
        if (payload.Long("id") is not { } orderId) return Handled.Ignored("The payload names no order.");
        await orderChanged.Settle(await orders.MarkDeleted(shop.Id, shop.Currency, orderId, triggeredAt));
        await refetches.Drop(shop.Id, orderId);
        return Handled.Done;
    }

    private async Task<Handled> AskFor(Shop shop, long? orderId, string topic)
    {
        if (orderId is not { } id) return Handled.Ignored("The payload names no order.");
        await refetches.Ask(shop.Id, id, topic);
        return Handled.Done;
    }
}
