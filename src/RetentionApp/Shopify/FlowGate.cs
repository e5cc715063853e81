using System.Text.Json;
using RetentionApp.Shops;

namespace RetentionApp.Shopify;

/// <summary>One run of an action in a merchant's Flow workflow. <see cref="RunId"/> is the same however often Flow sends it.</summary>
internal sealed record FlowContext(Shop Shop, string RunId, JsonElement Properties);

/// <summary>
/// Shopify Flow calling an action of ours: signed over the raw body like a webhook (401 if not), for a shop that has the
/// app (404). Flow takes 4xx as final and sends again after 5xx, for up to 36 hours.
/// </summary>
internal sealed class FlowGate(Signatures signatures, ShopDirectory shops) : IGate
{
    private const int MostBytes = 64 * 1024;

    public async Task Pass(HttpContext http, RequestDelegate next)
    {
        var buffer = new byte[MostBytes + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, http.RequestAborted);
        if (length > MostBytes || !signatures.IsWebhook(buffer.AsSpan(0, length), http.Request.Headers["X-Shopify-Hmac-Sha256"]))
        {
            http.Response.StatusCode = length > MostBytes ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status401Unauthorized;
            return;
        }
        if (Parse(buffer.AsMemory(0, length)) is not { } body || body.Text("shopify_domain") is not { } domain || body.Text("action_run_id") is not { Length: > 0 and <= 100 } run)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        if (await shops.ByDomain(domain.ToLowerInvariant()) is not { IsInstalled: true } shop)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        http.Features.Set(new FlowContext(shop, run, body.Part("properties") ?? default));
        await next(http);
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null; // Signed, so from Shopify, but nothing we can act on: answered 400.
        }
    }
}

internal static class FlowContexts
{
    internal static FlowContext Flow(this HttpContext http) => http.Features.Get<FlowContext>() ?? throw new InvalidOperationException("The endpoint lacks the Flow gate.");
}
