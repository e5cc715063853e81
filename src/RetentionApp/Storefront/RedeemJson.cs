using System.Buffers;
using System.Text.Json;
using RetentionApp.Data;
using RetentionApp.Language;
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
        if (proxy.CustomerId is not { } customer) { await (limit.AdmitsGuest(http, proxy.ShopId) ? problems.SignIn(words) : problems.TooMany(words)).Write(http, words); return; }
        if (!http.Request.HasJsonContentType()) { await problems.Unreadable(StatusCodes.Status415UnsupportedMediaType, words).Write(http, words); return; }
        var body = await Read(http.Request);
        if (body is null) { await problems.Unreadable(StatusCodes.Status413PayloadTooLarge, words).Write(http, words); return; }
        if (!limit.Admits(http, proxy.ShopId, customer)) { await problems.TooMany(words).Write(http, words); return; }
        if (!Wish.TryParse(body.Value.Span, out var wish)) { await problems.Incomplete(words, "invalid_request").Write(http, words); return; }

        var answer = await redemptions.Redeem(proxy.ShopId, customer, wish.RewardId, wish.Key, http.RequestAborted, wish.Points, wish.ChoiceId, proxy.StaffId, wish.Cart);
        await Write(http, proxy, answer, catalogue, words);
    }

    /// <summary><c>GET /proxy/loyalty/redemptions/{key}</c>: the present state of what was redeemed under that key.</summary>
    internal async Task Find(HttpContext http, string key, Redemptions redemptions, RewardCatalogue catalogue)
    {
        var proxy = http.Proxy();
        var words = await Shoppers.Words(pool, proxy);
        if (proxy.CustomerId is not { } customer) { await (limit.AdmitsGuest(http, proxy.ShopId) ? problems.SignIn(words) : problems.TooMany(words)).Write(http, words); return; }
        if (await redemptions.Find(proxy.ShopId, customer, key) is { } answer) await Write(http, proxy, answer, catalogue, words);
        else http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    /// <summary><c>POST /proxy/loyalty/redemptions/{id}/cancel</c> with a JSON body, which may be empty: takes an unused code back.</summary>
    internal async Task Cancel(HttpContext http, long id, Cancelling cancelling)
    {
        var proxy = http.Proxy();
        var words = await Shoppers.Words(pool, proxy);
        if (proxy.CustomerId is not { } customer) { await (limit.AdmitsGuest(http, proxy.ShopId) ? problems.SignIn(words) : problems.TooMany(words)).Write(http, words); return; }
        if (!http.Request.HasJsonContentType()) { await problems.Unreadable(StatusCodes.Status415UnsupportedMediaType, words).Write(http, words); return; }
        if (!limit.Admits(http, proxy.ShopId, customer)) { await problems.TooMany(words).Write(http, words); return; }
        var outcome = await cancelling.Cancel(proxy.ShopId, customer, id, by: proxy.StaffId, http.RequestAborted);
        if (outcome == CancelOutcome.Unknown) http.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (problems.Of(outcome, words) is { } problem) await problem.Write(http, words);
        else await http.Response.WriteAsJsonAsync(new { status = outcome == CancelOutcome.Cancelled ? "cancelled" : "cancelling" }, http.RequestAborted);
    }

    private async Task Write(HttpContext http, ProxyContext proxy, RedeemAnswer answer, RewardCatalogue catalogue, Words words)
    {
        if (answer is Redeemed { Redemption: var redemption })
            await Write(http, redemption, proxy.Apply(redemption.Code), fronts.Title(await catalogue.Active(proxy.ShopId), redemption, words));
        else await problems.Of((RedeemRefused)answer, words).Write(http, words);
    }

    private static async Task Write(HttpContext http, Redemption redemption, string applyUrl, string title)
    {
        var isPending = redemption.State is RedemptionState.Pending or RedemptionState.Unclear;
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteNumber("id", redemption.Id);
            json.WriteString("status", isPending ? "pending" : redemption.State switch
            {
                RedemptionState.Cancelling => "cancelling",
                RedemptionState.Cancelled => "cancelled",
                _ => "issued",
            });
            json.WriteString("kind", RewardKinds.Of(redemption.Kind).Name);
            // A code that Shopify has not confirmed is not shown: it might not exist.
            if (isPending || !RewardKinds.Of(redemption.Kind).HasCode) json.WriteNull("code");
            else json.WriteString("code", redemption.Code);
            json.WriteString("applyUrl", redemption.State == RedemptionState.Issued && RewardKinds.Of(redemption.Kind).IsDiscount ? applyUrl : null);
            if (redemption.ExpiresAt is { } expires) json.WriteString("expiresAt", expires);
            else json.WriteNull("expiresAt");
            json.WriteString("title", title);
            json.WriteNumber("cost", redemption.Cost);
            if (redemption.State == RedemptionState.Used) json.WriteBoolean("used", true);
            json.WriteEndObject();
        }
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted);
    }

    internal static async Task<ReadOnlyMemory<byte>?> Read(HttpRequest request)
    {
        if (request.ContentLength > MaxBody) return null;
        var buffer = new byte[MaxBody + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        return length > MaxBody ? null : buffer.AsMemory(0, length);
    }
}

/// <param name="Points">Of a slider how many; null: the fewest.</param>
/// <param name="ChoiceId">Of a birthday gift which reward.</param>
/// <param name="Cart">What the goods in the shopper's cart come to; a lie wins nothing, the code asks for that much.</param>
/// <summary>What a shopper asks for: a reward, under a key of their own making that stands for this one wish however often it is sent.</summary>
internal readonly record struct Wish(long RewardId, string Key, long? Points, long? ChoiceId, CartWorth? Cart)
{
    internal static bool TryParse(ReadOnlySpan<byte> json, out Wish wish)
    {
        wish = default;
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.Read() || document.RootElement.ValueKind != JsonValueKind.Object) return false;
            if (!document.RootElement.TryGetProperty("rewardId", out var reward) || !TryReadId(reward, out var id)) return false;
            if (!document.RootElement.TryGetProperty("idempotencyKey", out var key) && !document.RootElement.TryGetProperty("key", out key) || key.ValueKind != JsonValueKind.String) return false;
            if (!TryOptional(document.RootElement, "points", out var points) || !TryOptional(document.RootElement, "choiceId", out var choice)) return false;
            wish = new Wish(id, key.GetString()!, points, choice, CartOf(document.RootElement));
            return IsKey(wish.Key);
        }
        catch (Exception invalid) when (invalid is JsonException or InvalidOperationException)
        {
            return false; // Not JSON, or text that is not UTF-16.
        }
    }

    internal static bool IsKey(string key) => key.Length is >= 1 and <= 200 && !key.Any(char.IsControl);

    /// <summary><c>"cart": {"total": 3000, "currency": "GBP"}</c>, hundredths as Shopify's cart counts; anything else is no cart.</summary>
    private static CartWorth? CartOf(JsonElement wish) =>
        wish.Part("cart") is { } cart && cart.Long("total") is { } total && cart.Text("currency") is { } currency ? new CartWorth(total, currency) : null;

    private static bool TryOptional(JsonElement wish, string name, out long? number)
    {
        number = null;
        if (!wish.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return true;
        if (!TryReadId(value, out var read)) return false;
        number = read;
        return true;
    }

    /// <summary>A theme may hold the id as text.</summary>
    private static bool TryReadId(JsonElement reward, out long id) => reward.ValueKind == JsonValueKind.String
        ? long.TryParse(reward.GetString(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out id)
        : (id = 0) == 0 && reward.ValueKind == JsonValueKind.Number && reward.TryGetInt64(out id);
}
