using System.Net;
using System.Text;
using RetentionApp.DevStore.Auth;
using Xunit;

namespace RetentionApp.Tests.Webhooks;

/// <summary>What <c>POST /webhooks</c> takes in and what it turns away.</summary>
public sealed class WebhookEndpointTests : IAsyncLifetime
{
    private static readonly byte[] Product = """{"id":77,"title":"Lamp","updated_at":"2026-01-02T03:04:05Z"}"""u8.ToArray();
    private World world = null!;

    public async Task InitializeAsync() => world = await World.Installed();
    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_signed_delivery_is_stored_handled_and_its_body_forgotten()
    {
        Assert.Equal(HttpStatusCode.OK, await world.Deliver("products/create", Product, "once"));
        Assert.Equal(1, await Count("once"));
        await world.Settled();
        Assert.Equal(1, await world.App.Number($"SELECT COUNT(*) FROM products WHERE id = 77"));
        Assert.Equal(0, await world.App.Number($"SELECT COUNT(*) FROM deliveries WHERE body IS NOT NULL"));
    }

    [Fact]
    public async Task A_wrong_or_missing_signature_is_401_and_stores_nothing()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await world.Deliver("products/create", Product, "bad", signature: Signing.Webhook("another secret", Product)));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.Deliver("products/create", Product, "bad", signature: ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.Deliver("products/create", Product, "bad", signature: "not base64 !"));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.Deliver("products/create", [.. Product, (byte)' '], "bad", signature: Signing.Webhook(world.App.Shopify.Options.ApiSecret, Product)));
        Assert.Equal(0, await Count("bad"));
    }

    [Fact]
    public async Task Signed_but_without_topic_shop_or_id_is_400()
    {
        Assert.Equal(HttpStatusCode.BadRequest, await world.Deliver(null, Product));
        Assert.Equal(HttpStatusCode.BadRequest, await world.Deliver("products/create", Product, withoutId: true));
        Assert.Equal(HttpStatusCode.BadRequest, await world.Deliver("products/create", Product, withoutShop: true));
    }

    [Fact]
    public async Task More_than_5_MB_is_413_and_just_below_is_taken()
    {
        var large = new byte[5 * 1024 * 1024 + 1];
        Array.Fill(large, (byte)' ');
        large[0] = (byte)'{';
        large[^1] = (byte)'}';
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await world.Deliver("products/create", large, "large"));
        large[^2] = (byte)'}';
        Assert.Equal(HttpStatusCode.OK, await world.Deliver("products/create", large[..^1], "below"));
        Assert.Equal(0, await Count("large"));
    }

    [Fact]
    public async Task A_known_webhook_id_is_200_and_nothing_more()
    {
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, await world.Deliver("products/create", Product, "same"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.Deliver("products/create", Product, "same")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal(1, await Count("same"));
    }

    [Fact]
    public async Task An_unknown_shop_is_200_and_dropped()
    {
        Assert.Equal(HttpStatusCode.OK, await world.Deliver("products/create", Product, "stranger", shop: "stranger.myshopify.com"));
        Assert.Equal(0, await Count("stranger"));
    }

    [Fact]
    public async Task An_unknown_topic_is_kept_as_ignored_with_the_reason()
    {
        Assert.Equal(HttpStatusCode.OK, await world.Deliver("carts/update", "{\"id\":\"x\"}", "cart"));
        await world.Settled();
        var delivery = (await world.Deliveries()).Single(delivery => delivery.WebhookId == "cart");
        Assert.Equal(RetentionApp.Webhooks.DeliveryState.Ignored, delivery.State);
        Assert.False(string.IsNullOrEmpty(delivery.Note));
    }

    [Fact]
    public async Task What_cannot_be_read_is_tried_again_and_buried_without_holding_up_the_rest()
    {
        Assert.Equal(HttpStatusCode.OK, await world.Deliver("orders/create", "this is not JSON", "broken"));
        Assert.Equal(HttpStatusCode.OK, await world.Deliver("products/create", Product, "behind"));
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await world.Settled();
            world.Clock.Advance(TimeSpan.FromHours(7));
        }
        var deliveries = await world.Deliveries();
        Assert.Equal(RetentionApp.Webhooks.DeliveryState.Done, deliveries.Single(delivery => delivery.WebhookId == "behind").State);
        var broken = deliveries.Single(delivery => delivery.WebhookId == "broken");
        Assert.Equal((RetentionApp.Webhooks.DeliveryState.Buried, 8), (broken.State, broken.Attempts));
        Assert.NotNull(broken.Body);
    }

    [Fact]
    public async Task The_former_secret_is_accepted_until_it_is_taken_out_of_the_settings()
    {
        var signature = Signing.Webhook("the former secret", Product);
        Assert.Equal(HttpStatusCode.Unauthorized, await world.Deliver("products/create", Product, signature: signature));
        await world.App.Restart(new Dictionary<string, string?> { ["Shopify:PreviousApiSecret"] = "the former secret" });
        Assert.Equal(HttpStatusCode.OK, await world.Deliver("products/create", Product, signature: signature));
        Assert.Equal(HttpStatusCode.OK, await world.Deliver("products/create", Product));
    }

    [Fact]
    public async Task A_GET_is_not_a_delivery()
    {
        using var answer = await world.Http.GetAsync("/webhooks");
        Assert.True(answer.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound, answer.StatusCode.ToString());
    }

    private Task<long> Count(string webhookId) => world.App.Number($"SELECT COUNT(*) FROM deliveries WHERE webhook_id = {webhookId}");
}
