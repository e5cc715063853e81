using System.Net;
using System.Text.Json;
using RetentionApp.DevStore.State;
using RetentionApp.Rewards;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>Each kind of discount from the points to what it does at the checkout, with numbers worked by hand. Anna has 2,000 points.</summary>
public sealed class RewardKindsTests : RewardStory
{
    [Fact]
    public async Task Ten_percent_off_a_vase_and_a_book_is_three_pounds()
    {
        var code = await Code(await Offer(RewardKind.PercentOff, 400, terms: new() { Percent = 1000 }));
        var order = world.Shop.Buy(world.Anna, [new(world.Vase, 1), new(world.Book, 1)], code);
        await world.Settled();
        Assert.Equal(300, order.DiscountTotal);
        Assert.Equal(RedemptionState.Used, (await world.Redemptions()).Single().State);
        Assert.Equal("10% off", (await world.Loyalty(world.Anna)).GetProperty("history").EnumerateArray().First(entry => entry.GetProperty("points").GetInt64() == -400).GetProperty("reason").GetString()!.Split(" (")[0]);
    }

    [Fact]
    public async Task Twenty_percent_off_but_at_most_ten_pounds_is_worked_out_from_the_cart()
    {
        var reward = await Offer(RewardKind.PercentOff, 400, terms: new() { Percent = 2000, MaximumOff = 1000 });
        var offered = (await world.Loyalty(world.Anna)).GetProperty("rewards").EnumerateArray().Single(one => one.GetProperty("id").GetInt64() == reward);
        Assert.Equal("20% off, at most £10.00", offered.GetProperty("name").GetString());

        var small = await Wish(reward, "small", new { cart = new { total = 3000, currency = "GBP" } });
        Assert.Equal("£6.00 off", small.GetProperty("title").GetString());
        Assert.Equal("Spend at least £30.00 to use this code.", Try(small, new Wanted(world.Vase, 1)).Refusal);
        Assert.Equal((600, null), Try(small, new(world.Vase, 1), new(world.Book, 1)));

        foreach (var cart in new object?[] { null, new { total = 3000, currency = "EUR" }, new { total = 0, currency = "GBP" }, "nonsense" })
        {
            var unknown = await Wish(reward, $"unknown-{cart}", new { cart });
            Assert.Equal("£10.00 off", unknown.GetProperty("title").GetString());
            Assert.Equal("Spend at least £50.00 to use this code.", Try(unknown, new Wanted(world.Vase, 2)).Refusal);
            Assert.Equal((1000, null), Try(unknown, new(world.Vase, 2), new(world.Book, 1)));
            Assert.Equal((1000, null), Try(unknown, new Wanted(world.Vase, 20)));
            await world.App.With<Cancelling, CancelOutcome>(async cancelling => await cancelling.Cancel((await world.Row()).Id, world.Anna.Id, unknown.GetProperty("id").GetInt64(), null, default));
        }

        (long Off, string? Refusal) Try(JsonElement said, params Wanted[] wanted) =>
            world.Shop.TryCode(said.GetProperty("code").GetString()!, world.Anna, wanted) is var (off, _, refusal) ? (off, refusal) : default;
    }

    [Fact]
    public async Task A_discount_for_some_products_leaves_the_others_alone_and_counts_only_them_towards_its_minimum()
    {
        var code = await Code(await Offer(RewardKind.PercentOff, 400, minimum: 2000, terms: new() { Percent = 5000, Products = [new(world.Book.Id, "Book")] }));
        Assert.Contains("Spend at least £20.00", world.Shop.TryCode(code, world.Anna, [new(world.Vase, 2), new(world.Book, 1)]).Refusal, StringComparison.Ordinal);
        Assert.Equal("This code is not for anything in your cart.", world.Shop.TryCode(code, world.Anna, [new(world.Vase, 2)]).Refusal);
        Assert.Equal((1000, null), (world.Shop.TryCode(code, world.Anna, [new(world.Vase, 2), new(world.Book, 2)]) is var tried ? tried.Off : 0, tried.Refusal));
    }

    [Fact]
    public async Task Free_shipping_takes_the_shipping_off_but_not_above_its_limit()
    {
        var code = await Code(await Offer(RewardKind.FreeShipping, 300, terms: new() { MaximumShipping = 495 }));
        Assert.Equal("Sign in to use this code.", world.Shop.TryCode(code, null, [new(world.Book, 1)]).Refusal);
        Assert.Equal("This code belongs to another customer.", world.Shop.TryCode(code, world.Ben, [new(world.Book, 1)]).Refusal);
        var order = await world.Buys(world.Anna, world.Book, code: code);
        Assert.Equal((1000, 0, 495), (order.Total, order.Shipping, order.ShippingDiscount));
        Assert.Equal(RedemptionState.Used, (await world.Redemptions()).Single().State);

        var dear = await Code(await Offer(RewardKind.FreeShipping, 300, terms: new() { MaximumShipping = 494 }));
        Assert.Equal("This code is for shipping of up to £4.94.", world.Shop.TryCode(dear, world.Anna, [new(world.Book, 1)]).Refusal);
    }

    [Fact]
    public async Task A_free_product_is_one_unit_of_it_however_many_are_in_the_cart()
    {
        var reward = await Offer(RewardKind.FreeProduct, 800, terms: new() { Products = [new(world.Vase.Id, "Vase")] });
        world.Shop.EditProduct(world.Vase, "Vase", 2200);
        var code = await Code(reward);
        var order = world.Shop.Buy(world.Anna, [new(world.Vase, 3), new(world.Book, 1)], code);
        Assert.Equal((2200, 4400 + 1000), (order.DiscountTotal, order.Subtotal));
        Assert.Equal("Free: Vase", (await world.Redemptions()).Single().Descriptor);
    }

    [Fact]
    public async Task A_free_variant_is_that_one_alone_and_without_one_the_cheapest_price_comes_off_once()
    {
        var mug = world.Shop.AddProduct("Mug", 1500, "A mug", sizes: [("Small", 600), ("Large", 2500)]);
        var any = await Code(await Offer(RewardKind.FreeProduct, 400, terms: new() { Products = [new(mug.Id, "Mug")] }));
        // Four small ones at £6.00: one of them is free, and not four as the price of the large one would pay.
        Assert.Equal(600, world.Shop.TryCode(any, world.Anna, [new(mug, 4, Variant: 1)]).Off);

        var large = await Code(await Offer(RewardKind.FreeProduct, 800, terms: new() { Products = [new(mug.Id, "Mug – Large", mug.Variants[2].Id)] }));
        Assert.Equal("This code is not for anything in your cart.", world.Shop.TryCode(large, world.Anna, [new(mug, 4, Variant: 1)]).Refusal);
        Assert.Equal((2500, null), world.Shop.TryCode(large, world.Anna, [new(mug, 2, Variant: 2), new(mug, 1)]) is var tried ? (tried.Off, tried.Refusal) : default);
    }

    [Fact]
    public async Task A_product_that_is_gone_gives_the_points_back()
    {
        var reward = await Offer(RewardKind.FreeProduct, 800, terms: new() { Products = [new(world.Vase.Id, "Vase")] });
        world.Shop.DeleteProduct(world.Vase);
        var (status, problem) = await world.Redeem(world.Anna, "gone", reward);
        Assert.Equal((HttpStatusCode.Conflict, "refused_by_shop"), (status, problem.GetProperty("code").GetString()));
        Assert.Equal(2000, (await world.PointsOf(world.Anna)).Available);
    }

    [Fact]
    public async Task The_shopper_chooses_how_many_points_in_steps_worth_whole_pence()
    {
        var reward = await Offer(RewardKind.Slider, 500, amount: 500, terms: new() { MaximumPoints = 1500, StepPoints = 250 });
        var offered = (await world.Loyalty(world.Anna)).GetProperty("rewards").EnumerateArray().Single(one => one.GetProperty("id").GetInt64() == reward);
        Assert.Equal("""{"min":500,"max":1500,"step":250,"perPoint":0.01}""", offered.GetProperty("slider").GetRawText());
        foreach (var wrong in new long[] { 499, 600, 1750, 0 }) Assert.Equal("invalid_points", (await Wish(reward, $"wrong-{wrong}", new { points = wrong })).GetProperty("code").GetString());
        var said = await Wish(reward, "slide-750", new { points = 750 });
        Assert.Equal(("£7.50 off", 750), (said.GetProperty("title").GetString(), said.GetProperty("cost").GetInt64()));
        Assert.Equal(750, world.Shop.TryCode(said.GetProperty("code").GetString()!, world.Anna, [new(world.Vase, 1)]).Off);
        Assert.Equal(1250, (await world.PointsOf(world.Anna)).Available);
        await world.Holds();
    }

    [Fact]
    public async Task A_prefix_stands_in_front_of_the_code()
    {
        var code = await Code(await Offer(RewardKind.AmountOff, 500, amount: 500, terms: new() { Prefix = "FERN10" }));
        Assert.Matches("^FERN10-[A-Z2-9]{5}-[A-Z2-9]{5}$", code);
    }
}
