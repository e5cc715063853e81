using RetentionApp.Data;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>Everything the shopper's pages show about one customer, read in one go.</summary>
internal sealed record Shopper(long CustomerId, string? FirstName, string? Locale, Balance Balance, List<HistoryRow> History, List<HeldCode> Codes, Upcoming? Next);

/// <param name="Code">The code of the reward it is about, once that exists.</param>
internal readonly record struct HistoryRow(EntryKind Kind, long Points, string? Note, DateTime At, string? Code);

/// <summary>A code that was bought and not used yet; still on its way where <see cref="IsIssued"/> is false.</summary>
internal sealed record HeldCode(string Key, string Code, bool IsIssued, long RewardId, long Amount, string Currency, DateTime? ExpiresAt);

internal static class Shoppers
{
    private const int HistoryLength = 20;

    /// <summary>A customer we have not heard of yet is one without points.</summary>
    internal static Task<Shopper> Read(ReadPool pool, long shopId, long customerId, TimeZoneInfo zone, DateTime now) =>
        pool.Read(sql => Read(sql, shopId, customerId, zone, now));

    /// <summary>The words alone, for answers that need nothing of the shop's offer: in the language of page, customer or shop.</summary>
    internal static async ValueTask<Words> Words(ReadPool pool, ProxyContext proxy)
    {
        var theirs = proxy.Locale is null && proxy.CustomerId is { } customer
            ? await pool.Read(async sql => await sql.Single($"SELECT locale FROM customers WHERE shop_id = {proxy.ShopId} AND id = {customer}", row => row.TextOrNull(0)))
            : null;
        return new Words(Cultures.Choose(proxy.Locale, theirs, proxy.Shop.Locale), PointsName.Default);
    }

    private static async Task<Shopper> Read(Sql sql, long shopId, long customerId, TimeZoneInfo zone, DateTime now)
    {
        var person = await Find(sql, shopId, customerId);
        // Who was merged away is shown the account that survived; a merge may follow a merge.
        for (var depth = 0; depth < 8 && person?.MergedInto is { } heir; depth++) person = await Find(sql, shopId, heir) ?? person with { MergedInto = null };
        if (person is null) return new Shopper(customerId, null, null, Balance.None, [], [], null);

        var balance = person.Balance.AccountId is null ? Balance.None : await Balances.AsOf(sql, shopId, person.Balance, person.NextChangeAt, now);
        if (balance.AccountId is not { } account) return new Shopper(customerId, person.FirstName, person.Locale, balance, [], [], null);

        var history = await sql.Query($"""
            SELECT e.kind, e.points, e.note, e.occurred_at, r.code FROM ledger_entries e
            LEFT JOIN redemptions r ON e.kind IN (3, 4) AND r.id = e.subject AND r.shop_id = e.shop_id AND r.state IN (1, 3)
            WHERE e.shop_id = {shopId} AND e.account_id = {account} ORDER BY e.occurred_at DESC, e.id DESC LIMIT {HistoryLength}
            """, row => new HistoryRow((EntryKind)row.GetInt32(0), row.GetInt64(1), row.TextOrNull(2), row.At(3), row.TextOrNull(4)));
        var codes = await sql.Query($"""
            SELECT idempotency_key, code, state, reward_id, amount, currency, expires_at FROM redemptions
            WHERE shop_id = {shopId} AND account_id = {account} AND state IN (0, 1) AND (expires_at IS NULL OR expires_at > {now}) ORDER BY id DESC LIMIT 10
            """, row => new HeldCode(row.GetString(0), row.GetString(1), row.GetInt32(2) == (int)RedemptionState.Issued, row.GetInt64(3), row.GetInt64(4), row.GetString(5), row.AtOrNull(6)));
        var next = balance.Pending > 0 ? await Balances.Next(sql, shopId, account, now, zone) : null;
        return new Shopper(customerId, person.FirstName, person.Locale, balance, history, codes, next);
    }

    private static ValueTask<Person?> Find(Sql sql, long shopId, long customerId) => sql.Single($"""
        SELECT c.first_name, c.locale, c.merged_into, a.id, a.available, a.pending, a.lifetime, a.debt, a.closed_at, a.next_change_at
        FROM customers c LEFT JOIN accounts a ON a.shop_id = c.shop_id AND a.customer_id = c.id
        WHERE c.shop_id = {shopId} AND c.id = {customerId}
        """, row => new Person(row.TextOrNull(0), row.TextOrNull(1), row.LongOrNull(2), row.IsDBNull(3) ? Balance.None
            : new Balance(row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), !row.IsDBNull(8)), row.AtOrNull(9)));

    private sealed record Person(string? FirstName, string? Locale, long? MergedInto, Balance Balance, DateTime? NextChangeAt);
}
