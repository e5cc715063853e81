using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.DevStore.Graph;
using RetentionApp.DevStore.State;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Rewards.Kinds;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>Each kind of reward from the points to what it does at the checkout, with numbers worked by hand. Anna has 2,000 points.</summary>
public sealed class RewardKindsTests : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync()
    {
        world = await World.Installed();
        await world.Give(world.Anna, 2000);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

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

    [Theory]
    [InlineData(null), InlineData(FaultKind.LostAnswer), InlineData(FaultKind.DoneButServerError), InlineData(FaultKind.ServerError), InlineData(FaultKind.Throttle)]
    public async Task A_gift_card_is_made_once_whatever_the_answer(object? fault)
    {
        var reward = await Offer(RewardKind.GiftCard, 1000, amount: 1000, days: 365);
        if (fault is FaultKind kind) world.Shop.Faults.Next(kind, "GiftCardCreate");
        var said = await Eventually(reward, "card");
        var card = world.Shop.GiftCards.Values.Single();
        Assert.Equal((card.Code, 1000, world.Anna), (said.GetProperty("code").GetString()!.ToLowerInvariant(), card.Value, card.Customer));
        Assert.Equal("£10.00 gift card", said.GetProperty("title").GetString());
        Assert.Equal(1000, (await world.PointsOf(world.Anna)).Available);
        await world.Holds();
    }

    [Theory]
    [InlineData(null), InlineData(FaultKind.LostAnswer), InlineData(FaultKind.DoneButServerError), InlineData(FaultKind.ServerError)]
    public async Task An_unspent_gift_card_is_taken_back_once_and_switched_off_for_good(object? fault)
    {
        var id = (await Eventually(await Offer(RewardKind.GiftCard, 1000, amount: 1000), "card")).GetProperty("id").GetInt64();
        if (fault is FaultKind kind) world.Shop.Faults.Next(kind, "GiftCardDeactivate");
        await Cancel(id);
        await TestApp.Until(async () =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(30));
            await Close();
            return (await world.Redemptions()).Single().State == RedemptionState.Cancelled;
        }, "the card was taken back");
        Assert.Equal(CancelOutcome.Cancelled, await Cancel(id));
        Assert.NotNull(world.Shop.GiftCards.Values.Single().DeactivatedAt);
        Assert.Equal(2000, (await world.PointsOf(world.Anna)).Available);
        await world.Holds();
    }

    [Theory]
    // Partly spent it stays its owner's; all spent it is used; spent while it was switched off, the rest comes back in points.
    [InlineData(1, false, CancelOutcome.Used, RedemptionState.Issued, 1000)]
    [InlineData(1000, false, CancelOutcome.Used, RedemptionState.Used, 1000)]
    [InlineData(750, true, CancelOutcome.Used, RedemptionState.Used, 1250)]
    public async Task A_gift_card_that_was_spent_from_keeps_its_points(long spent, bool isOff, object outcome, object state, long points)
    {
        var id = (await Eventually(await Offer(RewardKind.GiftCard, 1000, amount: 1000), "card")).GetProperty("id").GetInt64();
        var card = world.Shop.GiftCards.Values.Single();
        world.Shop.SpendGiftCard(card, spent);
        if (isOff) card.DeactivatedAt = world.Clock.Now;
        Assert.Equal((outcome, state), (await Cancel(id), (await world.Redemptions()).Single().State));
        Assert.Equal((isOff, points), (card.DeactivatedAt is not null, (await world.PointsOf(world.Anna)).Available));
        await world.Holds();
    }

    [Fact]
    public async Task After_a_caller_that_died_a_credit_has_time_to_show_before_anybody_looks()
    {
        var reward = await Offer(RewardKind.StoreCredit, 500, amount: 500);
        world.Shop.Faults.Next(new Fault(FaultKind.Slow, "StoreCreditCredit", Delay: TimeSpan.FromSeconds(3)));
        Assert.Equal("pending", (await world.Redeem(world.Anna, "died", reward)).Body.GetProperty("status").GetString());
        Assert.True((await world.Redemptions()).Single().LeaseUntil >= world.Clock.Now + StoreCredit.TimeToShow);
        Assert.Equal("issued", (await Eventually(reward, "died")).GetProperty("status").GetString());
        Assert.Single(world.Anna.StoreCredit);
    }

    [Theory]
    [InlineData(null), InlineData(FaultKind.LostAnswer), InlineData(FaultKind.DoneButServerError), InlineData(FaultKind.ServerError), InlineData(FaultKind.Throttle)]
    public async Task Store_credit_is_given_once_whatever_the_answer(object? fault)
    {
        var reward = await Offer(RewardKind.StoreCredit, 500, amount: 500);
        if (fault is FaultKind kind) world.Shop.Faults.Next(kind, "StoreCreditCredit");
        var said = await Eventually(reward, "credit");
        Assert.Equal((JsonValueKind.Null, "£5.00 store credit"), (said.GetProperty("code").ValueKind, said.GetProperty("title").GetString()));
        Assert.Equal(500, Assert.Single(world.Anna.StoreCredit).Amount.Minor);
        Assert.Equal(1500, (await world.PointsOf(world.Anna)).Available);
        await world.Holds();
    }

    [Fact]
    public async Task Store_credit_that_nobody_can_tell_apart_waits_for_the_merchant()
    {
        var reward = await Offer(RewardKind.StoreCredit, 500, amount: 500);
        world.Shop.Faults.Next(FaultKind.LostAnswer, "StoreCreditCredit");
        await world.Redeem(world.Anna, "unclear", reward);
        world.Shop.Credit(world.Anna, 500, null);
        await TestApp.Until(async () =>
        {
            await Issue();
            return (await world.Redemptions()).Single().State == RedemptionState.Unclear;
        }, "it was unclear");
        Assert.Equal(2, world.Anna.StoreCredit.Count);
        var (shop, unclear) = (await world.Row(), (await world.Redemptions()).Single());
        Assert.True(await world.App.With<Cancelling, bool>(cancelling => cancelling.Decide(shop.Id, unclear.Id, Verdict.GiveBack, "42")));
        Assert.False(await world.App.With<Cancelling, bool>(cancelling => cancelling.Decide(shop.Id, unclear.Id, Verdict.MakeAgain, "42")));
        Assert.Equal(2000, (await world.PointsOf(world.Anna)).Available);
        await world.Holds();
    }

    [Fact]
    public async Task Two_credits_lost_at_once_of_which_one_arrived_become_two()
    {
        var reward = await Offer(RewardKind.StoreCredit, 500, amount: 500);
        world.Shop.Faults.Next(FaultKind.LostAnswer, "StoreCreditCredit");
        await world.Redeem(world.Anna, "one", reward);
        world.Shop.Faults.Next(FaultKind.Unreachable, "StoreCreditCredit");
        await world.Redeem(world.Anna, "two", reward);
        await Eventually(reward, "one");
        await Eventually(reward, "two");
        Assert.Equal([500, 500], world.Anna.StoreCredit.Select(entry => entry.Amount.Minor));
        Assert.Equal(2, (await world.Redemptions()).Select(r => r.DiscountId).Distinct().Count());
    }

    [Fact]
    public async Task Early_access_tags_the_customer_until_its_end()
    {
        var reward = await Offer(RewardKind.EarlyAccess, 200, days: 7, terms: new() { Tag = "early" });
        Assert.Equal("Early access", (await Eventually(reward, "access")).GetProperty("title").GetString());
        Assert.Equal(["early"], world.Anna.Tags);
        await world.Pass(7);
        world.Clock.Advance(CodeClosing.Grace);
        await Close();
        Assert.Empty(world.Anna.Tags);
        Assert.Equal(RedemptionState.Ended, (await world.Redemptions()).Single().State);
        Assert.Equal(1800, (await world.PointsOf(world.Anna)).Available);
    }

    [Fact]
    public async Task Early_access_bought_twice_ends_with_the_later_one()
    {
        var reward = await Offer(RewardKind.EarlyAccess, 200, days: 7, terms: new() { Tag = "early" });
        await Eventually(reward, "first");
        await world.Pass(5);
        await Eventually(reward, "second");
        await world.Pass(3);
        await Close();
        Assert.Equal(["early"], world.Anna.Tags);
        await world.Pass(5);
        await Close();
        Assert.Empty(world.Anna.Tags);
    }

    [Fact]
    public async Task Without_its_optional_scope_a_kind_is_not_offered_and_nothing_is_taken()
    {
        var reward = await Offer(RewardKind.GiftCard, 1000, amount: 1000);
        world.Shop.ChangeScopes(world.Shop.Scopes.Where(scope => scope != "write_gift_cards"));
        await world.Settled();
        Assert.DoesNotContain((await world.Loyalty(world.Anna)).GetProperty("rewards").EnumerateArray(), one => one.GetProperty("id").GetInt64() == reward);
        Assert.Equal("reward_inactive", (await world.Redeem(world.Anna, "no-scope", reward)).Body.GetProperty("code").GetString());
        Assert.Equal(2000, (await world.PointsOf(world.Anna)).Available);
    }

    [Fact]
    public async Task Codes_combine_only_where_both_allow_it()
    {
        var money = await Code(await Offer(RewardKind.AmountOff, 500, amount: 500));
        var shipping = await Code(await Offer(RewardKind.FreeShipping, 300, combines: (false, true, false)));
        var stubborn = await Code(await Offer(RewardKind.FreeShipping, 300, combines: (true, false, false)));
        Assert.Equal((500, 495, null), world.Shop.TryCode($"{money}, {shipping}", world.Anna, [new(world.Vase, 1)]));
        Assert.Equal("These codes cannot be used together.", world.Shop.TryCode($"{money}, {stubborn}", world.Anna, [new(world.Vase, 1)]).Refusal);
        var order = await world.Buys(world.Anna, world.Vase, code: $"{money}, {shipping}");
        Assert.Equal(1500, order.Total);
        Assert.Equal(2, (await world.Redemptions()).Count(r => r.State == RedemptionState.Used));
    }

    [Fact]
    public async Task A_birthday_gift_is_chosen_once_a_year_and_costs_nothing()
    {
        var shipping = await Offer(RewardKind.FreeShipping, 300);
        var gift = await Offer(RewardKind.BirthdayGift, 0, terms: new() { Choices = [shipping], DaysBefore = 7, DaysAfter = 14 });
        Assert.Equal("not_birthday", (await Wish(gift, "unknown", new { choiceId = shipping })).GetProperty("code").GetString());
        var (shop, today) = (await world.Row(), DateOnly.FromDateTime(world.Clock.Now));
        await world.App.With<Birthdays>(birthdays => birthdays.Set(shop.Id, world.Anna.Id, today.Month, today.Day, null, "42"));
        Assert.Equal("unknown_reward", (await Wish(gift, "no-choice", new { })).GetProperty("code").GetString());
        Assert.Equal(("issued", 0), (await Wish(gift, "chosen", new { choiceId = shipping })) is var said ? (said.GetProperty("status").GetString(), said.GetProperty("cost").GetInt64()) : default);
        Assert.Equal("limit_reached", (await Wish(gift, "greedy", new { choiceId = shipping })).GetProperty("code").GetString());
        Assert.Equal(2000, (await world.PointsOf(world.Anna)).Available);
        await world.Holds();
    }

    [Fact]
    public async Task A_prefix_stands_in_front_of_the_code()
    {
        var code = await Code(await Offer(RewardKind.AmountOff, 500, amount: 500, terms: new() { Prefix = "FERN10" }));
        Assert.Matches("^FERN10-[A-Z2-9]{5}-[A-Z2-9]{5}$", code);
    }

    private async Task<long> Offer(RewardKind kind, long cost, long amount = 0, long? minimum = null, int? days = null, RewardDetails? terms = null, (bool Product, bool Order, bool Shipping)? combines = null)
    {
        var shop = await world.Row();
        var reward = new Reward
        {
            ShopId = shop.Id, Kind = kind, Cost = cost, Amount = amount, Currency = "GBP", MinimumSubtotal = minimum, ValidDays = days, CreatedAt = world.Clock.Now,
            CombinesWithProduct = combines?.Product ?? false, CombinesWithOrder = combines?.Order ?? false, CombinesWithShipping = combines?.Shipping ?? true, Terms = terms ?? RewardDetails.None,
        };
        Assert.Empty(RewardKinds.Of(kind).Problems(reward));
        await world.App.With<RewardCatalogue>(catalogue => catalogue.Save(reward, "test"));
        return reward.Id;
    }

    private async Task<string> Code(long reward)
    {
        var (status, body) = await world.Redeem(world.Anna, Guid.NewGuid().ToString(), reward);
        Assert.Equal((HttpStatusCode.OK, "issued"), (status, body.GetProperty("status").GetString()));
        return body.GetProperty("code").GetString()!;
    }

    private async Task<JsonElement> Wish(long reward, string key, object more)
    {
        var wish = JsonSerializer.SerializeToNode(more)!.AsObject();
        (wish["rewardId"], wish["idempotencyKey"]) = (reward, key);
        using var answer = await world.Http.PostAsync(world.ProxyAddress("/proxy/loyalty/redeem", world.Anna), JsonContent.Create(wish));
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<JsonElement> Eventually(long reward, string key)
    {
        JsonElement said = default;
        await TestApp.Until(async () =>
        {
            var (status, body) = await world.Redeem(world.Anna, key, reward);
            Assert.Equal(HttpStatusCode.OK, status);
            said = body;
            if (body.GetProperty("status").GetString() == "issued") return true;
            await Issue();
            return false;
        }, "the reward was there");
        return said;
    }

    private async Task Issue()
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.App.With<CodeIssuing, int>(issuing => issuing.IssueDue(default));
    }

    private async Task<CancelOutcome> Cancel(long id)
    {
        var shop = await world.Row();
        return await world.App.With<Cancelling, CancelOutcome>(cancelling => cancelling.Cancel(shop.Id, world.Anna.Id, id, null, default));
    }

    private Task Close() => world.App.With<CodeClosing, int>(closing => closing.CloseDue(default));
}
