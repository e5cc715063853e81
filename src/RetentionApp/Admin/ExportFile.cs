using System.Globalization;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;

namespace RetentionApp.Admin;

/// <param name="Name">In the address and before the day in the file's name.</param>
/// <param name="Rows">The heading, then every row of the shop.</param>
internal sealed record ExportFile(string Name, Func<AppDb, long, IAsyncEnumerable<string>> Rows)
{
    private const int PerPage = 2000;

    /// <summary>Heads stay English and as they are, and times are ISO 8601 in UTC: these files are for programs.</summary>
    internal static readonly IReadOnlyList<ExportFile> All = [new("customers", Customers), new("points", Points), new("redemptions", Redemptions)];

    // Each goes along an index from where the last page ended, so the database never holds more than a page for us.
    private static IAsyncEnumerable<string> Customers(AppDb db, long shopId) => Pages(
        Csv.Row("customer_id", "first_name", "last_name", "email", "phone", "tags", "customer_since", "available", "pending", "owing", "earned_in_all", "tier", "tier_since", "blocked_at", "birthday", "orders", "spent_minor", "last_order_at"), 0L,
        last => db.Sql.Query($"""
            SELECT c.id, c.first_name, c.last_name, c.email, c.phone, c.tags, c.created_at, a.available, a.pending, a.debt, a.lifetime, t.level_id, t.since, a.blocked_at,
              b.year, b.month_day, f.orders, f.spent, f.last_order_at
            FROM customers c LEFT JOIN accounts a ON a.shop_id = c.shop_id AND a.customer_id = c.id LEFT JOIN customer_tiers t ON t.shop_id = c.shop_id AND t.customer_id = c.id
              LEFT JOIN birthdays b ON b.shop_id = c.shop_id AND b.customer_id = c.id LEFT JOIN customer_figures f ON f.shop_id = c.shop_id AND f.customer_id = c.id
            WHERE c.shop_id = {shopId} AND c.id > {last} AND c.deleted_at IS NULL AND c.merged_into IS NULL ORDER BY c.id LIMIT {PerPage}
            """, row => (row.GetInt64(0), Csv.Row(
                Number(row.GetInt64(0)), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), Time(row.AtOrNull(6)),
                Number(row.LongOrNull(7) ?? 0), Number(row.LongOrNull(8) ?? 0), Number(row.LongOrNull(9) ?? 0), Number(row.LongOrNull(10) ?? 0), row.TextOrNull(11), Time(row.AtOrNull(12)), Time(row.AtOrNull(13)),
                row.IsDBNull(15) ? "" : Birthday(row.IsDBNull(14) ? null : row.GetInt32(14), row.GetInt32(15)), Number(row.LongOrNull(16) ?? 0), Number(row.LongOrNull(17) ?? 0), Time(row.AtOrNull(18))))));

    /// <summary>Account by account, the oldest entry first: an index holds them in that order.</summary>
    private static IAsyncEnumerable<string> Points(AppDb db, long shopId) => Pages(
        Csv.Row("entry_id", "customer_id", "kind", "points", "lifetime_points", "source", "about", "note", "occurred_at", "posted_at"), (Account: 0L, At: DateTime.UnixEpoch, Id: 0L),
        last => db.Sql.Query($"""
            SELECT e.id, a.customer_id, e.kind, e.points, e.lifetime, e.source, e.subject, e.note, e.occurred_at, e.posted_at, e.account_id
            FROM ledger_entries e JOIN accounts a ON a.id = e.account_id
            WHERE e.shop_id = {shopId} AND (e.account_id, e.occurred_at, e.id) > ({last.Account}, {last.At}, {last.Id}) ORDER BY e.account_id, e.occurred_at, e.id LIMIT {PerPage}
            """, row => ((row.GetInt64(10), row.At(8), row.GetInt64(0)), Csv.Row(
                Number(row.GetInt64(0)), Number(row.GetInt64(1)), ((EntryKind)row.GetInt32(2)).ToString(), Number(row.GetInt64(3)), Number(row.GetInt64(4)), row.GetString(5),
                row.LongOrNull(6) is { } subject ? Number(subject) : "", row.TextOrNull(7), Time(row.At(8)), Time(row.At(9))))));

    private static IAsyncEnumerable<string> Redemptions(AppDb db, long shopId) => Pages(
        Csv.Row("redemption_id", "customer_id", "reward_id", "title", "points", "amount_minor", "currency", "code", "state", "created_at", "issued_at", "expires_at", "used_at", "used_by_order"), (Account: 0L, Id: 0L),
        last => db.Sql.Query($"""
            SELECT id, customer_id, reward_id, title, cost, amount, currency, code, state, created_at, issued_at, expires_at, used_at, used_by_order, account_id
            FROM redemptions WHERE shop_id = {shopId} AND (account_id, id) > ({last.Account}, {last.Id}) ORDER BY account_id, id LIMIT {PerPage}
            """, row => ((row.GetInt64(14), row.GetInt64(0)), Csv.Row(
                Number(row.GetInt64(0)), Number(row.GetInt64(1)), Number(row.GetInt64(2)), row.GetString(3), Number(row.GetInt64(4)), Number(row.GetInt64(5)), row.GetString(6), row.GetString(7),
                ((RedemptionState)row.GetInt32(8)).ToString(), Time(row.At(9)), Time(row.AtOrNull(10)), Time(row.AtOrNull(11)), Time(row.AtOrNull(12)), row.LongOrNull(13) is { } order ? Number(order) : ""))));

    private static async IAsyncEnumerable<string> Pages<K>(string heading, K first, Func<K, ValueTask<List<(K Key, string Text)>>> read)
    {
        yield return heading;
        for (var last = first; ;)
        {
            var page = await read(last);
            foreach (var (_, text) in page) yield return text;
            if (page.Count < PerPage) yield break;
            last = page[^1].Key;
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>As the import of points reads it: 1990-05-17, and 05-17 without the year.</summary>
    private static string Birthday(int? year, int monthDay) =>
        (year is { } known ? known.ToString("0000-", CultureInfo.InvariantCulture) : "") + (monthDay / 100).ToString("00-", CultureInfo.InvariantCulture) + (monthDay % 100).ToString("00", CultureInfo.InvariantCulture);

    private static string Time(DateTime? at) => at?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? "";
}
