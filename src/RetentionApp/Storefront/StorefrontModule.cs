using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>What a shopper sees, under <c>/proxy</c>: Shopify's app proxy sends it there with a signed query.</summary>
internal static class StorefrontModule
{
    private static readonly string[] Reading = ["GET", "HEAD"];

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
        services.AddSingleton<OfferJson>();
        services.AddSingleton<LandingHtml>();
        services.AddSingleton<LandingPages>();
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
        proxy.MapMethods("/rewards", Reading, (HttpContext http, OfferJson json) => json.Write(http));
        proxy.MapMethods("/refer/{code}", Reading, (HttpContext http, string code, LandingPages pages) => pages.Refer(http, code));
        proxy.MapMethods("/back/{token}", Reading, (HttpContext http, string token, LandingPages pages, ReturnLinks links) => pages.Back(http, links, token));
        // Mail scanners and browsers open links ahead of their readers, so opening one does nothing; only its form does.
        proxy.MapMethods("/r/{token}", Reading, (HttpContext http, string token, LandingPages pages) => pages.Redeem(http, token, isConfirmed: false));
        proxy.MapPost("/r/{token}", (HttpContext http, string token, LandingPages pages) => pages.Redeem(http, token, isConfirmed: true)).DisableAntiforgery();
        proxy.MapGet("/", (HttpContext http, LoyaltyPage page) => page.Show(http));
        proxy.MapGet("/panel", (HttpContext http, LoyaltyPage page) => page.ShowPanel(http));
        proxy.MapPost("/redeem", (HttpContext http, LoyaltyPage page) => page.Redeem(http)).DisableAntiforgery();
        proxy.MapPost("/cancel", (HttpContext http, LoyaltyPage page) => page.Cancel(http)).DisableAntiforgery();
        proxy.Map("/{**rest}", (HttpContext http) => { http.Response.StatusCode = StatusCodes.Status404NotFound; });
    }
}
