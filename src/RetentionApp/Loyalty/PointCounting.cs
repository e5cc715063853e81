using System.Collections.Concurrent;
using System.Globalization;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty;

/// <summary>
/// Counts the ledger's entries into <see cref="PointDay"/>, each once, in the order of their ids. How far it came is kept
/// in the transaction that adds up, so it may run at any time, twice, or on several instances.
/// </summary>
internal sealed class PointCounting(AppDb db, PointCounter counter, ShopDirectory shops, TimeProvider clock)
{
    internal const string Setting = "points.counted";
    private const int PerCommit = 5000;

    /// <summary>Counts what was posted since, then compares the shops concerned with their accounts, each at most once a minute.</summary>
    internal async Task Run(CancellationToken cancellation = default)
    {
        while (!cancellation.IsCancellationRequested && await Next()) { }
        foreach (var shop in counter.TakeDue(clock)) await Compare(shop);
    }

    /// <summary>Compares every shop whose day is in its last hour: its accounts change by time alone, too. Called each hour.</summary>
    internal async Task CloseDays(CancellationToken cancellation)
    {
        foreach (var id in await db.Sql.Query($"SELECT id FROM shops WHERE uninstalled_at IS NULL", row => row.GetInt64(0)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (await shops.ById(id) is { } shop && Local(shop, clock.GetUtcNow().UtcDateTime).Hour == 23) await Compare(id);
        }
    }

    /// <summary>Holds what the days and the entries not counted yet come to against the accounts, in one statement, so that nothing happens in between.</summary>
    internal async Task Compare(long shopId)
    {
        if (await shops.ById(shopId) is not { } shop) return;
        var now = clock.GetUtcNow().UtcDateTime;
        // The plus keeps the database from looking for the shop's entries anywhere but behind the counted ones.
        var seen = await db.Sql.Single($"""
            SELECT CAST(COALESCE(SUM(available + debt), 0) AS BIGINT), CAST(COALESCE(SUM(pending), 0) AS BIGINT), CAST(COALESCE(SUM(debt), 0) AS BIGINT),
              (SELECT CAST(COALESCE(SUM(credited + debited), 0) AS BIGINT) FROM point_days WHERE shop_id = {shopId}),
              (SELECT CAST(COALESCE(SUM(points), 0) AS BIGINT) FROM ledger_entries
                WHERE id > (SELECT CAST(value AS BIGINT) FROM shop_settings WHERE shop_id = 0 AND name = {Setting}) AND +shop_id = {shopId})
            FROM accounts WHERE shop_id = {shopId}
            """, row => (Available: row.GetInt64(0), Pending: row.GetInt64(1), Debt: row.GetInt64(2), Counted: row.GetInt64(3) + row.GetInt64(4)));
        var difference = seen.Counted - (seen.Available + seen.Pending - seen.Debt);
        await db.Write(async () => await db.Sql.Execute($"""
            INSERT INTO point_closings (shop_id, day, available, pending, debt, difference, at)
            VALUES ({shopId}, {DateOnly.FromDateTime(Local(shop, now))}, {seen.Available}, {seen.Pending}, {seen.Debt}, {difference}, {now})
            ON CONFLICT (shop_id, day) DO UPDATE SET available = excluded.available, pending = excluded.pending, debt = excluded.debt, difference = excluded.difference, at = excluded.at
            """));
    }

    /// <returns>True when there may be more.</returns>
    private async Task<bool> Next()
    {
        var before = await Counted();
        var horizon = await Horizon();
        // Read before the turn to write comes: adding up takes none of it.
        var rows = await db.Sql.Query(
            $"SELECT id, shop_id, kind, points, posted_at FROM ledger_entries WHERE id > {before} AND id <= {horizon} ORDER BY id LIMIT {PerCommit}",
            row => new Row(row.GetInt64(0), row.GetInt64(1), (EntryKind)row.GetInt32(2), row.GetInt64(3), row.At(4)));
        if (rows.Count == 0) return false;
        var days = await Sum(rows);
        await db.Write(async () =>
        {
            if (!await Advance(before, rows[^1].Id)) return;
            foreach (var day in days) await Add(day);
        });
        counter.Changed(days.Select(day => day.ShopId));
        return rows.Count == PerCommit;
    }

    private async Task<List<PointDay>> Sum(List<Row> rows)
    {
        var days = new Dictionary<(long, DateOnly, EntryKind), PointDay>();
        foreach (var row in rows)
        {
            // A shop that is not there any more has nobody who would ask.
            if (await shops.ById(row.ShopId) is not { } shop) continue;
            var on = DateOnly.FromDateTime(Local(shop, row.PostedAt));
            if (!days.TryGetValue((row.ShopId, on, row.Kind), out var day)) days[(row.ShopId, on, row.Kind)] = day = new PointDay { ShopId = row.ShopId, Day = on, Kind = row.Kind };
            day.Entries++;
            if (row.Points > 0) day.Credited += row.Points;
            else day.Debited += row.Points;
        }
        return [.. days.Values];
    }

    private async Task Add(PointDay day) => await db.Sql.Execute($"""
        INSERT INTO point_days (shop_id, day, kind, credited, debited, entries) VALUES ({day.ShopId}, {day.Day}, {day.Kind}, {day.Credited}, {day.Debited}, {day.Entries})
        ON CONFLICT (shop_id, day, kind) DO UPDATE SET credited = point_days.credited + excluded.credited, debited = point_days.debited + excluded.debited, entries = point_days.entries + excluded.entries
        """);

    /// <summary>False when another instance has counted these entries meanwhile.</summary>
    private async Task<bool> Advance(long from, long to) =>
        await db.Sql.Execute($"UPDATE shop_settings SET value = {Text(to)} WHERE shop_id = 0 AND name = {Setting} AND value = {Text(from)}") > 0;

    private async Task<long> Counted() => await db.Sql.Single($"SELECT CAST(value AS BIGINT) FROM shop_settings WHERE shop_id = 0 AND name = {Setting}", row => row.GetInt64(0));

    /// <summary>
    /// The last id below which nothing can appear any more. SQLite's one writer commits ids in their order. PostgreSQL gives
    /// them out before the commit: an id counts once every transaction that was open when it was seen has ended.
    /// </summary>
    private async Task<long> Horizon()
    {
        if (db.Dialect.HasOneWriter) return await db.Sql.Long($"SELECT MAX(id) FROM ledger_entries");
        // Twice, because the first look settles what the last call saw and the second one what the first did.
        for (var look = 0; look < 2; look++)
            counter.Look((await db.Sql.Single($"""
                SELECT COALESCE(MAX(id), 0), CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT), CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT) FROM ledger_entries
                """, row => new PointCounter.Sight(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2))))!);
        return counter.Settled;
    }

    private static DateTime Local(Shop shop, DateTime at) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(at, DateTimeKind.Utc), Zones.Of(shop));

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Row(long Id, long ShopId, EntryKind Kind, long Points, DateTime PostedAt);
}

/// <summary>What this process remembers between two counts.</summary>
internal sealed class PointCounter
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(55);

    /// <param name="Oldest">The oldest transaction that was open.</param>
    /// <param name="Newest">The first transaction that had not begun.</param>
    internal sealed record Sight(long MaxId, long Oldest, long Newest);

    private readonly ConcurrentDictionary<long, bool> owed = [];
    private readonly ConcurrentDictionary<long, long> comparedAt = [];
    private Sight? waiting;

    internal long Settled { get; private set; }

    internal void Look(Sight sight)
    {
        if (waiting is not null && sight.Oldest < waiting.Newest) return;
        if (waiting is not null) Settled = Math.Max(Settled, waiting.MaxId);
        waiting = sight;
    }

    internal void Changed(IEnumerable<long> shops)
    {
        foreach (var shop in shops) owed[shop] = true;
    }

    internal IEnumerable<long> TakeDue(TimeProvider clock)
    {
        foreach (var shop in owed.Keys)
        {
            if (comparedAt.TryGetValue(shop, out var at) && clock.GetElapsedTime(at) < Rest) continue;
            owed.TryRemove(shop, out _);
            comparedAt[shop] = clock.GetTimestamp();
            yield return shop;
        }
    }
}
