using System.Net;
using RetentionApp.DevStore.State;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>The main job, end to end: an order becomes points, points become a code, the code works in the store.</summary>
public sealed class BuyingAndRedeemingTests
{
    [Fact]
    public async Task Bought_points_wait_14_days_then_become_a_code_that_works_once_for_that_customer_only()
    {
        await using var world = await World.Installed();
        await world.Buys(world.Anna, world.Book, quantity: 10);
        Assert.Equal(new Points(0, 500, 500), await world.PointsOf(world.Anna));

        await world.Pass(days: 13);
        Assert.Equal(new Points(0, 500, 500), await world.PointsOf(world.Anna));
        await world.Pass(days: 1);
        Assert.Equal(new Points(500, 0, 500), await world.PointsOf(world.Anna));

        var (status, issued) = await world.Redeem(world.Anna, "first-wish");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("issued", issued.GetProperty("status").GetString());
        var code = issued.GetProperty("code").GetString()!;
        Assert.Equal(new Points(0, 0, 500), await world.PointsOf(world.Anna));

        Assert.Throws<StoreRefusal>(() => world.Shop.Buy(world.Ben, world.Vase, code: code));
        Assert.Throws<StoreRefusal>(() => world.Shop.Buy(null, world.Vase, code: code));
        var order = await world.Buys(world.Anna, world.Vase, code: code);
        Assert.Equal(500, order.DiscountTotal);
        Assert.Throws<StoreRefusal>(() => world.Shop.Buy(world.Anna, world.Vase, code: code));

        var (_, again) = await world.Redeem(world.Anna, "first-wish");
        Assert.True(again.GetProperty("used").GetBoolean());
        // £15.00 with tax inside is £12.50 of goods.
        Assert.Equal(new Points(0, 62, 562), await world.PointsOf(world.Anna));
        await world.Holds();
    }

    [Fact]
    public async Task A_guest_sees_the_programme_and_earns_nothing()
    {
        await using var world = await World.Installed();
        await world.Buys(null, world.Vase);
        var said = await world.Loyalty(null);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, said.GetProperty("customer").ValueKind);
        Assert.NotEmpty(said.GetProperty("ways").EnumerateArray());
        Assert.Equal(0, await world.App.Number($"SELECT COUNT(*) FROM ledger_entries"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Redeem(null, "guest-wish")).Status);
    }
}
