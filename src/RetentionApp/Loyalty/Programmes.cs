using System.Collections.Concurrent;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty;

internal sealed record ProgrammeVersion(int Version, ProgrammeSettings Settings, DateTime CreatedAt, string CreatedBy)
{
    /// <summary>Stands for the programme of a shop that was never set up: nothing is earned or used.</summary>
    internal static readonly ProgrammeVersion None = new(0, new ProgrammeSettings { IsActive = false }, DateTime.UnixEpoch, "");
}

/// <summary>Versions never change once written; which one is current is believed for a few seconds, so that instances agree soon.</summary>
internal sealed class ProgrammeCache(TimeProvider clock)
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<long, (ProgrammeVersion Version, long ReadAt)> current = [];
    private readonly ConcurrentDictionary<(long Shop, int Version), ProgrammeVersion> versions = [];
    private readonly ConcurrentDictionary<long, (int UpTo, bool Had)> bonuses = [];

    internal ProgrammeVersion? Current(long shopId) =>
        current.TryGetValue(shopId, out var known) && clock.GetElapsedTime(known.ReadAt) < Believed ? known.Version : null;

    internal ProgrammeVersion? Version(long shopId, int version) => versions.GetValueOrDefault((shopId, version));

    internal void Keep(long shopId, ProgrammeVersion version, bool isCurrent)
    {
        versions[(shopId, version.Version)] = version;
        if (isCurrent) current[shopId] = (version, clock.GetTimestamp());
    }

    /// <summary>Whether any version up to this current one has bonuses; null: not looked yet.</summary>
    internal bool? HadBonuses(long shopId, int current) => bonuses.TryGetValue(shopId, out var known) && known.UpTo == current ? known.Had : null;

    internal void KeepBonuses(long shopId, int current, bool had) => bonuses[shopId] = (current, had);

    internal void Forget(long shopId)
    {
        current.TryRemove(shopId, out _);
        foreach (var key in versions.Keys.Where(key => key.Shop == shopId)) versions.TryRemove(key, out _);
    }
}

/// <summary>The shop's programme: its current version and all the earlier ones.</summary>
internal sealed class Programmes(AppDb db, ProgrammeCache cache, TimeProvider clock)
{
    /// <summary>The current version. Throws when the shop was never set up.</summary>
    internal async ValueTask<ProgrammeVersion> Current(long shopId) =>
        await FindCurrent(shopId) ?? throw new InvalidOperationException($"Shop {shopId} has no programme.");

    /// <summary>The current version; null when the shop was never set up.</summary>
    internal async ValueTask<ProgrammeVersion?> FindCurrent(long shopId)
    {
        if (cache.Current(shopId) is { } known) return known;
        if (await Read(shopId, null) is not { } version) return null;
        cache.Keep(shopId, version, isCurrent: true);
        return version;
    }

    /// <summary>The version that was frozen with an order.</summary>
    internal async ValueTask<ProgrammeVersion> Version(long shopId, int number)
    {
        if (cache.Version(shopId, number) is { } known) return known;
        var version = await Read(shopId, number) ?? throw new InvalidOperationException($"Shop {shopId} has no programme version {number}.");
        cache.Keep(shopId, version, isCurrent: false);
        return version;
    }

    /// <summary>Whether orders of this shop may have bonuses: whether any version ever had them.</summary>
    internal async ValueTask<bool> EverHadBonuses(long shopId)
    {
        var current = await Current(shopId);
        if (cache.HadBonuses(shopId, current.Version) is { } known) return known;
        var had = (await db.Sql.Query($"SELECT settings FROM programmes WHERE shop_id = {shopId}", row => row.GetString(0)))
            .Any(json => Earning.BonusRules.AreActive(ProgrammeSettings.FromJson(json).Bonuses));
        cache.KeepBonuses(shopId, current.Version, had);
        return had;
    }

    /// <summary>A version by its number; null when the shop has no such.</summary>
    internal async ValueTask<ProgrammeVersion?> Find(long shopId, int number) => cache.Version(shopId, number) ?? await Read(shopId, number);

    /// <summary>Versions older than <paramref name="before"/>, the newest first.</summary>
    internal Task<List<ProgrammeVersion>> History(long shopId, int before, int most) => db.Sql.Query(
        $"SELECT version, settings, created_at, created_by FROM programmes WHERE shop_id = {shopId} AND version < {before} ORDER BY version DESC LIMIT {most}", Map).AsTask();

    /// <summary>Adds a version; what was already awarded stays as it is. Nothing is written when nothing changed.</summary>
    internal async Task<ProgrammeVersion> Save(long shopId, ProgrammeSettings settings, string by)
    {
        var saved = await db.Write(async () =>
        {
            await db.Lock(LockSpace.Programme, shopId);
            var last = await Read(shopId, null);
            var now = clock.GetUtcNow().UtcDateTime;
            var stamped = RuleStarts.Stamp(settings, last?.Settings, now);
            if (last?.Settings == stamped) return last;
            var next = new ProgrammeVersion((last?.Version ?? 0) + 1, stamped, now, by);
            await db.Sql.Execute($"INSERT INTO programmes (shop_id, version, settings, created_at, created_by) VALUES ({shopId}, {next.Version}, {stamped.ToJson()}, {next.CreatedAt}, {by})");
            await db.TellTheme(shopId, next.CreatedAt);
            // Whoever changes the tiers, on whatever page: every customer is looked at again.
            if (settings.AsksForTierRun(last?.Settings)) await TierRun.Enqueue(db, shopId, TierRunReason.Settings, next.Version, by, next.CreatedAt);
            return next;
        });
        cache.Forget(shopId);
        return saved;
    }

    /// <summary>Gives a shop without a programme the default one, whose customers' points the theme knows from the first order on.</summary>
    internal async Task EnsureDefault(long shopId, string currency)
    {
        if (await Read(shopId, null) is null) await Save(shopId, ProgrammeSettings.For(currency) with { PushesCustomers = true }, "install");
    }

    private ValueTask<ProgrammeVersion?> Read(long shopId, int? number) => number is null
        ? db.Sql.Single($"SELECT version, settings, created_at, created_by FROM programmes WHERE shop_id = {shopId} ORDER BY version DESC LIMIT 1", Map)
        : db.Sql.Single($"SELECT version, settings, created_at, created_by FROM programmes WHERE shop_id = {shopId} AND version = {number}", Map);

    private static ProgrammeVersion Map(System.Data.Common.DbDataReader row) =>
        new(row.GetInt32(0), ProgrammeSettings.FromJson(row.GetString(1)), row.At(2), row.GetString(3));
}
