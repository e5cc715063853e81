using RetentionApp.Data;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>Everything the shopper's pages show about one customer, read in one go.</summary>
internal sealed record Shopper(long CustomerId, string? FirstName, string? Locale, Balance Balance, List<HistoryRow> History, List<HeldCode> Codes, Upcoming? Next, Standing Standing)
{
    /// <summary>The points that expire next; null when none do.</summary>
    internal Expiring? Expiring { get; init; }
}

/// <param name="Code">The code of the reward it is about, once that exists.</param>
internal readonly record struct HistoryRow(EntryKind Kind, long Points, string? Note, DateTime At, string? Code, EntryCause Cause = EntryCause.None);

/// <summary>A reward that was bought and not used yet; still on its way where <see cref="IsIssued"/> is false.</summary>
/// <param name="Descriptor">The reward in its fixed form.</param>
internal sealed record HeldCode(
    long Id, string Key, string Code, RedemptionState State, RewardKind Kind, string Descriptor, long RewardId, long Cost, DateTime? IssuedAt, DateTime? ExpiresAt)
{
    /// <summary>Minor units of <see cref="Currency"/> that the cart must reach; null: any.</summary>
    internal long? MinimumSubtotal { get; init; }
    internal string Currency { get; init; } = "";
    /// <summary>Of its points those that ran out since they were spent, and would not come back.</summary>
    internal long RanOut { get; init; }

    internal bool IsIssued => State is RedemptionState.Issued or RedemptionState.Cancelling;
    internal bool HasCode => RewardKinds.Of(Kind).HasCode;
    internal bool CanCancel => State == RedemptionState.Issued && RewardKinds.Of(Kind).CanBeTakenBack;

    /// <summary>Whether a link can put it into the cart.</summary>
    internal bool CanApply => State == RedemptionState.Issued && RewardKinds.Of(Kind).IsDiscount;

    internal static HeldCode Of(Redemption r) => new(r.Id, r.IdempotencyKey, r.Code, r.State, r.Kind, r.Descriptor, r.RewardId, r.Cost, r.IssuedAt, r.ExpiresAt) { MinimumSubtotal = r.MinimumSubtotal, Currency = r.Currency };

    /// <summary>What was put on an account is told for a day; what can still be used, until it is.</summary>
    internal bool IsShown(DateTime now) =>
        State is RedemptionState.Pending or RedemptionState.Unclear or RedemptionState.Issued or RedemptionState.Cancelling && (ExpiresAt is null || ExpiresAt > now)
        && (Kind != RewardKind.StoreCredit || IssuedAt is null || IssuedAt > now.AddDays(-1));
}

internal static class Shoppers
{
    private const int MostCodes = 10;

    /// <summary>A customer we have not heard of yet is one without points.</summary>
    /// <param name="standing">Reads what else the rewards ask about the customer; null where they ask nothing.</param>
    /// <param name="pointsExpire">Whether the programme lets points expire.</param>
    internal static Task<Shopper> Read(ReadPool pool, long shopId, long customerId, TimeZoneInfo zone, DateTime now, Func<Sql, long, Task<Standing>>? standing = null, bool pointsExpire = false) =>
        pool.Read(sql => Read(sql, shopId, customerId, zone, now, standing, pointsExpire));

    /// <summary>The words alone, for answers that need nothing of the shop's offer: in the language of page, customer or shop.</summary>
    internal static async ValueTask<Words> Words(ReadPool pool, ProxyContext proxy)
    {
        var theirs = proxy.Locale is null && proxy.CustomerId is { } customer
            ? await pool.Read(async sql => await sql.Single($"SELECT locale FROM customers WHERE shop_id = {proxy.ShopId} AND id = {customer}", row => row.TextOrNull(0)))
            : null;
        return new Words(Cultures.Choose(proxy.Locale, theirs, proxy.Shop.Locale), PointsName.Of(proxy.Shop.PointsWord));
    }

    private static async Task<Shopper> Read(Sql sql, long shopId, long customerId, TimeZoneInfo zone, DateTime now, Func<Sql, long, Task<Standing>>? asked, bool pointsExpire)
    {
        var person = await Find(sql, shopId, customerId);
        // Who was merged away is shown the account that survived; a merge may follow a merge.
        var owner = customerId;
        for (var depth = 0; depth < 8 && person?.MergedInto is { } heir; depth++)
        {
            owner = heir;
            person = await Find(sql, shopId, heir) ?? person with { MergedInto = null };
        }
        var standing = asked is null ? Standing.Nothing : await asked(sql, owner);
        person ??= await OnlyAccount(sql, shopId, customerId);
        if (person is null) return new Shopper(customerId, null, null, Balance.None, [], [], null, standing);

        var balance = person.Balance.AccountId is null ? Balance.None : await Balances.AsOf(sql, shopId, person.Balance, person.NextChangeAt, now);
        if (balance.AccountId is not { } account) return new Shopper(customerId, person.FirstName, person.Locale, balance, [], [], null, standing);

        // Fifty hold the codes still open and those that the history speaks of. The limits are literals on purpose: SQLite
        // plans a statement anew whenever a parameter in its LIMIT is bound, which took longer than running it.
        var bought = await sql.Query($"""
            SELECT id, idempotency_key, code, state, kind, title, reward_id, cost, issued_at, expires_at, minimum_subtotal, currency FROM redemptions
            WHERE shop_id = {shopId} AND account_id = {account} ORDER BY id DESC LIMIT 50
            """, row => new HeldCode(row.GetInt64(0), row.GetString(1), row.GetString(2), (RedemptionState)row.GetInt32(3), (RewardKind)row.GetInt32(4), Untitled(row.GetString(5)),
                row.GetInt64(6), row.GetInt64(7), row.AtOrNull(8), row.AtOrNull(9)) { MinimumSubtotal = row.LongOrNull(10), Currency = row.GetString(11) });
        var history = await sql.Query($"""
            SELECT kind, points, subject, note, occurred_at, cause FROM ledger_entries
            WHERE shop_id = {shopId} AND account_id = {account} ORDER BY occurred_at DESC, id DESC LIMIT 20
            """, row => new HistoryRow((EntryKind)row.GetInt32(0), row.GetInt64(1), row.TextOrNull(3), row.At(4), CodeOf((EntryKind)row.GetInt32(0), row.LongOrNull(2)), (EntryCause)row.GetInt32(5)));
        var codes = bought.Where(one => one.IsShown(now)).Take(MostCodes).ToList();
        if (pointsExpire && codes.Exists(one => one.CanCancel))
        {
            var ranOut = await RedemptionRows.RanOut(sql, shopId, account, now);
            codes = codes.ConvertAll(one => one with { RanOut = ranOut.GetValueOrDefault(one.Id) });
        }
        var next = balance.Pending > 0 ? await Balances.Next(sql, shopId, account, now, zone) : null;
        var expiring = pointsExpire && balance.Available > 0 ? await Balances.Expiring(sql, shopId, account, now) : null;
        return new Shopper(customerId, person.FirstName, person.Locale, balance, history, codes, next, standing) { Expiring = expiring };

        // A code that Shopify has not confirmed is nobody's to see.
        string? CodeOf(EntryKind kind, long? subject) => kind is EntryKind.Redeemed or EntryKind.RedemptionReturned
            ? bought.Find(one => one.Id == subject && one.HasCode && one.State is not (RedemptionState.Pending or RedemptionState.Refused))?.Code
            : null;

        static string Untitled(string title) => title.LastIndexOf(" · ", StringComparison.Ordinal) is > 0 and var end ? title[..end] : title;
    }

    private static ValueTask<Person?> Find(Sql sql, long shopId, long customerId) => sql.Single($"""
        SELECT c.first_name, c.locale, c.merged_into, a.id, a.available, a.pending, a.lifetime, a.debt, a.closed_at, a.next_change_at, a.blocked_at
        FROM customers c LEFT JOIN accounts a ON a.shop_id = c.shop_id AND a.customer_id = c.id
        WHERE c.shop_id = {shopId} AND c.id = {customerId}
        """, row => new Person(row.TextOrNull(0), row.TextOrNull(1), row.LongOrNull(2), row.IsDBNull(3) ? Balance.None
            : new Balance(row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), !row.IsDBNull(8)) { IsBlocked = !row.IsDBNull(10) }, row.AtOrNull(9)));

    /// <summary>Points may come before the person is heard of: an order that was read again names its customer by id alone.</summary>
    private static ValueTask<Person?> OnlyAccount(Sql sql, long shopId, long customerId) => sql.Single($"""
        SELECT id, available, pending, lifetime, debt, closed_at, next_change_at, blocked_at FROM accounts WHERE shop_id = {shopId} AND customer_id = {customerId}
        """, row => new Person(null, null, null, new Balance(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), !row.IsDBNull(5)) { IsBlocked = !row.IsDBNull(7) }, row.AtOrNull(6)));

    private sealed record Person(string? FirstName, string? Locale, long? MergedInto, Balance Balance, DateTime? NextChangeAt);
}
