using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RetentionApp.Shopify;
using Xunit;

namespace RetentionApp.Tests.Shopify;

/// <summary>The default transport against a stand-in on a loopback address, with the shop as a path segment.</summary>
public sealed class OverTheWireTests
{
    private static async Task<WebApplication> StandIn(Func<HttpContext, IResult> graph)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/{shop}/admin/oauth/access_token", async (HttpContext http) =>
        {
            var form = await http.Request.ReadFormAsync();
            return form["client_secret"] == "hush" && http.Request.Headers.Accept == "application/json"
                ? Results.Json(new { access_token = "shpat_wire", expires_in = 3600, refresh_token = "shprt_wire", refresh_token_expires_in = 7776000, scope = "read_orders" })
                : Results.Json(new { error = "invalid_client" }, statusCode: 401);
        });
        app.MapPost("/{shop}/admin/api/2026-01/graphql.json", graph);
        await app.StartAsync();
        return app;
    }

    private static ShopifyOptions At(WebApplication standIn) => ShopifyWorld.Options with { Endpoint = standIn.Urls.Single() + "/{shop}" };

    [Fact]
    public async Task A_shop_is_installed_through_a_stand_in()
    {
        await using var standIn = await StandIn(http => http.Request.Headers["X-Shopify-Access-Token"] == "shpat_wire" && http.Request.ContentType == "application/json"
            ? Results.Content("""{"data":{"shop":{"id":"gid://shopify/Shop/1","name":"Wired","currencyCode":"JPY","ianaTimezone":"Asia/Tokyo"},"currentAppInstallation":null}}""", "application/json") : Results.StatusCode(401));
        await using var world = await ShopifyWorld.Create(At(standIn), overTheWire: true);
        var shop = Assert.IsType<Installed>(await world.Get<Installation>().Install(ShopifyWorld.Domain, world.Token(), "ja", default)).Shop;
        Assert.Equal(("Wired", "JPY", "Asia/Tokyo", "ja", "read_orders"), (shop.Name, shop.Currency, shop.TimeZone, shop.Locale, shop.Scopes));
    }

    [Fact]
    public async Task Retry_After_comes_through_and_a_dead_address_is_unavailable()
    {
        var asked = 0;
        await using var standIn = await StandIn(http =>
        {
            if (Interlocked.Increment(ref asked) > 1) return Results.Content("""{"data":{"shop":{"name":"Wired"}}}""", "application/json");
            http.Response.Headers.RetryAfter = "2";
            return Results.StatusCode(429);
        });
        await using var world = await ShopifyWorld.Create(At(standIn), overTheWire: true);
        var shop = Assert.IsType<Installed>(await world.Get<Installation>().Install(ShopifyWorld.Domain, world.Token(), "en", default)).Shop;
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.Single(world.Clock.Delays));

        await standIn.StopAsync();
        var failure = await Assert.ThrowsAsync<ShopifyUnavailable>(() => world.Get<AdminApi>().Send(shop, "DiscountCreate", new { discount = new { } }));
        Assert.False(failure.MaybeDone);
    }
}
