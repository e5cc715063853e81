using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Earning;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using RetentionApp.Timeline;
using RetentionApp.Webhooks;

namespace RetentionApp.Intake;

/// <summary>An order was placed, paid, changed, refunded or cancelled, or it was read again: the whole story.</summary>
internal sealed class OrderChanged(
    AppDb db, Orders orders, CustomerOrders customerOrders, OrderEarning earning, HeardDeeds deeds, Challenges challenges, CustomerTiers tiers, Redemptions redemptions, SpentPoints spent, OrderRefetches refetches,
    TimeProvider clock)
{
    /// <summary>As a webhook tells it.</summary>
    internal async Task<Handled> Tell(Shop shop, JsonElement payload, DateTime triggeredAt)
    {
        if (OrderPayload.Read(shop.Id, shop.Currency, payload, triggeredAt) is not { } heard) return Handled.Ignored("The payload names no order.");
        if (payload.Part("line_items") is null)
        {
            // A subscription may trim payloads: what does not carry the goods must not overwrite them.
            await refetches.Ask(shop.Id, heard.Order.Id, "The payload carries no lines.");
            return Handled.Done;
        }
        await Tell(heard);
        return Handled.Done;
    }

    internal async Task Tell(OrderHeard heard)
    {
        var done = heard is { Customer: { } person, IsHistory: false } ? await deeds.Find(heard.Order.ShopId, person) : [];
        OrderKnown? heardOf = null;
        if (heard.Customer is null) heardOf = await orders.Record(heard);
        else await customerOrders.Record(heard.Order.ShopId, heard.Customer, heard.IsHistory, async () => (heardOf = await orders.Record(heard)).Order.CustomerId);
        var known = heardOf!;
        if (done.Count > 0) await deeds.Do(heard.Order.ShopId, heard.Customer!.Id, done);
        await Settle(known!);
        if (heard.IsPaidApart && known!.Facts is { GiftCardPaid: 0, StoreCreditPaid: 0 } && !heard.IsFetched)
            await refetches.Ask(known.Order.ShopId, known.Order.Id, "A gift card or store credit paid a part; how much is not known.");
        if (known.IsTie && !heard.IsFetched) await refetches.Ask(known.Order.ShopId, known.Order.Id, "Two versions of equal age.");
    }

    /// <summary>What follows from the order as it stands, also when only a fact about it was heard.</summary>
    internal async Task Settle(OrderKnown known)
    {
        await customerOrders.Claim(known);
        await earning.Settle(known);
        await challenges.Settle(known);
        // A history is followed all at once when it is in.
        if (!known.IsHistory && known.Order is { PaidAt: not null, CustomerId: { } customer }) await tiers.Follow(known.Order.ShopId, customer, known.Order.Id);
        await redemptions.MarkUsed(known);
        await spent.Settle(known);
        await AppendMilestones(known);
        if (EligibleAmount.IsRefundUnexplained(known.Facts, known.Refunds) && !known.WasFetchedSingly)
            await refetches.Ask(known.Order.ShopId, known.Order.Id, "More was refunded than the units gone were worth.");
    }

    private async Task AppendMilestones(OrderKnown known)
    {
        var order = known.Order;
        if (known.IsHistory || order.CustomerId is not { } customer) return;
        if (order.PaidAt is not null && known.Before.PaidAt is null) await Append(TimelineKinds.OrderPaid);
        if (order.FulfilledAt is not null && known.Before.FulfilledAt is null) await Append(TimelineKinds.OrderFulfilled);
        if (order.CancelledAt is not null && known.Before.CancelledAt is null) await Append(TimelineKinds.OrderCancelled);

        Task Append(string kind) => db.AppendTimeline(order.ShopId, customer, kind, order.Id, null, clock.GetUtcNow().UtcDateTime);
    }
}
