using System.Net;
using Microsoft.EntityFrameworkCore;
using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.History;
using RetentionApp.Loyalty;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>A shop installs the app by opening it.</summary>
public sealed class InstallTests
{
    [Fact]
    public async Task The_first_load_needs_only_a_session_token_and_answers_the_page_itself()
    {
        await using var world = await World.Open();
        world.Shop.Install();
        using var page = await world.FirstLoad();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("<html", await page.Content.ReadAsStringAsync());
        Assert.Contains($"frame-ancestors {world.App.Shopify.Url}", page.Headers.GetValues("Content-Security-Policy").Single());
        var shop = await world.Row();
        Assert.True(shop.IsInstalled);
        Assert.Equal("GBP", shop.Currency);
        Assert.DoesNotContain("shpat_", shop.SealedTokens);
    }

    [Fact]
    public async Task Two_first_loads_at_once_make_one_shop_one_programme_and_one_reward()
    {
        await using var world = await World.Open();
        world.Shop.Install();
        var pages = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.FirstLoad()));
        Assert.All(pages, page => Assert.Equal(HttpStatusCode.OK, page.StatusCode));
        await world.Imported();
        Assert.Equal(1, await world.App.Number($"SELECT COUNT(*) FROM shops"));
        Assert.Equal(1, await world.App.Number($"SELECT COUNT(*) FROM programmes"));
        Assert.Equal(1, await world.App.Number($"SELECT COUNT(*) FROM rewards"));
        Assert.Equal(1, await world.App.Number($"SELECT COUNT(*) FROM history_imports"));
        Assert.Equal(1, world.Shop.Tokens.Acquisitions);
    }

    [Fact]
    public async Task The_first_programme_gives_5_points_per_pound_after_14_days_and_5_pounds_for_500_points()
    {
        await using var world = await World.Installed();
        var shop = await world.Row();
        var programme = await world.App.With<Programmes, ProgrammeSettings>(async programmes => (await programmes.Current(shop.Id)).Settings);
        Assert.Equal((5m, 100L, 14, null), (programme.Points, programme.PerAmount, programme.PendingDays, programme.FromAt));
        var reward = (await world.Loyalty(null)).GetProperty("rewards").EnumerateArray().Single();
        Assert.Equal(500, reward.GetProperty("cost").GetInt64());
        Assert.Equal("5.00", reward.GetProperty("amount").GetProperty("amount").GetString());
    }

    [Fact]
    public async Task A_shop_that_counts_in_yen_starts_with_points_per_hundred()
    {
        await using var world = await World.Open();
        world.Shop.Currency = "JPY";
        world.Shop.TimeZone = "Asia/Tokyo";
        await world.Install();
        // 2000 is ¥2,000 here, tax inside 333: 1,667 goods at 5 per 100.
        await world.Buys(world.Anna, world.Vase);
        Assert.Equal(83, (await world.PointsOf(world.Anna)).Pending);
        var reward = (await world.Loyalty(null)).GetProperty("rewards").EnumerateArray().Single();
        Assert.Equal((500, "500"), (reward.GetProperty("cost").GetInt64(), reward.GetProperty("amount").GetProperty("amount").GetString()));
    }

    [Fact]
    public async Task The_whole_past_is_imported_and_earns()
    {
        await using var world = await World.Open();
        world.Shop.At(world.Clock.Now.AddDays(-400), () => world.Shop.Buy(world.Anna, world.Book, 4));
        world.Shop.At(world.Clock.Now.AddDays(-3), () => world.Shop.Buy(world.Anna, world.Book));
        world.Shop.At(world.Clock.Now.AddDays(-2), () => world.Shop.Buy(null, world.Book));
        await world.Install();
        await world.Settled();
        Assert.Equal(new Points(200, 50, 250), await world.PointsOf(world.Anna));
        Assert.Equal(Points.None, await world.PointsOf(world.Ben));
        Assert.Equal(3, await world.App.Number($"SELECT COUNT(*) FROM orders"));
        Assert.Empty(world.Shop.GraphLog.Unknown);
        await world.Holds();
    }

    [Fact]
    public async Task The_sample_shop_of_the_DevStore_imports_without_a_finding()
    {
        await using var app = await World.Open();
        var store = app.App.Shopify.Store("sample.myshopify.com");
        SampleShop.Fill(store);
        await app.Install(store);
        await app.Settled(store);
        Assert.Equal(store.Orders.Count, await app.App.Number($"SELECT COUNT(*) FROM orders"));
        Assert.Empty(store.GraphLog.Unknown);
        await app.Holds();
    }

    [Theory]
    [InlineData("no token at all")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.AAAA")]
    public async Task A_load_without_a_valid_token_makes_no_shop(string token)
    {
        await using var world = await World.Open();
        world.Shop.Install();
        using var page = await world.FirstLoad(idToken: token);
        Assert.Equal(0, await world.App.Number($"SELECT COUNT(*) FROM shops WHERE uninstalled_at IS NULL"));
        Assert.NotEqual(HttpStatusCode.InternalServerError, page.StatusCode);
        using var call = new HttpRequestMessage(HttpMethod.Get, "/");
        call.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        using var refused = await world.Http.SendAsync(call);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Two_shops_share_the_app_and_never_see_each_other()
    {
        await using var world = await World.Installed();
        var other = world.App.Shopify.Store("other.myshopify.com");
        var anna = other.AddCustomer("Anna", "Other", "anna@example.com");
        await world.Install(other);
        other.Buy(anna, other.AddProduct("Lamp", 3000));
        await world.Settled(other);
        Assert.Equal(Points.None, await world.PointsOf(world.Anna));
        Assert.Equal(2, await world.App.Number($"SELECT COUNT(*) FROM shops"));
        Assert.Equal(150, await world.App.Number($"SELECT SUM(points) FROM ledger_entries WHERE shop_id = {(await world.Row(other)).Id}"));
        await world.Holds();
    }
}
