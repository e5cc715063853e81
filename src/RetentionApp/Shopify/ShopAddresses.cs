using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Shopify;

/// <summary>Whole addresses of the shop's pages, for messages and for staff.</summary>
internal sealed class ShopAddresses(AppDb db, ShopifyOptions options)
{
    /// <summary>Where the app proxy begins, without a final slash: <c>https://example.com/apps/retention</c>.</summary>
    internal async Task<string> Proxy(Shop shop)
    {
        var path = await db.ThemePushes.Where(push => push.ShopId == shop.Id).Select(push => push.Path).FirstOrDefaultAsync();
        return new Uri(options.StorefrontOf(shop)).GetLeftPart(UriPartial.Authority) + (path ?? options.ProxyPathOf(shop));
    }
}
