using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Insights;
using RetentionApp.Loyalty;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using RetentionApp.Timeline;
using RetentionApp.Webhooks;

namespace RetentionApp.Intake;

/// <summary>A customer came, changed, was merged with another, or is to be forgotten.</summary>
internal sealed class CustomerChanged(
    AppDb db, Customers customers, Orders orders, CustomerOrders customerOrders, PointsLedger ledger, BonusEarning bonuses, HeardDeeds heardDeeds, Deeds deeds, Birthdays birthdays, Challenges challenges,
    CustomerTiers tiers, Redemptions redemptions, Returning returning, Invitations invitations, PrivacyRequests privacy, PointRows waiting, CustomerFigureKeeper figures, TimeProvider clock)
{
    internal async Task<Handled> Tell(Shop shop, JsonElement payload)
    {
        if (CustomerPayload.Read(payload) is not { } heard) return Handled.Ignored("The payload names no customer.");
        var done = await heardDeeds.Find(shop.Id, heard);
        if (await customerOrders.Record(shop.Id, heard, isHistory: false, () => customers.Record(shop.Id, heard)) is not null) await waiting.Arrived(shop.Id, heard.Email);
        await heardDeeds.Do(shop.Id, heard.Id, done);
        return Handled.Done;
    }

    internal async Task<Handled> Merged(Shop shop, JsonElement payload, DateTime triggeredAt)
    {
        if (payload.Text("status") is { } status and not "completed") return Handled.Ignored($"The merge did not happen: {status}.");
        if (Gid.Number(payload.Text("admin_graphql_api_customer_kept_id")) is not { } kept || Gid.Number(payload.Text("admin_graphql_api_customer_deleted_id")) is not { } gone || kept == gone)
            return Handled.Ignored("The payload does not name two customers.");
        // The kept one may itself have been merged on before this delivery arrived.
        if (await customers.Owner(shop.Id, kept) is not { } owner) return Handled.Ignored("The kept customer has been erased since.");
        if (owner == gone) return Handled.Ignored("The other way round has been heard already.");
        await Merge(shop.Id, gone, owner, triggeredAt);
        return Handled.Done;
    }

    /// <summary>
    /// Makes one customer of two, whether Shopify did or a merchant does it here alone: what comes later for the one gone
    /// lands on the one kept. Must run in a transaction. <paramref name="by"/> is the staff member who wished it.
    /// </summary>
    internal async Task Merge(long shopId, long gone, long kept, DateTime at, string? by = null)
    {
        await customers.Merge(shopId, gone, kept, at);
        await ledger.Merge(shopId, gone, kept);
        await redemptions.Move(shopId, gone, kept);
        await returning.CatchUp(shopId, kept);
        await tiers.Merge(shopId, gone, kept);
        await deeds.Merge(shopId, gone, kept);
        await birthdays.Merge(shopId, gone, kept);
        await invitations.Merge(shopId, gone, kept);
        await db.AppendTimeline(shopId, kept, TimelineKinds.CustomerMerged, gone, by, clock.GetUtcNow().UtcDateTime);
        // While the account was closed, as a deleted customer's is, or blocked, the orders' news changed nothing.
        await customerOrders.Settle(shopId, kept);
        await bonuses.Settle(shopId, kept, at, isHistory: false);
        await challenges.Merge(shopId, gone, kept);
    }

    /// <summary>For <c>customers/delete</c> and <c>customers/redact</c>: the account closes, what identifies a person goes, the ledger stays balanced.</summary>
    internal async Task<Handled> Erased(Shop shop, JsonElement payload, DateTime triggeredAt, bool isRedaction)
    {
        var customer = isRedaction ? payload.Part("customer") : payload;
        var ids = customer?.Long("id") is { } id ? [id] : await customers.WithEmail(shop.Id, customer?.Text("email"));
        var guests = isRedaction ? await orders.OfGuest(shop.Id, customer?.Text("email")) : [];
        var named = isRedaction ? payload.Items("orders_to_redact").Select(Json.Whole).OfType<long>() : [];
        // A tombstone each, so that late news of the order does not bring the address back.
        foreach (var order in named.Concat(guests).Distinct().ToList()) await orders.Redact(shop.Id, order, triggeredAt);
        if (ids.Count == 0) return guests.Count > 0 ? Handled.Done : Handled.Ignored("No customer of this shop is meant.");
        var kept = 0;
        foreach (var erased in ids)
        {
            // Asked before the address is gone; the request may name one that we know no customer by.
            var address = await customers.EmailOf(shop.Id, erased) ?? customer?.Text("email")?.Trim().ToLowerInvariant();
            if (!await customers.Erase(shop.Id, erased, triggeredAt))
            {
                kept++;
                continue;
            }
            await ledger.Erase(shop.Id, erased);
            await deeds.Erase(shop.Id, erased, forGood: isRedaction);
            await birthdays.Erase(shop.Id, erased);
            await invitations.Erase(shop.Id, erased);
            await db.Sql.Execute($"UPDATE account_blocks SET reason = NULL WHERE shop_id = {shop.Id} AND customer_id = {erased}");
            await tiers.Erase(shop.Id, erased);
            await figures.Erase(shop.Id, erased);
            if (address is not null) await waiting.Forget(shop.Id, address);
            await db.Sql.Execute($"UPDATE timeline SET data = NULL WHERE shop_id = {shop.Id} AND customer_id = {erased}");
            await privacy.Erased(shop.Id, erased, isRedaction ? triggeredAt : null);
        }
        return kept < ids.Count ? Handled.Done : Handled.Ignored("The customer was merged into another, or has changed since: a newer customer is not erased by an older wish.");
    }

    /// <summary>Gathers everything held about a customer for the merchant, who hands it over.</summary>
    internal async Task<Handled> Asked(Shop shop, JsonElement payload, DateTime triggeredAt)
    {
        var customer = payload.Part("customer");
        var ids = customer?.Long("id") is { } id ? [id] : await customers.WithEmail(shop.Id, customer?.Text("email"));
        await privacy.Export(shop.Id, ids, await orders.OfGuest(shop.Id, customer?.Text("email")), payload.Part("data_request")?.Text("id"), triggeredAt);
        return Handled.Done;
    }
}
