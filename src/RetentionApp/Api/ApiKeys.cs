using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Api;

/// <param name="Key">The key itself, to be shown once and never kept.</param>
internal sealed record MadeKey(long Id, string Key);

/// <summary>
/// A shop's keys. Looked up by their public prefix and believed for a few seconds, so that a call costs no query and a
/// revocation reaches every instance soon (this one at once).
/// </summary>
internal sealed class ApiKeys(IServiceScopeFactory scopes, TimeProvider clock)
{
    private const string Start = "rk_";
    private const int PrefixLength = 15;
    private const int MostRemembered = 10_000;
    internal const int MostPerShop = 50;
    internal static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (ApiKey? Key, long ReadAt)> known = new(StringComparer.Ordinal);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    internal Task<List<ApiKey>> All(long shopId) => With(db => db.ApiKeys.AsNoTracking().Where(k => k.ShopId == shopId).OrderByDescending(k => k.RevokedAt == null).ThenByDescending(k => k.Id).Take(200).ToListAsync());

    /// <summary>Null when the shop has <see cref="MostPerShop"/> usable keys already.</summary>
    internal Task<MadeKey?> Make(long shopId, string name, IEnumerable<string> allowed, DateTime? expiresAt, string by) => With(db => db.Write(async () =>
    {
        if (await db.Sql.Long($"SELECT COUNT(*) FROM api_keys WHERE shop_id = {shopId} AND revoked_at IS NULL") >= MostPerShop) return null;
        var prefix = Start + RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", PrefixLength - Start.Length);
        var key = $"{prefix}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        var id = await db.Sql.Long($"""
            INSERT INTO api_keys (shop_id, name, prefix, hash, scopes, created_at, created_by, expires_at)
            VALUES ({shopId}, {name}, {prefix}, {Hash(key)}, {string.Join(',', allowed)}, {Now}, {by}, {expiresAt}) RETURNING id
            """);
        known.TryRemove(prefix, out _);
        return new MadeKey(id, key);
    }));

    /// <summary>False when this shop has no such key in use.</summary>
    internal Task<bool> Revoke(long shopId, long id) => With(async db =>
    {
        var prefix = await db.Write(async () => await db.Sql.Single(
            $"UPDATE api_keys SET revoked_at = {Now} WHERE shop_id = {shopId} AND id = {id} AND revoked_at IS NULL RETURNING prefix", row => row.GetString(0)));
        if (prefix is not null) known.TryRemove(prefix, out _);
        return prefix is not null;
    });

    /// <summary>The usable key that was presented; null for anything else. Takes as long whichever part is wrong.</summary>
    internal async ValueTask<ApiKey?> Find(string presented)
    {
        if (presented.Length is < PrefixLength + 20 or > 100 || !presented.StartsWith(Start, StringComparison.Ordinal) || presented[PrefixLength] != '_') return null;
        var key = await ByPrefix(presented[..PrefixLength]);
        var isTheOne = CryptographicOperations.FixedTimeEquals(Hash(presented), key?.Hash ?? Nobody);
        return isTheOne && key!.IsUsable(Now) ? key : null;
    }

    /// <summary>Notes that the key is in use, unless that was noted lately.</summary>
    internal async ValueTask Used(ApiKey key)
    {
        var now = Now;
        if (key.LastUsedAt > now - UseNotedEvery) return;
        key.LastUsedAt = now;
        await With(db => db.Write(async () => await db.Sql.Execute(
            $"UPDATE api_keys SET last_used_at = {now} WHERE shop_id = {key.ShopId} AND id = {key.Id} AND (last_used_at IS NULL OR last_used_at < {now - UseNotedEvery})")));
    }

    private static readonly byte[] Nobody = new byte[SHA256.HashSizeInBytes];

    private async ValueTask<ApiKey?> ByPrefix(string prefix)
    {
        if (known.TryGetValue(prefix, out var entry) && clock.GetElapsedTime(entry.ReadAt) < Believed) return entry.Key;
        var key = await With(db => db.ApiKeys.AsNoTracking().FirstOrDefaultAsync(k => k.Prefix == prefix));
        if (known.Count > MostRemembered) known.Clear();
        known[prefix] = (key, clock.GetTimestamp());
        return key;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private async Task<T> With<T>(Func<AppDb, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<AppDb>());
    }
}
