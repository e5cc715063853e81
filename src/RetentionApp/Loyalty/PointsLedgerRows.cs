using System.Data.Common;
using System.Globalization;
using RetentionApp.Data;
using RetentionApp.Timeline;

namespace RetentionApp.Loyalty;

/// <summary>The rows behind an account: opened, which locks it, and written again with what its book came to.</summary>
internal sealed partial class PointsLedger
{
    /// <summary>The lots that an entry took points from, in the order in which it did.</summary>
    private async Task<List<(BookLot Lot, long Points)>> Origins(long shopId, string source) => await db.Sql.Query($"""
        SELECT l.entry_id, l.order_id, l.points, l.remaining, l.available_at, l.expires_at, l.account_id, -m.points
        FROM ledger_entries e JOIN lot_moves m ON m.shop_id = e.shop_id AND m.account_id = e.account_id AND m.entry_id = e.id
        JOIN lots l ON l.entry_id = m.lot_id
        WHERE e.shop_id = {shopId} AND e.source = {source} ORDER BY m.id
        """, row => (Lot: ReadLot(row) with { AccountId = row.GetInt64(6) }, Points: row.GetInt64(7)));

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

    private static OpenAccount ReadAccount(long shopId, DbDataReader row) =>
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
        // The snapshot is true until its next change: whatever became available from then on has not been told of.
        if (account.NextChangeAt is { } next && next <= Now) account.Matured = lots.Where(lot => lot.AvailableAt >= next && lot.IsUsable(Now)).Sum(lot => lot.Remaining);
        account.Book = new Book(account.Debt, account.Lifetime, lots, (await Rules(account.ShopId)).Negative);
        return account;
    }

    private static BookLot ReadLot(DbDataReader row) =>
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

    /// <summary>What ran out unused of an order's lots, or of the lot of one entry, before this account was opened.</summary>
    private async Task<List<(BookLot Lot, long Points)>> Expired(OpenAccount account, long? orderId, long entryId)
    {
        var earlier = await db.Sql.Query($"""
            SELECT l.entry_id, l.order_id, l.points, l.remaining, l.available_at, l.expires_at, CAST(-SUM(m.points) AS BIGINT)
            FROM lot_moves m JOIN ledger_entries e ON e.id = m.entry_id AND e.kind = {EntryKind.Expired} JOIN lots l ON l.entry_id = m.lot_id
            WHERE m.shop_id = {account.ShopId} AND m.account_id = {account.Id} AND (l.order_id = {orderId} OR l.entry_id = {entryId})
            GROUP BY l.entry_id, l.order_id, l.points, l.remaining, l.available_at, l.expires_at HAVING SUM(m.points) < 0 ORDER BY l.entry_id DESC
            """, row => (Lot: ReadLot(row), Points: row.GetInt64(6)));
        // A lot that is open again is the book's own.
        var known = earlier.Select(one => (Lot: account.Book.Lots.FirstOrDefault(lot => lot.Id == one.Lot.Id) ?? one.Lot, one.Points));
        return [.. known];
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
        if (account.Matured > 0) await db.AppendTimeline(account.ShopId, account.CustomerId, TimelineKinds.PointsAvailable, null, account.Matured.ToString(CultureInfo.InvariantCulture), Now);
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
}
