using System.Net;
using System.Text;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using Xunit;

namespace RetentionApp.Tests.Api;

/// <summary>What can be changed, once per key whatever is sent how often.</summary>
public sealed class ApiWritingTests : IAsyncLifetime
{
    private static readonly string Points = $"customers/{ApiHost.Anna}/points", Redeem = $"customers/{ApiHost.Anna}/redemptions";
    private ApiHost host = null!;

    public async Task InitializeAsync() => host = await ApiHost.Start();
    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Points_are_given_and_taken_and_the_key_is_named_in_the_timeline()
    {
        var given = await host.Post(Points, new { points = 50, reason = "Late parcel", idempotencyKey = "a" });
        Assert.Equal(HttpStatusCode.Created, given.Status);
        Assert.Equal("""{"customerId":"207119551","points":50,"available":50,"pending":0,"lifetime":50}""", given.Text);
        Assert.Equal("-20", (await host.Post(Points, new { points = -70, reason = "Mistake", idempotencyKey = "b" }))["available"]);
        Assert.Equal(1, await host.Count($"SELECT COUNT(*) FROM timeline WHERE kind = 'points.adjusted' AND subject = 50 AND data = 'API key “Till”: Late parcel'"));
    }

    [Fact]
    public async Task The_same_key_and_body_are_done_once_and_answered_alike()
    {
        var first = await host.Post(Points, new { points = 50, reason = "Late parcel", idempotencyKey = "a" });
        await host.Give(ApiHost.Anna, 1000);
        var second = await host.Post(Points, """{ "idempotencyKey": "a", "reason": "Late parcel",   "points": 50 }""");
        Assert.Equal((first.Status, first.Text), (second.Status, second.Text));
        Assert.Equal((null, "true"), (first.Header("Idempotency-Replayed"), second.Header("Idempotency-Replayed")));
        Assert.Equal(1050, await Available());
    }

    [Fact]
    public async Task The_same_key_with_another_body_or_for_another_customer_is_refused()
    {
        await host.Post(Points, new { points = 50, reason = "Late parcel", idempotencyKey = "a" });
        foreach (var (path, body) in new (string, object)[]
        {
            (Points, new { points = 51, reason = "Late parcel", idempotencyKey = "a" }), ($"customers/{ApiHost.Ben}/points", new { points = 50, reason = "Late parcel", idempotencyKey = "a" }),
            (Redeem, new { rewardId = "1", idempotencyKey = "a" }),
        })
        {
            var refused = await host.Post(path, body);
            Assert.Equal((HttpStatusCode.Conflict, "idempotency_key_used"), (refused.Status, refused["code"]));
        }
        Assert.Equal(50, await Available());
        // Keys are the shop's own: another shop's are not in the way.
        var other = await host.MakeKey(["points:write"], shop: 2);
        Assert.Equal(HttpStatusCode.Created, (await host.Post("customers/99/points", new { points = 5, reason = "x", idempotencyKey = "a" }, other)).Status);
    }

    [Fact]
    public async Task Of_twenty_at_once_with_one_key_one_is_done_and_all_get_its_answer()
    {
        var said = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Post(Points, new { points = 50, reason = "Late parcel", idempotencyKey = "a" })));
        Assert.All(said, one => Assert.Equal((HttpStatusCode.Created, said[0].Text), (one.Status, one.Text)));
        Assert.Equal(1, said.Count(one => one.Header("Idempotency-Replayed") is null));
        Assert.Equal(50, await Available());
    }

    [Fact]
    public async Task Of_ten_redemptions_at_once_with_one_key_one_is_made()
    {
        await host.Give(ApiHost.Anna, 5000);
        var reward = await Reward();
        var said = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.Post(Redeem, new { rewardId = reward, idempotencyKey = "till-4" })));
        Assert.All(said, one => Assert.Equal(HttpStatusCode.Created, one.Status));
        Assert.Single(said.Select(one => one["id"]).Distinct());
        Assert.Equal(4500, await Available());
        var one = await host.Get("redemptions/" + said[0]["id"]);
        Assert.Equal(("issued", "500", ApiHost.Anna.ToString()), (one["state"], one["cost"], one["customerId"]));
        Assert.Matches("^[A-Z2-9]{5}-[A-Z2-9]{5}$", one["code"]!);
        Assert.Equal([said[0]["id"]!], (await host.Get($"redemptions?customer={ApiHost.Anna}")).Ids());
        Assert.Empty((await host.Get($"redemptions?customer={ApiHost.Ben}")).Ids());
        await host.Add(new Customer { ShopId = 1, Id = 5, SearchText = "", Tags = "", UpdatedAt = host.Now, MergedInto = ApiHost.Anna });
        Assert.Equal([said[0]["id"]!], (await host.Get("redemptions?customer=5")).Ids());
        Assert.Empty((await host.Get("redemptions?customer=404")).Ids());
    }

    [Fact]
    public async Task A_refused_redemption_leaves_its_key_free()
    {
        var reward = await Reward();
        var refused = await host.Post(Redeem, new { rewardId = reward, idempotencyKey = "k" });
        Assert.Equal((HttpStatusCode.Conflict, "not_enough_points"), (refused.Status, refused["code"]));
        Assert.Contains("500 more points", refused["detail"]);
        Assert.Equal("unknown_reward", (await host.Post(Redeem, new { rewardId = "999", idempotencyKey = "k" }))["code"]);
        await host.Give(ApiHost.Anna, 500);
        Assert.Equal(HttpStatusCode.Created, (await host.Post(Redeem, new { rewardId = reward, idempotencyKey = "k" })).Status);
        Assert.Equal("idempotency_key_used", (await host.Post(Redeem, new { rewardId = "999", idempotencyKey = "k" }))["code"]);
    }

    [Fact]
    public async Task When_Shopify_refuses_the_code_the_points_are_back_and_the_reason_is_told()
    {
        await host.Give(ApiHost.Anna, 500);
        host.Shopify.Refusal = "Discounts are switched off.";
        var refused = await host.Post(Redeem, new { rewardId = await Reward(), idempotencyKey = "k" });
        Assert.Equal((HttpStatusCode.Conflict, "refused_by_shop"), (refused.Status, refused["code"]));
        Assert.Contains("Discounts are switched off.", refused["detail"]);
        Assert.Equal(500, await Available());
    }

    [Fact]
    public async Task An_unused_code_is_taken_back_once_and_the_points_are_there_again()
    {
        await host.Give(ApiHost.Anna, 500);
        var made = await host.Post(Redeem, new { rewardId = await Reward(), idempotencyKey = "k" });
        Assert.Equal(0, await Available());
        var other = await host.MakeKey(["redemptions:write"], shop: 2);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Send(HttpMethod.Post, $"redemptions/{made["id"]}/cancel", null, other)).Status);
        for (var n = 0; n < 2; n++)
        {
            var cancelled = await host.Send(HttpMethod.Post, $"redemptions/{made["id"]}/cancel", null, host.Key);
            Assert.Equal((HttpStatusCode.OK, "cancelled"), (cancelled.Status, cancelled["state"]));
        }
        Assert.Equal(500, await Available());
        await host.Do<AppDb>(db => db.Write(async () => await db.Sql.Execute($"UPDATE redemptions SET state = 3")));
        Assert.Equal("already_used", (await host.Send(HttpMethod.Post, $"redemptions/{made["id"]}/cancel", null, host.Key))["code"]);
    }

    [Fact]
    public async Task An_activity_is_credited_once_per_key_and_within_its_limits()
    {
        var path = $"customers/{ApiHost.Anna}/activities";
        await host.Do<Programmes>(programmes => programmes.Save(1, ProgrammeSettings.For("GBP") with { Deeds = [new("visited-store", DeedKind.Custom, 20, IsActive: true, "Visit", PerDay: 2), new("off", DeedKind.Custom, 20, IsActive: false)] }, "t"));
        var said = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.Post(path, new { deed = "visited-store", idempotencyKey = "v1" })));
        Assert.All(said, one => Assert.Equal((HttpStatusCode.Created, said[0].Text), (one.Status, one.Text)));
        Assert.Equal(20, await Available());
        Assert.Equal(HttpStatusCode.Created, (await host.Post(path, new { deed = "visited-store", idempotencyKey = "v2" })).Status);
        Assert.Equal("limit_reached", (await host.Post(path, new { deed = "visited-store", idempotencyKey = "v3" }))["code"]);
        Assert.Equal("deed_inactive", (await host.Post(path, new { deed = "off", idempotencyKey = "v3" }))["code"]);
        Assert.Equal("unknown_deed", (await host.Post(path, new { deed = "nothing", idempotencyKey = "v3" }))["code"]);
        Assert.Equal("idempotency_key_used", (await host.Post(path, new { deed = "nothing", idempotencyKey = "v1" }))["code"]);
        Assert.Equal(40, await Available());
    }

    [Fact]
    public async Task A_blocked_account_redeems_nothing()
    {
        await host.Give(ApiHost.Anna, 500);
        await host.Do<PointsLedger>(ledger => ledger.Block(1, ApiHost.Anna, "fraud", "42"));
        Assert.Equal("account_blocked", (await host.Post(Redeem, new { rewardId = await Reward(), idempotencyKey = "k" }))["code"]);
        Assert.Equal("True", (await host.Get($"customers/{ApiHost.Anna}/balance"))["isBlocked"]);
    }

    [Theory]
    [InlineData("""{"points":0,"reason":"x","idempotencyKey":"k"}""", "points")]
    [InlineData("""{"points":10000001,"reason":"x","idempotencyKey":"k"}""", "points")]
    [InlineData("""{"points":"5","reason":"x","idempotencyKey":"k"}""", "points")]
    [InlineData("""{"points":5.5,"reason":"x","idempotencyKey":"k"}""", "points")]
    [InlineData("""{"points":5,"reason":" ","idempotencyKey":"k"}""", "reason")]
    [InlineData("""{"points":5,"reason":null,"idempotencyKey":"k"}""", "reason")]
    [InlineData("""{"points":5,"reason":"x"}""", "idempotencyKey")]
    [InlineData("""{"points":5,"reason":"x","idempotencyKey":""}""", "idempotencyKey")]
    [InlineData("""{"points":5,"reason":"x","idempotencyKey":"k","note":"y"}""", "note")]
    [InlineData("[]", "")]
    [InlineData("null", "object")]
    [InlineData("{", "")]
    [InlineData("", "")]
    public async Task A_body_that_is_not_right_is_422_and_says_where(string body, string names)
    {
        var said = await host.Post(Points, body);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (said.Status, said.ContentType));
        Assert.Contains(names, said["detail"]);
        Assert.Equal(0, await host.Count($"SELECT COUNT(*) FROM ledger_entries"));
    }

    [Fact]
    public async Task Only_JSON_of_a_sensible_size_is_read()
    {
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.Send(HttpMethod.Post, Points, new StringContent("points=5", Encoding.UTF8, "application/x-www-form-urlencoded"), host.Key)).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.Post(Points, "{\"reason\":\"" + new string('x', 20_000) + "\"}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("customers/99/points", new { points = 5, reason = "x", idempotencyKey = "k" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("customers/99/redemptions", new { rewardId = "1", idempotencyKey = "k" })).Status);
    }

    [Fact]
    public async Task An_erased_customers_account_takes_nothing()
    {
        await host.Give(ApiHost.Anna, 10);
        await host.Do<PointsLedger>(ledger => ledger.Erase(1, ApiHost.Anna));
        var said = await host.Post(Points, new { points = 5, reason = "x", idempotencyKey = "k" });
        Assert.Equal((HttpStatusCode.Conflict, "account_closed"), (said.Status, said["code"]));
        Assert.Equal(0, await host.Count($"SELECT COUNT(*) FROM api_requests"));
    }

    [Fact]
    public async Task Remembered_requests_go_after_a_month_and_still_nothing_is_posted_twice()
    {
        await host.Post(Points, new { points = 50, reason = "x", idempotencyKey = "a" });
        host.Clock.Advance(TimeSpan.FromDays(31));
        await host.Do<RetentionApp.Api.ApiRequests>(requests => requests.Purge());
        await host.Do<RetentionApp.Api.ApiRequests>(requests => requests.Purge());
        Assert.Equal(0, await host.Count($"SELECT COUNT(*) FROM api_requests"));
        Assert.Equal(HttpStatusCode.Created, (await host.Post(Points, new { points = 50, reason = "x", idempotencyKey = "a" })).Status);
        Assert.Equal(50, await Available());
    }

    private async Task<string> Reward() => (await host.Count($"SELECT MIN(id) FROM rewards WHERE shop_id = 1")).ToString();

    private async Task<long> Available() => (await host.Do<AppDb, Balance>(async db => await Balances.Read(db.Sql, 1, ApiHost.Anna, host.Now))).Available;
}
