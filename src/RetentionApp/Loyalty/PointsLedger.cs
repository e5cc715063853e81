using RetentionApp.Data;
using RetentionApp.Shops;
using RetentionApp.Timeline;

namespace RetentionApp.Loyalty;

/// <summary>
/// The only writer of ledger and balances. Every method runs inside the caller's transaction, or opens one, and locks the
/// account for as long as it lasts.
/// </summary>
internal sealed partial class PointsLedger(AppDb db, Programmes programmes, ShopDirectory shops, PushMarks marks, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Credits points that can be used from <paramref name="availableAt"/> on. Without <paramref name="expiresAt"/> the
    /// programme says when they expire. Returns the account; null, and nothing happened, when it is closed, or blocked and
    /// this is no order (what an order is worth says its own rule).
    /// </summary>
    internal Task<long?> Credit(long shopId, long customerId, Posting posting, DateTime availableAt, DateTime? expiresAt, long? orderId) =>
        db.Write(async () =>
        {
            var account = await OpenRow(shopId, customerId);
            if (account.ClosedAt is not null || (account.BlockedAt is not null && posting.Kind is not (EntryKind.OrderEarned or EntryKind.OrderBonus))) return (long?)null;
            var rules = await Rules(shopId);
            account.Renew(posting);
            expiresAt ??= rules.Expiry?.Of(availableAt, account.ActiveAt);
            if (account.IsSimple(Now) && !rules.ByInactivity && (expiresAt is null || expiresAt > Now))
            {
                await AddLot(account, posting, availableAt, expiresAt, orderId);
                return account.Id;
            }
            await ReadLots(account);
            Renew(account, posting, rules);
            account.Book.Credit(posting, availableAt, expiresAt, orderId, Now);
            await Close(account);
            return account.Id;
        });

    /// <summary>Changes from when on the credits of an order can be used.</summary>
    internal Task Reschedule(long shopId, long accountId, long orderId, DateTime availableAt) => db.Write(async () =>
    {
        var account = await OpenById(shopId, accountId);
        if (account.ClosedAt is not null) return;
        account.Book.Reschedule(orderId, availableAt, Now);
        if ((await Rules(shopId)).Expiry is { } expiry) account.Book.Redate(lot => lot.OrderId == orderId ? expiry.Of(availableAt, account.ActiveAt) : lot.ExpiresAt);
        account.Book.Tidy(Now);
        await db.Sql.Execute($"UPDATE lots SET available_at = {availableAt} WHERE shop_id = {shopId} AND account_id = {accountId} AND remaining > 0 AND order_id = {orderId}");
        await Close(account);
    });

    /// <summary>Takes points back from an account; what is gone already becomes debt.</summary>
    /// <param name="creditSource">The entry whose lot gives first, where it is no order's.</param>
    internal Task TakeBack(long shopId, long accountId, Posting posting, long? orderId, string? creditSource = null) => db.Write(async () =>
    {
        var account = await OpenById(shopId, accountId);
        var credit = creditSource is null ? 0 : await db.Sql.Long($"SELECT id FROM ledger_entries WHERE shop_id = {shopId} AND source = {creditSource}");
        account.Book.Tidy(Now);
        account.Book.TakeBack(posting, orderId, Now, credit, account.Book.HoldsOf(orderId, credit) < -posting.Points ? await Expired(account, orderId, credit) : null);
        await Close(account);
    });

    /// <summary>Spends available points. The account when it had enough, null when not.</summary>
    internal Task<SpendAnswer> Spend(long shopId, long customerId, Posting posting) => db.Write(async () =>
    {
        var account = await Open(shopId, customerId);
        if (account.ClosedAt is not null) return new SpendAnswer(account.Id, Missing: -posting.Points, IsClosed: true);
        if (account.BlockedAt is not null) return new SpendAnswer(account.Id, Missing: -posting.Points, IsClosed: false) { IsBlocked = true };
        account.Book.Tidy(Now);
        var available = account.Book.Available(Now);
        if (available < -posting.Points) return new SpendAnswer(account.Id, Missing: -posting.Points - available, IsClosed: false);
        account.Renew(posting);
        Renew(account, posting, await Rules(shopId));
        account.Book.Spend(posting, Now);
        await Close(account);
        return new SpendAnswer(account.Id, 0, IsClosed: false);
    });

    /// <summary>The customer's account, opened where there is none, for what costs no points.</summary>
    internal Task<SpendAnswer> AccountOf(long shopId, long customerId) => db.Write(async () =>
    {
        var account = await OpenRow(shopId, customerId);
        return new SpendAnswer(account.Id, Missing: 0, IsClosed: account.ClosedAt is not null) { IsBlocked = account.BlockedAt is not null };
    });

    /// <summary>
    /// Puts what <paramref name="originalSource"/> spent back into its lots: all of it, or after the first
    /// <paramref name="before"/> points the next <paramref name="points"/>; what was taken last comes back first. The same source does it once.
    /// </summary>
    internal Task<bool> GiveBack(long shopId, long accountId, string originalSource, Posting posting, long before = 0, long points = long.MaxValue) => db.Write(async () =>
    {
        var account = await OpenById(shopId, accountId);
        if (account.ClosedAt is not null || await IsPosted(shopId, posting.Source)) return false;
        var expiry = (await Rules(shopId)).Expiry;
        var origins = Part(await Origins(shopId, originalSource), before, points);
        // A lot that had nothing left when the rule changed was passed over then.
        foreach (var (lot, _) in expiry is null ? [] : origins)
        {
            lot.ExpiresAt = expiry!.Of(lot.AvailableAt, account.ActiveAt);
            if (lot.AccountId == accountId) account.Book.Redated.Add(lot);
        }
        account.Book.GiveBack(posting, origins.Select(origin => (origin.Lot, origin.Points, origin.Lot.AccountId != accountId)), Now);
        // What had been owed came from no lot: it becomes one of its own.
        if (points != long.MaxValue && points - origins.Sum(origin => origin.Points) is > 0 and var rest)
            account.Book.Credit(posting with { Points = rest, Source = posting.Source + "#rest" }, Now, expiry?.Of(Now, account.ActiveAt), orderId: null, Now);
        await Close(account);
        return true;
    });

    /// <summary>A merchant gives or takes points by hand. The same <paramref name="key"/> does it once.</summary>
    internal Task<Adjusted> Adjust(long shopId, long customerId, long points, string reason, string by, string key) => db.Write(async () =>
    {
        var account = await Open(shopId, customerId);
        if (account.ClosedAt is not null) return new Adjusted(IsClosed: true, IsRepeated: false);
        var source = $"adjustment:{key}";
        if (await IsPosted(shopId, source)) return new Adjusted(IsClosed: false, IsRepeated: true);
        var posting = new Posting(EntryKind.Adjusted, points, points, source, null, reason, Now);
        if (points >= 0) account.Book.Credit(posting, Now, (await Rules(shopId)).Expiry?.Of(Now, account.ActiveAt), orderId: null, Now);
        else account.Book.TakeBack(posting, orderId: null, Now);
        await Close(account);
        await db.AppendTimeline(shopId, account.CustomerId, TimelineKinds.PointsAdjusted, points, $"{by}: {reason}", Now);
        return new Adjusted(IsClosed: false, IsRepeated: false);
    });

    /// <summary>
    /// Gives or takes what was brought over from elsewhere; with <paramref name="isTarget"/> brings the available points, and
    /// the lifetime points where given, to that number. Without <paramref name="expiresAt"/> the programme says when they
    /// expire. Null, and nothing happened, when the account is closed.
    /// </summary>
    internal Task<BroughtOver?> BringOver(long shopId, long customerId, long points, long? lifetime, bool isTarget, DateTime? expiresAt, string? note, string source) => db.Write(async () =>
    {
        var account = await Open(shopId, customerId);
        if (account.ClosedAt is not null) return null;
        account.Book.Tidy(Now);
        var change = isTarget ? points - account.Book.Available(Now) : points;
        var earned = lifetime is not { } whole ? change : isTarget ? whole - account.Book.Lifetime : whole;
        if (change == 0 && earned == 0) return new BroughtOver(account.CustomerId, 0, 0);
        var posting = new Posting(EntryKind.Imported, change, earned, source, null, note, Now);
        if (change > 0) account.Book.Credit(posting, Now, expiresAt ?? (await Rules(shopId)).Expiry?.Of(Now, account.ActiveAt), orderId: null, Now);
        else account.Book.TakeBack(posting, orderId: null, Now);
        await Close(account);
        return new BroughtOver(account.CustomerId, change, earned);
    });

    /// <summary>Writes down what time has done to accounts whose snapshot is out of date. Returns how many there were.</summary>
    internal async Task<int> Tidy(int most)
    {
        var due = await db.Sql.Query($"SELECT shop_id, id FROM accounts WHERE next_change_at <= {Now} ORDER BY next_change_at LIMIT {most}", row => (Shop: row.GetInt64(0), Id: row.GetInt64(1)));
        if (due.Count == 0) return 0;
        await db.Write(async () =>
        {
            foreach (var (shop, id) in due.OrderBy(account => account.Id))
            {
                var account = await OpenById(shop, id);
                account.Book.Tidy(Now);
                await Close(account);
            }
        });
        return due.Count;
    }

    /// <summary>Of points laid out in a row, the last taken first, those from <paramref name="before"/> on.</summary>
    private static List<(BookLot Lot, long Points)> Part(List<(BookLot Lot, long Points)> origins, long before, long points)
    {
        var part = new List<(BookLot, long)>();
        foreach (var (lot, taken) in Enumerable.Reverse(origins))
        {
            var skipped = Math.Min(before, taken);
            var given = Math.Min(taken - skipped, points);
            (before, points) = (before - skipped, points - given);
            if (given > 0) part.Add((lot, given));
        }
        return part;
    }
}
