using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Shops;

namespace RetentionApp.Intake;

internal enum RowOutcome { Given, Waiting, Failed, Repeated }

/// <summary>What became of one row, or would.</summary>
/// <param name="Points">Given or taken, signed.</param>
/// <param name="Problem">Why it failed; else null.</param>
/// <param name="Customer">As it was before; null where nobody is known by the row.</param>
internal sealed record RowTaken(RowOutcome Outcome, PointWish? Wish = null, long Points = 0, bool Tier = false, bool Birthday = false, RowProblem? Problem = null, RowCustomer? Customer = null);

/// <summary>
/// Gives single rows of an import, each in the caller's transaction and each once. A row has up to two parts that are known
/// again by contents of their own: its points, and who the customer is (tier and birthday).
/// </summary>
internal sealed class PointRows(AppDb db, Customers customers, PointsLedger ledger, ImportedProfiles profiles, ShopDirectory shops)
{
    private const int PerCommit = 100;

    /// <summary>Whether this part of a row was given, or waits, already: by this import or, unless the merchant wants it again, by any other that stands.</summary>
    private async Task<bool> IsKnown(PointImport import, string content)
    {
        var (given, waiting) = (PointImportRowState.Given, PointImportRowState.Waiting);
        return await db.Sql.Long($"""
            SELECT COUNT(*) FROM point_import_rows WHERE shop_id = {import.ShopId} AND content = {content} AND state IN ({given}, {waiting}) AND (import_id = {import.Id} OR {import.IsAgain} = {false})
            """) > 0;
    }

    /// <summary>The customer a row means, with what their account holds; a fault where there is none or more than one.</summary>
    private async Task<(RowCustomer? Customer, RowFault? Fault)> Find(long shopId, PointWish wish)
    {
        if (wish.CustomerId is { } id)
        {
            if (await customers.Owner(shopId, id) is not { } owner) return (null, RowFault.Closed);
            var named = await db.Sql.Query($"""
                SELECT c.id, a.available, a.lifetime, a.closed_at FROM customers c LEFT JOIN accounts a ON a.shop_id = c.shop_id AND a.customer_id = c.id
                WHERE c.shop_id = {shopId} AND c.id = {owner} AND c.deleted_at IS NULL
                """, ReadCustomer);
            return named.Count == 0 ? (null, RowFault.Unknown) : named[0].IsClosed ? (null, RowFault.Closed) : (named[0], null);
        }
        var found = await db.Sql.Query($"""
            SELECT c.id, a.available, a.lifetime, a.closed_at FROM customers c LEFT JOIN accounts a ON a.shop_id = c.shop_id AND a.customer_id = c.id
            WHERE c.shop_id = {shopId} AND c.email = {wish.Email} AND c.deleted_at IS NULL AND c.merged_into IS NULL LIMIT 2
            """, ReadCustomer);
        return found.Count switch { 0 => (null, RowFault.Unknown), 1 when found[0].IsClosed => (null, RowFault.Closed), 1 => (found[0], null), _ => (null, RowFault.Several) };
    }

    /// <summary>What <see cref="Take"/> would do, from what is known now. Writes nothing.</summary>
    internal async Task<RowTaken> Foresee(PointImport import, FileRow row, DateOnly today)
    {
        var (wish, problem) = await Read(import, row, today);
        if (wish is null) return new RowTaken(RowOutcome.Failed, Problem: problem);
        var parts = await NewParts(import, wish);
        var (customer, fault) = await Find(import.ShopId, wish);
        if (parts.Count == 0) return new RowTaken(RowOutcome.Repeated, wish, Customer: customer);
        if (Waits(import, wish, fault)) return new RowTaken(RowOutcome.Waiting, wish);
        if (customer is null) return new RowTaken(RowOutcome.Failed, wish, Problem: Problem(row, wish, fault!.Value));
        var change = parts.Contains(wish.Content(import.IsTarget)) ? import.IsTarget ? wish.Points!.Value - customer.Available : wish.Points!.Value : 0;
        var (tier, birthday) = parts.Contains(wish.ProfileContent()) ? await profiles.Foresee(import.ShopId, customer.Id, wish) : default;
        return new RowTaken(RowOutcome.Given, wish, change, tier, birthday, null, customer);
    }

    /// <summary>Gives the row, keeps it waiting, or notes why it failed.</summary>
    internal async Task<RowTaken> Take(PointImport import, FileRow row, DateOnly today)
    {
        var (wish, problem) = await Read(import, row, today);
        if (wish is null) return await Fail(import, row, PointWish.Hash(string.Join('\n', row.Cells)), problem!, null);
        var parts = await NewParts(import, wish);
        if (parts.Count == 0) return new RowTaken(RowOutcome.Repeated);
        var (customer, fault) = await Find(import.ShopId, wish);
        if (Waits(import, wish, fault))
        {
            // A part that waits alone is counted by itself when it is given.
            if (!parts.Contains(wish.Content(import.IsTarget))) wish = wish with { Points = null };
            foreach (var part in parts)
                await Store(new PointImportRow
                {
                    ShopId = import.ShopId, Content = part, ImportId = import.Id, Line = row.Line, State = PointImportRowState.Waiting, Email = wish.Email, Wish = JsonSerializer.Serialize(wish),
                });
            return new RowTaken(RowOutcome.Waiting);
        }
        if (customer is null) return await Fail(import, row, parts[0], Problem(row, wish, fault!.Value), wish.Email);
        var taken = new RowTaken(RowOutcome.Given);
        foreach (var part in parts)
        {
            if (await Give(import, wish, part, row.Line, customer.Id) is not { } given) return await Fail(import, row, part, new RowProblem(row.Line, RowFault.Closed), wish.Email);
            taken = taken with { Points = taken.Points + given.Points, Tier = taken.Tier || given.Tier, Birthday = taken.Birthday || given.Birthday };
        }
        return taken;
    }

    /// <summary>Takes back what a row gave; 0 when the account was closed meanwhile.</summary>
    internal async Task<long> Undo(PointImport import, PointImportRow row)
    {
        await db.Sql.Execute($"UPDATE point_import_rows SET state = {PointImportRowState.Undone} WHERE shop_id = {import.ShopId} AND content = {row.Content} AND import_id = {import.Id}");
        if (await customers.Owner(import.ShopId, row.CustomerId!.Value) is not { } owner) return 0;
        if (import.TiersSet + import.BirthdaysSet > 0) await profiles.TakeBack(import.ShopId, owner, row.Tier, import.Id);
        if (row.Points == 0 && row.Lifetime == 0) return 0;
        var back = await ledger.BringOver(import.ShopId, owner, -row.Points, -row.Lifetime, isTarget: false, expiresAt: null, note: null, Source(import.Id, row.Content) + ":undone");
        return back?.Points ?? 0;
    }

    /// <summary>A customer with this e-mail is known now: what waits for it is given, in the order in which it was imported. Costs one look into an index that holds waiting rows only.</summary>
    internal async Task Arrived(long shopId, string? email)
    {
        if (email is null) return;
        foreach (var row in await db.Sql.Query($"SELECT content, import_id FROM point_import_rows WHERE shop_id = {shopId} AND email = {email} AND state = {PointImportRowState.Waiting} ORDER BY import_id, line", row => (Content: row.GetString(0), Import: row.GetInt64(1))))
            await Settle(shopId, row.Import, row.Content);
    }

    /// <summary>
    /// Gives what waits for customers who came another way than by a webhook of their own, the history for example. Each
    /// address is tried once: one that two customers have goes on waiting.
    /// </summary>
    internal async Task SettleWaiting(CancellationToken cancellation)
    {
        for (var last = (Shop: 0L, Email: ""); !cancellation.IsCancellationRequested;)
        {
            var due = await db.Sql.Query($"""
                SELECT DISTINCT w.shop_id, w.email FROM point_import_rows w JOIN customers c ON c.shop_id = w.shop_id AND c.email = w.email
                WHERE w.email IS NOT NULL AND (w.shop_id, w.email) > ({last.Shop}, {last.Email}) AND w.state = {PointImportRowState.Waiting} AND c.deleted_at IS NULL AND c.merged_into IS NULL
                ORDER BY w.shop_id, w.email LIMIT {PerCommit}
                """, row => (Shop: row.GetInt64(0), Email: row.GetString(1)));
            if (due.Count == 0) return;
            await db.Write(async () =>
            {
                foreach (var (shop, email) in due) await Arrived(shop, email);
            }, cancellation);
            last = due[^1];
        }
    }

    /// <summary>For an erased customer: rows that wait for them or have failed go, with what they hold.</summary>
    internal async Task Forget(long shopId, string email) => await db.Sql.Execute($"DELETE FROM point_import_rows WHERE shop_id = {shopId} AND email = {email}");

    private async Task Settle(long shopId, long importId, string content)
    {
        var import = await db.Sql.Single($"SELECT is_target FROM point_imports WHERE shop_id = {shopId} AND id = {importId}",
            row => new PointImport { Id = importId, ShopId = shopId, Name = "", Encoding = "", Delimiter = "", Headers = "[]", Columns = "{}", CreatedBy = "", IsTarget = row.GetBoolean(0) });
        // The state is asked again here, where the row is locked: another instance may have given it.
        var held = await db.Sql.Single($"""
            UPDATE point_import_rows SET problem = NULL WHERE shop_id = {shopId} AND content = {content} AND import_id = {importId} AND state = {PointImportRowState.Waiting} RETURNING wish, line
            """, row => (Wish: JsonSerializer.Deserialize<PointWish>(row.GetString(0))!, Line: row.GetInt64(1)));
        if (import is null || held.Wish is null || await Find(shopId, held.Wish) is not ({ } customer, null)) return;
        if (await Give(import, held.Wish, content, held.Line, customer.Id) is not { } given) return;
        // A line counts once, by its points where it has some.
        var lines = content == held.Wish.Content(import.IsTarget) || held.Wish.Points is null ? 1 : 0;
        await db.Sql.Execute($"""
            UPDATE point_imports SET waiting = waiting - {lines}, given = given + {lines}, points_given = points_given + {Math.Max(0, given.Points)}, points_taken = points_taken + {Math.Max(0, -given.Points)},
              tiers_set = tiers_set + {(given.Tier ? 1 : 0)}, birthdays_set = birthdays_set + {(given.Birthday ? 1 : 0)}
            WHERE shop_id = {shopId} AND id = {importId}
            """);
    }

    private async Task<(PointWish? Wish, RowProblem? Problem)> Read(PointImport import, FileRow row, DateOnly today) =>
        PointWish.Read(row, import.ColumnMap, import.IsDayFirst, import.IsTarget, today, import.ColumnMap.ContainsKey(PointField.Tier) ? await profiles.Levels(import.ShopId) : null);

    /// <summary>The contents of the row's parts that are to be given.</summary>
    private async Task<IReadOnlyList<string>> NewParts(PointImport import, PointWish wish)
    {
        var parts = new List<string>(2);
        if (wish.Points is not null && wish.Content(import.IsTarget) is var points && !await IsKnown(import, points)) parts.Add(points);
        if (wish.HasProfile && wish.ProfileContent() is var profile && !await IsKnown(import, profile)) parts.Add(profile);
        return parts;
    }

    private static bool Waits(PointImport import, PointWish wish, RowFault? fault) => fault == RowFault.Unknown && import.KeepsWaiting && wish.Email is not null;

    private static RowProblem Problem(FileRow row, PointWish wish, RowFault fault) => new(row.Line, fault, wish.Email ?? wish.CustomerId?.ToString());

    /// <summary>Gives one part. Null when the account is closed.</summary>
    private async Task<RowTaken?> Give(PointImport import, PointWish wish, string part, long line, long customerId)
    {
        var given = new PointImportRow { ShopId = import.ShopId, Content = part, ImportId = import.Id, Line = line, State = PointImportRowState.Given, CustomerId = customerId };
        if (part != wish.Content(import.IsTarget))
        {
            var (tier, birthday) = await profiles.Give(import.ShopId, customerId, wish, import.Id);
            given.Tier = tier ? wish.Tier : null;
            await Store(given);
            return new RowTaken(RowOutcome.Given, Tier: tier, Birthday: birthday);
        }
        DateTime? expiresAt = wish.ExpiresOn is { } day && await shops.ById(import.ShopId) is { } shop ? Zones.Of(shop).StartUtc(day.AddDays(1)) : null;
        if (await ledger.BringOver(import.ShopId, customerId, wish.Points!.Value, wish.Lifetime, import.IsTarget, expiresAt, wish.Note, Source(import.Id, part)) is not { } over) return null;
        (given.Points, given.Lifetime) = (over.Points, over.Lifetime);
        await Store(given);
        return new RowTaken(RowOutcome.Given, Points: over.Points);
    }

    private async Task<RowTaken> Fail(PointImport import, FileRow row, string content, RowProblem problem, string? email)
    {
        await Store(new PointImportRow
        {
            ShopId = import.ShopId, Content = content, ImportId = import.Id, Line = row.Line, State = PointImportRowState.Failed, Email = email, Cells = JsonSerializer.Serialize(row.Cells), Problem = problem.ToJson(),
        });
        return new RowTaken(RowOutcome.Failed, Problem: problem);
    }

    private async Task Store(PointImportRow row) => await db.Sql.Execute($"""
        INSERT INTO point_import_rows (shop_id, content, import_id, line, state, customer_id, points, lifetime, email, wish, cells, problem, tier)
        VALUES ({row.ShopId}, {row.Content}, {row.ImportId}, {row.Line}, {row.State}, {row.CustomerId}, {row.Points}, {row.Lifetime}, {row.Email}, {row.Wish}, {row.Cells}, {row.Problem}, {row.Tier})
        ON CONFLICT (shop_id, content, import_id) DO UPDATE SET line = excluded.line, state = excluded.state, customer_id = excluded.customer_id, points = excluded.points, lifetime = excluded.lifetime,
          email = excluded.email, wish = excluded.wish, cells = excluded.cells, problem = excluded.problem, tier = excluded.tier
        """);

    private static string Source(long importId, string content) => $"import:{importId}:{content}";

    private static RowCustomer ReadCustomer(System.Data.Common.DbDataReader row) => new(row.GetInt64(0), row.LongOrNull(1) ?? 0, row.LongOrNull(2) ?? 0, !row.IsDBNull(3));
}

/// <param name="Available">As of the last posting.</param>
internal sealed record RowCustomer(long Id, long Available, long Lifetime, bool IsClosed);
