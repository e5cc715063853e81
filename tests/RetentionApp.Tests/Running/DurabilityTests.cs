using System.Collections.Concurrent;
using RetentionApp.DevStore;
using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.Frame;
using Xunit;

namespace RetentionApp.Tests.Running;

/// <summary>What was answered 200 is never lost, even when the process is killed in the middle of it.</summary>
public sealed class DurabilityTests
{
    private const int Orders = 150;

    [Fact]
    public async Task Every_answered_delivery_survives_kill_9_and_is_handled_after_the_restart()
    {
        var port = Ports.Free();
        await using var database = await TestDatabase.Create();
        await using var shopify = await DevStoreHost.Start(new DevStoreOptions { Url = "http://127.0.0.1:0", AppUrl = $"http://127.0.0.1:{port}", LogLevel = Microsoft.Extensions.Logging.LogLevel.None });
        var settings = AppProcess.Settings(database.Options, port);
        foreach (var (name, value) in shopify.AppSettings()) settings[name] = value;
        var shop = shopify.Store();
        var anna = shop.AddCustomer("Anna", "Ash", "anna@example.com");
        var book = shop.AddProduct("Book", 1000);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromSeconds(20) };

        using var first = AppProcess.Start([], settings);
        await first.Ready(shopify.AppUrl);
        shop.Install();
        shop.Outbox.Hold();
        (await http.GetAsync(AdminFrame.AppAddress(shop, "", "en"))).EnsureSuccessStatusCode();
        for (var i = 0; i < Orders; i++) shop.Buy(anna, book);
        var deliveries = shop.Deliveries.Where(delivery => delivery.Topic.StartsWith("orders/", StringComparison.Ordinal)).ToList();

        var answered = new ConcurrentBag<string>();
        var next = -1;
        var blast = Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var at && at < deliveries.Count)
            {
                try
                {
                    if (await Send(http, shopify, deliveries[at]) == 200) answered.Add(deliveries[at].WebhookId);
                }
                catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
                {
                    return;
                }
            }
        })));
        while (answered.Count < deliveries.Count / 3) await Task.Delay(1);
        await first.Kill();
        await blast;
        Assert.InRange(answered.Count, deliveries.Count / 3, deliveries.Count - 1);

        using var second = AppProcess.Start([], settings);
        await second.Ready(shopify.AppUrl);
        var kept = await Stored(database);
        Assert.Empty(answered.Except(kept.Keys));
        // Shopify tries again what was not answered, and some that was.
        await Parallel.ForEachAsync(deliveries, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (delivery, _) => await TestApp.Until(async () => await Send(http, shopify, delivery) == 200, "the delivery was taken"));
        await TestApp.Until(async () => (await Stored(database)).Values.All(state => state == 1), "everything was handled", seconds: 60);
        Assert.Equal(deliveries.Count, (await Stored(database)).Count);
        Assert.Equal(50L * Orders, await Number(database, "SELECT SUM(points) FROM ledger_entries"));
        await second.Kill();

        var (code, output, _) = await AppProcess.Run(["verify"], settings);
        Assert.True(code == 0, output);
    }

    private static async Task<int> Send(HttpClient http, DevStoreHost shopify, DevStore.Webhooks.Delivery delivery)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, shopify.AppUrl + "/webhooks") { Content = new ByteArrayContent(delivery.Body) };
        request.Headers.Add("X-Shopify-Topic", delivery.Topic);
        request.Headers.Add("X-Shopify-Hmac-Sha256", Signing.Webhook(shopify.Options.ApiSecret, delivery.Body));
        request.Headers.Add("X-Shopify-Shop-Domain", DevStoreHost.DefaultShop);
        request.Headers.Add("X-Shopify-Webhook-Id", delivery.WebhookId);
        request.Headers.Add("X-Shopify-Triggered-At", delivery.TriggeredAt.ToString("O"));
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static async Task<Dictionary<string, int>> Stored(TestDatabase database)
    {
        await using var connection = await database.Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT webhook_id, state FROM deliveries WHERE topic LIKE 'orders/%'";
        await using var reader = await command.ExecuteReaderAsync();
        var stored = new Dictionary<string, int>();
        while (await reader.ReadAsync()) stored.Add(reader.GetString(0), reader.GetInt32(1));
        return stored;
    }

    private static async Task<long> Number(TestDatabase database, string statement)
    {
        await using var connection = await database.Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }
}
