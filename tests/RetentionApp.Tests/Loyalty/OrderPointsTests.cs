using System.Text.Json.Nodes;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

/// <summary>What the order-status and thank-you pages say about an order, from the first moment on.</summary>
public sealed class OrderPointsTests
{
    [Fact]
    public async Task An_orders_points_are_on_their_way_then_unpaid_then_earned_then_taken_back()
    {
        await using var world = await ModulesWorld.Create();
        Assert.Equal(new OrderPoints(OrderPointsState.OnTheirWay, 0, null), await Read(world));
        await world.Tell(Order(status: "pending"));
        Assert.Equal(OrderPointsState.Unpaid, (await Read(world)).State);
        await world.Tell(Order(seconds: 1));
        Assert.Equal(new OrderPoints(OrderPointsState.Earned, 150, PlacedAt.AddDays(14)), await Read(world));
        await world.Tell(Order(status: "partially_refunded", current: 2, seconds: 2).With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 1, "10.00", "10.00"))));
        Assert.Equal(100, (await Read(world)).Points);
        await world.Tell(Order(status: "refunded", current: 0, seconds: 3).With(o => o["cancelled_at"] = Time(PlacedAt.AddDays(2))));
        Assert.Equal(new OrderPoints(OrderPointsState.TakenBack, 0, null), await Read(world));
    }

    [Fact]
    public async Task Bonuses_of_the_order_count_with_it()
    {
        await using var world = await ModulesWorld.Create(programme: ProgrammeSettings.For("GBP") with { Bonuses = new OrderBonuses(100, 0, 0, 0, null) });
        await world.Tell(Order());
        Assert.Equal(250, (await Read(world)).Points);
    }

    [Fact]
    public async Task An_order_that_earns_nothing_says_so()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order().With(o => o["test"] = true));
        await world.Tell(Order(id: 2, status: "voided").With(o => o["cancelled_at"] = Time(PlacedAt)));
        Assert.Equal(OrderPointsState.Nothing, (await Read(world)).State);
        Assert.Equal(OrderPointsState.Nothing, (await Read(world, 2)).State);
    }

    [Fact]
    public async Task Somebody_elses_order_says_no_more_than_an_unknown_one()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(customer: 8));
        await world.Tell(Order(id: 2, customer: 8, status: "pending"));
        Assert.Equal(OrderPointsState.OnTheirWay, (await Read(world)).State);
        Assert.Equal(OrderPointsState.OnTheirWay, (await Read(world, 2)).State);
    }

    private static Task<OrderPoints> Read(ModulesWorld world, long order = 1) => world.Get<ReadPool>().Read(sql => OrderPoints.Read(sql, world.ShopId, 7, order).AsTask());
}
