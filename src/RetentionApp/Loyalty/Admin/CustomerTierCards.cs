using RetentionApp.Data;
using RetentionApp.Loyalty.Tiers;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Admin;

/// <param name="IsForGood">Set by hand without an end.</param>
internal sealed record CustomerTierShown(long CustomerId, TierSettings Tiers, TierProgress Progress, bool IsForGood, string? PushError);

/// <summary>A customer's tier as the merchant sees it.</summary>
internal sealed class CustomerTierCards(AppDb db, Programmes programmes, TimeProvider clock)
{
    /// <summary>Null for a shop without tiers.</summary>
    internal async Task<CustomerTierShown?> Of(Shop shop, long customerId)
    {
        if (CustomerTiers.Active((await programmes.Current(shop.Id)).Settings) is not { } tiers) return null;
        var progress = await TierProgress.Read(db.Sql, shop.Id, customerId, tiers, Zones.Of(shop), clock.GetUtcNow().UtcDateTime);
        var row = await TierRows.Find(db.Sql, shop.Id, customerId);
        var error = await db.Sql.Single($"SELECT error FROM customer_pushes WHERE shop_id = {shop.Id} AND customer_id = {customerId}", found => found.TextOrNull(0));
        return new CustomerTierShown(customerId, tiers, progress, row?.ManualUntil >= CustomerTier.ForGood, error);
    }
}
