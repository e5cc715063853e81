using System.Buffers;
using System.Globalization;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Webhooks;

/// <summary>
/// <c>POST /webhooks</c> for every topic: 401 unless the raw body is signed, 400 without topic, shop or webhook id, 413 over
/// 5 MB, 503 while the queue is full; 200 once the delivery is on disk. Bodies of answers are empty.
/// </summary>
internal sealed class WebhookEndpoint(Signatures signatures, ShopDirectory shops, WebhookInbox inbox, TimeProvider clock, ILogger<WebhookEndpoint> log)
{
    private const int MostBytes = 5 * 1024 * 1024;

    internal async Task Receive(HttpContext http) => http.Response.StatusCode = await Accept(http.Request, http.RequestAborted);

    private async Task<int> Accept(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > MostBytes) return StatusCodes.Status413PayloadTooLarge;
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 16 * 1024) + 1);
        try
        {
            var length = 0;
            int read;
            // Kestrel gives no more than the length that was announced, so there is nothing to ask for after it.
            while (length != request.ContentLength && (read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellation)) > 0)
            {
                length += read;
                if (length > MostBytes) return StatusCodes.Status413PayloadTooLarge;
                if (length == buffer.Length) buffer = Grow(buffer, length);
            }
            return await Accept(request, buffer.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<int> Accept(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (!signatures.IsWebhook(body.Span, Header(request, "X-Shopify-Hmac-Sha256"))) return StatusCodes.Status401Unauthorized;
        if (Header(request, "X-Shopify-Topic") is not { } topic || Header(request, "X-Shopify-Shop-Domain") is not { } domain || Header(request, "X-Shopify-Webhook-Id") is not { Length: <= 200 } webhookId)
            return StatusCodes.Status400BadRequest;

        var shop = await shops.ByDomain(domain.ToLowerInvariant());
        if (shop is null)
        {
            // Deliveries may precede the first load of the admin; the history import covers the gap.
            WebhookMeter.Dropped.Add(1);
            log.LogInformation("Dropped {Topic} for {Shop}: the shop is not known", topic, domain);
            return StatusCodes.Status200OK;
        }
        var received = new Received(
            shop.Id, webhookId, topic.ToLowerInvariant(), Header(request, "X-Shopify-Event-Id"), Header(request, "X-Shopify-API-Version"), Time(Header(request, "X-Shopify-Triggered-At")),
            clock.GetUtcNow().UtcDateTime, DeliveryBody.Pack(body.Span));
        return await inbox.Store(received) switch
        {
            StoreAnswer.Stored => StatusCodes.Status200OK,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
    }

    /// <summary>Deliveries of the newer kind carry the same headers without the X.</summary>
    private static string? Header(HttpRequest request, string name)
    {
        var value = request.Headers[name].ToString();
        if (value.Length == 0) value = request.Headers[name[2..]].ToString();
        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    private static DateTime? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcDateTime : null;

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
