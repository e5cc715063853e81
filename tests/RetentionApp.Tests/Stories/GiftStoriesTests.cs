using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.DevStore.Graph;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Rewards.Kinds;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>What is given and not taken off: gift cards, store credit, early access, a gift for the birthday. Anna has 2,000 points.</summary>
public sealed class GiftStoriesTests : RewardStory
{
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
}
