using RetentionApp.Data;

namespace RetentionApp.Loyalty;

/// <summary>Rebuilds every balance from the entries and names what does not hold. Reads only; sums in the database.</summary>
internal sealed class Verification(AppDb db, TimeProvider clock)
{
    /// <summary>How many lines each rule may list; a broken ledger should be named, not printed.</summary>
    private const int Listed = 20;

    /// <returns>Accounts and entries read, and a line for each thing that does not hold.</returns>
    internal async Task<Verified> Verify()
    {
        var findings = new List<string>();
        foreach (var rule in Rules()) findings.AddRange(await db.Sql.Query(rule, row => row.GetString(0)));
        return new Verified(
            await db.Sql.Long($"SELECT COUNT(*) FROM accounts"), await db.Sql.Long($"SELECT COUNT(*) FROM ledger_entries"),
            await db.Sql.Long($"SELECT SUM(points) FROM ledger_entries"), findings);
    }

    private IEnumerable<FormattableString> Rules()
    {
        var now = clock.GetUtcNow().UtcDateTime;
        yield return $"""
            SELECT 'shop ' || a.shop_id || ' account ' || a.id || ': entries say ' || COALESCE(e.points, 0) || ', lots less debt say ' || (COALESCE(l.remaining, 0) - a.debt)
            FROM accounts a
            LEFT JOIN (SELECT account_id, SUM(points) AS points FROM ledger_entries GROUP BY account_id) e ON e.account_id = a.id
            LEFT JOIN (SELECT account_id, SUM(remaining) AS remaining FROM lots GROUP BY account_id) l ON l.account_id = a.id
            WHERE COALESCE(e.points, 0) <> COALESCE(l.remaining, 0) - a.debt LIMIT {Listed}
            """;
        yield return $"""
            SELECT 'shop ' || a.shop_id || ' account ' || a.id || ': lifetime is ' || a.lifetime || ', entries say ' || COALESCE(e.lifetime, 0)
            FROM accounts a LEFT JOIN (SELECT account_id, SUM(lifetime) AS lifetime FROM ledger_entries GROUP BY account_id) e ON e.account_id = a.id
            WHERE COALESCE(e.lifetime, 0) <> a.lifetime LIMIT {Listed}
            """;
        yield return $"""
            SELECT 'shop ' || l.shop_id || ' lot ' || l.entry_id || ': holds ' || l.remaining || ' of ' || l.points || ', moves say ' || (l.points + COALESCE(m.points, 0))
            FROM lots l LEFT JOIN (SELECT lot_id, SUM(points) AS points FROM lot_moves WHERE lot_id IS NOT NULL GROUP BY lot_id) m ON m.lot_id = l.entry_id
            WHERE l.remaining <> l.points + COALESCE(m.points, 0) OR l.remaining < 0 OR l.remaining > l.points LIMIT {Listed}
            """;
        yield return $"""
            SELECT 'shop ' || a.shop_id || ' account ' || a.id || ': debt is ' || a.debt || ', moves say ' || COALESCE(m.owed, 0)
            FROM accounts a LEFT JOIN (SELECT account_id, -SUM(points) AS owed FROM lot_moves WHERE lot_id IS NULL GROUP BY account_id) m ON m.account_id = a.id
            WHERE a.debt <> COALESCE(m.owed, 0) OR a.debt < 0 LIMIT {Listed}
            """;
        yield return $"""
            SELECT 'shop ' || e.shop_id || ' entry ' || e.id || ' (' || e.source || '): ' || e.points || ' points, its lot and moves say ' || (COALESCE(l.points, 0) + COALESCE(m.points, 0))
            FROM ledger_entries e LEFT JOIN lots l ON l.entry_id = e.id
            LEFT JOIN (SELECT entry_id, SUM(points) AS points FROM lot_moves WHERE entry_id IS NOT NULL GROUP BY entry_id) m ON m.entry_id = e.id
            WHERE e.points <> COALESCE(l.points, 0) + COALESCE(m.points, 0) LIMIT {Listed}
            """;
        yield return $"""
            SELECT 'shop ' || a.shop_id || ' account ' || a.id || ': balance shows ' || a.available || ' available and ' || a.pending || ' pending, lots say '
              || (COALESCE(l.available, 0) - a.debt) || ' and ' || COALESCE(l.pending, 0)
            FROM accounts a LEFT JOIN (
              SELECT account_id, SUM(CASE WHEN available_at <= {now} THEN remaining ELSE 0 END) AS available, SUM(CASE WHEN available_at > {now} THEN remaining ELSE 0 END) AS pending
              FROM lots WHERE remaining > 0 GROUP BY account_id) l ON l.account_id = a.id
            WHERE (a.next_change_at IS NULL OR a.next_change_at > {now}) AND (a.available <> COALESCE(l.available, 0) - a.debt OR a.pending <> COALESCE(l.pending, 0)) LIMIT {Listed}
            """;
        yield return $"""
            SELECT 'shop ' || w.shop_id || ' order ' || w.order_id || ': ' || w.points || ' points in ' || w.entries || ' entries, the ledger holds ' || COALESCE(e.points, 0) || ' in ' || COALESCE(e.entries, 0)
            FROM order_awards w LEFT JOIN (
              SELECT shop_id, subject, SUM(points) AS points, COUNT(*) AS entries FROM ledger_entries WHERE kind IN ({EntryKind.OrderEarned}, {EntryKind.OrderReversed}) GROUP BY shop_id, subject) e
              ON e.shop_id = w.shop_id AND e.subject = w.order_id
            WHERE w.points <> COALESCE(e.points, 0) OR w.entries <> COALESCE(e.entries, 0) LIMIT {Listed}
            """;
        yield return $"""
            SELECT 'shop ' || b.shop_id || ' redemption ' || b.redemption_id || ': ' || b.points || ' points came back after refunds, the ledger says ' || COALESCE(e.points, 0)
            FROM redemption_refunds b LEFT JOIN (
              SELECT shop_id, subject, SUM(points) AS points FROM ledger_entries WHERE kind = {EntryKind.RedemptionReturned} AND cause IN ({EntryCause.Refund}, {EntryCause.Cancelled}) GROUP BY shop_id, subject) e
              ON e.shop_id = b.shop_id AND e.subject = b.redemption_id
            WHERE b.points <> COALESCE(e.points, 0) LIMIT {Listed}
            """;
        yield return $"""
            SELECT 'shop ' || d.shop_id || ' deed ' || d.id || ': ' || CASE WHEN d.undone_at IS NULL THEN d.points ELSE 0 END || ' points, the ledger holds ' || COALESCE(e.points, 0)
            FROM deeds d LEFT JOIN (
              SELECT shop_id, subject, SUM(points) AS points FROM ledger_entries WHERE kind IN ({EntryKind.DeedDone}, {EntryKind.DeedUndone}) GROUP BY shop_id, subject) e
              ON e.shop_id = d.shop_id AND e.subject = d.id
            WHERE CASE WHEN d.undone_at IS NULL THEN d.points ELSE 0 END <> COALESCE(e.points, 0)
              AND NOT (d.undone_at IS NOT NULL AND EXISTS (SELECT 1 FROM accounts a WHERE a.shop_id = d.shop_id AND a.customer_id = d.customer_id AND a.closed_at IS NOT NULL)) LIMIT {Listed}
            """;
        yield return $"""
            SELECT 'shop ' || c.shop_id || ' challenge round ' || c.id || ': ' || c.points || ' points, the ledger holds ' || COALESCE(e.points, 0)
            FROM challenge_rounds c LEFT JOIN (
              SELECT shop_id, subject, SUM(points) AS points FROM ledger_entries WHERE kind IN ({EntryKind.ChallengeWon}, {EntryKind.ChallengeLost}) GROUP BY shop_id, subject) e
              ON e.shop_id = c.shop_id AND e.subject = c.id
            WHERE c.points <> COALESCE(e.points, 0) LIMIT {Listed}
            """;
        yield return $"""
            SELECT 'shop ' || c.shop_id || ' kind ' || c.kind || ': the report''s days say ' || SUM(c.day_points) || ' points in ' || SUM(c.day_entries) || ' entries, the ledger says ' || SUM(c.points) || ' in ' || SUM(c.entries)
            FROM (
              SELECT shop_id, kind, points, 1 AS entries, 0 AS day_points, 0 AS day_entries FROM ledger_entries
                WHERE id <= (SELECT CAST(value AS BIGINT) FROM shop_settings WHERE shop_id = 0 AND name = {PointCounting.Setting})
              UNION ALL SELECT shop_id, kind, 0, 0, credited + debited, entries FROM point_days) c
            GROUP BY c.shop_id, c.kind HAVING SUM(c.day_points) <> SUM(c.points) OR SUM(c.day_entries) <> SUM(c.entries) LIMIT {Listed}
            """;
    }
}

internal sealed record Verified(long Accounts, long Entries, long Outstanding, IReadOnlyList<string> Findings)
{
    internal bool Holds => Findings.Count == 0;
}
