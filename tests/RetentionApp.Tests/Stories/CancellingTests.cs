using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.DevStore.Graph;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>Codes that are taken back or run out, rewards that are rare: points come back once, and never for a code that was used.</summary>
public sealed class CancellingTests : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync()
    {
        world = await World.Installed();
        await world.Give(world.Anna, 1200);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_unused_code_is_switched_off_and_its_points_are_back_however_often_it_is_asked()
    {
        var (id, code) = await Bought();
        Assert.Equal(700, (await world.PointsOf(world.Anna)).Available);
        Assert.Equal((HttpStatusCode.OK, "cancelled"), await Cancel(id));
        Assert.Equal((HttpStatusCode.OK, "cancelled"), await Cancel(id));
        Assert.Equal(1200, (await world.PointsOf(world.Anna)).Available);
        Assert.Equal("This discount has ended.", world.Shop.TryCode(code, world.Anna, [new(world.Vase, 1)]).Refusal);
        Assert.DoesNotContain((await world.Loyalty(world.Anna)).GetProperty("codes").EnumerateArray(), one => one.GetProperty("code").GetString() == code);
        Assert.Equal(1, await world.App.Number($"SELECT COUNT(*) FROM timeline WHERE kind = 'reward.cancelled'"));
        await world.Holds();
    }

    [Fact]
    public async Task Only_its_owner_can_take_a_code_back_and_only_with_JSON()
    {
        var (id, _) = await Bought();
        Assert.Equal(HttpStatusCode.NotFound, (await Cancel(id, world.Ben)).Status);
        using var form = await world.Http.PostAsync(world.ProxyAddress($"/proxy/loyalty/redemptions/{id}/cancel", world.Anna), new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        using var guest = await world.Http.PostAsync(world.ProxyAddress($"/proxy/loyalty/redemptions/{id}/cancel", null), JsonContent.Create(new { }));
        Assert.Equal(HttpStatusCode.Unauthorized, guest.StatusCode);
        Assert.Equal(700, (await world.PointsOf(world.Anna)).Available);
    }

    [Fact]
    public async Task A_code_that_Shopify_knows_was_used_gives_nothing_back()
    {
        var (id, code) = await Bought();
        // The order is placed; its delivery is still on its way.
        world.Shop.Buy(world.Anna, world.Vase, code: code);
        Assert.Equal((HttpStatusCode.Conflict, "already_used"), await Cancel(id));
        await world.Settled();
        var row = (await world.Redemptions()).Single();
        Assert.Equal((RedemptionState.Used, true), (row.State, row.UsedByOrder is not null));
        Assert.Equal(700, (await world.PointsOf(world.Anna)).Available);
        Assert.Equal((HttpStatusCode.Conflict, "already_used"), await Cancel(id));
        await world.Holds();
    }

    [Fact]
    public async Task An_order_heard_while_the_code_is_being_cancelled_wins()
    {
        var (id, code) = await Bought();
        world.Shop.Faults.Next(new Fault(FaultKind.Slow, "DiscountDeactivate", Delay: TimeSpan.FromSeconds(4)));
        var cancelling = Cancel(id);
        await TestApp.Until(async () => (await world.Redemptions()).Single().State == RedemptionState.Cancelling, "it was being cancelled");
        await world.Buys(world.Anna, world.Vase, code: code);
        await cancelling;
        await TestApp.Until(async () => (await world.Redemptions()).Single() is { State: RedemptionState.Used, LeaseUntil: null }, "it was used");
        Assert.Equal(700, (await world.PointsOf(world.Anna)).Available);
        await world.Holds();
    }

    [Fact]
    public async Task Used_wins_even_after_the_points_came_back()
    {
        var (id, code) = await Bought();
        var before = world.Shop.Discounts[code];
        Assert.Equal("cancelled", (await Cancel(id)).Said);
        // A checkout that had begun before the code was switched off.
        before.EndsAt = null;
        await world.Buys(world.Anna, world.Vase, code: code);
        Assert.Equal(RedemptionState.Used, (await world.Redemptions()).Single().State);
        Assert.Equal(700, (await world.PointsOf(world.Anna)).Available);
        await world.Holds();
    }

    [Theory]
    [InlineData("DiscountDeactivate", FaultKind.LostAnswer), InlineData("DiscountDeactivate", FaultKind.ServerError), InlineData("DiscountUse", FaultKind.Unreachable), InlineData("DiscountDeactivate", FaultKind.DoneButServerError)]
    public async Task What_fails_on_the_way_is_tried_again_by_the_job(string operation, object fault)
    {
        var (id, _) = await Bought();
        world.Shop.Faults.Next((FaultKind)fault, operation, times: operation == "DiscountUse" ? 10 : 1);
        await Cancel(id);
        world.Shop.Faults.Clear();
        await TestApp.Until(async () =>
        {
            await Close(TimeSpan.FromSeconds(30));
            return (await world.Redemptions()).Single().State == RedemptionState.Cancelled;
        }, "it was cancelled");
        await Close(TimeSpan.FromMinutes(5));
        Assert.Equal(1200, (await world.PointsOf(world.Anna)).Available);
        Assert.Equal(1, await world.App.Number($"SELECT COUNT(*) FROM ledger_entries WHERE kind = {EntryKind.RedemptionReturned}"));
        await world.Holds();
    }

    [Fact]
    public async Task A_discount_that_the_merchant_has_deleted_gives_the_points_back()
    {
        var (id, code) = await Bought();
        world.Shop.Discounts.Remove(code);
        Assert.Equal("cancelled", (await Cancel(id)).Said);
        Assert.Equal(1200, (await world.PointsOf(world.Anna)).Available);
    }

    [Theory]
    [InlineData(true, false, 1200, RedemptionState.Ended)]
    [InlineData(true, true, 700, RedemptionState.Used)]
    [InlineData(false, false, 700, RedemptionState.Ended)]
    public async Task What_runs_out_unused_gives_points_back_where_the_merchant_wants_it(bool returns, bool isUsed, long points, object state)
    {
        var shop = await world.Row();
        await world.App.With<Programmes>(async programmes => await programmes.Save(shop.Id, (await programmes.Current(shop.Id)).Settings with { ReturnsExpiredCodes = returns }, "test"));
        var (id, code) = await Bought(validDays: 10);
        if (isUsed) world.Shop.Buy(world.Anna, world.Vase, code: code);
        world.Clock.Advance(TimeSpan.FromDays(10));
        await Close(TimeSpan.Zero);
        // Its order, where there is one, may be heard at any moment.
        if (!isUsed) Assert.Equal(RedemptionState.Issued, (await world.Redemptions()).Single().State);
        if (!isUsed) Assert.Equal((HttpStatusCode.Conflict, "ran_out"), await Cancel(id));
        await Close(CodeClosing.Grace);
        await Close(TimeSpan.FromMinutes(5));
        Assert.Equal(state, (await world.Redemptions()).Single().State);
        Assert.Equal(points, (await world.PointsOf(world.Anna)).Available);
        await world.Holds();
    }

    [Fact]
    public async Task Points_that_ran_out_while_they_lay_in_a_code_do_not_come_back_and_the_page_says_so_before()
    {
        var shop = await world.Row();
        await world.App.With<Programmes>(async programmes => await programmes.Save(shop.Id, (await programmes.Current(shop.Id)).Settings with { Expiry = new PointsExpiry(ExpiryKind.PerCredit, 2) }, "test"));
        await world.App.With<PointsLedger>(ledger => ledger.Redate(shop.Id, [1]));
        var (id, _) = await Bought();
        await world.Pass(50);
        await world.Give(world.Anna, 100);
        Assert.DoesNotContain("Not coming back", await Page());
        await world.Pass(20);
        Assert.Equal(100, (await world.PointsOf(world.Anna)).Available);
        Assert.Contains("The code stops working and 0 points come back to you. Not coming back, because run out meanwhile: 500 points.", await Page());
        Assert.Equal("cancelled", (await Cancel(id)).Said);
        Assert.Equal(100, (await world.PointsOf(world.Anna)).Available);
        await world.Holds();

        async Task<string> Page() => WebUtility.HtmlDecode(await world.Http.GetStringAsync(world.ProxyAddress("/proxy/", world.Anna)));
    }

    [Fact]
    public async Task After_a_merge_the_code_works_for_the_customer_kept_who_can_also_take_it_back()
    {
        var (id, code) = await Bought();
        world.Shop.Merge(world.Ben, world.Anna);
        await world.Settled();
        Assert.Equal(500, world.Shop.TryCode(code, world.Ben, [new(world.Vase, 1)]).Off);
        Assert.Equal(code, (await world.Loyalty(world.Ben)).GetProperty("codes")[0].GetProperty("code").GetString());
        Assert.Equal((HttpStatusCode.OK, "cancelled"), await Cancel(id, world.Ben));
        Assert.Equal(1200, (await world.PointsOf(world.Ben)).Available);
        await world.Holds();
    }

    [Fact]
    public async Task Of_two_who_want_the_last_one_one_gets_it_and_a_cancelled_one_is_there_again()
    {
        await world.Give(world.Ben, 1200);
        var reward = await world.FirstReward();
        var shop = await world.Row();
        await world.App.With<RewardCatalogue>(catalogue => catalogue.SetStock(shop.Id, reward, 1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => world.Redeem(n % 2 == 0 ? world.Anna : world.Ben, $"last-{n}")));
        var won = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => Assert.Equal("sold_out", answer.Body.GetProperty("code").GetString()));
        Assert.Equal(1900, (await world.PointsOf(world.Anna)).Available + (await world.PointsOf(world.Ben)).Available);
        var winner = (await world.Redemptions()).Single();
        Assert.Equal(0, await world.App.Number($"SELECT stock FROM rewards WHERE id = {reward}"));
        await world.App.With<Cancelling, CancelOutcome>(cancelling => cancelling.Cancel(shop.Id, null, winner.Id, "42", default));
        Assert.Equal(1, await world.App.Number($"SELECT stock FROM rewards WHERE id = {reward}"));
        Assert.Equal(HttpStatusCode.OK, (await world.Redeem(world.Ben, "again")).Status);
        await world.Holds();
    }

    [Fact]
    public async Task A_reward_for_one_time_in_thirty_days_is_refused_until_they_are_over()
    {
        await Change(reward => reward.Terms = reward.Terms with { PerCustomer = 1, PerDays = 30 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => world.Redeem(world.Anna, $"limit-{n}")));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => Assert.Equal("limit_reached", answer.Body.GetProperty("code").GetString()));
        var offered = (await world.Loyalty(world.Anna)).GetProperty("rewards")[0];
        Assert.Equal(("limit", false), (offered.GetProperty("reason").GetString(), offered.GetProperty("affordable").GetBoolean()));
        await world.Pass(30);
        Assert.Equal(HttpStatusCode.OK, (await world.Redeem(world.Anna, "later")).Status);
    }

    [Fact]
    public async Task A_reward_for_a_tier_is_for_nobody_else()
    {
        var shop = await world.Row();
        var tiers = new TierSettings(IsActive: true, TierBasis.Points, TierWindow.Ever, 0, [Level("bronze", 0), Level("gold", 10_000)]);
        await world.App.With<Programmes>(async programmes => await programmes.Save(shop.Id, (await programmes.Current(shop.Id)).Settings with { Tiers = tiers }, "test"));
        await Change(reward => reward.Terms = reward.Terms with { TierIds = ["gold"] });
        Assert.Equal("tier_required", (await world.Redeem(world.Anna, "bronze")).Body.GetProperty("code").GetString());
        var offered = (await world.Loyalty(world.Anna)).GetProperty("rewards")[0];
        Assert.Equal(("tier", false), (offered.GetProperty("reason").GetString(), offered.GetProperty("affordable").GetBoolean()));
        Assert.Contains("Only for Gold", WebUtility.HtmlDecode(await world.Http.GetStringAsync(world.ProxyAddress("/proxy/", null))));
        Assert.True(await world.App.With<CustomerTiers, bool>(customers => customers.Assign(shop.Id, world.Anna.Id, "gold", world.Clock.Now.AddDays(30), "42")));
        Assert.Equal(HttpStatusCode.OK, (await world.Redeem(world.Anna, "gold")).Status);

        // Nobody has looked at Ben yet: he is in the level that asks for nothing.
        await world.Give(world.Ben, 500);
        await world.App.Db(db => db.CustomerTiers.Where(tier => tier.CustomerId == world.Ben.Id).ExecuteDeleteAsync());
        await Change(reward => reward.Terms = reward.Terms with { TierIds = ["bronze"] });
        Assert.Equal(HttpStatusCode.OK, (await world.Redeem(world.Ben, "newcomer")).Status);

        static TierLevel Level(string id, long threshold) => new(id, id == "gold" ? "Gold" : "Bronze", null, "#8a6d3b", "star", threshold, 0, 1, null, null, null);
    }

    [Fact]
    public async Task A_reward_is_offered_between_its_days_only()
    {
        await Change(reward => reward.Terms = reward.Terms with { From = world.Clock.Now.AddDays(1), Until = world.Clock.Now.AddDays(2) });
        Assert.Equal("reward_inactive", (await world.Redeem(world.Anna, "early")).Body.GetProperty("code").GetString());
        await world.Pass(1);
        Assert.Equal(HttpStatusCode.OK, (await world.Redeem(world.Anna, "in-time")).Status);
        await world.Pass(1);
        Assert.Equal("reward_inactive", (await world.Redeem(world.Anna, "late")).Body.GetProperty("code").GetString());
    }

    private async Task<(long Id, string Code)> Bought(int? validDays = null)
    {
        if (validDays is not null) await Change(reward => reward.ValidDays = validDays);
        var (status, body) = await world.Redeem(world.Anna, "bought");
        Assert.Equal(HttpStatusCode.OK, status);
        return (body.GetProperty("id").GetInt64(), body.GetProperty("code").GetString()!);
    }

    private async Task Change(Action<Reward> change)
    {
        var shop = await world.Row();
        await world.App.With<RewardCatalogue>(async catalogue =>
        {
            var reward = (await catalogue.All(shop.Id)).Single();
            change(reward);
            await catalogue.Save(reward, "test");
        });
    }

    private async Task<(HttpStatusCode Status, string? Said)> Cancel(long id, RetentionApp.DevStore.State.Customer? who = null)
    {
        using var answer = await world.Http.PostAsync(world.ProxyAddress($"/proxy/loyalty/redemptions/{id}/cancel", who ?? world.Anna), JsonContent.Create(new { }));
        var text = await answer.Content.ReadAsStringAsync();
        var body = text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
        return (answer.StatusCode, body.ValueKind != JsonValueKind.Object ? null : body.TryGetProperty("code", out var code) ? code.GetString() : body.GetProperty("status").GetString());
    }

    private async Task Close(TimeSpan after)
    {
        world.Clock.Advance(after);
        await world.App.With<CodeClosing, int>(closing => closing.CloseDue(default));
    }
}
