using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Shopify;

public sealed class OAuthTests
{
    private static async Task<(string Cookie, string State)> Begin(ShopifyWorld world)
    {
        var answer = await world.Http.GetAsync($"/auth/install?shop={ShopifyWorld.Domain}");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var location = answer.Headers.Location!;
        Assert.StartsWith("https://demo.myshopify.com/admin/oauth/authorize?client_id=key&", location.ToString());
        var query = QueryHelpers.ParseQuery(location.Query);
        Assert.Equal((ShopifyOptions.Scopes, "https://app.example.com/auth/callback"), (query["scope"].ToString(), query["redirect_uri"].ToString()));
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        return (cookie.Split(';')[0], query["state"].ToString());
    }

    private static Task<HttpResponseMessage> Callback(ShopifyWorld world, string? cookie, string state, string shop = ShopifyWorld.Domain, string secret = "hush")
    {
        List<KeyValuePair<string, string>> query = [new("code", "c0de"), new("host", "YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvZGVtbw"), new("shop", shop), new("state", state), new("timestamp", "1")];
        query.Add(new("hmac", new Signatures(secret).SignOAuthQuery(query)));
        var request = new HttpRequestMessage(HttpMethod.Get, QueryHelpers.AddQueryString("/auth/callback", query.Select(q => KeyValuePair.Create(q.Key, (string?)q.Value))));
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        return world.Http.SendAsync(request);
    }

    [Fact]
    public async Task The_code_grant_installs_and_ends_in_the_embedded_app()
    {
        await using var world = await ShopifyWorld.Create();
        world.AnswersShopInfo();
        var (cookie, state) = await Begin(world);
        var answer = await Callback(world, cookie, state);
        Assert.Equal((HttpStatusCode.Redirect, "https://admin.shopify.com/store/demo/apps/key/"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        var (_, form) = Assert.Single(world.Desk.Asked);
        Assert.Equal(("c0de", "1", "key", "hush"), (form["code"], form["expiring"], form["client_id"], form["client_secret"]));
        Assert.True((await world.Shop()).IsInstalled);
        Assert.Equal("shpat_1", await world.Get<ShopifyTokens>().AccessToken((await world.Shop()).Id, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?shop=")]
    [InlineData("?shop=evil.com")]
    [InlineData("?shop=demo.myshopify.com.evil.com")]
    [InlineData("?shop=demo.myshopify.com%0A")]
    public async Task An_install_for_no_shop_is_refused(string query)
    {
        await using var world = await ShopifyWorld.Create();
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Http.GetAsync("/auth/install" + query)).StatusCode);
    }

    [Theory]
    [InlineData("unsigned")]
    [InlineData("no cookie")]
    [InlineData("another shop")]
    [InlineData("no state")]
    [InlineData("not a shop")]
    public async Task A_callback_that_is_not_the_answer_to_our_question_is_refused(string what)
    {
        await using var world = await ShopifyWorld.Create();
        var (cookie, state) = await Begin(world);
        var answer = await Callback(world, what == "no cookie" ? null : cookie, what == "no state" ? "x" : state,
            what switch { "another shop" => "other.myshopify.com", "not a shop" => "evil.com", _ => ShopifyWorld.Domain }, what == "unsigned" ? "wrong" : "hush");
        Assert.Equal((HttpStatusCode.BadRequest, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Empty(world.Desk.Asked);
        Assert.Equal(0, await world.Db(db => db.Shops.CountAsync()));
    }

    [Fact]
    public async Task A_code_that_Shopify_refuses_installs_nothing()
    {
        await using var world = await ShopifyWorld.Create();
        world.Desk.Refuse = _ => TokenDesk.Error("invalid_request");
        var (cookie, state) = await Begin(world);
        Assert.Equal(HttpStatusCode.BadRequest, (await Callback(world, cookie, state)).StatusCode);
    }
}
