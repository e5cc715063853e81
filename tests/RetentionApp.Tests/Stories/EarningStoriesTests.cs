using RetentionApp.DevStore;
using RetentionApp.DevStore.State;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>The rules on orders with a whole Shopify beside the app; the book costs £10.00 and earns 50 points, shipping is £4.95.</summary>
public sealed class EarningStoriesTests : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync() => world = await World.Installed(new DevStoreOptions { DeliveryConcurrency = 1 });
    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Products_of_a_collection_earn_twice_and_tagged_ones_nothing()
    {
        var sale = world.Shop.AddCollection("Sale", [world.Book]);
        var wrap = world.Shop.AddProduct("Gift wrap", 500, tags: ["service"]);
        await Programme(settings => settings with { ProductRules = [new ProductRule(ProductMatch.Tag, "Service", null, 0), new ProductRule(ProductMatch.Collection, sale.Id.ToString(), "Sale", 2)] });
        world.Shop.Buy(world.Anna, [new Wanted(world.Book, 3), new Wanted(wrap, 1)]);
        await world.Settled();
        await Read();
        Assert.Equal(300, (await world.PointsOf(world.Anna)).Pending);
        await world.Holds();
    }

    [Fact]
    public async Task What_a_gift_card_and_store_credit_paid_earns_nothing_and_a_refund_takes_its_share()
    {
        await Programme(settings => settings with { LeavesOutGiftCardPayments = true, LeavesOutStoreCreditPayments = true });
        // £35.00 with shipping, half of it paid apart.
        var order = world.Shop.Buy(world.Anna, [new Wanted(world.Book, 3)], shipping: 500, apart: new PaidApart(GiftCard: 1400, StoreCredit: 350));
        await world.Settled();
        Assert.Equal(75, (await world.PointsOf(world.Anna)).Pending);
        world.Shop.Refund(order, new Dictionary<int, int> { [0] = 1 }, toStoreCredit: true);
        await world.Settled();
        Assert.Equal(50, (await world.PointsOf(world.Anna)).Pending);
        await world.Holds();
    }

    [Fact]
    public async Task Tips_count_where_the_merchant_says_so_and_the_till_may_be_left_out()
    {
        await Programme(settings => settings with { CountsTips = true, Channels = OrderChannels.Online });
        world.Shop.Buy(world.Anna, [new Wanted(world.Book, 1)], tip: 200);
        world.Shop.Buy(world.Ben, [new Wanted(world.Book, 1)], source: "pos");
        await world.Settled();
        Assert.Equal((60, 0), ((await world.PointsOf(world.Anna)).Pending, (await world.PointsOf(world.Ben)).Pending));
        await world.Holds();
    }

    [Fact]
    public async Task Points_can_be_used_once_the_parcel_left()
    {
        await Programme(settings => settings with { WaitsForFulfilment = true });
        var order = await world.Buys(world.Anna, world.Book, 3);
        await world.Pass(days: 30);
        Assert.Equal(new Points(0, 150, 150), await world.PointsOf(world.Anna));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await world.Loyalty(world.Anna)).GetProperty("nextAvailable").ValueKind);
        world.Shop.Fulfil(order);
        await world.Settled();
        Assert.Equal(new Points(150, 0, 150), await world.PointsOf(world.Anna));
        await world.Holds();
    }

    [Fact]
    public async Task The_first_order_has_a_bonus_that_goes_with_it()
    {
        await Programme(settings => settings with { Bonuses = new OrderBonuses(100, 0, 0, 0, null) });
        var first = await world.Buys(world.Anna, world.Book);
        await world.Buys(world.Anna, world.Book, 2);
        Assert.Equal(250, (await world.PointsOf(world.Anna)).Pending);
        world.Shop.Cancel(first);
        await world.Settled();
        Assert.Equal(200, (await world.PointsOf(world.Anna)).Pending);
        var history = (await world.Loyalty(world.Anna)).GetProperty("history").EnumerateArray().Select(entry => entry.GetProperty("reason").GetString()).ToList();
        Assert.Contains(history, reason => reason!.StartsWith("First order #"));
        Assert.Contains(history, reason => reason!.StartsWith("Bonus taken back"));
        Assert.Contains("100 points more for your first order", (await world.Loyalty(world.Anna)).GetProperty("ways").EnumerateArray().Select(way => way.GetProperty("title").GetString()));
        await world.Holds();
    }

    private async Task Programme(Func<ProgrammeSettings, ProgrammeSettings> change)
    {
        var shop = await world.Row();
        await world.App.With<Programmes>(async programmes => await programmes.Save(shop.Id, change((await programmes.Current(shop.Id)).Settings), "test"));
    }

    private async Task Read()
    {
        for (var round = 0; round < 3; round++)
        {
            await world.App.With<ProductReads>(reads => reads.Run(default));
            world.Clock.Advance(TimeSpan.FromSeconds(20));
        }
    }
}
