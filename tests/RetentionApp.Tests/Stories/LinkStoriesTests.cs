using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using RetentionApp.DevStore.State;
using RetentionApp.Loyalty;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>Links in a shopper's own browser, through the shop's app proxy and theme; and what the theme is told.</summary>
public sealed class LinkStoriesTests
{
    [Fact]
    public async Task The_theme_knows_the_programme_soon_after_the_install_and_after_every_change()
    {
        await using var world = await World.Installed();
        await Told(world, facts => facts.GetProperty("on").GetBoolean() && facts.GetProperty("earn").GetProperty("points").GetString() == "5");
        Assert.Equal("true", world.Shop.Read(() => world.Shop.AppMetafields["loyalty.ready"].Value));
        Assert.Equal($"/{world.Shop.Domain}/storefront/apps/retention", Facts(world)!.Value.GetProperty("path").GetString());
        var shop = await world.Row();
        await world.App.With<Programmes>(programmes => programmes.Save(shop.Id, ProgrammeSettings.For("GBP") with { Points = 8 }, "test"));
        await Told(world, facts => facts.GetProperty("earn").GetProperty("points").GetString() == "8");
    }

    [Fact]
    public async Task A_forwarded_link_spends_nothing_and_its_customer_gets_a_code_that_works()
    {
        await using var world = await World.Installed();
        await world.Give(world.Anna, 1000);
        var (shop, reward) = (await world.Row(), await world.FirstReward());
        var link = (await world.App.With<RedeemLinks, MadeLink?>(links => links.Make(shop, world.Anna.Id, reward)))!;
        using var friend = await Browser(world, world.Ben);
        Assert.Contains("This link belongs to another account", await friend.GetStringAsync(link.Url));
        Assert.Contains("This link belongs to another account", await (await friend.PostAsync(link.Url, new FormUrlEncodedContent([]))).Content.ReadAsStringAsync());
        Assert.Equal(1000, (await world.PointsOf(world.Anna)).Available);

        using var anna = await Browser(world, world.Anna);
        Assert.Contains("This takes 500 points", await anna.GetStringAsync(link.Url));
        var page = await (await anna.PostAsync(link.Url, new FormUrlEncodedContent([]))).Content.ReadAsStringAsync();
        var code = Regex.Match(page, "[A-Z2-9]{5}-[A-Z2-9]{5}").Value;
        Assert.Equal(500, (await world.PointsOf(world.Anna)).Available);
        Assert.Equal(500, (await world.Buys(world.Anna, world.Vase, code: code)).DiscountTotal);
        Assert.Contains("This code has been used", await anna.GetStringAsync(link.Url));
        await world.Holds();
    }

    [Fact]
    public async Task An_invitation_goes_with_the_friends_cart_into_the_order()
    {
        await using var world = await World.Installed();
        var shop = await world.Row();
        var code = await world.App.With<Invitations, string>(invitations => invitations.CodeOf(shop.Id, world.Anna.Id));
        var storefront = $"{world.App.Shopify.Url}/{world.Shop.Domain}/storefront";
        using var friend = await Browser(world, null);
        var page = await friend.GetStringAsync($"{storefront}/apps/retention/refer/{code}");
        var form = Regex.Match(page, "<form class=\"ra-actions\" method=\"post\" action=\"([^\"]+)\">\\s*<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\">");
        Assert.True(form.Success, page);
        await friend.PostAsync(world.App.Shopify.Url + form.Groups[1].Value, new FormUrlEncodedContent([KeyValuePair.Create(form.Groups[2].Value, form.Groups[3].Value)]));
        await friend.PostAsync($"{storefront}/cart/add", new FormUrlEncodedContent([KeyValuePair.Create("product", $"{world.Vase.Id}"), KeyValuePair.Create("quantity", "1")]));
        await friend.PostAsync($"{storefront}/checkout", new FormUrlEncodedContent([KeyValuePair.Create("email", "friend@example.com"), KeyValuePair.Create("pay", "now")]));
        var order = world.Shop.Read(() => world.Shop.Orders.Values.Single());
        Assert.Equal(code, order.Attributes![Invitations.CartAttribute]);
    }

    private static JsonElement? Facts(World world) => world.Shop.Read(() => world.Shop.AppMetafields.GetValueOrDefault("loyalty.programme")) is { } field ? JsonDocument.Parse(field.Value).RootElement : null;

    private static Task Told(World world, Func<JsonElement, bool> isSo) => TestApp.Until(() => Task.FromResult(Facts(world) is { } facts && isSo(facts)), "the theme is told of the programme");

    /// <summary>A browser with the shop's cookie, signed in or not.</summary>
    private static async Task<HttpClient> Browser(World world, Customer? customer)
    {
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() });
        if (customer is not null) await http.PostAsync($"{world.App.Shopify.Url}/{world.Shop.Domain}/storefront/signin", new FormUrlEncodedContent([KeyValuePair.Create("customer", $"{customer.Id}")]));
        return http;
    }
}
