using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Storefront;

namespace RetentionApp.Surfaces;

/// <summary>
/// What Shopify shows of us in places of its own, under <c>/ext</c>: account, order status, thank-you, checkout and till.
/// The extensions' source lies in <c>extension-config</c>. Shoppers get the answers of the app proxy, behind another gate.
/// </summary>
internal static class SurfacesModule
{
    internal static void AddSurfaces(this IServiceCollection services)
    {
        services.AddSingleton<ShopperGate>();
        services.AddSingleton<TillGate>();
        services.AddSingleton<OrderPointsJson>();
    }

    internal static void MapSurfaces(this WebApplication app)
    {
        // A browser asks without the token, so before any gate.
        app.MapMethods("/ext/{**preflight}", [HttpMethods.Options], (HttpContext http) => CrossOrigin.AnswerPreflight(http));

        var shopper = app.MapGroup("/ext");
        shopper.MapGet("/loyalty", (HttpContext http, PanelJson json) => json.Write(http)).Require<ShopperGate>();
        shopper.MapGet("/orders/{order:long}", (HttpContext http, long order, OrderPointsJson json) => json.Write(http, order)).Require<ShopperGate>();
        MapRedeeming<ShopperGate>(shopper);

        var till = app.MapGroup($"/ext/till/customers/{{{TillGate.Customer}:long}}");
        till.MapGet("", (HttpContext http, LoyaltyJson json) => json.Write(http)).Require<TillGate>();
        MapRedeeming<TillGate>(till);

        shopper.Map("/{**rest}", (HttpContext http) => { http.Response.StatusCode = StatusCodes.Status404NotFound; }).Require<ShopperGate>();
    }

    private static void MapRedeeming<TGate>(RouteGroupBuilder routes) where TGate : class, IGate
    {
        routes.MapPost("/redemptions", (HttpContext http, RedeemJson json, Redemptions redemptions, RewardCatalogue rewards) => json.Redeem(http, redemptions, rewards)).Require<TGate>();
        routes.MapGet("/redemptions/{key}", (HttpContext http, string key, RedeemJson json, Redemptions redemptions, RewardCatalogue rewards) => json.Find(http, key, redemptions, rewards)).Require<TGate>();
        routes.MapPost("/redemptions/{id:long}/cancel", (HttpContext http, long id, RedeemJson json, Cancelling cancelling) => json.Cancel(http, id, cancelling)).Require<TGate>();
    }
}
