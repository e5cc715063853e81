using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetentionApp.Data;
using RetentionApp.Shops;
using RetentionApp.Tests.Storefront;
using Xunit;
using static RetentionApp.Tests.Storefront.StorefrontHost;

namespace RetentionApp.Tests.Surfaces;

public sealed class SurfaceGateTests
{
    [Theory]
    [InlineData("vases.myshopify.com")]
    [InlineData("https://vases.myshopify.com")]
    public async Task Both_forms_of_the_shop_in_a_token_are_taken(string dest)
    {
        await using var host = await Start();
        await host.AddMember(available: 40, lifetime: 40);
        Assert.Equal(40, (await host.Ask(SurfaceTokens.Shopper(dest: dest), "/loyalty").Said()).GetProperty("available").GetInt64());
    }

    [Fact]
    public async Task A_token_signed_with_the_former_secret_is_taken_while_a_rotation_lasts()
    {
        await using var host = await Start();
        Assert.Equal(HttpStatusCode.OK, (await host.Ask(SurfaceTokens.Shopper(secret: "hush-before"), "/loyalty")).StatusCode);
    }

    public static TheoryData<string, string?> BadShoppers => new()
    {
        { "no token", null },
        { "not a token", "abc" },
        { "signed by somebody else", SurfaceTokens.Shopper(secret: "guessed") },
        { "run out", SurfaceTokens.Shopper(change: claims => claims["exp"] = new DateTimeOffset(Now).ToUnixTimeSeconds() - 30) },
        { "not valid yet", SurfaceTokens.Shopper(change: claims => claims["nbf"] = new DateTimeOffset(Now).ToUnixTimeSeconds() + 30) },
        { "for another app", SurfaceTokens.Shopper(change: claims => claims["aud"] = "another") },
        { "for no shop", SurfaceTokens.Shopper(dest: "vases.example") },
        { "issued by another shop", SurfaceTokens.Shopper(change: claims => claims["iss"] = "https://other.myshopify.com/checkouts") },
        { "a member of staff's", SurfaceTokens.Till() },
        { "a bare number for a customer", SurfaceTokens.Shopper(null, change: claims => claims["sub"] = "207119551") },
        { "another thing than a customer", SurfaceTokens.Shopper(null, change: claims => claims["sub"] = "gid://shopify/Order/207119551") },
        { "no customer's number", SurfaceTokens.Shopper(null, change: claims => claims["sub"] = "gid://shopify/Customer/0") },
    };

    [Theory]
    [MemberData(nameof(BadShoppers))]
    public async Task A_bad_token_is_told_401_and_nothing_else(string why, string? token)
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var answer = await host.Ask(token, "/loyalty");
        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, why);
        Assert.Empty(await answer.Content.ReadAsStringAsync());
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Ask(token, "/redemptions", new { rewardId = 7, idempotencyKey = "k" })).StatusCode);
    }

    public static TheoryData<string, string?> BadTills => new()
    {
        { "no token", null },
        { "a shopper's", SurfaceTokens.Shopper() },
        { "a guest's", SurfaceTokens.Shopper(null) },
        { "a bare shop", SurfaceTokens.Till(change: claims => claims["dest"] = SurfaceTokens.Shop) },
        { "no issuer", SurfaceTokens.Till(change: claims => claims.Remove("iss")) },
        { "a shopper who is called like staff", SurfaceTokens.Till(staff: "gid://shopify/Customer/207119551") },
        { "nobody", SurfaceTokens.Till(staff: "") },
    };

    [Theory]
    [MemberData(nameof(BadTills))]
    public async Task The_till_is_for_staff_alone(string why, string? token)
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var answer = await host.Ask(token, $"/till/customers/{Anna}");
        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, why);
        Assert.Empty(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Ask(token, $"/till/customers/{Anna}/redemptions", new { rewardId = 7, idempotencyKey = "k" })).StatusCode);
    }

    [Fact]
    public async Task A_shop_that_is_unknown_or_has_uninstalled_is_not_found()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Ask(SurfaceTokens.Shopper(dest: "other.myshopify.com"), "/loyalty")).StatusCode);
        await host.InScope(scope => host.Get<Installs>().Uninstall((AppDb)scope.GetService(typeof(AppDb))!, host.Shop.Id, Now.AddMinutes(1)));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Ask(SurfaceTokens.Shopper(), "/loyalty")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Ask(SurfaceTokens.Till(), $"/till/customers/{Anna}")).StatusCode);
    }

    [Fact]
    public async Task A_customer_of_another_shop_is_nobody_at_this_till()
    {
        await using var host = await Start();
        await host.AddMember(available: 40);
        await host.Add(new Shop { Id = 2, Domain = "other.myshopify.com", Name = "Other", Currency = "GBP", TimeZone = "Europe/London", Locale = "en", Scopes = "", InstalledAt = Now });
        Assert.Equal(HttpStatusCode.OK, (await host.Ask(SurfaceTokens.Till(), $"/till/customers/{Anna}")).StatusCode);
        var other = SurfaceTokens.Till(shop: "other.myshopify.com");
        Assert.Equal(HttpStatusCode.NotFound, (await host.Ask(other, $"/till/customers/{Anna}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Ask(other, $"/till/customers/{Anna}/redemptions", new { rewardId = 7, idempotencyKey = "k" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Ask(SurfaceTokens.Till(), "/till/customers/4711")).StatusCode);
    }

    [Theory]
    [InlineData("/ext/loyalty")]
    [InlineData("/ext/redemptions")]
    [InlineData("/ext/redemptions/7/cancel")]
    [InlineData("/ext/till/customers/5/redemptions")]
    public async Task A_browser_may_ask_from_everywhere_with_a_token_and_JSON(string path)
    {
        await using var host = await Start();
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", "null");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        var answer = await host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(("*", "GET, POST", "Authorization, Content-Type", "7200"),
            (Header("Allow-Origin"), Header("Allow-Methods"), Header("Allow-Headers"), Header("Max-Age")));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));

        string Header(string name) => string.Join(", ", answer.Headers.GetValues("Access-Control-" + name));
    }

    [Fact]
    public async Task Answers_may_be_read_everywhere_and_kept_nowhere()
    {
        await using var host = await Start();
        var answer = await host.Ask(SurfaceTokens.Shopper(), "/loyalty");
        Assert.Equal(("*", "Retry-After", "no-store, private", "Authorization"),
            (answer.Headers.GetValues("Access-Control-Allow-Origin").Single(), answer.Headers.GetValues("Access-Control-Expose-Headers").Single(), answer.Headers.CacheControl!.ToString(), answer.Headers.Vary.Single()));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Ask(SurfaceTokens.Shopper(), "/nothing")).StatusCode);
    }
}
