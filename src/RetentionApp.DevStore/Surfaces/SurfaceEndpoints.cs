using System.Globalization;
using System.Text.Json.Nodes;
using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Storefront;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.Surfaces;

/// <summary>
/// Runs the app's UI extensions: each in a frame with a <c>shopify</c> of ours, tokens like Shopify's, and plain stand-ins
/// for its web components. Who is signed in at the storefront is the customer; at the till it is whoever the page names.
/// </summary>
internal static class SurfaceEndpoints
{
    public static void Map(WebApplication web, DevStoreHost host)
    {
        var shop = web.MapGroup("/{shop}");
        Get("/storefront/loyalty", (store, visit, _) => SurfacePages.Shopper(store, visit));
        Get("/till", (store, _, http) => SurfacePages.Till(store, Number(http.Request.Query["customer"])));
        Get("/surfaces/{folder}/{module}.mjs", (store, _, http) => Of(http) is { } surface ? Results.Text(surface.Script(store.Host.AppUrl), "text/javascript") : Results.NotFound());
        Get("/surfaces/{folder}/{module}", (store, visit, http) => Of(http) is { } surface ? SurfacePages.Frame(store, surface, Context(store, visit, surface, http)) : Results.NotFound());
        shop.MapPost("/surfaces/token", (string shop, HttpContext http) => host.Find(shop) is { Installed: true } store
            ? Results.Json(new { token = http.Request.Query["till"] == "1" ? SessionTokens.Mint(store) : SessionTokens.MintForShopper(store, Visits.Of(store, http).Customer?.Id) }) : Results.NotFound());
        shop.MapPost("/surfaces/code", async (string shop, HttpContext http) =>
            host.Find(shop) is { } store ? Results.Json(Change(store, Visits.Of(store, http), await http.Request.ReadFromJsonAsync<CodeChange>())) : Results.NotFound());

        void Get(string path, Func<Store, Visit, HttpContext, IResult> page) => shop.MapGet(path, (string shop, HttpContext http) =>
            host.Find(shop) is { } store ? page(store, Visits.Of(store, http), http) : Results.NotFound());
    }

    private static Surface? Of(HttpContext http) =>
        Surface.All.FirstOrDefault(one => one.Folder == (string?)http.GetRouteValue("folder") && one.Module == (string?)http.GetRouteValue("module"));

    /// <summary>What the frame's script makes <c>shopify</c> of.</summary>
    private static JsonObject Context(Store store, Visit visit, Surface surface, HttpContext http)
    {
        var locale = surface.LanguageOf(http.Request.Query["locale"] is [{ Length: > 0 } asked] ? asked : visit.Locale);
        var goods = StorefrontEndpoints.Wanted(store, visit).Sum(one => one.UnitPrice * one.Quantity);
        return new JsonObject
        {
            ["base"] = $"/{store.Domain}/surfaces", ["script"] = $"/{store.Domain}/surfaces/{surface.Folder}/{surface.Module}.mjs", ["till"] = surface.IsTill, ["locale"] = locale, ["texts"] = surface.Texts(locale),
            ["currency"] = store.Currency, ["subtotal"] = store.Money(goods).Amount, ["code"] = visit.Code, ["customer"] = Number(http.Request.Query["customer"]), ["order"] = Number(http.Request.Query["order"]),
            ["storefront"] = $"/{store.Domain}/storefront", ["loyaltyPage"] = $"/{store.Domain}/storefront/loyalty",
        };
    }

    private static object Change(Store store, Visit visit, CodeChange? change)
    {
        if (change is null) return new { type = "error", message = "No change was asked for." };
        if (change.Type == "removeDiscountCode")
        {
            if (string.Equals(visit.Code, change.Code, StringComparison.OrdinalIgnoreCase)) visit.Code = null;
            return new { type = "success" };
        }
        var (_, _, refusal) = store.TryCode(change.Code, visit.Customer, StorefrontEndpoints.Wanted(store, visit));
        if (refusal is not null) return new { type = "error", message = refusal };
        visit.Code = change.Code;
        return new { type = "success" };
    }

    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private sealed record CodeChange(string Type, string Code);
}
