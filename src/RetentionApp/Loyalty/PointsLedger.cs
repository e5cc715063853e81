using System.Globalization;
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
        await db.Sql.Execute($"UPDATE lots SET available_at = {availableAt} WHERE shop_id = {shopId} AND account_id = {accountId} AND remaining > 0 AND order_id = {orderId}");
        await Close(account);
    });

    /// <summary>Takes points back from an account; what is gone already becomes debt.</summary>
    /// <param name="creditSource">The entry whose lot gives first, where it is no order's.</param>
    internal Task TakeBack(long shopId, long accountId, Posting posting, long? orderId, string? creditSource = null) => db.Write(async () =>
    {
        var account = await OpenById(shopId, accountId);
        var credit = creditSource is null ? 0 : await db.Sql.Long($"SELECT id FROM ledger_entries WHERE shop_id = {shopId} AND source = {creditSource}");
        account.Book.TakeBack(posting, orderId, Now, credit);
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

    /// <summary>
    /// Moves everything from one customer's account to another's, in paired entries that keep dates and debt. An account
    /// that was erased first, because its customer's deletion was heard before the merge, is filled again for it.
    /// </summary>
    internal Task Merge(long shopId, long fromCustomer, long intoCustomer) => db.Write(async () =>
    {
        if (await db.Sql.Long($"SELECT COUNT(*) FROM accounts WHERE shop_id = {shopId} AND customer_id = {fromCustomer}") == 0) return;
        // Locked in one order whichever way the merge goes, so that two merges cannot wait for each other.
        var first = await Open(shopId, Math.Min(fromCustomer, intoCustomer));
        var second = await Open(shopId, Math.Max(fromCustomer, intoCustomer));
        var (from, into) = fromCustomer < intoCustomer ? (first, second) : (second, first);
        if (into.ClosedAt is not null) return;
        if (from.ClosedAt is not null) await Reopen(from);
        var round = await db.Sql.Long($"SELECT COUNT(*) FROM ledger_entries WHERE shop_id = {shopId} AND account_id = {from.Id} AND kind = {EntryKind.Transferred}");
        var source = $"merge:{fromCustomer}>{intoCustomer}:{round}";
        foreach (var parcel in from.Book.HandOver(name => new Posting(EntryKind.Transferred, 0, 0, $"{source}:{name}:out", intoCustomer, null, Now), Now))
            into.Book.Receive(parcel, new Posting(EntryKind.Transferred, 0, 0, $"{source}:{parcel.Name}:in", fromCustomer, null, Now), Now);
        into.ActiveAt = new[] { into.ActiveAt, from.ActiveAt }.Max();
        var rules = await Rules(shopId);
        if (rules.ByInactivity) into.Book.Redate(lot => rules.Expiry!.Of(lot.AvailableAt, into.ActiveAt));
        into.Book.Tidy(Now);
        await Close(from);
        await Close(into);
        await MoveBlocks(from, into);
        // By way of the customers' orders: awards have no index on the account, which every new order would have to keep up.
        await db.Sql.Execute($"""
            UPDATE order_awards SET account_id = {into.Id} WHERE shop_id = {shopId} AND account_id = {from.Id}
              AND order_id IN (SELECT id FROM orders WHERE shop_id = {shopId} AND customer_id IN ({fromCustomer}, {intoCustomer}))
            """);
        await db.Sql.Execute($"""
            UPDATE order_bonuses SET account_id = {into.Id} WHERE shop_id = {shopId} AND account_id = {from.Id}
              AND order_id IN (SELECT id FROM orders WHERE shop_id = {shopId} AND customer_id IN ({fromCustomer}, {intoCustomer}))
            """);
    });

    /// <summary>Closes an erased customer's account: what remains goes, the entries stay without a name.</summary>
    internal Task Erase(long shopId, long customerId) => db.Write(async () =>
    {
        if (await db.Sql.Long($"SELECT COUNT(*) FROM accounts WHERE shop_id = {shopId} AND customer_id = {customerId}") == 0) return;
        var account = await Open(shopId, customerId);
        if (account.ClosedAt is not null) return;
        account.Book.Tidy(Now);
        account.Book.Empty(new Posting(EntryKind.Erased, 0, 0, $"erased:{account.Id}", null, null, Now));
        await Close(account);
        await db.Sql.Execute($"UPDATE accounts SET closed_at = {Now} WHERE shop_id = {shopId} AND id = {account.Id}");
        await db.Sql.Execute($"UPDATE ledger_entries SET note = NULL WHERE shop_id = {shopId} AND account_id = {account.Id} AND kind IN ({EntryKind.Adjusted}, {EntryKind.Imported}, {EntryKind.DeedUndone})");
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

    /// <summary>What <see cref="Erase"/> took away comes back.</summary>
    private async Task Reopen(OpenAccount account)
    {
        var (source, shopId) = ($"erased:{account.Id}", account.ShopId);
        if (await IsPosted(shopId, source) && !await IsPosted(shopId, source + ":undone"))
        {
            var owed = await db.Sql.Long($"""
                SELECT COALESCE(SUM(m.points), 0) FROM ledger_entries e JOIN lot_moves m ON m.shop_id = e.shop_id AND m.account_id = e.account_id AND m.entry_id = e.id
                WHERE e.shop_id = {shopId} AND e.source = {source} AND m.lot_id IS NULL
                """);
            account.Book.Refill(new Posting(EntryKind.Erased, 0, 0, source + ":undone", null, null, Now), await Origins(shopId, source), owed);
        }
        await db.Sql.Execute($"UPDATE accounts SET closed_at = NULL WHERE shop_id = {shopId} AND id = {account.Id}");
    }

    /// <summary>The lots that an entry took points from, in the order in which it did.</summary>
    private async Task<List<(BookLot Lot, long Points)>> Origins(long shopId, string source) => await db.Sql.Query($"""
        SELECT l.entry_id, l.order_id, l.points, l.remaining, l.available_at, l.expires_at, l.account_id, -m.points
        FROM ledger_entries e JOIN lot_moves m ON m.shop_id = e.shop_id AND m.account_id = e.account_id AND m.entry_id = e.id
        JOIN lots l ON l.entry_id = m.lot_id
        WHERE e.shop_id = {shopId} AND e.source = {source} ORDER BY m.id
        """, row => (Lot: ReadLot(row) with { AccountId = row.GetInt64(6) }, Points: row.GetInt64(7)));

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

    private async Task<bool> IsPosted(long shopId, string source) =>
        await db.Sql.Long($"SELECT COUNT(*) FROM ledger_entries WHERE shop_id = {shopId} AND source = {source}") > 0;

    private async Task<OpenAccount> Open(long shopId, long customerId) => await ReadLots(await OpenRow(shopId, customerId));

    private async Task<OpenAccount> OpenRow(long shopId, long customerId) =>
        // The upsert makes the account where it is missing and locks its row in either case.
        (await db.Sql.Single($"""
            INSERT INTO accounts (shop_id, customer_id, available, pending, debt, lifetime, created_at) VALUES ({shopId}, {customerId}, 0, 0, 0, 0, {Now})
            ON CONFLICT (shop_id, customer_id) DO UPDATE SET customer_id = excluded.customer_id
            RETURNING id, customer_id, debt, lifetime, closed_at, available, pending, next_change_at, blocked_at, active_at
            """, row => ReadAccount(shopId, row)))!;

    private async Task<OpenAccount> OpenById(long shopId, long id) =>
        await ReadLots(await db.Sql.Single(
            $"UPDATE accounts SET customer_id = customer_id WHERE shop_id = {shopId} AND id = {id} RETURNING id, customer_id, debt, lifetime, closed_at, available, pending, next_change_at, blocked_at, active_at",
            row => ReadAccount(shopId, row)) ?? throw new InvalidOperationException($"Shop {shopId} has no account {id}."));

    private static OpenAccount ReadAccount(long shopId, System.Data.Common.DbDataReader row) =>
        new(row.GetInt64(0), shopId, row.GetInt64(1), row.AtOrNull(4), row.GetInt64(2), row.GetInt64(3), row.GetInt64(5), row.GetInt64(6), row.AtOrNull(7))
        {
            BlockedAt = row.AtOrNull(8), ActiveAt = row.AtOrNull(9),
        };

    private async Task<OpenAccount> ReadLots(OpenAccount account)
    {
        var lots = account.HasPoints
            ? await db.Sql.Query(
                $"SELECT entry_id, order_id, points, remaining, available_at, expires_at FROM lots WHERE shop_id = {account.ShopId} AND account_id = {account.Id} AND remaining > 0", ReadLot)
            : [];
        account.Book = new Book(account.Debt, account.Lifetime, lots, (await Rules(account.ShopId)).Negative);
        return account;
    }

    private static BookLot ReadLot(System.Data.Common.DbDataReader row) =>
        new(row.GetInt64(0), row.LongOrNull(1), row.GetInt64(2), row.GetInt64(3), row.At(4), row.AtOrNull(5));

    /// <summary>What <see cref="Book.Credit"/> comes to on a simple account, without reading the lots of a customer who may have hundreds.</summary>
    private async Task AddLot(OpenAccount account, Posting posting, DateTime availableAt, DateTime? expiresAt, long? orderId)
    {
        var (now, points) = (Now, posting.Points);
        await InsertLot(account, await Insert(account, posting), orderId, points, points, availableAt, expiresAt);
        var isAvailable = availableAt <= now;
        var next = new[] { account.NextChangeAt, isAvailable ? null : availableAt, expiresAt }.Min();
        await db.Sql.Execute($"""
            UPDATE accounts SET available = {account.Available + (isAvailable ? points : 0)}, pending = {account.Pending + (isAvailable ? 0 : points)},
              lifetime = {account.Lifetime + posting.Lifetime}, next_change_at = {next}, active_at = {account.ActiveAt}
            WHERE shop_id = {account.ShopId} AND id = {account.Id}
            """);
        await marks.Mark(account.ShopId, account.CustomerId);
    }

    private async Task InsertLot(OpenAccount account, long entryId, long? orderId, long points, long remaining, DateTime availableAt, DateTime? expiresAt) => await db.Sql.Execute($"""
        INSERT INTO lots (entry_id, shop_id, account_id, order_id, points, remaining, available_at, expires_at)
        VALUES ({entryId}, {account.ShopId}, {account.Id}, {orderId}, {points}, {remaining}, {availableAt}, {expiresAt})
        """);

    private async Task Close(OpenAccount account)
    {
        var book = account.Book;
        if (book.Debt > 0) book.Forgive($"forgiven:{account.Id}:{Now.Ticks}", new Posting(EntryKind.Forgiven, 0, 0, "", null, null, Now));
        var entries = new Dictionary<Posting, long>(book.Postings.Count);
        foreach (var posting in book.Postings) entries[posting] = await Insert(account, posting);
        var lots = new Dictionary<BookLot, long>();
        foreach (var lot in book.Lots.Where(lot => lot.Posting is not null))
        {
            lots[lot] = entries[lot.Posting!];
            await InsertLot(account, lots[lot], lot.OrderId, lot.Points, lot.Remaining, lot.AvailableAt, lot.ExpiresAt);
        }
        foreach (var lot in book.Moves.Select(move => move.Lot).OfType<BookLot>().Where(lot => lot.Posting is null).Distinct())
            await db.Sql.Execute($"UPDATE lots SET remaining = {lot.Remaining} WHERE shop_id = {account.ShopId} AND entry_id = {lot.Id}");
        foreach (var lot in book.Redated.Where(lot => lot.Posting is null))
            await db.Sql.Execute($"UPDATE lots SET expires_at = {lot.ExpiresAt} WHERE shop_id = {account.ShopId} AND entry_id = {lot.Id}");
        foreach (var move in book.Moves)
            await db.Sql.Execute($"""
                INSERT INTO lot_moves (shop_id, account_id, entry_id, lot_id, points, at)
                VALUES ({account.ShopId}, {account.Id}, {(move.Posting is null ? null : entries[move.Posting])}, {LotId(move.Lot, lots)}, {move.Points}, {Now})
                """);
        await db.Sql.Execute($"""
            UPDATE accounts SET available = {book.Available(Now)}, pending = {book.Pending(Now)}, debt = {book.Debt}, lifetime = {book.Lifetime}, next_change_at = {book.NextChange(Now)},
              active_at = {account.ActiveAt}
            WHERE shop_id = {account.ShopId} AND id = {account.Id}
            """);
        if (book.Postings.Where(posting => posting.Kind == EntryKind.Expired).Sum(posting => -posting.Points) is > 0 and var expired)
            await db.AppendTimeline(account.ShopId, account.CustomerId, TimelineKinds.PointsExpired, null, expired.ToString(CultureInfo.InvariantCulture), Now);
        await marks.Mark(account.ShopId, account.CustomerId);
    }

    private static long? LotId(BookLot? lot, Dictionary<BookLot, long> added) => lot is null ? null : lot.Posting is null ? lot.Id : added[lot];

    private async Task<long> Insert(OpenAccount account, Posting posting) => await db.Sql.Long($"""
        INSERT INTO ledger_entries (shop_id, account_id, kind, cause, points, lifetime, source, subject, note, occurred_at, posted_at)
        VALUES ({account.ShopId}, {account.Id}, {posting.Kind}, {posting.Cause}, {posting.Points}, {posting.Lifetime}, {posting.Source}, {posting.Subject}, {posting.Note}, {posting.OccurredAt}, {Now})
        RETURNING id
        """);

    private sealed record OpenAccount(long Id, long ShopId, long CustomerId, DateTime? ClosedAt, long Debt, long Lifetime, long Available, long Pending, DateTime? NextChangeAt)
    {
        internal Book Book { get; set; } = null!;
        internal DateTime? BlockedAt { get; init; }
        internal DateTime? ActiveAt { get; set; }
        internal bool HasPoints => Available != 0 || Pending != 0 || Debt != 0;

        internal void Renew(Posting posting)
        {
            if (posting.IsActivity && (ActiveAt is null || ActiveAt < posting.OccurredAt)) ActiveAt = posting.OccurredAt;
        }

        /// <summary>Whether a credit is nothing but one more lot: no debt to pay, and the balance is true as it stands.</summary>
        internal bool IsSimple(DateTime now) => Debt == 0 && (NextChangeAt is null || NextChangeAt > now);
    }
}

/// <param name="Missing">Points short; 0 when spent.</param>
internal sealed record SpendAnswer(long AccountId, long Missing, bool IsClosed)
{
    internal bool IsBlocked { get; init; }
}

internal sealed record Adjusted(bool IsClosed, bool IsRepeated);

/// <summary>What an imported row came to, signed.</summary>
internal sealed record BroughtOver(long CustomerId, long Points, long Lifetime);
