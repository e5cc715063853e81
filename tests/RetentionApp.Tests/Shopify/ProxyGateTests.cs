using System.Net;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Shopify;

public sealed class ProxyGateTests
{
    [Theory]
    [InlineData("7", "demo.myshopify.com 7 /apps/retention")]
    [InlineData("", "demo.myshopify.com  /apps/retention")]
    [InlineData(null, "demo.myshopify.com  /apps/retention")]
    public async Task The_signed_query_says_who_asks(string? customer, string who)
    {
        await using var world = await ShopifyWorld.Create();
        await world.Installed();
        var answer = await world.Http.GetAsync(world.Proxy("/proxy/who", customer));
        Assert.Equal((HttpStatusCode.OK, who), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(who, await (await world.Http.PostAsync(world.Proxy("/proxy/who", customer), new StringContent("{}"))).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(90, HttpStatusCode.OK)]
    [InlineData(91, HttpStatusCode.Unauthorized)]
    [InlineData(-90, HttpStatusCode.OK)]
    [InlineData(-91, HttpStatusCode.Unauthorized)]
    public async Task A_request_is_good_for_90_seconds(long age, HttpStatusCode status)
    {
        await using var world = await ShopifyWorld.Create();
        await world.Installed();
        Assert.Equal(status, (await world.Http.GetAsync(world.Proxy("/proxy/who", age: age))).StatusCode);
    }

    [Fact]
    public async Task What_was_not_signed_is_refused_with_an_empty_body()
    {
        await using var world = await ShopifyWorld.Create();
        await world.Installed();
        var signed = world.Proxy("/proxy/who");
        foreach (var address in new[] { "/proxy/who", signed.Replace("logged_in_customer_id=7", "logged_in_customer_id=8"), signed + "&logged_in_customer_id=8", signed + "&x=1", signed.Replace("demo", "other") })
        {
            var answer = await world.Http.GetAsync(address);
            Assert.Equal((HttpStatusCode.Unauthorized, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
    }

    [Theory]
    [InlineData("shop", "demo.myshopify.com")]
    [InlineData("timestamp", "1")]
    [InlineData("path_prefix", "/apps/x")]
    [InlineData("logged_in_customer_id", "8")]
    public async Task A_parameter_that_must_occur_once_may_not_be_repeated_even_when_signed(string name, string value)
    {
        await using var world = await ShopifyWorld.Create();
        await world.Installed();
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Http.GetAsync(world.Proxy("/proxy/who", more: (name, value)))).StatusCode);
    }

    /// <summary>The signed text has no separators: what Shopify signed for <c>a</c> reads as another customer when cut elsewhere.</summary>
    [Fact]
    public async Task A_customer_smuggled_inside_another_parameter_is_refused()
    {
        await using var world = await ShopifyWorld.Create();
        await world.Installed();
        var time = world.Clock.GetUtcNow().ToUnixTimeSeconds();
        string Signature(params (string Name, string Value)[] query) => new Signatures("hush").SignProxyQuery(query.Select(q => KeyValuePair.Create(q.Name, q.Value)));

        var one = Signature(("a", "1logged_in_customer_id=5m="), ("logged_in_customer_id", ""), ("path_prefix", "/apps/x"), ("shop", ShopifyWorld.Domain), ("timestamp", $"{time}"));
        var two = Signature(("a", "1logged_in_customer_id=5path_prefix=/x"), ("logged_in_customer_id", ""), ("path_prefix", "/apps/x"), ("shop", ShopifyWorld.Domain), ("timestamp", $"{time}"));
        foreach (var address in new[]
        {
            $"/proxy/who?a=1&logged_in_customer_id=5&m=logged_in_customer_id%3D&path_prefix=/apps/x&shop={ShopifyWorld.Domain}&timestamp={time}&signature={one}",
            $"/proxy/who?a=1&logged_in_customer_id=5&path_prefix=/xlogged_in_customer_id%3Dpath_prefix%3D/apps/x&shop={ShopifyWorld.Domain}&timestamp={time}&signature={two}",
        })
        {
            Assert.True(new Signatures("hush").IsProxyQuery(address[address.IndexOf('?')..]), "the attack itself must be well made");
            Assert.Equal(HttpStatusCode.Unauthorized, (await world.Http.GetAsync(address)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/apps/retention", HttpStatusCode.OK)]
    [InlineData("//evil.example/x", HttpStatusCode.Unauthorized)]
    [InlineData("apps/retention", HttpStatusCode.Unauthorized)]
    public async Task Links_are_built_from_a_path_of_the_shop_and_never_lead_elsewhere(string prefix, HttpStatusCode status)
    {
        await using var world = await ShopifyWorld.Create();
        await world.Installed();
        var query = new Dictionary<string, string> { ["path_prefix"] = prefix, ["shop"] = ShopifyWorld.Domain, ["timestamp"] = $"{world.Clock.GetUtcNow().ToUnixTimeSeconds()}" };
        var address = $"/proxy/who?{string.Join('&', query.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"))}&signature={new Signatures("hush").SignProxyQuery(query)}";
        Assert.Equal(status, (await world.Http.GetAsync(address)).StatusCode);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-7")]
    [InlineData("7.5")]
    [InlineData("99999999999999999999")]
    public async Task A_customer_that_is_no_number_is_refused(string customer)
    {
        await using var world = await ShopifyWorld.Create();
        await world.Installed();
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Http.GetAsync(world.Proxy("/proxy/who", customer))).StatusCode);
    }

    [Fact]
    public async Task An_unknown_or_uninstalled_shop_is_not_found()
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        Assert.Equal(HttpStatusCode.NotFound, (await world.Http.GetAsync(world.Proxy("/proxy/who", domain: "other.myshopify.com"))).StatusCode);
        await world.Db(db => world.Get<Installs>().Uninstall(db, shop.Id, world.Clock.GetUtcNow().UtcDateTime));
        Assert.Equal(HttpStatusCode.NotFound, (await world.Http.GetAsync(world.Proxy("/proxy/who"))).StatusCode);
    }
}
