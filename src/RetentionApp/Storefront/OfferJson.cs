using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>
/// <c>GET /proxy/rewards</c>: what the shop offers, the same for everybody in one language, and so kept by browsers and
/// caches on the way. Says nothing about whoever asks, even where Shopify says who that is.
/// </summary>
internal sealed class OfferJson(ShopFronts fronts, RewardsJson rewards)
{
    private readonly ConditionalWeakTable<ShopFront, Composed> composed = [];

    internal async Task Write(HttpContext http)
    {
        var proxy = http.Proxy();
        var (programme, offered) = await Offers.Current(http, proxy.ShopId);
        var front = fronts.For(proxy, customerLocale: null, programme, offered);
        var answer = composed.GetValue(front, Compose);
        var headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=300";
        headers.ETag = answer.ETag;
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(answer.ETag, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        headers.ContentLanguage = front.Words.Language;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = answer.Bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(answer.Bytes, http.RequestAborted);
    }

    private Composed Compose(ShopFront front)
    {
        var body = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(body, LoyaltyJson.Options))
        {
            json.WriteStartObject();
            json.WriteBoolean("active"u8, front.IsActive);
            json.WriteString("currency"u8, front.Currency);
            if (front.Rate is { } rate)
            {
                json.WriteStartObject("value"u8);
                json.WriteNumber("points"u8, rate.Cost);
                json.WriteString("amount"u8, Money.Text(rate.Amount, rate.Currency));
                json.WriteEndObject();
            }
            else json.WriteNull("value"u8);
            rewards.WriteOffered(json, front);
            LoyaltyJson.WriteWays(json, front);
            EarnJson.WriteOffers(json, front);
            json.WriteStartArray("tiers"u8);
            foreach (var card in front.Tiers?.Cards ?? []) TierJson.WriteLevel(json, card, isHeld: null);
            json.WriteEndArray();
            json.WriteString("locale"u8, front.Words.Culture.Name);
            json.WriteString("language"u8, front.Words.Language);
            json.WriteEndObject();
        }
        var bytes = body.WrittenSpan.ToArray();
        return new Composed(bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..20]}\"");
    }

    private sealed record Composed(byte[] Bytes, string ETag);
}
