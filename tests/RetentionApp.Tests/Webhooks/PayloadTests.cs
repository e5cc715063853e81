using System.Net;
using System.Text;
using System.Text.Json;
using RetentionApp.Webhooks;
using RetentionApp.Webhooks.Topics;
using Xunit;

namespace RetentionApp.Tests.Webhooks;

/// <summary>Every topic's payload: once, twice, out of order, for an unknown shop. None may be buried or tried twice.</summary>
public sealed class PayloadTests
{
    private static string Fixtures => Path.Combine(Repository.Root, "tests", "RetentionApp.Tests", "Fixtures");

    [Fact]
    public void Every_topic_has_a_fixture() =>
        Assert.Empty(TopicList.Topics.Keys.Where(topic => !File.Exists(Path.Combine(Fixtures, topic.Replace('/', '-') + ".json"))).ToList());

    [Fact]
    public async Task Every_topic_is_handled_once_twice_and_in_any_order_and_dropped_for_an_unknown_shop()
    {
        await using var world = await World.Installed();
        var bodies = TopicList.Topics.Keys.Where(topic => topic is not ("app/uninstalled" or "shop/redact"))
            .ToDictionary(topic => topic, topic => File.ReadAllBytes(Path.Combine(Fixtures, topic.Replace('/', '-') + ".json")));
        foreach (var (topic, body) in bodies) Assert.Equal(HttpStatusCode.OK, await world.Deliver(topic, body, shop: "stranger.myshopify.com"));
        Assert.Equal(0, await world.App.Number($"SELECT COUNT(*) FROM deliveries WHERE webhook_id LIKE 'fixture-%'"));

        // Forwards, each twice under one id; then backwards under new ids.
        foreach (var (topic, body) in bodies)
            for (var time = 0; time < 2; time++) Assert.Equal(HttpStatusCode.OK, await world.Deliver(topic, body, "fixture-" + topic));
        await world.Settled();
        foreach (var (topic, body) in bodies.Reverse()) Assert.Equal(HttpStatusCode.OK, await world.Deliver(topic, body, "fixture-again-" + topic));
        await world.Settled();

        var mine = (await world.Deliveries()).Where(delivery => delivery.WebhookId.StartsWith("fixture-", StringComparison.Ordinal)).ToList();
        Assert.Equal(bodies.Count * 2, mine.Count);
        Assert.Empty(mine.Where(delivery => delivery.State is not (DeliveryState.Done or DeliveryState.Ignored)).Select(delivery => $"{delivery.Topic}: {delivery.Note}"));
        Assert.Empty(mine.Where(delivery => delivery.State == DeliveryState.Ignored && string.IsNullOrEmpty(delivery.Note)).ToList());
        await world.Holds();
    }

    [Theory]
    [InlineData("{}"), InlineData("[]"), InlineData("null"), InlineData("\"text\""), InlineData("""{"id":null,"customer":null,"line_items":null,"refunds":null,"order_edit":null}""")]
    public async Task A_payload_that_says_nothing_is_ignored_by_every_topic(string body)
    {
        await using var world = await World.Installed();
        foreach (var topic in TopicList.Topics.Keys.Where(topic => topic is not ("app/uninstalled" or "shop/redact"))) Assert.Equal(HttpStatusCode.OK, await world.Deliver(topic, body, "empty-" + topic));
        await world.Settled();
        Assert.Empty((await world.Deliveries()).Where(delivery => delivery.State is DeliveryState.Waiting or DeliveryState.Buried).Select(delivery => $"{delivery.Topic}: {delivery.Note}"));
    }

    [SharedFact]
    public async Task All_payloads_Shopify_is_known_to_send_are_done_or_ignored_for_a_reason()
    {
        await using var world = await World.Installed();
        var files = Directory.GetFiles(Path.Combine(Repository.Shared, "shopify", "webhooks"), "*.json", SearchOption.AllDirectories).Where(file => !file.EndsWith(".headers.json", StringComparison.Ordinal)).Order().ToList();
        Assert.True(files.Count >= 100, $"Only {files.Count} payloads were found.");
        foreach (var last in new[] { false, true })
            foreach (var file in files)
            {
                var topic = Path.GetFileName(Path.GetDirectoryName(file))!;
                var cut = topic.IndexOf('-');
                topic = topic[..cut] + "/" + topic[(cut + 1)..];
                // These two end the shop's stay; they come when everything else has been heard.
                if (topic is "app/uninstalled" or "shop/redact" != last) continue;
                Assert.Equal(HttpStatusCode.OK, await world.Deliver(topic, await File.ReadAllBytesAsync(file), file));
            }
        await TestApp.Until(async () => await world.App.Number($"SELECT COUNT(*) FROM deliveries WHERE state = 0 AND attempts = 0") == 0, "every payload was handled");
        var heard = (await world.Deliveries()).Where(delivery => files.Contains(delivery.WebhookId)).ToList();
        Assert.Equal(files.Count, heard.Count);
        Assert.Empty(heard.Where(delivery => delivery.State is not (DeliveryState.Done or DeliveryState.Ignored)).Select(delivery => $"{delivery.WebhookId}: {delivery.Note}"));
        Assert.Empty(heard.Where(delivery => delivery.State == DeliveryState.Ignored && string.IsNullOrWhiteSpace(delivery.Note)).Select(delivery => delivery.WebhookId));
        Assert.Empty((await world.App.With<RetentionApp.Loyalty.Verification, RetentionApp.Loyalty.Verified>(verification => verification.Verify())).Findings);
    }
}
