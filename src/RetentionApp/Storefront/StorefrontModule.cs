using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>What a shopper sees, under <c>/proxy</c>: Shopify's app proxy sends it there with a signed query.</summary>
internal static class StorefrontModule
{
    internal static void AddStorefront(this IServiceCollection services)
    {
        services.AddLocalization();
        services.AddSingleton<ShopFronts>();
        services.AddSingleton<Problems>();
        services.AddSingleton<RedeemLimit>();
        services.AddSingleton<FormTokens>();
        services.AddSingleton<StorefrontAssets>();
        services.AddSingleton<TierJson>();
        services.AddSingleton<TierHtml>();
        services.AddSingleton<PageViews>();
        services.AddSingleton<BalanceWords>();
        services.AddSingleton<RewardsJson>();
        services.AddSingleton<LoyaltyJson>();
        services.AddSingleton<PanelJson>();
        services.AddSingleton<RedeemJson>();
        services.AddSingleton<EarnHtml>();
        services.AddSingleton<EarnForms>();
        services.AddSingleton<RewardsHtml>();
        services.AddSingleton<LoyaltyHtml>();
        services.AddSingleton<LoyaltyPage>();
    }

    internal static void MapStorefront(this WebApplication app)
    {
        // Outside the gate: nothing in them is anybody's, and a cached address must not carry a signature.
        app.MapGet("/proxy/assets/{name}", (HttpContext http, string name, StorefrontAssets assets) => assets.Write(http, name));

        var proxy = app.MapGroup("/proxy").RequireProxy();
        proxy.MapGet("/loyalty", (HttpContext http, LoyaltyJson json) => json.Write(http));
        proxy.MapGet("/loyalty/panel", (HttpContext http, PanelJson json) => json.Write(http));
        proxy.MapPost("/loyalty/redeem", (HttpContext http, RedeemJson json, Redemptions redemptions, RewardCatalogue rewards) => json.Redeem(http, redemptions, rewards));
        proxy.MapGet("/loyalty/redemptions/{key}", (HttpContext http, string key, RedeemJson json, Redemptions redemptions, RewardCatalogue rewards) => json.Find(http, key, redemptions, rewards));
        proxy.MapPost("/loyalty/redemptions/{id:long}/cancel", (HttpContext http, long id, RedeemJson json, Cancelling cancelling) => json.Cancel(http, id, cancelling));
        proxy.MapPost("/loyalty/deeds/{id}", (HttpContext http, string id, EarnForms forms) => forms.DeedJson(http, id));
        proxy.MapPost("/loyalty/birthday", (HttpContext http, EarnForms forms) => forms.BirthdayJson(http));
        proxy.MapPost("/deeds/{id}", (HttpContext http, string id, LoyaltyPage page, EarnForms forms) => page.Take(http, proxy => forms.Deed(http, proxy, id))).DisableAntiforgery();
        proxy.MapPost("/birthday", (HttpContext http, LoyaltyPage page, EarnForms forms) => page.Take(http, proxy => forms.Birthday(http, proxy))).DisableAntiforgery();
        proxy.MapGet("/", (HttpContext http, LoyaltyPage page) => page.Show(http));
        proxy.MapGet("/panel", (HttpContext http, LoyaltyPage page) => page.ShowPanel(http));
        proxy.MapPost("/redeem", (HttpContext http, LoyaltyPage page) => page.Redeem(http)).DisableAntiforgery();
        proxy.MapPost("/cancel", (HttpContext http, LoyaltyPage page) => page.Cancel(http)).DisableAntiforgery();
        proxy.Map("/{**rest}", (HttpContext http) => { http.Response.StatusCode = StatusCodes.Status404NotFound; });
    }
}
