using RetentionApp.DevStore;
using Xunit;

namespace RetentionApp.Tests.Stories;

public sealed class DisputesTests
{
    [Fact]
    public async Task A_disputed_order_loses_its_points_until_the_shop_has_won()
    {
        await using var world = await World.Installed();
        var order = await world.Buys(world.Anna, world.Book);
        Assert.Equal(new Points(0, 50, 50), await world.PointsOf(world.Anna));
        world.Shop.OpenDispute(order);
        await world.Settled();
        Assert.Equal(Points.None, await world.PointsOf(world.Anna));
        Assert.Equal($"Payment of order {order.Name} disputed", (await world.Loyalty(world.Anna)).GetProperty("history")[0].GetProperty("reason").GetString());
        world.Shop.EndDispute(order, won: true);
        await world.Settled();
        Assert.Equal(new Points(0, 50, 50), await world.PointsOf(world.Anna));
    }

    [Fact]
    public async Task A_shop_that_has_not_granted_the_scope_hears_of_no_disputes()
    {
        await using var world = await World.Installed(new DevStoreOptions { Scopes = RetentionApp.Shopify.ShopifyOptions.Scopes.Split(',') });
        var order = await world.Buys(world.Anna, world.Book);
        world.Shop.OpenDispute(order);
        await world.Settled();
        Assert.Equal(new Points(0, 50, 50), await world.PointsOf(world.Anna));
    }

    [Fact]
    public async Task A_return_goes_its_way_and_its_refund_to_store_credit_counts_like_any_other()
    {
        await using var world = await World.Installed();
        var order = await world.Buys(world.Anna, world.Book, 2);
        foreach (var step in new[] { "request", "approve", "close" }) world.Shop.MoveReturn(order, step);
        await world.Settled();
        Assert.Equal(new Points(0, 100, 100), await world.PointsOf(world.Anna));
        world.Shop.Refund(order, new Dictionary<int, int> { [0] = 1 }, toStoreCredit: true);
        await world.Settled();
        Assert.Equal(new Points(0, 50, 50), await world.PointsOf(world.Anna));
    }

    [Fact]
    public async Task Points_spent_on_an_order_that_is_cancelled_come_back()
    {
        await using var world = await World.Installed();
        await world.Give(world.Anna, 500);
        var (_, redeemed) = await world.Redeem(world.Anna, "a-key-of-mine");
        var order = await world.Buys(world.Anna, world.Vase, 2, redeemed.GetProperty("code").GetString());
        Assert.Equal(0, (await world.PointsOf(world.Anna)).Available);
        world.Shop.Refund(order, new Dictionary<int, int> { [0] = 1 });
        await world.Settled();
        Assert.Equal(250, (await world.PointsOf(world.Anna)).Available);
        world.Shop.Cancel(order);
        await world.Settled();
        Assert.Equal(500, (await world.PointsOf(world.Anna)).Available);
    }
}
