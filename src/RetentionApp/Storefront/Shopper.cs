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
    private const int MostCodes = 10;

    /// <summary>A customer we have not heard of yet is one without points.</summary>
    internal static Task<Shopper> Read(ReadPool pool, long shopId, long customerId, TimeZoneInfo zone, DateTime now) =>
        pool.Read(sql => Read(sql, shopId, customerId, zone, now));

    /// <summary>The words alone, for answers that need nothing of the shop's offer: in the language of page, customer or shop.</summary>
    internal static async ValueTask<Words> Words(ReadPool pool, ProxyContext proxy)
    {
        var theirs = proxy.Locale is null && proxy.CustomerId is { } customer
            ? await pool.Read(async sql => await sql.Single($"SELECT locale FROM customers WHERE shop_id = {proxy.ShopId} AND id = {customer}", row => row.TextOrNull(0)))
            : null;
        return new Words(Cultures.Choose(proxy.Locale, theirs, proxy.Shop.Locale), PointsName.Of(proxy.Shop.PointsWord));
    }

    private static async Task<Shopper> Read(Sql sql, long shopId, long customerId, TimeZoneInfo zone, DateTime now)
    {
        var person = await Find(sql, shopId, customerId);
        // Who was merged away is shown the account that survived; a merge may follow a merge.
        for (var depth = 0; depth < 8 && person?.MergedInto is { } heir; depth++) person = await Find(sql, shopId, heir) ?? person with { MergedInto = null };
        person ??= await OnlyAccount(sql, shopId, customerId);
        if (person is null) return new Shopper(customerId, null, null, Balance.None, [], [], null);

        var balance = person.Balance.AccountId is null ? Balance.None : await Balances.AsOf(sql, shopId, person.Balance, person.NextChangeAt, now);
        if (balance.AccountId is not { } account) return new Shopper(customerId, person.FirstName, person.Locale, balance, [], [], null);

        // Fifty hold the codes still open and those that the history speaks of. The limits are literals on purpose: SQLite
        // plans a statement anew whenever a parameter in its LIMIT is bound, which took longer than running it.
        var bought = await sql.Query($"""
            SELECT id, idempotency_key, code, state, reward_id, amount, currency, expires_at FROM redemptions
            WHERE shop_id = {shopId} AND account_id = {account} ORDER BY id DESC LIMIT 50
            """, row => new Bought(row.GetInt64(0), (RedemptionState)row.GetInt32(3),
                new HeldCode(row.GetString(1), row.GetString(2), row.GetInt32(3) == (int)RedemptionState.Issued, row.GetInt64(4), row.GetInt64(5), row.GetString(6), row.AtOrNull(7))));
        var history = await sql.Query($"""
            SELECT kind, points, subject, note, occurred_at FROM ledger_entries
            WHERE shop_id = {shopId} AND account_id = {account} ORDER BY occurred_at DESC, id DESC LIMIT 20
            """, row => new HistoryRow((EntryKind)row.GetInt32(0), row.GetInt64(1), row.TextOrNull(3), row.At(4), CodeOf((EntryKind)row.GetInt32(0), row.LongOrNull(2))));
        var codes = bought.Where(one => one.State is (RedemptionState.Pending or RedemptionState.Issued) && (one.Code.ExpiresAt is null || one.Code.ExpiresAt > now)).Select(one => one.Code).Take(MostCodes).ToList();
        var next = balance.Pending > 0 ? await Balances.Next(sql, shopId, account, now, zone) : null;
        return new Shopper(customerId, person.FirstName, person.Locale, balance, history, codes, next);

        // A code that Shopify has not confirmed is nobody's to see.
        string? CodeOf(EntryKind kind, long? subject) => kind is EntryKind.Redeemed or EntryKind.RedemptionReturned
            ? bought.Find(one => one.Id == subject && one.State is (RedemptionState.Issued or RedemptionState.Used))?.Code.Code
            : null;
    }

    private static ValueTask<Person?> Find(Sql sql, long shopId, long customerId) => sql.Single($"""
        SELECT c.first_name, c.locale, c.merged_into, a.id, a.available, a.pending, a.lifetime, a.debt, a.closed_at, a.next_change_at
        FROM customers c LEFT JOIN accounts a ON a.shop_id = c.shop_id AND a.customer_id = c.id
        WHERE c.shop_id = {shopId} AND c.id = {customerId}
        """, row => new Person(row.TextOrNull(0), row.TextOrNull(1), row.LongOrNull(2), row.IsDBNull(3) ? Balance.None
            : new Balance(row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), !row.IsDBNull(8)), row.AtOrNull(9)));

    /// <summary>Points may come before the person is heard of: an order that was read again names its customer by id alone.</summary>
    private static ValueTask<Person?> OnlyAccount(Sql sql, long shopId, long customerId) => sql.Single($"""
        SELECT id, available, pending, lifetime, debt, closed_at, next_change_at FROM accounts WHERE shop_id = {shopId} AND customer_id = {customerId}
        """, row => new Person(null, null, null, new Balance(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), !row.IsDBNull(5)), row.AtOrNull(6)));

    private sealed record Bought(long Id, RedemptionState State, HeldCode Code);

    private sealed record Person(string? FirstName, string? Locale, long? MergedInto, Balance Balance, DateTime? NextChangeAt);
}
