using System.Net;
using System.Text.Json;
using RetentionApp.DevStore.Graph;
using RetentionApp.Rewards;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>Points into codes while Shopify stumbles: never two codes, never points for nothing.</summary>
public sealed class RedeemingTests : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync()
    {
        world = await World.Installed();
        await world.Give(world.Anna, 1200);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_same_key_gives_the_same_code_and_another_key_another()
    {
        var first = await Code("wish-0001");
        Assert.Equal(first, await Code("wish-0001"));
        Assert.NotEqual(first, await Code("wish-0002"));
        Assert.Equal(2, world.Shop.Discounts.Count);
        Assert.Equal(200, (await world.PointsOf(world.Anna)).Available);
    }

    [Fact]
    public async Task Twins_at_the_same_moment_get_one_code()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Redeem(world.Anna, "twin-wish")));
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, "issued"), (answer.Status, answer.Body.GetProperty("status").GetString())));
        Assert.Single(answers.Select(answer => answer.Body.GetProperty("code").GetString()).Distinct());
        Assert.Single(world.Shop.Discounts);
        Assert.Equal(700, (await world.PointsOf(world.Anna)).Available);
    }

    [Fact]
    public async Task Many_wishes_at_once_never_spend_more_than_there_is()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => world.Redeem(world.Anna, $"greedy-{n:000}")));
        Assert.Equal(2, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => Assert.Equal((HttpStatusCode.Conflict, "not_enough_points"), (answer.Status, answer.Body.GetProperty("code").GetString())));
        Assert.Equal(200, (await world.PointsOf(world.Anna)).Available);
        await world.Holds();
    }

    [Theory]
    [InlineData(FaultKind.LostAnswer), InlineData(FaultKind.DoneButServerError)]
    public async Task A_code_whose_answer_was_lost_is_adopted_not_made_twice(object fault)
    {
        world.Shop.Faults.Next((FaultKind)fault, "DiscountCreate");
        var code = await EventualCode("lost-answer");
        Assert.Equal(code, world.Shop.Discounts.Keys.Single());
        Assert.Equal(700, (await world.PointsOf(world.Anna)).Available);
    }

    [Theory]
    [InlineData(FaultKind.ServerError), InlineData(FaultKind.Unreachable), InlineData(FaultKind.Throttle), InlineData(FaultKind.Unauthorized)]
    public async Task What_passes_is_tried_again_until_the_code_exists(object fault)
    {
        world.Shop.Faults.Next((FaultKind)fault, "DiscountCreate");
        await EventualCode("try-again");
        Assert.Single(world.Shop.Discounts);
        Assert.Equal(700, (await world.PointsOf(world.Anna)).Available);
    }

    [Fact]
    public async Task A_definite_refusal_gives_the_points_back_and_says_so()
    {
        world.Shop.Faults.Next(FaultKind.UserErrors, "DiscountCreate");
        var (status, problem) = await world.Redeem(world.Anna, "refused-wish");
        Assert.Equal((HttpStatusCode.Conflict, "refused_by_shop"), (status, problem.GetProperty("code").GetString()));
        Assert.Equal(1200, (await world.PointsOf(world.Anna)).Available);
        Assert.Empty(world.Shop.Discounts);
        Assert.Equal(HttpStatusCode.Conflict, (await world.Redeem(world.Anna, "refused-wish")).Status);
        await Code("second-wish");
        await world.Holds();
    }

    [Fact]
    public async Task A_slow_shop_means_on_its_way_and_the_same_key_brings_the_code_later()
    {
        world.Shop.Faults.Next(new Fault(FaultKind.Slow, "DiscountCreate", Delay: TimeSpan.FromSeconds(3)));
        var (status, pending) = await world.Redeem(world.Anna, "slow-wish");
        Assert.Equal((HttpStatusCode.OK, "pending", JsonValueKind.Null), (status, pending.GetProperty("status").GetString(), pending.GetProperty("code").ValueKind));
        Assert.Equal(700, (await world.PointsOf(world.Anna)).Available);
        await TestApp.Until(async () => (await world.Redeem(world.Anna, "slow-wish")).Body.GetProperty("status").GetString() == "issued", "the code was there");
        Assert.Single(world.Shop.Discounts);
    }

    [Fact]
    public async Task A_redemption_left_pending_by_a_stop_is_issued_after_the_restart()
    {
        world.Shop.Faults.Next(FaultKind.ServerError, "DiscountCreate", times: 20);
        Assert.Equal("pending", (await world.Redeem(world.Anna, "across-restart")).Body.GetProperty("status").GetString());
        world.Shop.Faults.Clear();
        await world.App.Restart();
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await EventualCode("across-restart");
        Assert.Single(world.Shop.Discounts);
    }

    [Fact]
    public async Task What_cannot_be_redeemed_is_refused_in_words()
    {
        Assert.Equal(HttpStatusCode.Conflict, (await world.Redeem(world.Ben, "poor-wish")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await world.Redeem(world.Anna, "unknown-reward", reward: 987654)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await world.Redeem(world.Anna, "")).Status);
        using var unsigned = await world.Http.PostAsync("/proxy/loyalty/redeem?shop=dev-shop.myshopify.com&logged_in_customer_id=1", null);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Equal(1200, (await world.PointsOf(world.Anna)).Available);
    }

    private async Task<string> Code(string key)
    {
        var (status, body) = await world.Redeem(world.Anna, key);
        Assert.Equal((HttpStatusCode.OK, "issued"), (status, body.GetProperty("status").GetString()));
        return body.GetProperty("code").GetString()!;
    }

    private async Task<string> EventualCode(string key)
    {
        var code = "";
        await TestApp.Until(async () =>
        {
            var (status, body) = await world.Redeem(world.Anna, key);
            Assert.Equal(HttpStatusCode.OK, status);
            if (body.GetProperty("status").GetString() == "issued") code = body.GetProperty("code").GetString()!;
            else
            {
                world.Clock.Advance(TimeSpan.FromSeconds(30));
                await world.App.With<CodeIssuing, int>(issuing => issuing.IssueDue(default));
            }
            return code.Length > 0;
        }, "the code was there");
        return code;
    }
}
