using RetentionApp.Data;

namespace RetentionApp.Loyalty.Tiers;

/// <summary>
/// What counts towards a tier, summed by the database. An order counts in the period in which it was placed, with what it
/// is worth now: a refund lowers the period of its order, whenever it comes. Points for deeds count when they were given.
/// Adjustments by hand, imported points, entry rewards and what a merge moved do not count.
/// </summary>
internal static class Standings
{
    // What an order is worth stands in its award; these entries say the same a second time, or are no earning at all.
    private const int OrderEarned = (int)EntryKind.OrderEarned, OrderReversed = (int)EntryKind.OrderReversed, Redeemed = (int)EntryKind.Redeemed,
        Returned = (int)EntryKind.RedemptionReturned, Adjusted = (int)EntryKind.Adjusted, Transferred = (int)EntryKind.Transferred, Erased = (int)EntryKind.Erased,
        Expired = (int)EntryKind.Expired, Entered = (int)EntryKind.TierEntered, Imported = (int)EntryKind.Imported, Forgiven = (int)EntryKind.Forgiven;

    /// <summary>One customer's sums from <paramref name="from"/> on, and from <paramref name="earliest"/> until then. Deeds of accounts merged into this one count.</summary>
    internal static ValueTask<(long Since, long Before)> Of(Sql sql, long shopId, long customerId, TierBasis basis, DateTime from, DateTime earliest) => sql.Single($"""
        WITH RECURSIVE self (id) AS (SELECT CAST({customerId} AS BIGINT) UNION SELECT c.id FROM customers c JOIN self ON c.merged_into = self.id WHERE c.shop_id = {shopId})
        SELECT CAST(COALESCE(SUM(CASE WHEN happened_at >= {from} THEN worth ELSE 0 END), 0) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN happened_at < {from} THEN worth ELSE 0 END), 0) AS BIGINT)
        FROM (
          SELECT o.processed_at AS happened_at, CASE {basis} WHEN 1 THEN w.points WHEN 2 THEN w.eligible ELSE CASE WHEN w.points > 0 OR w.eligible > 0 THEN 1 ELSE 0 END END AS worth
          FROM orders o JOIN order_awards w ON w.shop_id = o.shop_id AND w.order_id = o.id
          WHERE o.shop_id = {shopId} AND o.customer_id = {customerId} AND o.processed_at >= {earliest}
          UNION ALL
          SELECT e.occurred_at, e.points FROM accounts a JOIN ledger_entries e ON e.shop_id = a.shop_id AND e.account_id = a.id
          WHERE {basis} = 1 AND a.shop_id = {shopId} AND a.customer_id IN (SELECT id FROM self) AND e.occurred_at >= {earliest}
            AND e.kind NOT IN ({OrderEarned}, {OrderReversed}, {Redeemed}, {Returned}, {Adjusted}, {Transferred}, {Erased}, {Expired}, {Entered}, {Imported}, {Forgiven})
        ) counted
        """, row => (row.GetInt64(0), row.GetInt64(1)));

    /// <summary>The same for all customers with ids above <paramref name="after"/> up to <paramref name="last"/>; who has nothing is left out.</summary>
    /// <remarks>Deeds of merged accounts stand under the old id: whoever calls asks for those customers singly.</remarks>
    internal static async Task<Dictionary<long, (long Since, long Before)>> Among(Sql sql, long shopId, long after, long last, TierBasis basis, DateTime from, DateTime earliest)
    {
        var sums = new Dictionary<long, (long Since, long Before)>();
        var orders = await sql.Query($"""
            SELECT c.id, CAST(SUM(CASE WHEN o.processed_at >= {from} THEN
                CASE {basis} WHEN 1 THEN w.points WHEN 2 THEN w.eligible ELSE CASE WHEN w.points > 0 OR w.eligible > 0 THEN 1 ELSE 0 END END ELSE 0 END) AS BIGINT),
              CAST(SUM(CASE WHEN o.processed_at < {from} THEN
                CASE {basis} WHEN 1 THEN w.points WHEN 2 THEN w.eligible ELSE CASE WHEN w.points > 0 OR w.eligible > 0 THEN 1 ELSE 0 END END ELSE 0 END) AS BIGINT)
            FROM customers c JOIN orders o ON o.shop_id = c.shop_id AND o.customer_id = c.id AND o.processed_at >= {earliest} JOIN order_awards w ON w.shop_id = o.shop_id AND w.order_id = o.id
            WHERE c.shop_id = {shopId} AND c.id > {after} AND c.id <= {last}
            GROUP BY c.id
            """, Read);
        foreach (var (customer, since, before) in orders) sums[customer] = (since, before);
        if (basis != TierBasis.Points) return sums;
        var deeds = await sql.Query($"""
            SELECT a.customer_id, CAST(SUM(CASE WHEN e.occurred_at >= {from} THEN e.points ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN e.occurred_at < {from} THEN e.points ELSE 0 END) AS BIGINT)
            FROM accounts a JOIN ledger_entries e ON e.shop_id = a.shop_id AND e.account_id = a.id AND e.occurred_at >= {earliest}
            WHERE a.shop_id = {shopId} AND a.customer_id > {after} AND a.customer_id <= {last}
              AND e.kind NOT IN ({OrderEarned}, {OrderReversed}, {Redeemed}, {Returned}, {Adjusted}, {Transferred}, {Erased}, {Expired}, {Entered}, {Imported}, {Forgiven})
            GROUP BY a.customer_id
            """, Read);
        foreach (var (customer, since, before) in deeds) sums[customer] = sums.TryGetValue(customer, out var known) ? (known.Since + since, known.Before + before) : (since, before);
        return sums;
    }

    /// <summary>What the rules need about one customer, with the ending period where its end is near.</summary>
    internal static async ValueTask<TierFacts> Facts(Sql sql, long shopId, long customerId, CustomerTier? row, TierSettings tiers, TierPeriod period, DateTime now)
    {
        var (standing, earlier) = await Of(sql, shopId, customerId, tiers.Basis, period.From(now), period.EarlierFrom(now));
        return await WithEnding(sql, shopId, customerId, row, tiers, period, now, standing, earlier);
    }

    internal static async ValueTask<TierFacts> WithEnding(
        Sql sql, long shopId, long customerId, CustomerTier? row, TierSettings tiers, TierPeriod period, DateTime now, long standing, long earlier)
    {
        if (period.Window == TierWindow.RollingYear && row?.LevelId is not null && TierRules.IsNear(row.Until, period, now))
        {
            var start = period.FromOfPeriod(row.Until!.Value);
            return new TierFacts(standing, 0, (await Of(sql, shopId, customerId, tiers.Basis, start, start)).Since);
        }
        if (period.Window != TierWindow.CalendarYear) return new TierFacts(standing);
        // The days of grace still count when they have just passed and the year that ended is judged.
        var isJudged = period.GraceDays > 0 && row is { LevelId: not null, Until: { } end } && end <= now;
        return new TierFacts(standing, earlier, isJudged || period.IsGraceOfLastYear(now) ? standing + earlier : 0);
    }

    private static (long Customer, long Since, long Before) Read(System.Data.Common.DbDataReader row) => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
}
