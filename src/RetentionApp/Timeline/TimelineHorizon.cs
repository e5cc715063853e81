using RetentionApp.Data;

namespace RetentionApp.Timeline;

/// <summary>
/// Up to which id the timeline is complete, for whoever reads it along its ids. On PostgreSQL a row may become visible
/// after one with a higher id: whoever goes by the highest id alone skips it for good.
/// </summary>
/// <remarks>
/// PostgreSQL: the highest id is noted with the first transaction number not given out yet. Once no transaction below that
/// number runs any more, every row up to the noted id is there or never will be. Costs the writers nothing.
/// </remarks>
internal sealed class TimelineHorizon
{
    // Between taking its id and its transaction number an insert is not seen; it is there for far less than this.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);
    private readonly Lock padlock = new();
    private long safe;
    private (long Id, long Transaction, long NotedAt)? noted;

    /// <summary>The id up to which nothing can be missing. It trails behind on PostgreSQL: ask every second or two.</summary>
    internal async ValueTask<long> Read(AppDb db)
    {
        if (db.Dialect.HasOneWriter) return await db.Sql.Long($"SELECT MAX(id) FROM timeline");
        var (oldest, next, highest) = await db.Sql.Single($"""
            SELECT pg_snapshot_xmin(now.taken)::text::bigint, pg_snapshot_xmax(now.taken)::text::bigint, COALESCE((SELECT MAX(id) FROM timeline), 0) FROM (SELECT pg_current_snapshot() AS taken) now
            """, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));
        lock (padlock)
        {
            if (noted is { } then && oldest >= then.Transaction && TimeProvider.System.GetElapsedTime(then.NotedAt) >= Least)
            {
                safe = Math.Max(safe, then.Id);
                noted = null;
            }
            noted ??= (highest, next, TimeProvider.System.GetTimestamp());
            return safe;
        }
    }
}
