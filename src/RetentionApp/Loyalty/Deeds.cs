using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty.Earning;
using RetentionApp.Shops;
using RetentionApp.Timeline;

namespace RetentionApp.Loyalty;

internal enum DeedCaller
{
    /// <summary>The app saw or computed it itself.</summary>
    App,
    /// <summary>A program of the merchant's reports it.</summary>
    Api,
    /// <summary>The shopper says so.</summary>
    Shopper,
}

internal enum DeedOutcome
{
    Done,
    /// <summary>Done before under the same key; nothing happened now.</summary>
    Repeated,
    LimitReached,
    /// <summary>No such rule, or not one that this caller may report.</summary>
    Unknown,
    /// <summary>The rule or the whole programme is switched off.</summary>
    Inactive,
    /// <summary>The customer was erased.</summary>
    Closed,
    /// <summary>The merchant has blocked or excluded the customer.</summary>
    Blocked,
}

internal enum DeedLimit { Day = 1, Year = 2, Ever = 3 }

/// <param name="Deed">The row; null unless done or repeated.</param>
/// <param name="Limit">The limit that was reached.</param>
internal sealed record DeedAnswer(DeedOutcome Outcome, Deed? Deed = null, DeedLimit? Limit = null);

/// <summary>Points for what customers do other than buying: asked, limited, written down and credited in one transaction.</summary>
internal sealed class Deeds(AppDb db, Customers customers, Programmes programmes, PointsLedger ledger, ShopDirectory shops, TimeProvider clock)
{
    private const string Erased = "erased~";

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Credits a deed once. The same customer, deed and <paramref name="key"/> (1 to 200 characters) is the same deed however
    /// often it is reported, also after a merge of customers.
    /// </summary>
    /// <param name="at">When it was done (UTC, not in the future); null: now. Limits count by its day in the shop's zone.</param>
    internal Task<DeedAnswer> Do(long shopId, long customerId, string deedId, string key, DateTime? at = null, DeedCaller by = DeedCaller.Api) => db.Write(async () =>
    {
        if (key.Length is 0 or > 200) throw new ArgumentException("A deed's key has 1 to 200 characters.", nameof(key));
        if (await customers.Owner(shopId, customerId) is not { } owner) return new DeedAnswer(DeedOutcome.Closed);
        // Two reports for one customer at a time: each sees what the other has used up of a limit.
        await db.Lock(LockSpace.Account, owner);
        if (await Find(shopId, owner, deedId, key) is { } known) return new DeedAnswer(DeedOutcome.Repeated, known);
        var programme = await programmes.Current(shopId);
        if (programme.Settings.Deeds?.FirstOrDefault(rule => rule.Id == deedId) is not { } rule || !DeedRules.Of(rule.Kind).IsReportedBy(by)) return new DeedAnswer(DeedOutcome.Unknown);
        if (!programme.Settings.IsActive || !rule.IsActive) return new DeedAnswer(DeedOutcome.Inactive);
        if (await Refusal(shopId, owner, programme.Settings) is { } refusal) return new DeedAnswer(refusal);

        var doneAt = at is { } said && said < Now ? said : Now;
        var zone = await Zone(shopId);
        var deed = new Deed
        {
            ShopId = shopId, CustomerId = owner, DeedId = deedId, Kind = rule.Kind, Key = key, Label = rule.Label, Points = rule.Points, DoneAt = doneAt,
            DoneOn = Day(doneAt, zone), AvailableAt = doneAt.AddDays(rule.PendingDays), ProgrammeVersion = programme.Version,
        };
        if (await LimitReached(rule, deed) is { } limit) return new DeedAnswer(DeedOutcome.LimitReached, Limit: limit);
        return await Credit(deed) ? new DeedAnswer(DeedOutcome.Done, deed) : new DeedAnswer(DeedOutcome.Closed);
    });

    /// <summary>A review was left and published. <paramref name="key"/> names the review.</summary>
    internal Task<DeedAnswer> ReviewLeft(long shopId, long customerId, string key) => Do(shopId, customerId, DeedKind.Review, key);

    /// <summary>A friend whom the customer brought has bought. <paramref name="key"/> names the friend.</summary>
    internal Task<DeedAnswer> ReferralCompleted(long shopId, long customerId, string key) => Do(shopId, customerId, DeedKind.Referral, key);

    /// <summary>Takes a deed's points back for good: it stays in the list, counts for its limits, and its key is used up. False when there is nothing to undo.</summary>
    internal Task<bool> Undo(long shopId, long id, string reason, string by) => db.Write(async () =>
    {
        var deed = await db.Sql.Single($"""
            UPDATE deeds SET undone_at = {Now}, undone_by = {by}, undo_reason = {reason} WHERE shop_id = {shopId} AND id = {id} AND undone_at IS NULL
            RETURNING customer_id, deed_id, kind, label, points
            """, row => (Customer: row.GetInt64(0), DeedId: row.GetString(1), Note: DeedNote.Of((DeedKind)row.GetInt32(2), row.TextOrNull(3)), Points: row.GetInt64(4)));
        if (deed.DeedId is null) return false;
        var account = await db.Sql.Single($"SELECT id FROM accounts WHERE shop_id = {shopId} AND customer_id = {deed.Customer} AND closed_at IS NULL", row => (long?)row.GetInt64(0));
        if (account is null || deed.Points == 0) return true;
        await ledger.TakeBack(shopId, account.Value, new Posting(EntryKind.DeedUndone, -deed.Points, -deed.Points, Source(deed.DeedId, id) + ":undone", id, DeedNote.Undone(deed.Note, reason), Now), orderId: null, Source(deed.DeedId, id));
        await db.AppendTimeline(shopId, deed.Customer, TimelineKinds.DeedUndone, id, deed.DeedId, Now);
        return true;
    });

    /// <summary>After a merge of customers: what either did is the survivor's, keys included.</summary>
    internal async Task Merge(long shopId, long from, long into) => await db.Sql.Execute($"""
        UPDATE deeds SET customer_id = {into},
          key = CASE WHEN EXISTS (SELECT 1 FROM deeds o WHERE o.shop_id = {shopId} AND o.customer_id = {into} AND o.deed_id = deeds.deed_id AND o.key = deeds.key) THEN key || '~' || id ELSE key END
        WHERE shop_id = {shopId} AND customer_id = {from}
        """);

    /// <summary>
    /// Forgets what others may have written about an erased customer; the sums stay. Until it is <paramref name="forGood"/>, keys can
    /// still be recognised: a merge may follow, after which none of them may earn again.
    /// </summary>
    internal async Task Erase(long shopId, long customerId, bool forGood)
    {
        var keys = forGood ? [] : await db.Sql.Query($"SELECT id, key FROM deeds WHERE shop_id = {shopId} AND customer_id = {customerId} AND key NOT LIKE {Erased + "%"}", row => (Id: row.GetInt64(0), Key: row.GetString(1)));
        foreach (var (id, key) in keys)
            await db.Sql.Execute($"""
                UPDATE deeds SET undo_reason = NULL, key = CASE WHEN EXISTS
                    (SELECT 1 FROM deeds o WHERE o.shop_id = {shopId} AND o.customer_id = {customerId} AND o.deed_id = deeds.deed_id AND o.key = {Hashed(shopId, key)}) THEN {Erased} || id ELSE {Hashed(shopId, key)} END
                WHERE shop_id = {shopId} AND id = {id}
                """);
        if (forGood) await db.Sql.Execute($"UPDATE deeds SET key = {Erased} || id, undo_reason = NULL WHERE shop_id = {shopId} AND customer_id = {customerId}");
    }

    internal static DateOnly Day(DateTime at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at, zone));

    internal static string Source(string deedId, long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"deed:{deedId}:{id}");

    private async Task<DeedAnswer> Do(long shopId, long customerId, DeedKind kind, string key) =>
        (await programmes.Current(shopId)).Settings.Deeds?.FirstOrDefault(rule => rule.Kind == kind) is { } rule
            ? await Do(shopId, customerId, rule.Id, key, by: DeedCaller.App) : new DeedAnswer(DeedOutcome.Unknown);

    private async Task<TimeZoneInfo> Zone(long shopId) => await shops.ById(shopId) is { } shop ? Zones.Of(shop) : TimeZoneInfo.Utc;

    private async Task<DeedOutcome?> Refusal(long shopId, long customerId, ProgrammeSettings settings)
    {
        var (isClosed, isBlocked) = await db.Sql.Single($"SELECT closed_at, blocked_at FROM accounts WHERE shop_id = {shopId} AND customer_id = {customerId}", row => (!row.IsDBNull(0), !row.IsDBNull(1)));
        if (isClosed) return DeedOutcome.Closed;
        if (isBlocked) return DeedOutcome.Blocked;
        if (settings.ExcludedTags is not { Count: > 0 } excluded) return null;
        var tags = await db.Sql.Single($"SELECT tags FROM customers WHERE shop_id = {shopId} AND id = {customerId}", row => row.GetString(0)) ?? "";
        return Withholding.IsExcluded(tags, excluded) ? DeedOutcome.Blocked : null;
    }

    private async Task<DeedLimit?> LimitReached(DeedRule rule, Deed deed)
    {
        var ever = DeedRules.Ever(rule);
        if (ever == 0 && rule.PerYear == 0 && rule.PerDay == 0) return null;
        var (first, last) = (new DateOnly(deed.DoneOn.Year, 1, 1), new DateOnly(deed.DoneOn.Year, 12, 31));
        var (all, year, day) = await db.Sql.Single($"""
            SELECT COUNT(*), COALESCE(SUM(CASE WHEN done_on >= {first} AND done_on <= {last} THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN done_on = {deed.DoneOn} THEN 1 ELSE 0 END), 0)
            FROM deeds WHERE shop_id = {deed.ShopId} AND customer_id = {deed.CustomerId} AND deed_id = {deed.DeedId}
            """, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));
        return ever > 0 && all >= ever ? DeedLimit.Ever : rule.PerYear > 0 && year >= rule.PerYear ? DeedLimit.Year : rule.PerDay > 0 && day >= rule.PerDay ? DeedLimit.Day : null;
    }

    /// <summary>False, and nothing is left behind, when the account takes no credit.</summary>
    private async Task<bool> Credit(Deed deed)
    {
        deed.Id = await db.Sql.Long($"""
            INSERT INTO deeds (shop_id, customer_id, deed_id, kind, key, label, points, done_on, done_at, available_at, programme_version)
            VALUES ({deed.ShopId}, {deed.CustomerId}, {deed.DeedId}, {deed.Kind}, {deed.Key}, {deed.Label}, {deed.Points}, {deed.DoneOn}, {deed.DoneAt}, {deed.AvailableAt}, {deed.ProgrammeVersion})
            RETURNING id
            """);
        var posting = new Posting(EntryKind.DeedDone, deed.Points, deed.Points, Source(deed.DeedId, deed.Id), deed.Id, DeedNote.Of(deed.Kind, deed.Label), deed.DoneAt);
        if (deed.Points > 0 && await ledger.Credit(deed.ShopId, deed.CustomerId, posting, deed.AvailableAt, expiresAt: null, orderId: null) is null)
        {
            await db.Sql.Execute($"DELETE FROM deeds WHERE shop_id = {deed.ShopId} AND id = {deed.Id}");
            return false;
        }
        await db.AppendTimeline(deed.ShopId, deed.CustomerId, TimelineKinds.DeedDone, deed.Id, deed.DeedId, Now);
        return true;
    }

    private static string Hashed(long shopId, string key) =>
        Erased + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{shopId}:{key}"))));

    private ValueTask<Deed?> Find(long shopId, long customerId, string deedId, string key) => db.Sql.Single($"""
        SELECT id, kind, label, points, done_on, done_at, available_at, programme_version, undone_at FROM deeds
        WHERE shop_id = {shopId} AND customer_id = {customerId} AND deed_id = {deedId} AND key IN ({key}, {Hashed(shopId, key)}) LIMIT 1
        """, row => new Deed
        {
            Id = row.GetInt64(0), ShopId = shopId, CustomerId = customerId, DeedId = deedId, Key = key, Kind = (DeedKind)row.GetInt32(1), Label = row.TextOrNull(2), Points = row.GetInt64(3),
            DoneOn = row.GetFieldValue<DateOnly>(4), DoneAt = row.At(5), AvailableAt = row.At(6), ProgrammeVersion = row.GetInt32(7), UndoneAt = row.AtOrNull(8),
        });
}
