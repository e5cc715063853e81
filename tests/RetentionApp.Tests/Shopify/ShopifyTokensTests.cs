using System.Net;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Shopify;

public sealed class ShopifyTokensTests
{
    [Theory]
    [InlineData(54, "shpat_1")]
    [InlineData(56, "shpat_2")]
    [InlineData(600, "shpat_2")]
    public async Task A_token_is_renewed_when_less_than_five_minutes_are_left(int minutes, string token)
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        world.Clock.Advance(TimeSpan.FromMinutes(minutes));
        Assert.Equal(token, await world.Get<ShopifyTokens>().AccessToken(shop.Id, default));
        Assert.Equal(token, await world.Get<ShopifyTokens>().AccessToken(shop.Id, default));
    }

    [Fact]
    public async Task Many_callers_at_once_renew_once()
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        world.Clock.Advance(TimeSpan.FromHours(2));
        var tokens = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.Get<ShopifyTokens>().AccessToken(shop.Id, default)));
        Assert.All(tokens, t => Assert.Equal("shpat_2", t));
        Assert.Single(world.Desk.Asked, a => a.Form["grant_type"] == "refresh_token");
        Assert.Equal("shprt_1", world.Desk.Asked.Last().Form["refresh_token"]);
    }

    /// <summary>On SQLite there is one process; there it shows only that the second host opens the first one's tokens.</summary>
    [Fact]
    public async Task Two_instances_at_once_renew_once()
    {
        await using var database = await TestDatabase.Create();
        await using var one = await ShopifyWorld.Create(database: database);
        var shop = await one.Installed();
        await using var two = await ShopifyWorld.Create(database: database);
        Assert.Equal("shpat_1", await two.Get<ShopifyTokens>().AccessToken(shop.Id, default));
        if (!database.Options.IsPostgres) return;

        one.Clock.Advance(TimeSpan.FromHours(2));
        two.Clock.Advance(TimeSpan.FromHours(2));
        var tokens = await Task.WhenAll(one.Get<ShopifyTokens>().AccessToken(shop.Id, default), two.Get<ShopifyTokens>().AccessToken(shop.Id, default));
        Assert.Equal(tokens[0], tokens[1]);
        Assert.Equal(2, one.Desk.Asked.Count + two.Desk.Asked.Count);
    }

    [Fact]
    public async Task Tokens_that_live_less_than_five_minutes_are_renewed_once_for_all_who_wait()
    {
        await using var world = await ShopifyWorld.Create();
        world.Desk.Lifetime = 60;
        var shop = await world.Installed();
        var before = world.Desk.Asked.Count;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.Get<ShopifyTokens>().AccessToken(shop.Id, default)));
        Assert.InRange(world.Desk.Asked.Count - before, 1, 6);
    }

    [Fact]
    public async Task While_the_token_endpoint_is_down_a_token_that_still_holds_is_used()
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        world.Desk.Refuse = _ => new(HttpStatusCode.BadGateway);
        world.Clock.Advance(TimeSpan.FromMinutes(57));
        Assert.Equal("shpat_1", await world.Get<ShopifyTokens>().AccessToken(shop.Id, default));
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        await Assert.ThrowsAsync<ShopifyUnavailable>(() => world.Get<ShopifyTokens>().AccessToken(shop.Id, default));
        world.Desk.Refuse = _ => null;
        Assert.Equal("shpat_2", await world.Get<ShopifyTokens>().AccessToken(shop.Id, default));
    }

    [Fact]
    public async Task A_refresh_token_that_is_refused_means_that_the_merchant_must_open_the_app()
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Desk.Refuse = form => form["grant_type"] == "refresh_token" ? TokenDesk.Error("invalid_grant") : null;
        await Assert.ThrowsAsync<ShopifyDenied>(() => world.Get<ShopifyTokens>().AccessToken(shop.Id, default));
        Assert.Null((await world.Shop()).SealedTokens);
        Assert.True((await world.Shop()).IsInstalled);

        var again = await world.Get<Installation>().Install(ShopifyWorld.Domain, world.Token(), "en", default);
        Assert.False(Assert.IsType<Installed>(again).IsNew);
        Assert.Equal("shpat_2", await world.Get<ShopifyTokens>().AccessToken(shop.Id, default));
    }

    [Fact]
    public async Task A_wrong_secret_in_our_settings_costs_no_shop_its_tokens()
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Desk.Refuse = _ => TokenDesk.Error("invalid_client", HttpStatusCode.Unauthorized);
        await Assert.ThrowsAsync<ShopifyDenied>(() => world.Get<ShopifyTokens>().AccessToken(shop.Id, default));
        Assert.NotNull((await world.Shop()).SealedTokens);
    }

    [Fact]
    public async Task Quiet_shops_are_renewed_before_their_refresh_tokens_end_and_twice_changes_nothing()
    {
        await using var world = await ShopifyWorld.Create();
        await world.Installed();
        await world.Installed("second.myshopify.com");
        Assert.Equal(0, await world.Get<ShopifyTokens>().RenewQuietShops(default));
        world.Clock.Advance(TimeSpan.FromDays(81));
        world.Desk.Refuse = form => form.GetValueOrDefault("refresh_token") == "shprt_1" ? TokenDesk.Error("invalid_grant") : null;
        Assert.Equal(1, await world.Get<ShopifyTokens>().RenewQuietShops(default));
        Assert.Equal(0, await world.Get<ShopifyTokens>().RenewQuietShops(default));
        Assert.Null((await world.Shop()).SealedTokens);
    }

    [Fact]
    public async Task A_shop_that_is_uninstalled_during_a_refresh_gets_no_token_back()
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Desk.Refuse = _ =>
        {
            world.Db(db => world.Get<Installs>().Uninstall(db, shop.Id, world.Clock.GetUtcNow().UtcDateTime)).GetAwaiter().GetResult();
            return null;
        };
        await world.Get<ShopifyTokens>().AccessToken(shop.Id, default);
        Assert.Null((await world.Shop()).SealedTokens);
    }

    [Fact]
    public async Task Tokens_outlive_a_rotation_of_the_secret_and_then_need_the_old_one_no_more()
    {
        await using var database = await TestDatabase.Create();
        long id;
        await using (var before = await ShopifyWorld.Create(database: database)) id = (await before.Installed()).Id;
        await using (var rotating = await ShopifyWorld.Create(ShopifyWorld.Options with { ApiSecret = "new", PreviousApiSecret = "hush" }, database))
            Assert.Equal("shpat_1", await rotating.Get<ShopifyTokens>().AccessToken(id, default));
        await using (var after = await ShopifyWorld.Create(ShopifyWorld.Options with { ApiSecret = "new" }, database))
            Assert.Equal("shpat_1", await after.Get<ShopifyTokens>().AccessToken(id, default));
        var key = new byte[32];
        await using (var withKey = await ShopifyWorld.Create(ShopifyWorld.Options with { ApiSecret = "new", EncryptionKey = key }, database))
            Assert.Equal("shpat_1", await withKey.Get<ShopifyTokens>().AccessToken(id, default));
        await using (var rotatedAtOnce = await ShopifyWorld.Create(ShopifyWorld.Options with { ApiSecret = "newest", EncryptionKey = key }, database))
            Assert.Equal("shpat_1", await rotatedAtOnce.Get<ShopifyTokens>().AccessToken(id, default));
    }

    [Fact]
    public async Task The_database_alone_opens_nothing()
    {
        await using var database = await TestDatabase.Create();
        await using (var world = await ShopifyWorld.Create(database: database))
        {
            await world.Installed();
            var keys = await world.Db(db => db.Database.SqlQueryRaw<string>("SELECT xml AS \"Value\" FROM data_protection_keys").ToListAsync());
            Assert.NotEmpty(keys);
            Assert.All(keys, xml => Assert.Contains("<wrapped", xml));
            Assert.All(keys, xml => Assert.DoesNotContain("<masterKey", xml));
        }
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => ShopifyWorld.Create(ShopifyWorld.Options with { ApiSecret = "stolen copy" }, database));
        Assert.Contains("Shopify__PreviousApiSecret", failure.Message);
    }

    [Fact]
    public async Task Tokens_moved_into_another_shops_row_do_not_open()
    {
        await using var world = await ShopifyWorld.Create();
        var one = await world.Installed();
        var two = await world.Installed("second.myshopify.com");
        await world.Db(db => db.Shops.Where(s => s.Id == two.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.SealedTokens, one.SealedTokens)));
        await Assert.ThrowsAsync<ShopifyDenied>(() => world.Get<ShopifyTokens>().AccessToken(two.Id, default));
    }
}
