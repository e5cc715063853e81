using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetentionApp.Data;

namespace RetentionApp.Api;

/// <summary>
/// Idempotency: the same key with the same request is done once and answered alike; with another request it is refused. Keys
/// belong to the shop. What was refused leaves no trace, so that the key can be used again.
/// </summary>
internal sealed class ApiRequests(AppDb db, TimeProvider clock)
{
    internal const int LongestKey = 100;
    /// <summary>For so long another request under the same key is noticed. That nothing is posted twice holds for good: the ledger sees to it.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>
    /// Runs <paramref name="work"/> once in a transaction and remembers its answer. A twin that comes at the same moment waits
    /// for the first and gets its answer.
    /// </summary>
    internal Task<T> Once<T>(ApiCall call, string key, Func<Task<T>> work) where T : class => db.Write(async () =>
    {
        var (isNew, answer) = await Claim(call, key);
        if (!isNew && answer is not null)
        {
            call.Http.Response.Headers["Idempotency-Replayed"] = "true";
            return JsonSerializer.Deserialize<T>(answer, ApiJson.Options)!;
        }
        // A refusal throws, and the claim is rolled back with everything else.
        var result = await work();
        await db.Sql.Execute($"UPDATE api_requests SET answer = {JsonSerializer.Serialize(result, ApiJson.Options)} WHERE shop_id = {call.ShopId} AND idempotency_key = {key}");
        return result;
    }, call.Cancelled);

    /// <summary>For work that goes outside the database and is idempotent by itself: claims the key for this request. True when it was free.</summary>
    internal Task<bool> Take(ApiCall call, string key) => db.Write(async () => (await Claim(call, key)).IsNew, call.Cancelled);

    /// <summary>Gives a key back whose request was refused.</summary>
    internal Task Release(long shopId, string key) => db.Write(async () => await db.Sql.Execute($"DELETE FROM api_requests WHERE shop_id = {shopId} AND idempotency_key = {key} AND answer IS NULL"));

    internal async Task Purge()
    {
        var before = clock.GetUtcNow().UtcDateTime - Kept;
        for (var removed = 1; removed > 0;)
            removed = await db.Write(async () => await db.Sql.Execute($"""
                DELETE FROM api_requests WHERE (shop_id, idempotency_key) IN (SELECT shop_id, idempotency_key FROM api_requests WHERE created_at < {before} LIMIT 2000)
                """));
    }

    private async Task<(bool IsNew, string? Answer)> Claim(ApiCall call, string key)
    {
        if (key.Length is < 1 or > LongestKey || key.Any(char.IsControl)) throw new ApiRefusal(ApiProblem.Invalid($"\"idempotencyKey\" must have 1 to {LongestKey} characters: one of your own for each thing you want done."));
        var fingerprint = Fingerprint(call);
        var isNew = await db.Sql.Execute($"""
            INSERT INTO api_requests (shop_id, idempotency_key, fingerprint, created_at) VALUES ({call.ShopId}, {key}, {fingerprint}, {clock.GetUtcNow().UtcDateTime})
            ON CONFLICT (shop_id, idempotency_key) DO NOTHING
            """) > 0;
        if (isNew) return (true, null);
        var (before, answer) = await db.Sql.Single($"SELECT fingerprint, answer FROM api_requests WHERE shop_id = {call.ShopId} AND idempotency_key = {key}", row => (row.GetString(0), row.TextOrNull(1)));
        if (before != fingerprint)
            throw new ApiRefusal(ApiProblem.Of(409, "idempotency_key_used", "This idempotency key stands for another request",
                "The key was sent before with another body or for another customer. Send the first request again unchanged to get its answer, or take a new key for a new request."));
        return (false, answer);
    }

    /// <summary>Of what was asked, not of how it was written: spaces and the order of fields make no difference.</summary>
    private static string Fingerprint(ApiCall call)
    {
        var fields = JsonNode.Parse(call.Raw.Span)!.AsObject().OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value?.ToJsonString()}");
        var asked = $"{call.Http.Request.Method} {call.Http.Request.Path}\n{string.Join('\n', fields)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asked)));
    }
}
