using System.Net;
using RetentionApp.Data;
using RetentionApp.DevStore.Auth;
using RetentionApp.Hooks;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Hooks;

/// <summary>Deliveries reach the merchant's system signed, are tried again for a day, and stop where nobody wants them.</summary>
public sealed class HookSendingTests : IAsyncLifetime
{
    private ModulesWorld world = null!;
    private long endpoint;

    public async Task InitializeAsync()
    {
        world = await ModulesWorld.Create();
        endpoint = await Add();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public void The_signature_is_HMAC_SHA256_over_time_and_body() =>
        // Computed with: printf '1767225600.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
        Assert.Equal("t=1767225600,v1=" + Vector, HookPost.Signature(["whsec_test"], 1767225600, """{"id":"evt_1"}"""));

    [Fact]
    public async Task A_delivery_is_posted_once_signed_and_logged()
    {
        await Test();
        Assert.Equal(1, await Send());
        Assert.Equal(0, await Send());
        var sent = Assert.Single(world.Receiver.Got);
        Assert.Equal(("https://merchant.example/hooks", "test"), (sent.Url, sent.Event));
        Assert.True(Signing.IsHook(await Secret(), sent.Signature, sent.Body));
        Assert.False(Signing.IsHook("whsec_other", sent.Signature, sent.Body));
        Assert.StartsWith($"t={world.Clock.GetUtcNow().ToUnixTimeSeconds()},v1=", sent.Signature);
        var row = await Row();
        Assert.Equal((HookState.Delivered, 1, 200, "ok"), (row.State, row.Attempts, row.Status, row.Note));
        Assert.Equal(sent.EventId, row.EventId);
        Assert.NotNull(row.Milliseconds);
    }

    [Fact]
    public async Task While_a_rotation_lasts_both_secrets_sign()
    {
        var former = await Secret();
        Assert.True(await world.Do<HookEndpoints, bool>(endpoints => endpoints.Rotate(world.ShopId, endpoint)));
        var present = await Secret();
        Assert.NotEqual(former, present);
        await Test();
        await Send();
        Assert.All([former, present], secret => Assert.True(Signing.IsHook(secret, world.Receiver.Got[0].Signature, world.Receiver.Got[0].Body)));
        world.Clock.Advance(HookEndpoints.Rotation);
        await Test();
        await Send();
        Assert.False(Signing.IsHook(former, world.Receiver.Got[1].Signature, world.Receiver.Got[1].Body));
        Assert.True(Signing.IsHook(present, world.Receiver.Got[1].Signature, world.Receiver.Got[1].Body));
    }

    [Fact]
    public async Task The_secret_at_rest_opens_only_for_its_shop()
    {
        var row = (await world.Rows(db => db.HookEndpoints)).Single();
        Assert.DoesNotContain(await Secret(), row.SealedSecret);
        Assert.Null(world.Get<HookSecrets>().Open(world.ShopId + 1, row.SealedSecret));
    }

    [Fact]
    public async Task A_failing_delivery_is_tried_again_over_24_hours_and_then_given_up()
    {
        world.Receiver.Answer(400, "no such customer here");
        await Test();
        var started = world.Now;
        foreach (var pause in HookSending.Pauses)
        {
            Assert.Equal(1, await Send());
            Assert.Equal((HookState.Waiting, world.Now + pause), (await Row()) is var row ? (row.State, row.NextAt) : default);
            world.Clock.Advance(pause - TimeSpan.FromSeconds(1));
            Assert.Equal(0, await Send());
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(TimeSpan.FromDays(1), Rounded(world.Now - started));
        await Send();
        Assert.Equal((HookState.GivenUp, HookSending.Pauses.Length + 1, 400, "no such customer here"), (await Row()) is var last ? (last.State, last.Attempts, last.Status, last.Note) : default);
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await Send());
    }

    [Fact]
    public async Task What_was_sent_can_be_sent_again_with_the_same_event_id()
    {
        await Test();
        await Send();
        var row = await Row();
        Assert.False(await Replay(world.ShopId + 1, row.Id));
        Assert.True(await Replay(world.ShopId, row.Id));
        await Send();
        Assert.Equal(2, world.Receiver.Got.Count);
        Assert.Single(world.Receiver.Got.Select(one => one.EventId).Distinct());

        Task<bool> Replay(long shop, long id) => world.Do<HookLog, bool>(log => log.Replay(shop, endpoint, id));
    }

    [Fact]
    public async Task Two_senders_at_once_send_a_delivery_once()
    {
        for (var n = 0; n < 20; n++) await Test();
        await Task.WhenAll(Send(), Send(), Send());
        Assert.Equal(20, world.Receiver.Got.Count);
        Assert.Equal(20, await world.Count($"SELECT COUNT(*) FROM hook_deliveries WHERE state = 1 AND attempts = 1"));
    }

    [Fact]
    public async Task A_sender_that_died_leaves_its_delivery_to_the_next_after_a_minute()
    {
        await Test();
        await world.Execute($"UPDATE hook_deliveries SET lease_until = {world.Now.AddSeconds(60)}, attempts = 1");
        Assert.Equal(0, await Send());
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(1, await Send());
        Assert.Equal(2, (await Row()).Attempts);
    }

    [Fact]
    public async Task A_receiver_that_is_down_is_asked_a_few_times_and_not_once_for_every_event_while_others_go_on()
    {
        var other = await Add("https://other.example/hooks");
        for (var n = 0; n < 50; n++) await Test();
        for (var n = 0; n < 10; n++) await Test(other);
        world.Receiver.Answers = sent => new(sent.Url.Contains("other") ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable) { Content = new StringContent("") };
        await Send();
        Assert.InRange(world.Receiver.Got.Count(sent => !sent.Url.Contains("other")), 1, 10);
        Assert.Equal(10, world.Receiver.Got.Count(sent => sent.Url.Contains("other")));
        world.Receiver.Answer(200);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await Send();
        Assert.Equal(60, await world.Count($"SELECT COUNT(*) FROM hook_deliveries WHERE state = 1"));
    }

    [Fact]
    public async Task Retry_after_is_respected_up_to_an_hour()
    {
        world.Receiver.Answer(429, retryAfter: TimeSpan.FromMinutes(20));
        await Test();
        await Send();
        Assert.Equal(world.Now.AddMinutes(20), (await Row()).NextAt);
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        world.Receiver.Answer(503, retryAfter: TimeSpan.FromDays(30));
        await Send();
        Assert.Equal(world.Now.AddHours(1), (await Row()).NextAt);
    }

    [Fact]
    public async Task After_three_days_of_failures_the_endpoint_is_switched_off_and_a_success_before_that_saves_it()
    {
        world.Receiver.Answer(500);
        await Test();
        await Send();
        world.Clock.Advance(TimeSpan.FromDays(2));
        world.Receiver.Answer(200);
        await Send();
        Assert.Null((await Endpoint()).FailingSince);

        world.Receiver.Answer(500);
        for (var day = 0; day < 3; day++)
        {
            await Test();
            await Send();
            Assert.True((await Endpoint()).IsActive);
            world.Clock.Advance(TimeSpan.FromDays(1));
        }
        await Test();
        await Send();
        var off = await Endpoint();
        Assert.Equal((false, world.Now), (off.IsActive, off.SwitchedOffAt));
        Assert.Equal(1, await world.Do<HookEndpoints, long>(endpoints => endpoints.SwitchedOff(world.ShopId).AsTask()));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM hook_deliveries WHERE state = 0"));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM hook_listeners"));

        Assert.True(await world.Do<HookEndpoints, bool>(endpoints => endpoints.Change(world.ShopId, endpoint, "https://merchant.example/hooks", ["points.adjusted"], isActive: true)));
        Assert.Equal((true, null, null), (await Endpoint()) is var on ? (on.IsActive, on.SwitchedOffAt, on.FailingSince) : default);
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM hook_listeners"));
    }

    [Fact]
    public async Task Gone_switches_the_endpoint_off_at_once()
    {
        world.Receiver.Answer(410);
        await Test();
        await Send();
        Assert.Equal((HookState.GivenUp, false), ((await Row()).State, (await Endpoint()).IsActive));
    }

    [Fact]
    public async Task An_uninstalled_shop_is_told_nothing_more()
    {
        await Test();
        await world.Execute($"UPDATE shops SET uninstalled_at = {world.Now}");
        world.Get<ShopDirectory>().Forget(world.ShopId);
        await Send();
        Assert.Empty(world.Receiver.Got);
        Assert.Equal(HookState.GivenUp, (await Row()).State);
    }

    [Fact]
    public async Task Flow_is_told_through_Shopify_and_what_it_refuses_is_not_sent_again()
    {
        await world.Execute($"""
            INSERT INTO hook_deliveries (shop_id, endpoint_id, event_id, type, body, state, attempts, created_at, next_at)
            VALUES ({world.ShopId}, 0, {"evt_1"}, {"points-earned"}, {"{\"customer_id\":7}"}, 0, 0, {world.Now}, {world.Now})
            """);
        var answers = new Queue<string>(["""{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""", """{"data":{"flowTriggerReceive":{"userErrors":[{"field":["handle"],"message":"There is no such trigger"}]}}}"""]);
        world.Shopify = (operation, variables) =>
        {
            Assert.Equal(("FlowTriggerReceive", "points-earned", 7), (operation, variables.Text("handle"), variables.Part("payload")!.Value.Long("customer_id")));
            return Task.FromResult(answers.Dequeue());
        };
        await Send();
        Assert.Equal(HookState.Waiting, (await Row()).State);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await Send();
        Assert.Equal((HookState.GivenUp, "There is no such trigger"), (await Row()) is var row ? (row.State, row.Note) : default);
    }

    [Fact]
    public async Task The_log_goes_back_a_month_and_what_waits_stays()
    {
        await Test();
        await Send();
        await Test();
        world.Clock.Advance(HookLog.Kept + TimeSpan.FromDays(1));
        await world.Do<HookLog>(log => log.Purge());
        await world.Do<HookLog>(log => log.Purge());
        Assert.Equal(HookState.Waiting, (await Row()).State);
    }

    private const string Vector = "45b40331de0325606dc5400202ade162460fbe48daf9401adfdcd0d7b4f35470";

    private static TimeSpan Rounded(TimeSpan time) => TimeSpan.FromHours(Math.Round(time.TotalHours));

    private async Task<long> Add(string url = "https://merchant.example/hooks") => (await world.Do<HookEndpoints, long?>(endpoints => endpoints.Add(world.ShopId, url, ["points.adjusted"], "42")))!.Value;
    private Task Test(long? to = null) => world.Do<HookLog>(log => log.Test(world.ShopId, world.Shop.Domain, to ?? endpoint));
    private Task<int> Send() => world.Get<HookSending>().SendDue(default);
    private async Task<HookDelivery> Row() => (await world.Rows(db => db.HookDeliveries)).Single();
    private async Task<HookEndpoint> Endpoint() => (await world.Rows(db => db.HookEndpoints)).Single(one => one.Id == endpoint);
    private async Task<string> Secret() => await world.Do<HookEndpoints, string>(async endpoints => endpoints.Secret((await endpoints.Find(world.ShopId, endpoint))!)!);
}
