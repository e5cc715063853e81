using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Shops;

/// <summary>What Shopify says about a shop.</summary>
internal sealed record ShopFacts(string Name, string? Email, string Currency, string TimeZone, string? Plan, string? StorefrontUrl);

/// <summary>A shop's coming and going, as rows. Every method joins the transaction it is called in.</summary>
internal sealed class Installs(ShopDirectory directory, TimeProvider clock)
{
    /// <summary>
    /// Makes sure that the shop has a row to keep its tokens in. A new one counts as uninstalled until
    /// <see cref="Complete"/>: nothing is known of the shop yet.
    /// </summary>
    internal Task<Shop> Prepare(AppDb db, string domain, string locale, DateTime now) => db.Write(async () =>
    {
        await db.Lock(LockSpace.Install, 1);
        var shop = await db.Shops.SingleOrDefaultAsync(s => s.Domain == domain);
        if (shop is not null) return shop;
        shop = new Shop { Domain = domain, Name = domain, Currency = "USD", TimeZone = "UTC", Locale = locale, Scopes = "", InstalledAt = now, UninstalledAt = now };
        db.Shops.Add(shop);
        await db.SaveChangesAsync();
        directory.Forget(domain);
        return shop;
    });

    /// <returns>False when the shop was installed already.</returns>
    internal async Task<bool> Complete(AppDb db, Shop shop, ShopFacts facts, string scopes, DateTime now)
    {
        var isNew = !shop.IsInstalled;
        if (isNew) (shop.InstalledAt, shop.UninstalledAt) = (now, null);
        Apply(shop, facts);
        shop.Scopes = scopes;
        await db.SaveChangesAsync();
        if (isNew) await db.TellThemeAnew(shop.Id, now);
        directory.Forget(shop.Domain);
        return isNew;
    }

    /// <summary>For <c>shop/update</c>.</summary>
    internal Task Update(AppDb db, long shopId, ShopFacts facts) => db.Write(async () =>
    {
        if (await db.Shops.SingleOrDefaultAsync(s => s.Id == shopId) is not { } shop) return;
        Apply(shop, facts);
        await db.SaveChangesAsync();
        await db.TellTheme(shopId, clock.GetUtcNow().UtcDateTime);
        directory.Forget(shopId);
    });

    /// <summary>For <c>app/scopes_update</c>; <paramref name="scopes"/> is what is granted now.</summary>
    internal Task UpdateScopes(AppDb db, long shopId, IEnumerable<string> scopes) => db.Write(async () =>
    {
        var granted = string.Join(',', scopes);
        await db.Shops.Where(s => s.Id == shopId).ExecuteUpdateAsync(set => set.SetProperty(s => s.Scopes, granted));
        await db.TellTheme(shopId, clock.GetUtcNow().UtcDateTime);
        directory.Forget(shopId);
    });

    /// <summary>The merchant's own word for points; null restores ours.</summary>
    internal Task SavePointsWord(AppDb db, long shopId, string? word) => db.Write(async () =>
    {
        await db.Shops.Where(s => s.Id == shopId).ExecuteUpdateAsync(set => set.SetProperty(s => s.PointsWord, word));
        await db.TellTheme(shopId, clock.GetUtcNow().UtcDateTime);
        directory.Forget(shopId);
    });

    /// <summary>A staff member opened the app just now.</summary>
    internal Task Seen(AppDb db, long shopId, DateTime now) => db.Write(async () =>
        await db.Shops.Where(s => s.Id == shopId).ExecuteUpdateAsync(set => set.SetProperty(s => s.SeenAt, now)));

    /// <summary>
    /// Forgets the tokens and marks the shop, unless it was installed or opened after <paramref name="triggeredAt"/>: a late
    /// delivery does not undo a reinstall. Tokens older than the uninstall are dead all the same.
    /// </summary>
    /// <returns>Whether the shop is uninstalled by this.</returns>
    internal Task<bool> Uninstall(AppDb db, long shopId, DateTime triggeredAt) => db.Write(async () =>
    {
        var before = await db.Shops.AsNoTracking().SingleOrDefaultAsync(s => s.Id == shopId && s.UninstalledAt == null && s.InstalledAt <= triggeredAt);
        if (before is null) return false;
        var isBack = before.SeenAt > triggeredAt;
        await db.Shops.Where(s => s.Id == shopId).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.UninstalledAt, isBack ? null : (DateTime?)triggeredAt).SetProperty(s => s.InstalledAt, isBack ? before.SeenAt!.Value : before.InstalledAt)
            .SetProperty(s => s.SealedTokens, (string?)null).SetProperty(s => s.AccessExpiresAt, (DateTime?)null).SetProperty(s => s.RefreshExpiresAt, (DateTime?)null));
        directory.Forget(shopId);
        return !isBack;
    });

    private static void Apply(Shop shop, ShopFacts facts)
    {
        (shop.Name, shop.Email, shop.Currency) = (facts.Name, facts.Email, facts.Currency);
        (shop.TimeZone, shop.Plan) = (facts.TimeZone, facts.Plan);
        shop.StorefrontUrl = facts.StorefrontUrl;
    }
}
