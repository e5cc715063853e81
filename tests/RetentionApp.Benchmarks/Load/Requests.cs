using System.Globalization;
using System.Text;
using RetentionApp.Benchmarks.Servers;
using RetentionApp.Shopify;

namespace RetentionApp.Benchmarks.Load;

/// <summary>Complete, signed requests as Shopify would send them.</summary>
internal static class Requests
{
    private static readonly Signatures Signatures = new(Settings.Secret);
    private const int IdLength = 36;
    private static long lastId;

    /// <param name="body">The raw payload.</param>
    internal static byte[] Webhook(string topic, ReadOnlySpan<byte> body, DateTime triggeredAt)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            POST /webhooks HTTP/1.1
            Host: localhost
            User-Agent: Shopify-Captain-Hook
            Accept: */*
            Content-Type: application/json
            X-Shopify-Api-Version: 2026-01
            X-Shopify-Event-Id: 98880550-7158-44d4-b7cd-2c97c8a091b5
            X-Shopify-Hmac-Sha256: {Signatures.SignWebhook(body)}
            X-Shopify-Shop-Domain: {Settings.Shop}
            X-Shopify-Topic: {topic}
            X-Shopify-Triggered-At: {triggeredAt:yyyy-MM-ddTHH:mm:ss.fffffff}Z
            Content-Length: {body.Length}
            X-Shopify-Webhook-Id: {NewId()}


            """).ReplaceLineEndings("\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    /// <summary>Gives a webhook made before a new id, in place: it is another delivery then.</summary>
    internal static void Renew(byte[] webhook)
    {
        var head = webhook.AsSpan().IndexOf("\r\n\r\n"u8);
        Encoding.ASCII.GetBytes(NewId(), webhook.AsSpan(head - IdLength, IdLength));
    }

    /// <summary>What a shop's page asks the app for, through Shopify's proxy.</summary>
    internal static byte[] Proxy(long customerId)
    {
        KeyValuePair<string, string>[] parameters =
        [
            new("shop", Settings.Shop), new("logged_in_customer_id", customerId.ToString(CultureInfo.InvariantCulture)), new("path_prefix", "/apps/retention"),
            new("timestamp", DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ];
        var query = string.Join('&', parameters.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"));
        var head = $"""
            GET /proxy/loyalty?{query}&signature={Signatures.SignProxyQuery(parameters)} HTTP/1.1
            Host: localhost
            Accept: application/json
            Accept-Language: en-GB,en;q=0.9
            User-Agent: Mozilla/5.0
            X-Forwarded-For: 203.0.113.7


            """.ReplaceLineEndings("\r\n");
        return Encoding.ASCII.GetBytes(head);
    }

    private static string NewId() => string.Create(CultureInfo.InvariantCulture, $"b54557e4-bdd9-4b37-8a5f-{Interlocked.Increment(ref lastId):d12}");
}
