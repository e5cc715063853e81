using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Admin;

/// <param name="First">First day of a calendar month in the shop's zone.</param>
internal sealed record ExpiringMonth(DateOnly First, long Points, long Customers);

/// <param name="Next">Where the next page begins; null on the last one.</param>
internal sealed record ExpiringPage(IReadOnlyList<ExpiringRow> Rows, string? Next);

/// <param name="At">The last second in which the points can be used.</param>
internal sealed record ExpiringRow(long CustomerId, string? FirstName, string? LastName, string? Email, long Points, DateTime At)
{
    internal string DisplayName => $"{FirstName} {LastName}".Trim() is { Length: > 0 } name ? name : Email ?? "#" + CustomerId;
}

/// <summary>What will expire, by the dates that the credits have now; read along one index.</summary>
internal sealed class ExpiryPreview(AppDb db, TimeProvider clock)
{
    private const int PageSize = 50;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The rest of this month and the three months after it.</summary>
    internal async Task<IReadOnlyList<ExpiringMonth>> Months(Shop shop)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Now, Zones.Of(shop)));
        var months = new List<ExpiringMonth>();
        for (var n = 0; n <= 3; n++)
        {
            var first = new DateOnly(today.Year, today.Month, 1).AddMonths(n);
            var (from, to) = Bounds(shop, first);
            months.Add(await db.Sql.Single($"""
                SELECT CAST(COALESCE(SUM(remaining), 0) AS BIGINT), COUNT(DISTINCT account_id) FROM lots
                WHERE shop_id = {shop.Id} AND expires_at IS NOT NULL AND expires_at > {from} AND expires_at <= {to} AND remaining > 0
                """, row => new ExpiringMonth(first, row.GetInt64(0), row.GetInt64(1))) ?? new ExpiringMonth(first, 0, 0));
        }
        return months;
    }

    /// <summary>Who loses points in the month, by day; a customer with two days stands there twice. <paramref name="after"/> is an earlier page's next.</summary>
    internal async Task<ExpiringPage> Page(Shop shop, DateOnly first, string? after)
    {
        var (from, to) = Bounds(shop, first);
        var (at, account) = after?.Split('-') is [var ticks, var id] && long.TryParse(ticks, out var t) && t is > 0 and < 3155378975999999999 && long.TryParse(id, out var a) ? (new DateTime(t, DateTimeKind.Utc), a) : (from, long.MaxValue);
        var rows = await db.Sql.Query($"""
            SELECT a.customer_id, c.first_name, c.last_name, c.email, CAST(SUM(l.remaining) AS BIGINT), l.expires_at, l.account_id
            FROM lots l JOIN accounts a ON a.id = l.account_id LEFT JOIN customers c ON c.shop_id = a.shop_id AND c.id = a.customer_id
            WHERE l.shop_id = {shop.Id} AND l.expires_at IS NOT NULL AND l.expires_at >= {at} AND l.expires_at > {from} AND l.expires_at <= {to} AND (l.expires_at > {at} OR l.account_id > {account}) AND l.remaining > 0
            GROUP BY l.expires_at, l.account_id, a.customer_id, c.first_name, c.last_name, c.email ORDER BY l.expires_at, l.account_id LIMIT 51
            """, row => (Row: new ExpiringRow(row.GetInt64(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.GetInt64(4), row.At(5).AddSeconds(-1)), At: row.At(5), Account: row.GetInt64(6)));
        return new ExpiringPage(rows.Take(PageSize).Select(row => row.Row).ToList(), rows.Count > PageSize ? $"{rows[PageSize - 1].At.Ticks}-{rows[PageSize - 1].Account}" : null);
    }

    /// <summary>Points that expire at midnight belong to the day, and the month, that it ends.</summary>
    private (DateTime From, DateTime To) Bounds(Shop shop, DateOnly first)
    {
        var (zone, now) = (Zones.Of(shop), Now);
        var from = zone.StartUtc(first);
        return (from > now ? from : now, zone.StartUtc(first.AddMonths(1)));
    }
}
