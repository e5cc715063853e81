using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shops;
using RetentionApp.Tests.Shopify;
using Xunit;

namespace RetentionApp.Tests.Shops;

public sealed class ShopsTests
{
    [Fact]
    public async Task Work_that_fails_for_some_shops_is_done_for_the_others_and_its_failures_are_told_at_the_end()
    {
        var done = new List<int>();
        var thrown = await Assert.ThrowsAsync<AggregateException>(() => EachShop.Do([1, 2, 3, 4], async shop =>
        {
            await Task.Yield();
            if (shop % 2 == 1) throw new InvalidDataException($"shop {shop}");
            done.Add(shop);
        }, default));
        Assert.Equal([2, 4], done);
        Assert.Equal(["shop 1", "shop 3"], thrown.InnerExceptions.Select(failure => failure.Message));
    }

    [Fact]
    public async Task Work_for_many_shops_ends_between_two_of_them_when_the_app_stops()
    {
        using var stop = new CancellationTokenSource();
        var done = new List<int>();
        await Assert.ThrowsAsync<OperationCanceledException>(() => EachShop.Do([1, 2, 3], async shop =>
        {
            done.Add(shop);
            await stop.CancelAsync();
        }, stop.Token));
        Assert.Equal([1], done);
    }

    [Fact]
    public async Task The_directory_knows_a_shop_by_domain_in_any_case_and_by_id()
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        var directory = world.Get<ShopDirectory>();
        Assert.Equal(shop.Id, (await directory.ByDomain("DEMO.myshopify.com"))!.Id);
        Assert.Equal(shop.Domain, (await directory.ById(shop.Id))!.Domain);
        Assert.Null(await directory.ByDomain("other.myshopify.com"));
        Assert.Null(await directory.ById(shop.Id + 1));
    }

    [Fact]
    public async Task What_another_instance_changes_is_seen_after_30_seconds()
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        var directory = world.Get<ShopDirectory>();
        await directory.ByDomain(shop.Domain);
        await world.Db(db => db.Shops.ExecuteUpdateAsync(set => set.SetProperty(s => s.Name, "Renamed")));
        Assert.Equal("Demo", (await directory.ByDomain(shop.Domain))!.Name);
        world.Clock.Advance(ShopDirectory.KeptFor);
        Assert.Equal("Renamed", (await directory.ByDomain(shop.Domain))!.Name);
        Assert.Equal("Renamed", (await directory.ById(shop.Id))!.Name);
    }

    [Fact]
    public async Task A_late_uninstall_does_not_undo_a_reinstall_and_twice_is_once()
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        var installs = world.Get<Installs>();
        Task<bool> Uninstall(DateTime at) => world.Db(db => installs.Uninstall(db, shop.Id, at));

        Assert.False(await Uninstall(shop.InstalledAt.AddSeconds(-1)));
        Assert.True((await world.Shop()).IsInstalled);
        Assert.True(await Uninstall(shop.InstalledAt.AddSeconds(1)));
        Assert.False(await Uninstall(shop.InstalledAt.AddSeconds(1)));
        var gone = await world.Shop();
        Assert.Equal((shop.InstalledAt.AddSeconds(1), null, null), (gone.UninstalledAt, gone.SealedTokens, gone.RefreshExpiresAt));
    }

    [Fact]
    public async Task News_about_a_shop_and_its_scopes_are_kept_and_seen_at_once()
    {
        await using var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        await world.Db(async db =>
        {
            await world.Get<Installs>().Update(db, shop.Id, new ShopFacts("New", null, "EUR", "Europe/Berlin", "Plus", null));
            await world.Get<Installs>().UpdateScopes(db, shop.Id, ["write_orders", "read_all_orders"]);
            return 0;
        });
        var seen = (await world.Get<ShopDirectory>().ById(shop.Id))!;
        Assert.Equal(("New", "EUR", "Europe/Berlin"), (seen.Name, seen.Currency, seen.TimeZone));
        Assert.True(seen.HasScope("read_orders") && seen.HasScope("read_all_orders") && !seen.HasScope("write_discounts"));
    }

    [Fact]
    public async Task A_setting_is_replaced_and_belongs_to_its_shop()
    {
        await using var world = await ShopifyWorld.Create();
        var one = await world.Installed();
        var two = await world.Installed("second.myshopify.com");
        Assert.Equal(("b", null), await world.Db(async db =>
        {
            await db.Set(one.Id, "guide", "a");
            await db.Set(one.Id, "guide", "b");
            return (await db.Setting(one.Id, "guide"), await db.Setting(two.Id, "guide"));
        }));
    }
}
