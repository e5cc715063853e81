using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Rewards;

/// <summary>
/// Links for messages that bring customers back to a discount code which they have: the page behind it applies the code. Whoever holds
/// the link sees the code, as whoever holds a message with the code would; at the checkout it works for the customer alone.
/// </summary>
internal sealed class ReturnLinks(AppDb db, SealedLinks links, ShopAddresses addresses, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);
    private const string Purpose = "back";

    /// <returns>Null when the shop has no such redemption, it was not issued, or it is no discount.</returns>
    internal async Task<MadeLink?> Make(Shop shop, long redemptionId)
    {
        var redemption = await db.Redemptions.AsNoTracking().FirstOrDefaultAsync(r => r.ShopId == shop.Id && r.Id == redemptionId);
        if (redemption is not { State: RedemptionState.Issued } || !RewardKinds.Of(redemption.Kind).IsDiscount) return null;
        // It outlives the code, so that who comes too late is told what happened to it.
        var until = clock.GetUtcNow().UtcDateTime + Longest;
        return new MadeLink($"{await addresses.Proxy(shop)}/back/{links.Seal(Purpose, shop.Id, until, redemptionId)}", until);
    }

    /// <returns>Null when it is none of this shop's links.</returns>
    internal async Task<Redemption?> Open(long shopId, string token) =>
        links.Open(Purpose, shopId, token) is { Numbers: [var id] } ? await RedemptionRows.ById(db.Sql, shopId, id) : null;
}
