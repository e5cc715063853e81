using System.Text;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Shopify;
using RetentionApp.Timeline;
using RetentionApp.Webhooks;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Webhooks;

public sealed class WebhookWorkerTests
{
    [Fact]
    public async Task A_poisoned_delivery_fails_alone_and_the_good_ones_around_it_are_kept()
    {
        await using var world = await ModulesWorld.Create();
        await Deliver(world, "orders/paid", Order(id: 1).ToJsonString());
        // Throws in the middle: the customer is stored before the amount proves unreadable.
        await Deliver(world, "orders/paid", "{\"id\": 2, \"line_items\": [{\"quantity\": 1, \"price\": \"ten\"}]}");
        await Deliver(world, "customers/create", "not even json");
        await Deliver(world, "orders/paid", Order(id: 3).ToJsonString());
        Assert.Equal(4, await Handle(world));
        Assert.Equal((300, 0, 300, 0), await world.Points(7));
        Assert.Equal([DeliveryState.Done, DeliveryState.Waiting, DeliveryState.Waiting, DeliveryState.Done], await States(world));
        // The batch was begun anew for the failing ones, and the good ones leave what one handling leaves.
        Assert.Equal([1, 1, 1, 1], await world.Rows(db => db.Deliveries.OrderBy(d => d.Id).Select(d => d.Attempts)));
        Assert.Equal(2, await world.Count($"SELECT COUNT(*) FROM timeline WHERE kind = {TimelineKinds.PointsEarned}"));
        Assert.Equal(0, await Handle(world));
        await world.Verify();
    }

    [Fact]
    public async Task What_a_delivery_did_before_it_threw_is_undone()
    {
        await using var world = await ModulesWorld.Create();
        // Everything up to the credit works; then the account cannot be written.
        await world.Execute($"INSERT INTO ledger_entries (shop_id, account_id, kind, points, lifetime, source, occurred_at, posted_at) VALUES ({world.ShopId}, 0, 5, 0, 0, 'order:1#1', {world.Now}, {world.Now})");
        await Deliver(world, "orders/paid", Order(id: 1).ToJsonString());
        await Deliver(world, "orders/paid", Order(id: 2, customer: 8).ToJsonString());
        await Handle(world);
        Assert.Equal([2L], await world.Rows(db => db.Orders.Select(o => o.Id)));
        Assert.Equal([8L], await world.Rows(db => db.Customers.Select(c => c.Id)));
        Assert.Equal(150, (await world.Points(8)).Available);
        await world.Execute($"DELETE FROM ledger_entries WHERE account_id = 0");
        world.Clock.Advance(WebhookWorker.Pauses[0]);
        await Handle(world);
        Assert.Equal(150, (await world.Points(7)).Available);
    }

    [Fact]
    public async Task A_failing_delivery_is_tried_again_more_and_more_rarely_then_buried_and_can_be_retried_by_hand()
    {
        await using var world = await ModulesWorld.Create();
        await Deliver(world, "orders/paid", "broken");
        foreach (var pause in WebhookWorker.Pauses)
        {
            Assert.Equal(1, await Handle(world));
            world.Clock.Advance(pause - TimeSpan.FromSeconds(1));
            Assert.Equal(0, await Handle(world));
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await Handle(world);
        var buried = Assert.Single(await world.Rows(db => db.Deliveries.AsNoTracking()));
        Assert.Equal((DeliveryState.Buried, WebhookWorker.Pauses.Length + 1, null), (buried.State, buried.Attempts, buried.NextAt));
        Assert.NotNull(buried.Body);
        Assert.Equal(new DeliveryCounts(0, 0, 1), await world.Do<DeliveryLog, DeliveryCounts>(log => log.Counts(world.ShopId)));

        Assert.Equal(0, await world.Do<DeliveryLog, int>(log => log.Retry(world.ShopId + 1, null)));
        Assert.Equal(0, await world.Do<DeliveryLog, int>(log => log.Retry(world.ShopId, buried.Id + 1)));
        await world.Execute($"UPDATE deliveries SET body = {DeliveryBody.Pack(Encoding.UTF8.GetBytes(Order().ToJsonString()))}");
        Assert.Equal(1, await world.Do<DeliveryLog, int>(log => log.Retry(world.ShopId, buried.Id)));
        Assert.Equal(1, await Handle(world));
        Assert.Equal(150, (await world.Points(7)).Available);
        var done = Assert.Single(await world.Rows(db => db.Deliveries.AsNoTracking()));
        Assert.Equal((DeliveryState.Done, null), (done.State, done.Body));
        Assert.Equal(0, await world.Do<DeliveryLog, int>(log => log.Retry(world.ShopId, null)));
        world.Clock.Advance(DeliveryLog.Kept + TimeSpan.FromSeconds(1));
        Assert.Equal((1, 0), (await world.Do<DeliveryLog, int>(log => log.Purge()), await world.Do<DeliveryLog, int>(log => log.Purge())));
    }

    [Fact]
    public async Task A_topic_that_nothing_needs_is_ignored_with_the_reason()
    {
        await using var world = await ModulesWorld.Create();
        await Deliver(world, "carts/update", "{}");
        await Deliver(world, "orders/edited", "{}");
        await Handle(world);
        Assert.All(await world.Rows(db => db.Deliveries), delivery => Assert.True(delivery is { State: DeliveryState.Ignored, Note.Length: > 0, Body: null }));
    }

    [Theory]
    [InlineData("""{"order_edit": {"id": 1, "order_id": 42}}""")]
    [InlineData("""{"id": 1, "order_id": 42}""")]
    public async Task An_edit_asks_for_its_order_in_either_form_of_the_payload(string body)
    {
        await using var world = await ModulesWorld.Create();
        await Deliver(world, "orders/edited", body);
        await Handle(world);
        Assert.Equal([DeliveryState.Done], await States(world));
        Assert.Equal(42, Assert.Single(await world.Rows(db => db.OrderRefetches)).OrderId);
    }

    [Fact]
    public async Task The_same_webhook_id_is_stored_once_per_shop_and_one_commit_serves_many()
    {
        await using var world = await ModulesWorld.Create();
        var inbox = world.Get<WebhookInbox>();
        await inbox.StartAsync(default);
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(n => inbox.Store(Received(world, "carts/update", "{}", "id-" + n % 100) with { ShopId = world.ShopId + n % 2 })));
        Assert.All(answers, answer => Assert.Equal(StoreAnswer.Stored, answer));
        Assert.Equal(100, await world.Count($"SELECT COUNT(*) FROM deliveries"));
        await inbox.StopAsync(default);
    }

    [Fact]
    public async Task Headers_that_are_missing_are_stored_as_missing()
    {
        await using var world = await ModulesWorld.Create();
        var inbox = world.Get<WebhookInbox>();
        await inbox.StartAsync(default);
        await Task.WhenAll(
            inbox.Store(Received(world, "carts/update", "{}", "a") with { EventId = "e", ApiVersion = null, TriggeredAt = world.Now }),
            inbox.Store(Received(world, "carts/update", "{}", "b") with { EventId = null, ApiVersion = "2026-01", TriggeredAt = null }));
        var rows = await world.Rows(db => db.Deliveries.AsNoTracking().OrderBy(d => d.WebhookId));
        Assert.Equal([("e", null, world.Now), (null, "2026-01", (DateTime?)null)], rows.Select(row => (row.EventId, row.ApiVersion, row.TriggeredAt)));
        await inbox.StopAsync(default);
    }

    [Fact]
    public async Task Several_workers_at_once_handle_everything_once()
    {
        await using var world = await ModulesWorld.Create();
        for (var n = 1; n <= 150; n++) await Deliver(world, "orders/paid", Order(id: n, customer: n % 5 + 1).ToJsonString());
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (var idle = 0; idle < 3;) idle = await Handle(world) > 0 ? 0 : idle + 1;
        })));
        while (await Handle(world) > 0) { }
        Assert.Equal(150, await world.Count($"SELECT COUNT(*) FROM deliveries WHERE state = 1 AND attempts = 1"));
        Assert.Equal(150 * 150, await world.Count($"SELECT SUM(points) FROM ledger_entries"));
        await world.Verify();
    }

    [Fact]
    public async Task A_shops_deliveries_are_handled_in_the_order_in_which_they_came()
    {
        await using var world = await ModulesWorld.Create();
        // Equal age and trigger: the later one of two versions must find the earlier one there.
        for (var n = 1; n <= 120; n++) await Deliver(world, "products/update", $$"""{"id": 1, "title": "{{n}}", "updated_at": "{{Time(PlacedAt.AddSeconds(n))}}"}""");
        while (await Handle(world) > 0) { }
        Assert.Equal("120", Assert.Single(await world.Rows(db => db.Products)).Title);
    }

    private static Received Received(ModulesWorld world, string topic, string body, string? webhookId = null) =>
        new(world.ShopId, webhookId ?? Guid.NewGuid().ToString(), topic, null, null, world.Now, world.Now, DeliveryBody.Pack(Encoding.UTF8.GetBytes(body)));

    private static Task Deliver(ModulesWorld world, string topic, string body)
    {
        var r = Received(world, topic, body);
        return world.Execute($"""
            INSERT INTO deliveries (shop_id, webhook_id, topic, triggered_at, received_at, state, attempts, next_at, body)
            VALUES ({r.ShopId}, {r.WebhookId}, {r.Topic}, {r.TriggeredAt}, {r.ReceivedAt}, 0, 0, {r.ReceivedAt}, {r.Body})
            """);
    }

    private static Task<int> Handle(ModulesWorld world) => world.Get<WebhookWorker>().HandleBatch(default);

    private static Task<List<DeliveryState>> States(ModulesWorld world) => world.Rows(db => db.Deliveries.OrderBy(d => d.Id).Select(d => d.State));
}
