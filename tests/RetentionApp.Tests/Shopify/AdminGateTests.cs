using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Shopify;

public sealed class AdminGateTests
{
    private const string Retry = "X-Shopify-Retry-Invalid-Session-Request";

    private static string First(string token) => $"/?embedded=1&host=YWRtaW4&id_token={token}&locale=ru&shop={ShopifyWorld.Domain}";

    [Fact]
    public async Task The_first_load_installs_the_app_and_answers_with_the_page()
    {
        var told = new List<string>();
        await using var world = await ShopifyWorld.Create(story: async (services, shop, _) =>
        {
            Assert.True(services.GetRequiredService<AppDb>().IsWriting());
            told.Add($"{shop.Id} {shop.Domain} {shop.Currency}");
            await Task.CompletedTask;
        });
        world.AnswersShopInfo();

        var answer = await world.Http.GetAsync(First(world.Token()));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("demo.myshopify.com 42 ru", await answer.Content.ReadAsStringAsync());
        var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors https://demo.myshopify.com https://admin.shopify.com;", policy);
        Assert.False(answer.Headers.Contains("X-Frame-Options"));
        var shop = await world.Shop();
        Assert.Equal(("Demo", "GBP", "Europe/London", "ru", "Basic", "https://shop.example.com"), (shop.Name, shop.Currency, shop.TimeZone, shop.Locale, shop.Plan, shop.StorefrontUrl));
        Assert.Equal(("read_orders,write_discounts", null), (shop.Scopes, shop.UninstalledAt));
        Assert.Equal([$"{shop.Id} demo.myshopify.com GBP"], told);
        var (address, form) = Assert.Single(world.Desk.Asked);
        Assert.Equal("https://demo.myshopify.com/admin/oauth/access_token", address.ToString());
        Assert.Equal(("urn:ietf:params:oauth:grant-type:token-exchange", "urn:shopify:params:oauth:token-type:offline-access-token", "1"), (form["grant_type"], form["requested_token_type"], form["expiring"]));
    }

    [Fact]
    public async Task Tokens_are_sealed_in_the_database()
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        Assert.DoesNotContain("shp", (await world.Shop()).SealedTokens!);
        Assert.Equal("shpat_1", await world.Get<ShopifyTokens>().AccessToken(shop.Id, default));
    }

    [Fact]
    public async Task Two_first_loads_at_once_make_one_shop_with_one_exchange()
    {
        var told = 0;
        await using var world = await ShopifyWorld.Create(story: (_, _, _) => { Interlocked.Increment(ref told); return Task.CompletedTask; });
        world.AnswersShopInfo();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Http.GetAsync(First(world.Token()))));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Single(world.Desk.Asked);
        Assert.Equal(1, told);
        Assert.Equal(1, await world.Db(db => db.Shops.CountAsync()));
    }

    [Fact]
    public async Task A_later_load_asks_Shopify_nothing()
    {
        await using var world = await ShopifyWorld.Create();
        await world.Installed();
        Assert.Single(world.Desk.Asked);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Headers = { Authorization = new("Bearer", world.Token()) } };
        request.Headers.AcceptLanguage.ParseAdd("de-DE,de;q=0.9,en;q=0.5");
        var answer = await world.Http.SendAsync(request);
        Assert.Equal("demo.myshopify.com 42 de-DE", await answer.Content.ReadAsStringAsync());
        Assert.Single(world.Desk.Asked);
    }

    [Fact]
    public async Task The_language_of_the_first_document_holds_for_later_fetches_and_after_a_restart()
    {
        await using var database = await TestDatabase.Create();
        async Task<string> Fetch(ShopifyWorld world, string user)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Authorization = new("Bearer", world.Token(user: user)) } };
            request.Headers.AcceptLanguage.ParseAdd("en");
            return await (await world.Http.SendAsync(request)).Content.ReadAsStringAsync();
        }
        await using (var world = await ShopifyWorld.Create(database: database))
        {
            world.AnswersShopInfo();
            await world.Http.GetAsync(First(world.Token()));
            Assert.Equal("demo.myshopify.com 42 ru", await Fetch(world, "42"));
            Assert.Equal("demo.myshopify.com 43 en", await Fetch(world, "43"));
        }
        await using var restarted = await ShopifyWorld.Create(database: database);
        Assert.Equal("demo.myshopify.com 42 ru", await Fetch(restarted, "42"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_document_without_a_valid_token_is_sent_to_the_bounce_page(bool withForgedToken)
    {
        await using var world = await ShopifyWorld.Create();
        var forged = withForgedToken ? "&id_token=" + world.Token(audience: "other") : "";
        var answer = await world.Http.GetAsync($"/?embedded=1&host=YWRtaW4&shop={ShopifyWorld.Domain}&a=b%26c{forged}");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var location = answer.Headers.Location!.ToString();
        Assert.StartsWith("/auth/session-token?embedded=1&", location);
        Assert.DoesNotContain("id_token", location);
        var query = QueryHelpers.ParseQuery(location[location.IndexOf('?')..]);
        Assert.Equal($"https://app.example.com/?embedded=1&host=YWRtaW4&shop={ShopifyWorld.Domain}&a=b%26c", query["shopify-reload"]);

        var page = await world.Http.GetAsync(location);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Equal("""<script data-api-key="key" src="https://cdn.shopify.com/shopifycloud/app-bridge.js"></script>""", await page.Content.ReadAsStringAsync());
        Assert.Equal("frame-ancestors https://demo.myshopify.com https://admin.shopify.com;", page.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Theory]
    [InlineData("/auth/session-token?shop=evil.com&shopify-reload=https%3A%2F%2Fapp.example.com%2F")]
    [InlineData("/auth/session-token?shopify-reload=https%3A%2F%2Fapp.example.com%2F")]
    [InlineData("/auth/session-token?shop=demo.myshopify.com&shopify-reload=https%3A%2F%2Fapp.example.com.evil.com%2F")]
    [InlineData("/auth/session-token?shop=demo.myshopify.com&shopify-reload=%2F%2Fevil.com")]
    [InlineData("/auth/session-token?shop=demo.myshopify.com&shopify-reload=%2F%09%2Fevil.com")]
    [InlineData("/auth/session-token?shop=demo.myshopify.com&shopify-reload=%2F%0A%5Cevil.com")]
    [InlineData("/auth/session-token?shop=demo.myshopify.com&shopify-reload=javascript:alert(1)")]
    public async Task The_bounce_page_serves_only_our_own_addresses_to_real_shops(string address)
    {
        await using var world = await ShopifyWorld.Create();
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Http.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task A_document_for_no_shop_is_refused()
    {
        await using var world = await ShopifyWorld.Create();
        foreach (var address in new[] { "/", "/?shop=evil.com", "/?embedded=1&id_token=x" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await world.Http.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task A_fetch_with_a_stale_token_is_told_to_try_again()
    {
        await using var world = await ShopifyWorld.Create();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Authorization = new("Bearer", world.Token(seconds: -30)) } };
        var answer = await world.Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.Unauthorized, "1", ""), (answer.StatusCode, answer.Headers.GetValues(Retry).Single(), await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_post_needs_the_header_whatever_the_query_says()
    {
        await using var world = await ShopifyWorld.Create();
        await world.Installed();
        var answer = await world.Http.PostAsync(First(world.Token()), null);
        Assert.Equal((HttpStatusCode.Unauthorized, "1"), (answer.StatusCode, answer.Headers.GetValues(Retry).Single()));
    }

    [Fact]
    public async Task A_token_of_one_shop_does_not_open_another()
    {
        await using var world = await ShopifyWorld.Create();
        await world.Installed();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/?shop=other.myshopify.com") { Headers = { Authorization = new("Bearer", world.Token()) } };
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_session_token_that_Shopify_finds_stale_makes_App_Bridge_get_a_fresh_one()
    {
        await using var world = await ShopifyWorld.Create();
        world.Desk.Refuse = _ => TokenDesk.Error("invalid_subject_token");
        Assert.Equal(HttpStatusCode.Redirect, (await world.Http.GetAsync(First(world.Token()))).StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Authorization = new("Bearer", world.Token()) } };
        Assert.Equal("1", (await world.Http.SendAsync(request)).Headers.GetValues(Retry).Single());
        Assert.Equal(0, await world.Db(db => db.Shops.CountAsync()));
    }

    [Fact]
    public async Task Wrong_credentials_end_in_a_503_and_not_in_a_circle()
    {
        await using var world = await ShopifyWorld.Create();
        world.Desk.Refuse = _ => TokenDesk.Error("invalid_client", HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await world.Http.GetAsync(First(world.Token()))).StatusCode);
    }

    [Fact]
    public async Task An_install_that_stopped_half_way_goes_on_with_the_token_it_has()
    {
        await using var world = await ShopifyWorld.Create();
        world.Answers(ShopifyWorld.Json("""{"errors":[{"message":"no"}]}"""));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await world.Http.GetAsync(First(world.Token()))).StatusCode);
        Assert.False((await world.Shop()).IsInstalled);

        world.AnswersShopInfo();
        Assert.Equal(HttpStatusCode.OK, (await world.Http.GetAsync(First(world.Token()))).StatusCode);
        Assert.Single(world.Desk.Asked);
    }

    [Fact]
    public async Task A_story_that_fails_leaves_the_shop_uninstalled_for_the_next_load()
    {
        var fails = true;
        await using var world = await ShopifyWorld.Create(story: (_, _, _) => fails ? throw new InvalidOperationException("bug") : Task.CompletedTask);
        world.AnswersShopInfo();
        Assert.Equal(HttpStatusCode.InternalServerError, (await world.Http.GetAsync(First(world.Token()))).StatusCode);
        Assert.False((await world.Shop()).IsInstalled);
        fails = false;
        Assert.Equal(HttpStatusCode.OK, (await world.Http.GetAsync(First(world.Token()))).StatusCode);
    }

    [Fact]
    public async Task Tokens_that_no_key_opens_are_replaced_at_the_next_visit()
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        await world.Db(db => db.Shops.ExecuteUpdateAsync(set => set.SetProperty(s => s.SealedTokens, "lost")));
        world.Get<ShopDirectory>().Forget(shop.Id);
        Assert.Equal(HttpStatusCode.OK, (await world.Http.GetAsync(First(world.Token()))).StatusCode);
        Assert.Equal("shpat_2", await world.Get<ShopifyTokens>().AccessToken(shop.Id, default));
    }

    [Fact]
    public async Task A_reinstall_gets_a_new_token_and_keeps_the_shop()
    {
        await using var world = await ShopifyWorld.Create();
        var before = await world.Installed();
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await world.Db(db => world.Get<Installs>().Uninstall(db, before.Id, world.Clock.GetUtcNow().UtcDateTime)));
        Assert.Null((await world.Shop()).SealedTokens);
        world.Clock.Advance(TimeSpan.FromHours(1));

        var answer = await world.Http.GetAsync(First(world.Token()));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var after = await world.Shop();
        Assert.Equal((before.Id, null, 2), (after.Id, after.UninstalledAt, world.Desk.Asked.Count));
        Assert.True(after.InstalledAt > before.InstalledAt);
    }
}
