using System.Buffers;
using System.Text.Json;
using RetentionApp.Data;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>
/// <c>POST /proxy/loyalty/redeem</c> and the question after a code that was still on its way. Only JSON is taken: a form on
/// another site cannot send it, and the signed query names the customer whoever made the browser ask.
/// </summary>
internal sealed class RedeemJson(ReadPool pool, RedeemLimit limit, Problems problems, ShopFronts fronts)
{
    private const int MaxBody = 4096;

    internal async Task Redeem(HttpContext http, Redemptions redemptions, RewardCatalogue catalogue)
    {
        var proxy = http.Proxy();
        var words = await Shoppers.Words(pool, proxy);
        if (proxy.CustomerId is not { } customer) { await problems.SignIn(words).Write(http, words); return; }
        if (!http.Request.HasJsonContentType()) { await problems.Unreadable(StatusCodes.Status415UnsupportedMediaType, words).Write(http, words); return; }
        var body = await Read(http.Request);
        if (body is null) { await problems.Unreadable(StatusCodes.Status413PayloadTooLarge, words).Write(http, words); return; }
        if (!limit.Admits(http, proxy.ShopId, customer)) { await problems.TooMany(words).Write(http, words); return; }
        if (!Wish.TryParse(body.Value.Span, out var wish)) { await problems.Incomplete(words, "invalid_request").Write(http, words); return; }

        var answer = await redemptions.Redeem(proxy.ShopId, customer, wish.RewardId, wish.Key, http.RequestAborted);
        if (answer is Redeemed { Redemption: var redemption })
            await Write(http, redemption.State, redemption.Code, redemption.ExpiresAt, await Title(proxy, catalogue, words, redemption.RewardId, redemption.Amount, redemption.Currency), redemption.Cost);
        else await problems.Of((RedeemRefused)answer, words).Write(http, words);
    }

    /// <summary><c>GET /proxy/loyalty/redemptions/{key}</c>: the present state of what was redeemed under that key.</summary>
    internal async Task Find(HttpContext http, string key, RewardCatalogue catalogue)
    {
        var proxy = http.Proxy();
        var words = await Shoppers.Words(pool, proxy);
        if (proxy.CustomerId is not { } customer) { await problems.SignIn(words).Write(http, words); return; }
        var found = await pool.Read(async sql => await sql.Single($"""
            SELECT state, code, expires_at, reward_id, amount, currency, cost FROM redemptions
            WHERE shop_id = {proxy.ShopId} AND customer_id = {customer} AND idempotency_key = {key}
            """, row => new Found((RedemptionState)row.GetInt32(0), row.GetString(1), row.AtOrNull(2), row.GetInt64(3), row.GetInt64(4), row.GetString(5), row.GetInt64(6))));
        if (found is null) http.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (found.State == RedemptionState.Refused) await problems.Of(new RedeemRefused(RefusalReason.RefusedByShop, 0), words).Write(http, words);
        else await Write(http, found.State, found.Code, found.ExpiresAt, await Title(proxy, catalogue, words, found.RewardId, found.Amount, found.Currency), found.Cost);
    }

    private async ValueTask<string> Title(ProxyContext proxy, RewardCatalogue catalogue, Words words, long rewardId, long amount, string currency) =>
        fronts.Title(await catalogue.Active(proxy.ShopId), rewardId, amount, currency, words);

    private static async Task Write(HttpContext http, RedemptionState state, string code, DateTime? expiresAt, string title, long cost)
    {
        var isPending = state == RedemptionState.Pending;
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("status", isPending ? "pending" : "issued");
            // A code that Shopify has not confirmed is not shown: it might not exist.
            if (isPending) json.WriteNull("code");
            else json.WriteString("code", code);
            if (expiresAt is { } expires) json.WriteString("expiresAt", expires);
            else json.WriteNull("expiresAt");
            json.WriteString("title", title);
            json.WriteNumber("cost", cost);
            if (state == RedemptionState.Used) json.WriteBoolean("used", true);
            json.WriteEndObject();
        }
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted);
    }

    private static async Task<ReadOnlyMemory<byte>?> Read(HttpRequest request)
    {
        if (request.ContentLength > MaxBody) return null;
        var buffer = new byte[MaxBody + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        return length > MaxBody ? null : buffer.AsMemory(0, length);
    }

    private sealed record Found(RedemptionState State, string Code, DateTime? ExpiresAt, long RewardId, long Amount, string Currency, long Cost);
}

/// <summary>What a shopper asks for: a reward, under a key of their own making that stands for this one wish however often it is sent.</summary>
internal readonly record struct Wish(long RewardId, string Key)
{
    internal static bool TryParse(ReadOnlySpan<byte> json, out Wish wish)
    {
        wish = default;
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.Read() || document.RootElement.ValueKind != JsonValueKind.Object) return false;
            if (!document.RootElement.TryGetProperty("rewardId", out var reward) || reward.ValueKind != JsonValueKind.Number || !reward.TryGetInt64(out var id)) return false;
            if (!document.RootElement.TryGetProperty("idempotencyKey", out var key) || key.ValueKind != JsonValueKind.String) return false;
            wish = new Wish(id, key.GetString()!);
            return IsKey(wish.Key);
        }
        catch (Exception invalid) when (invalid is JsonException or InvalidOperationException)
        {
            return false; // Not JSON, or text that is not UTF-16.
        }
    }

    internal static bool IsKey(string key) => key.Length is >= 8 and <= 100 && !key.Any(char.IsControl);
}
