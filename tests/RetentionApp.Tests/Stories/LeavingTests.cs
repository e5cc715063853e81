using System.Net;
using RetentionApp.Intake;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>A shop leaves, comes back, or is to be forgotten.</summary>
public sealed class LeavingTests : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync() => world = await World.Installed();
    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_uninstalled_shop_loses_its_tokens_and_its_storefront()
    {
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Shop.Uninstall();
        await world.Settled();
        var shop = await world.Row();
        Assert.False(shop.IsInstalled);
        Assert.Null(shop.SealedTokens);
        using var answer = await world.Http.GetAsync(world.ProxyAddress("/proxy/loyalty", world.Anna));
        Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound or HttpStatusCode.Forbidden, answer.StatusCode.ToString());
    }

    [Fact]
    public async Task A_late_uninstall_does_not_undo_a_reinstall_and_points_are_still_there()
    {
        await world.Buys(world.Anna, world.Book, 3);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Shop.Uninstall();
        await world.Settled();
        var late = world.Shop.Deliveries.Last(delivery => delivery.Topic == "app/uninstalled");
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.Install();
        // Sent once more under another id, it is news to the inbox.
        world.Shop.Outbox.SendLate(late);
        await world.Settled();
        Assert.Equal(150, (await world.PointsOf(world.Anna)).Pending);
        using var page = await world.FirstLoad();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await world.Buys(world.Anna, world.Book, 3);
        Assert.Equal(300, (await world.PointsOf(world.Anna)).Pending);
    }

    [Fact]
    public async Task A_redacted_shop_is_wiped_whole()
    {
        await world.Buys(world.Anna, world.Book, 3);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Shop.Uninstall();
        await world.Settled();
        world.Clock.Advance(TimeSpan.FromHours(48));
        world.Shop.RedactShop();
        await world.Settled();
        await world.App.With<ShopWipes>(wipes => wipes.Run(default));
        foreach (var table in new[] { "shops", "customers", "orders", "accounts", "ledger_entries", "lots", "order_awards", "programmes", "rewards", "deliveries", "history_imports", "timeline", "products" })
            Assert.Equal((table, 0), (table, (int)await world.App.Number(System.Runtime.CompilerServices.FormattableStringFactory.Create($"SELECT COUNT(*) FROM {table}"))));
        Assert.Equal(HttpStatusCode.OK, await world.Deliver("orders/create", "{}"));
    }

    [Fact]
    public async Task A_shop_that_came_back_within_the_48_hours_is_not_wiped()
    {
        await world.Buys(world.Anna, world.Book, 3);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Shop.Uninstall();
        await world.Settled();
        world.Clock.Advance(TimeSpan.FromHours(20));
        await world.Install();
        world.Clock.Advance(TimeSpan.FromHours(28));
        world.Shop.RedactShop();
        await world.Settled();
        await world.App.With<ShopWipes>(wipes => wipes.Run(default));
        Assert.Equal(150, (await world.PointsOf(world.Anna)).Lifetime);
        await world.Holds();
    }
}
