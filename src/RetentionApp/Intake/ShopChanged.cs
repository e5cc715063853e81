using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using RetentionApp.Webhooks;

namespace RetentionApp.Intake;

/// <summary>A shop installed the app, changed its settings, left, or is to be forgotten.</summary>
internal sealed class ShopChanged(AppDb db, Installs installs, Programmes programmes, RewardCatalogue rewards, HistoryImports imports, ShopDirectory directory)
{
    /// <summary>First programme, first reward, and the history; after a reinstall only what is missing.</summary>
    internal async Task Installed(Shop shop)
    {
        await db.Shops.Where(s => s.Id == shop.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.WipeAskedAt, (DateTime?)null));
        await programmes.EnsureDefault(shop.Id, shop.Currency);
        await rewards.EnsureDefault(shop.Id, shop.Currency);
        await imports.Start(shop.Id);
    }

    internal async Task<Handled> Uninstalled(Shop shop, DateTime triggeredAt)
    {
        if (!await installs.Uninstall(db, shop.Id, triggeredAt)) return Handled.Ignored("The shop was installed again since, or is uninstalled already.");
        await imports.Stop(shop.Id);
        return Handled.Done;
    }

    internal async Task<Handled> Updated(Shop shop, JsonElement payload)
    {
        var storefront = payload.Text("domain") is { Length: > 0 } domain ? "https://" + domain : shop.StorefrontUrl;
        await installs.Update(db, shop.Id, new ShopFacts(
            payload.Text("name") ?? shop.Name, payload.Text("email") ?? shop.Email, payload.Text("currency") ?? shop.Currency, payload.Text("iana_timezone") ?? shop.TimeZone,
            payload.Text("plan_display_name") ?? shop.Plan, storefront));
        if (payload.Text("primary_locale") is { Length: > 0 and < 20 } locale)
            await db.Shops.Where(s => s.Id == shop.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Locale, locale));
        directory.Forget(shop.Id);
        return Handled.Done;
    }

    internal async Task<Handled> ScopesUpdated(Shop shop, JsonElement payload)
    {
        if (payload.Part("current") is not { ValueKind: JsonValueKind.Array }) return Handled.Ignored("The payload names no scopes.");
        await installs.UpdateScopes(db, shop.Id, payload.Items("current").Select(scope => scope.GetString()!));
        return Handled.Done;
    }

    /// <summary>Everything of the shop goes, in small steps by a job; not when it came back in the 48 hours between.</summary>
    internal async Task<Handled> Redacted(Shop shop, DateTime triggeredAt)
    {
        // A shop that is back has tokens again; one without them is gone, even if its uninstall was missed.
        var asked = await db.Shops.Where(s => s.Id == shop.Id && (s.UninstalledAt != null || s.SealedTokens == null)).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.WipeAskedAt, triggeredAt).SetProperty(s => s.UninstalledAt, s => s.UninstalledAt ?? triggeredAt));
        return asked > 0 ? Handled.Done : Handled.Ignored("The shop has installed the app again.");
    }
}
