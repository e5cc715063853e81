using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetentionApp.Data;
using RetentionApp.Hooks;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Timeline;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Hooks;

/// <summary>Timeline rows become deliveries: each once, none missed, only for those who listen.</summary>
public sealed class HookFeedTests : IAsyncLifetime
{
    private ModulesWorld world = null!;

    public async Task InitializeAsync() => world = await ModulesWorld.Create();
    public async Task DisposeAsync() => await world.DisposeAsync();

    /// <summary>Three vases at £10.00 earn 150 points, usable after 14 days, a month ago; £10.00 refunded take 50 of them back.</summary>
    [Fact]
    public async Task An_order_and_its_refund_are_told_with_points_and_balance_and_nothing_personal()
    {
        await Listen([.. HookEvents.All.Select(one => one.Type)]);
        await world.Tell(Order());
        await world.Tell(Order(seconds: 5).With(order => order["refunds"] = new System.Text.Json.Nodes.JsonArray(Refund(5, 11, 1, "10.00", "10.00"))).With(order => order["line_items"]![0]!["current_quantity"] = 2));
        await Feed();
        var told = await world.Rows(db => db.HookDeliveries.OrderBy(one => one.Id));
        Assert.Equal(["points.earned", "points.reversed"], told.Select(one => one.Type));
        Assert.Equal("""
            {"id":"EVENT","type":"points.earned","occurredAt":"2026-03-01T12:00:00Z","shop":"demo.myshopify.com","data":{"customerId":"7","points":150,"orderId":"1","balance":{"available":100,"pending":0,"lifetime":100}}}
            """.Replace("EVENT", told[0].EventId), told[0].Body);
        Assert.Equal(-50, JsonElement.Parse(told[1].Body).GetProperty("data").GetProperty("points").GetInt64());
        Assert.All(told, one => Assert.DoesNotContain("nna", one.Body));
    }

    [Fact]
    public async Task Only_what_was_subscribed_to_is_told_and_only_from_then_on()
    {
        await Give(10, "before");
        var all = await Listen("points.adjusted", "reward.used");
        var none = await Listen("reward.used");
        await Feed();
        await Give(20, "after");
        await Feed();
        await Feed();
        var told = Assert.Single(await world.Rows(db => db.HookDeliveries));
        Assert.Equal((all, "points.adjusted"), (told.EndpointId, told.Type));
        Assert.Contains("\"points\":20", told.Body);
        Assert.DoesNotContain("reason after", told.Body);
        Assert.NotEqual(all, none);
    }

    [Fact]
    public async Task A_reward_is_told_with_what_it_cost()
    {
        await Listen("reward.redeemed", "reward.issued");
        await Give(600, "gift");
        world.Shopify = (_, _) => Task.FromResult("""{"data":{"discountCodeBasicCreate":{"codeDiscountNode":{"id":"gid://shopify/DiscountCodeNode/1"},"userErrors":[]}}}""");
        var reward = (await world.Do<RewardCatalogue, List<Reward>>(rewards => rewards.All(world.ShopId))).Single();
        await world.Do<Redemptions>(redemptions => redemptions.Redeem(world.ShopId, 7, reward.Id, "k", default));
        await Feed();
        var told = await world.Rows(db => db.HookDeliveries.OrderBy(one => one.Id));
        Assert.Equal(["reward.redeemed", "reward.issued"], told.Select(one => one.Type));
        Assert.All(told, one => Assert.Contains("\"points\":500,\"redemptionId\":\"1\"", one.Body));
    }

    /// <summary>What other modules write in a row's data is read as they meant it.</summary>
    [Theory]
    [InlineData("points.available", null, "120", "\"points\":120")]
    [InlineData("points.expired", null, "120", "\"points\":-120")]
    [InlineData("points.earned", 9L, "bonus:first:100", "\"points\":100,\"orderId\":\"9\"")]
    [InlineData("points.expiring", null, """{"days":30,"points":120,"at":"2026-12-31"}""", "\"points\":120,\"lastDay\":\"2026-12-31\"")]
    [InlineData("tier.reached", null, "gold", "\"tierId\":\"gold\"")]
    [InlineData("deed.done", 9L, "visited-store", "\"deedId\":\"visited-store\"")]
    [InlineData("challenge.won", 9L, "spring", "\"challengeId\":\"spring\"")]
    [InlineData("account.blocked", null, "42: fraud", "\"customerId\":\"7\",\"balance\"")]
    [InlineData("reward.used", 9L, "K7QMP-2XW9D", "\"customerId\":\"7\",\"orderId\":\"9\",\"balance\"")]
    public async Task Every_kind_of_row_is_told_in_numbers(string kind, long? subject, string data, string told)
    {
        await Listen(kind);
        await world.Write<AppDb>(db => db.AppendTimeline(world.ShopId, 7, kind, subject, data, world.Now));
        await Feed();
        Assert.Contains(told, Assert.Single(await world.Rows(db => db.HookDeliveries)).Body);
    }

    [Fact]
    public async Task Where_nobody_listens_the_timeline_is_not_even_read()
    {
        await Give(10, "a");
        await world.Do<IServiceProvider>(async services =>
        {
            Assert.False(await services.GetRequiredService<HookFeed>().Run());
            Assert.All(services.GetRequiredService<AppDb>().Sql.Statements, statement => Assert.DoesNotContain("timeline", statement));
        });
    }

    [Fact]
    public async Task A_backlog_of_more_than_a_batch_is_told_whole_and_in_order()
    {
        await Listen("customer.merged");
        await world.Write<AppDb>(async db => { for (var n = 1; n <= 1203; n++) await db.AppendTimeline(world.ShopId, 7, TimelineKinds.CustomerMerged, n, null, world.Now); });
        await Feed();
        var told = await world.Rows(db => db.HookDeliveries.OrderBy(one => one.Id));
        Assert.Equal(Enumerable.Range(1, 1203).Select(n => n.ToString()), told.Select(one => JsonElement.Parse(one.Body).GetProperty("data").GetProperty("mergedCustomerId").GetString()));
    }

    [Fact]
    public async Task Two_who_feed_at_once_tell_everything_once()
    {
        await Listen("points.adjusted");
        for (var n = 0; n < 30; n++) await Give(1, "g" + n);
        await Task.WhenAll(Feed(), Feed(), Feed());
        Assert.Equal(30, await world.Count($"SELECT COUNT(*) FROM hook_deliveries"));
    }

    /// <summary>PostgreSQL hands out ids before it commits: here row 1 becomes visible after row 2.</summary>
    [Fact]
    public async Task A_row_that_is_committed_after_a_later_one_is_not_missed()
    {
        if (await world.Do<AppDb, bool>(db => Task.FromResult(db.Dialect.HasOneWriter))) return;
        await Listen("points.adjusted");
        await Feed();
        await using (var slow = world.Get<IServiceScopeFactory>().CreateAsyncScope())
        {
            var db = slow.ServiceProvider.GetRequiredService<AppDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.AppendTimeline(world.ShopId, 7, TimelineKinds.PointsAdjusted, 1, null, world.Now);
            await Give(2, "fast");
            for (var round = 0; round < 3; round++)
            {
                await HookFeeding.FeedOnce(world);
                await Task.Delay(600);
            }
            Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM hook_deliveries"));
            await transaction.CommitAsync();
        }
        await Feed();
        Assert.Equal(2, await world.Count($"SELECT COUNT(*) FROM hook_deliveries"));
    }

    [Fact]
    public async Task Flow_is_told_what_its_triggers_define_and_nothing_once_it_is_off()
    {
        await Switch(true);
        await world.Tell(Order());
        await Give(20, "a");
        await Feed();
        var told = await world.Rows(db => db.HookDeliveries.OrderBy(one => one.Id));
        Assert.Equal([("points-earned", """{"customer_id":7,"Points":150,"Available points":170,"What happened":"points.earned"}"""), ("points-changed", """{"customer_id":7,"Points":20,"Available points":170,"What happened":"points.adjusted"}""")],
            told.Select(one => (one.Type, one.Body)));
        await Switch(false);
        Assert.All(await world.Rows(db => db.HookDeliveries), one => Assert.Equal(HookState.GivenUp, one.State));
        await Give(30, "b");
        await Feed();
        Assert.Equal(2, await world.Count($"SELECT COUNT(*) FROM hook_deliveries"));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM hook_listeners"));
    }

    private Task Switch(bool on) => world.Do<HookEndpoints>(endpoints => endpoints.SwitchFlow(world.ShopId, on));

    private async Task<long> Listen(params string[] events) => (await world.Do<HookEndpoints, long?>(endpoints => endpoints.Add(world.ShopId, "https://merchant.example/hooks", events, "42")))!.Value;

    private Task Give(long points, string key) => world.Do<PointsLedger>(ledger => ledger.Adjust(world.ShopId, 7, points, "reason " + key, "test", key));

    private async Task Feed() => await HookFeeding.Feed(world);
}

internal static class HookFeeding
{
    /// <summary>
    /// Feeds until everything written before the call is told. On PostgreSQL any transaction that runs holds the horizon back,
    /// those of other tests too: it is asked again until it has passed.
    /// </summary>
    internal static async Task Feed(ModulesWorld world)
    {
        var last = await world.Count($"SELECT MAX(id) FROM timeline");
        for (var rounds = 0; rounds < 100; rounds++)
        {
            await FeedOnce(world);
            if (await world.Count($"SELECT COUNT(*) FROM hook_listeners WHERE last_id < {last}") == 0) return;
            await Task.Delay(200);
        }
        throw new TimeoutException("The timeline's horizon did not pass its last row: a transaction stayed open.");
    }

    /// <summary>Feeds what the horizon lets through now.</summary>
    internal static async Task FeedOnce(ModulesWorld world)
    {
        while (await world.Do<HookFeed, bool>(feed => feed.Run())) { }
    }
}
