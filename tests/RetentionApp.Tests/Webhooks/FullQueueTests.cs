using System.Text;
using Microsoft.AspNetCore.Http;
using RetentionApp.DevStore.Auth;
using RetentionApp.Tests.Shopify;
using RetentionApp.Webhooks;
using Xunit;

namespace RetentionApp.Tests.Webhooks;

public sealed class FullQueueTests
{
    [Fact]
    public async Task A_delivery_that_finds_the_queue_full_is_answered_503_so_that_Shopify_sends_it_again()
    {
        // Nobody empties the queue here: the hosted services of this world do not run.
        await using var world = await ModulesWorld.Create();
        var inbox = world.Get<WebhookInbox>();
        for (var n = 0; n < 4096; n++) _ = inbox.Store(new Received(world.ShopId, $"w{n}", "orders/paid", null, null, null, world.Now, [1]));
        Assert.Equal(StoreAnswer.Full, await inbox.Store(new Received(world.ShopId, "last", "orders/paid", null, null, null, world.Now, [1])));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, await Deliver(world, "last"));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM deliveries"));

        // Once it is emptied, the delivery is taken.
        await inbox.StartAsync(default);
        await TestApp.Until(async () => await world.Count($"SELECT COUNT(*) FROM deliveries") == 4096, "the queue was emptied");
        Assert.Equal(StatusCodes.Status200OK, await Deliver(world, "last"));
        await inbox.StopAsync(default);
    }

    private static async Task<int> Deliver(ModulesWorld world, string id)
    {
        var body = Encoding.UTF8.GetBytes("""{"id":1}""");
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Request.Body = new MemoryStream(body);
        http.Request.ContentLength = body.Length;
        http.Request.Headers["X-Shopify-Hmac-Sha256"] = Signing.Webhook(ShopifyWorld.Options.ApiSecret, body);
        http.Request.Headers["X-Shopify-Topic"] = "orders/paid";
        http.Request.Headers["X-Shopify-Shop-Domain"] = ShopifyWorld.Domain;
        http.Request.Headers["X-Shopify-Webhook-Id"] = id;
        await world.Get<WebhookEndpoint>().Receive(http);
        return http.Response.StatusCode;
    }
}
