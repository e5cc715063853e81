using RetentionApp.Data;

namespace RetentionApp.Loyalty;

/// <param name="AccountId">Null while the customer has no account: everything is 0 then.</param>
/// <param name="Available">Points that can be used now, less debt; may be negative.</param>
/// <param name="Pending">Points earned whose waiting time is not over.</param>
/// <param name="Lifetime">Everything ever credited, less what was reversed.</param>
/// <param name="Debt">Points taken back that the next credits pay.</param>
internal sealed record Balance(long? AccountId, long Available, long Pending, long Lifetime, long Debt, bool IsClosed)
{
    internal static readonly Balance None = new(null, 0, 0, 0, 0, false);

    /// <summary>The merchant has blocked the account: it earns and redeems nothing.</summary>
    internal bool IsBlocked { get; init; }

    internal bool CanRedeem => !IsClosed && !IsBlocked;

    /// <summary>What people are shown as available: below zero only where the shop's policy lets a balance be negative.</summary>
    internal long Shown(NegativeBalance policy) => policy == NegativeBalance.Allow ? Available : Math.Max(0, Available);

    /// <summary>Points still to be earned before <paramref name="cost"/> can be paid, those that are owed included.</summary>
    internal long Missing(long cost) => Math.Max(0, cost - Available);
}

/// <summary>The next points that become available: all of the same day.</summary>
internal sealed record Upcoming(long Points, DateTime At);

/// <summary>The next points to expire. <see cref="At"/> is the last second in which they can be used, so that it reads as that day.</summary>
internal sealed record Expiring(long Points, DateTime At);

/// <summary>Reads balances as of a moment. The clock alone can change one, so a snapshot is asked only while it is true.</summary>
internal static class Balances
{
    /// <summary>The customer's balance; the one of the surviving customer when this one was merged away.</summary>
    internal static async ValueTask<Balance> Read(Sql sql, long shopId, long customerId, DateTime now)
    {
        // A merge may follow a merge; no chain of people is longer than a few.
        for (var depth = 0; depth < 8; depth++)
        {
            var id = customerId;
            var heir = await sql.Single($"SELECT merged_into FROM customers WHERE shop_id = {shopId} AND id = {id}", row => row.LongOrNull(0));
            if (heir is null) break;
            customerId = heir.Value;
        }
        var account = await sql.Single($"""
            SELECT id, available, pending, lifetime, debt, next_change_at, closed_at, blocked_at FROM accounts WHERE shop_id = {shopId} AND customer_id = {customerId}
            """, row => new Snapshot(new Balance(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), !row.IsDBNull(6)) { IsBlocked = !row.IsDBNull(7) }, row.AtOrNull(5)));
        return account is null ? Balance.None : await AsOf(sql, shopId, account.Balance, account.NextChangeAt, now);
    }

    /// <summary>A snapshot brought up to <paramref name="now"/>: its lots are summed once the time it was true for has passed.</summary>
    internal static async ValueTask<Balance> AsOf(Sql sql, long shopId, Balance snapshot, DateTime? nextChangeAt, DateTime now)
    {
        if (nextChangeAt is null || nextChangeAt > now) return snapshot;
        var (available, pending) = await sql.Single($"""
            SELECT CAST(COALESCE(SUM(CASE WHEN available_at <= {now} AND (expires_at IS NULL OR expires_at > {now}) THEN remaining ELSE 0 END), 0) AS BIGINT),
                   CAST(COALESCE(SUM(CASE WHEN available_at > {now} AND (expires_at IS NULL OR expires_at > {now}) THEN remaining ELSE 0 END), 0) AS BIGINT)
            FROM lots WHERE shop_id = {shopId} AND account_id = {snapshot.AccountId} AND remaining > 0
            """, row => (row.GetInt64(0), row.GetInt64(1)));
        // What has become available since then pays what was owed; the ledger writes it down when it next looks.
        return snapshot with { Available = available - snapshot.Debt, Pending = pending, Debt = Math.Max(0, snapshot.Debt - available) };
    }

    /// <summary>The points that become available next, with those of the same day in <paramref name="zone"/>; null when none wait for a day that is known.</summary>
    internal static async ValueTask<Upcoming?> Next(Sql sql, long shopId, long accountId, DateTime now, TimeZoneInfo zone)
    {
        var waiting = await sql.Query($"""
            SELECT available_at, remaining FROM lots WHERE shop_id = {shopId} AND account_id = {accountId} AND remaining > 0 AND available_at > {now} AND available_at < {Availability.OnFulfilment} ORDER BY available_at LIMIT 100
            """, row => (At: row.At(0), Points: row.GetInt64(1)));
        if (waiting.Count == 0) return null;
        var day = Day(waiting[0].At);
        return new Upcoming(waiting.TakeWhile(lot => Day(lot.At) == day).Sum(lot => lot.Points), waiting[0].At);

        DateTime Day(DateTime at) => TimeZoneInfo.ConvertTimeFromUtc(at, zone).Date;
    }

    /// <summary>The points that expire next; null when none ever do.</summary>
    internal static async ValueTask<Expiring?> Expiring(Sql sql, long shopId, long accountId, DateTime now) => await sql.Single($"""
        SELECT CAST(SUM(remaining) AS BIGINT), expires_at FROM lots
        WHERE shop_id = {shopId} AND account_id = {accountId} AND remaining > 0 AND available_at <= {now} AND expires_at > {now} GROUP BY expires_at ORDER BY expires_at LIMIT 1
        """, row => new Expiring(row.GetInt64(0), row.At(1).AddSeconds(-1)));

    private sealed record Snapshot(Balance Balance, DateTime? NextChangeAt);
}
