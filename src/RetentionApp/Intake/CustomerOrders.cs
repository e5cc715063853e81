using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;

namespace RetentionApp.Intake;

/// <summary>What a customer's news means for orders: guests' orders find their customer by address, and tags may exclude from earning.</summary>
internal sealed class CustomerOrders(AppDb db, Programmes programmes, Orders orders, OrderEarning earning, Challenges challenges, CustomerTiers tiers, Withholding withholding, SpentPoints spent)
{
    /// <summary>
    /// Gives an order without a customer to the one whose address it carries, where the programme lets guests claim and the
    /// account came no later than so many days after the order. An account that was there before claims at once.
    /// </summary>
    internal async ValueTask Claim(OrderKnown known)
    {
        var order = known.Order;
        if (order.CustomerId is not null || order.Email is not { } email || order.DeletedAt is not null) return;
        if ((await programmes.Current(order.ShopId)).Settings.GuestDays is not (> 0 and var days)) return;
        var claimer = await db.Sql.Single<long?>($"""
            SELECT id FROM customers WHERE shop_id = {order.ShopId} AND email = {email} AND deleted_at IS NULL AND merged_into IS NULL
              AND COALESCE(created_at, updated_at) <= {order.ProcessedAt.AddDays(days)} ORDER BY id LIMIT 1
            """, row => row.GetInt64(0));
        if (claimer is { } customer) await orders.Claim(order, customer);
    }

    /// <summary>Records news of a customer by <paramref name="record"/>, then settles the orders for which it matters; a history's tiers are followed at its end.</summary>
    internal async Task<long?> Record(long shopId, CustomerHeard heard, bool isHistory, Func<Task<long?>> record)
    {
        var settings = (await programmes.Current(shopId)).Settings;
        var wasExcluded = settings.ExcludedTags is { Count: > 0 } && Withholding.IsExcluded(await withholding.Tags(shopId, heard.Id), settings.ExcludedTags);
        var owner = await record();
        if (settings.ExcludedTags is { Count: > 0 } && wasExcluded != Withholding.IsExcluded(await withholding.Tags(shopId, heard.Id), settings.ExcludedTags)) await SettleAll(shopId, await OrdersOf(shopId, heard.Id), isHistory);
        if (settings.GuestDays > 0) await SettleAll(shopId, await orders.OfGuest(shopId, heard.Email), isHistory);
        return owner;
    }

    /// <summary>Settles all of a customer's orders again.</summary>
    internal async Task Settle(long shopId, long customerId) => await SettleAll(shopId, await OrdersOf(shopId, customerId), isHistory: false);

    private ValueTask<List<long>> OrdersOf(long shopId, long customerId) =>
        db.Sql.Query($"SELECT id FROM orders WHERE shop_id = {shopId} AND customer_id = {customerId} ORDER BY processed_at, id", row => row.GetInt64(0));

    private async Task SettleAll(long shopId, List<long> ids, bool isHistory)
    {
        var owners = new HashSet<long>();
        foreach (var id in ids)
        {
            if (await orders.Load(shopId, id) is not { } known) continue;
            await Claim(known);
            await earning.Settle(known);
            await challenges.Settle(known);
            await spent.Settle(known);
            if (known.Order.CustomerId is { } owner) owners.Add(owner);
        }
        if (isHistory) return;
        foreach (var owner in owners) await tiers.Follow(shopId, owner);
    }
}
