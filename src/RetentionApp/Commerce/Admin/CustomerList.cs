using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Insights;
using RetentionApp.Loyalty;

namespace RetentionApp.Commerce.Admin;

internal enum CustomerFilter { All, Holding, Owing, Waiting }

/// <summary>What a column of customers is sorted by, besides points.</summary>
internal enum FigureSort { Spent, Orders, LastOrder }

internal sealed record CustomerRow(long Id, string? FirstName, string? LastName, string? Email, long Available, long Pending, long Debt, long Lifetime, DateTime? LastOrderAt = null)
{
    /// <inheritdoc cref="Balance.Shown"/>
    internal long Shown(NegativeBalance policy) => policy == NegativeBalance.Allow ? Available : Math.Max(0, Available);

    internal string DisplayName => $"{FirstName} {LastName}".Trim() is { Length: > 0 } name ? name : Email ?? "#" + Id;
}

/// <param name="Next">Where the next page begins; null on the last one.</param>
internal sealed record CustomerPage(IReadOnlyList<CustomerRow> Rows, long? Next);

/// <summary>Customers with their balances, newest first, page by page along an index however many there are.</summary>
internal sealed class CustomerList(AppDb db)
{
    internal const int PageSize = 50;
    private static readonly DateTime Furthest = new(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    internal async Task<CustomerPage> Page(long shopId, CustomerFilter filter, long? before, int size = PageSize, string? tier = null)
    {
        var below = before ?? long.MaxValue;
        var rows = await (filter switch
        {
            _ when tier is not null => db.Sql.Query($"""
                SELECT c.id, c.first_name, c.last_name, c.email, a.available, a.pending, a.debt, a.lifetime
                FROM customer_tiers t JOIN customers c ON c.shop_id = t.shop_id AND c.id = t.customer_id LEFT JOIN accounts a ON a.shop_id = c.shop_id AND a.customer_id = c.id
                WHERE t.shop_id = {shopId} AND t.level_id = {tier} AND t.customer_id < {below} AND c.deleted_at IS NULL AND c.merged_into IS NULL
                ORDER BY t.customer_id DESC LIMIT {size + 1}
                """, Row),
            CustomerFilter.Holding => db.Sql.Query($"""
                SELECT c.id, c.first_name, c.last_name, c.email, a.available, a.pending, a.debt, a.lifetime
                FROM accounts a JOIN customers c ON c.shop_id = a.shop_id AND c.id = a.customer_id
                WHERE a.shop_id = {shopId} AND a.customer_id < {below} AND (a.available > 0 OR a.pending > 0) AND c.deleted_at IS NULL AND c.merged_into IS NULL
                ORDER BY a.customer_id DESC LIMIT {size + 1}
                """, Row),
            CustomerFilter.Owing => db.Sql.Query($"""
                SELECT c.id, c.first_name, c.last_name, c.email, a.available, a.pending, a.debt, a.lifetime
                FROM accounts a JOIN customers c ON c.shop_id = a.shop_id AND c.id = a.customer_id
                WHERE a.shop_id = {shopId} AND a.customer_id < {below} AND a.debt > 0 AND c.deleted_at IS NULL AND c.merged_into IS NULL
                ORDER BY a.customer_id DESC LIMIT {size + 1}
                """, Row),
            CustomerFilter.Waiting => db.Sql.Query($"""
                SELECT DISTINCT c.id, c.first_name, c.last_name, c.email, a.available, a.pending, a.debt, a.lifetime
                FROM redemptions r JOIN accounts a ON a.id = r.account_id JOIN customers c ON c.shop_id = r.shop_id AND c.id = r.customer_id
                WHERE r.state = 0 AND r.shop_id = {shopId} AND r.customer_id < {below}
                ORDER BY c.id DESC LIMIT {size + 1}
                """, Row),
            _ => db.Sql.Query($"""
                SELECT c.id, c.first_name, c.last_name, c.email, a.available, a.pending, a.debt, a.lifetime
                FROM customers c LEFT JOIN accounts a ON a.shop_id = c.shop_id AND a.customer_id = c.id
                WHERE c.shop_id = {shopId} AND c.id < {below} AND c.deleted_at IS NULL AND c.merged_into IS NULL
                ORDER BY c.id DESC LIMIT {size + 1}
                """, Row),
        });
        return rows.Count > size ? new CustomerPage(rows[..size], rows[size - 1].Id) : new CustomerPage(rows, null);
    }

    /// <summary>Customers with an account by the points they can use, the most or the fewest first, from where <paramref name="last"/> ended.</summary>
    internal async Task<(IReadOnlyList<CustomerRow> Rows, (long Available, long Id)? Next)> ByPoints(long shopId, bool isFewest, (long Available, long Id)? last)
    {
        var (available, id) = last ?? (isFewest ? (long.MinValue, 0) : (long.MaxValue, long.MaxValue));
        var rows = await (isFewest
            ? db.Sql.Query($"""
                SELECT c.id, c.first_name, c.last_name, c.email, a.available, a.pending, a.debt, a.lifetime
                FROM accounts a JOIN customers c ON c.shop_id = a.shop_id AND c.id = a.customer_id
                WHERE a.shop_id = {shopId} AND (a.available, a.customer_id) > ({available}, {id}) AND c.deleted_at IS NULL AND c.merged_into IS NULL
                ORDER BY a.available, a.customer_id LIMIT {PageSize + 1}
                """, Row)
            : db.Sql.Query($"""
                SELECT c.id, c.first_name, c.last_name, c.email, a.available, a.pending, a.debt, a.lifetime
                FROM accounts a JOIN customers c ON c.shop_id = a.shop_id AND c.id = a.customer_id
                WHERE a.shop_id = {shopId} AND (a.available, a.customer_id) < ({available}, {id}) AND c.deleted_at IS NULL AND c.merged_into IS NULL
                ORDER BY a.available DESC, a.customer_id DESC LIMIT {PageSize + 1}
                """, Row));
        return rows.Count > PageSize ? (rows[..PageSize], (rows[PageSize - 1].Available, rows[PageSize - 1].Id)) : (rows, null);
    }

    /// <summary>
    /// Customers by their last order, the latest first: along the orders, passing over those that have a later one of the
    /// same customer. What a page reads grows with orders per customer, not with the shop.
    /// </summary>
    internal async Task<(IReadOnlyList<CustomerRow> Rows, (DateTime At, long Order)? Next)> ByLastOrder(long shopId, (DateTime At, long Order)? last)
    {
        var (at, order) = last ?? (Furthest, long.MaxValue);
        var rows = await db.Sql.Query($"""
            SELECT c.id, c.first_name, c.last_name, c.email, a.available, a.pending, a.debt, a.lifetime, o.processed_at, o.id
            FROM orders o JOIN customers c ON c.shop_id = o.shop_id AND c.id = o.customer_id LEFT JOIN accounts a ON a.shop_id = c.shop_id AND a.customer_id = c.id
            WHERE o.shop_id = {shopId} AND (o.processed_at < {at} OR (o.processed_at = {at} AND o.id < {order})) AND o.processed_at <= {at}
              AND o.cancelled_at IS NULL AND o.deleted_at IS NULL AND o.is_test = {false} AND c.deleted_at IS NULL AND c.merged_into IS NULL
              AND NOT EXISTS (SELECT 1 FROM orders n WHERE n.shop_id = o.shop_id AND n.customer_id = o.customer_id AND n.processed_at >= o.processed_at
                AND (n.processed_at > o.processed_at OR n.id > o.id) AND n.cancelled_at IS NULL AND n.deleted_at IS NULL AND n.is_test = {false})
            ORDER BY o.processed_at DESC, o.id DESC LIMIT {PageSize + 1}
            """, row => (Customer: Row(row) with { LastOrderAt = row.At(8) }, Order: row.GetInt64(9)));
        var shown = rows.Take(PageSize).Select(row => row.Customer).ToList();
        return rows.Count > PageSize ? (shown, (rows[PageSize - 1].Customer.LastOrderAt!.Value, rows[PageSize - 1].Order)) : (shown, null);
    }

    /// <summary>
    /// Customers who have bought, by a figure of theirs, from where <paramref name="last"/> ended: along the figure's own
    /// index. Figures are a minute old at most, those of orders that earn nothing sometimes a day.
    /// </summary>
    internal async Task<(IReadOnlyList<CustomerRow> Rows, (long Value, long Id)? Next)> ByFigure(long shopId, FigureSort sort, bool isLeast, (long Value, long Id)? last)
    {
        var (value, id) = last ?? (isLeast ? (sort == FigureSort.LastOrder ? 0 : long.MinValue, 0L) : (sort == FigureSort.LastOrder ? Furthest.Ticks : long.MaxValue, long.MaxValue));
        var rows = await db.Sql.Query(FormattableStringFactory.Create(FigureStatements[(sort, isLeast)],
            shopId, sort == FigureSort.LastOrder ? new DateTime(Math.Clamp(value, 0, Furthest.Ticks), DateTimeKind.Utc) : (object)value, id, PageSize + 1),
            row => (Customer: Row(row), Value: sort switch { FigureSort.Spent => row.GetInt64(8), FigureSort.Orders => row.GetInt64(9), _ => row.At(10).Ticks }));
        var shown = rows.Take(PageSize).Select(row => row.Customer).ToList();
        return rows.Count > PageSize ? (shown, (rows[PageSize - 1].Value, shown[^1].Id)) : (shown, null);
    }

    /// <summary>One text for each sorting, so that each is prepared once. Column and order are words of ours; what comes from outside is a parameter.</summary>
    private static readonly Dictionary<(FigureSort, bool), string> FigureStatements = new[] { (FigureSort.Spent, "spent"), (FigureSort.Orders, "orders"), (FigureSort.LastOrder, "last_order_at") }
        .SelectMany(sort => new[] { (Key: (sort.Item1, false), Column: sort.Item2, Compared: "<", Way: " DESC"), (Key: (sort.Item1, true), Column: sort.Item2, Compared: ">", Way: "") })
        .ToDictionary(one => one.Key, one => $$"""
            SELECT c.id, c.first_name, c.last_name, c.email, a.available, a.pending, a.debt, a.lifetime, f.spent, f.orders, f.last_order_at
            FROM customer_figures f JOIN customers c ON c.shop_id = f.shop_id AND c.id = f.customer_id LEFT JOIN accounts a ON a.shop_id = c.shop_id AND a.customer_id = c.id
            WHERE f.shop_id = {0} AND (f.{{one.Column}}, f.customer_id) {{one.Compared}} ({1}, {2}) AND c.deleted_at IS NULL AND c.merged_into IS NULL
            ORDER BY f.{{one.Column}}{{one.Way}}, f.customer_id{{one.Way}} LIMIT {3}
            """);

    /// <summary>What each of these customers has bought, where they have.</summary>
    internal async Task<Dictionary<long, CustomerFigures>> Figures(long shopId, IReadOnlyList<CustomerRow> rows)
    {
        var (ids, figures) = (rows.Select(row => row.Id).ToArray(), db.CustomerFigures);
        return await figures.AsNoTracking().Where(f => f.ShopId == shopId && ids.Contains(f.CustomerId)).ToDictionaryAsync(f => f.CustomerId);
    }

    /// <summary>How many there are of each tab, now; null for one with more than a thousand, where the number kept each minute will do.</summary>
    internal async Task<IReadOnlyDictionary<CustomerFilter, long?>> Counts(long shopId)
    {
        const int most = 1001;
        var all = await db.Sql.Long($"SELECT COUNT(*) FROM (SELECT 1 AS one FROM customers WHERE shop_id = {shopId} AND deleted_at IS NULL AND merged_into IS NULL LIMIT {most}) counted");
        var holding = await db.Sql.Long($"SELECT COUNT(*) FROM (SELECT 1 AS one FROM accounts WHERE shop_id = {shopId} AND (available > 0 OR pending > 0) LIMIT {most}) counted");
        var owing = await db.Sql.Long($"SELECT COUNT(*) FROM (SELECT 1 AS one FROM accounts WHERE shop_id = {shopId} AND debt > 0 LIMIT {most}) counted");
        return new Dictionary<CustomerFilter, long?> { [CustomerFilter.All] = Exact(all), [CustomerFilter.Holding] = Exact(holding), [CustomerFilter.Owing] = Exact(owing) };

        static long? Exact(long count) => count < most ? count : null;
    }

    /// <summary>
    /// At most fifty matches: customers whose name, last name or e-mail begins with <paramref name="typed"/>, or whose id
    /// or order number it is. Each way runs along an index; a search in the middle of names would read every customer.
    /// </summary>
    internal async Task<IReadOnlyList<CustomerRow>> Search(long shopId, string typed)
    {
        var lower = typed.Trim().ToLowerInvariant();
        if (lower.Length == 0) return [];
        var name = char.ToUpperInvariant(lower[0]) + lower[1..];
        var number = long.TryParse(lower.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1;
        // The columns compare by bytes, and U+FFFD sorts behind every letter: so [text, text + U+FFFD) holds what begins with text.
        var found = await db.Sql.Query($"""
            SELECT id FROM (SELECT id FROM customers WHERE shop_id = {shopId} AND search_text >= {lower} AND search_text < {lower + "\uFFFD"} ORDER BY search_text LIMIT 60) by_text
            UNION SELECT id FROM (SELECT id FROM customers WHERE shop_id = {shopId} AND email >= {lower} AND email < {lower + "\uFFFD"} ORDER BY email LIMIT 60) by_email
            UNION SELECT id FROM (SELECT id FROM customers WHERE shop_id = {shopId} AND last_name >= {name} AND last_name < {name + "\uFFFD"} ORDER BY last_name LIMIT 60) by_last
            UNION SELECT id FROM customers WHERE shop_id = {shopId} AND id = {number}
            UNION SELECT customer_id FROM orders WHERE shop_id = {shopId} AND name IN ({"#" + lower.TrimStart('#').ToUpperInvariant()}, {lower.ToUpperInvariant()}) AND customer_id IS NOT NULL
            """, row => row.GetInt64(0));
        var rows = new List<CustomerRow>();
        foreach (var match in found.OrderDescending().Take(PageSize))
            if (await One(shopId, match) is { } row) rows.Add(row);
        return rows;
    }

    /// <summary>The level of each of these customers whom somebody has looked at, by its id; null: none.</summary>
    internal async Task<Dictionary<long, string?>> Tiers(long shopId, IReadOnlyList<CustomerRow> rows)
    {
        var (ids, tiers) = (rows.Select(row => row.Id).ToArray(), db.CustomerTiers);
        return await tiers.AsNoTracking().Where(t => t.ShopId == shopId && ids.Contains(t.CustomerId)).ToDictionaryAsync(t => t.CustomerId, t => t.LevelId);
    }

    private ValueTask<CustomerRow?> One(long shopId, long id) => db.Sql.Single($"""
        SELECT c.id, c.first_name, c.last_name, c.email, a.available, a.pending, a.debt, a.lifetime
        FROM customers c LEFT JOIN accounts a ON a.shop_id = c.shop_id AND a.customer_id = c.id
        WHERE c.shop_id = {shopId} AND c.id = {id} AND c.deleted_at IS NULL AND c.merged_into IS NULL
        """, Row);

    private static CustomerRow Row(DbDataReader row) => new(row.GetInt64(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3),
        row.LongOrNull(4) ?? 0, row.LongOrNull(5) ?? 0, row.LongOrNull(6) ?? 0, row.LongOrNull(7) ?? 0);
}
