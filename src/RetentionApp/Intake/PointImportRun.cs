using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Intake;

/// <summary>
/// Takes imports of points through their phases. Rows and position are committed together, so a restart goes on behind
/// them; of several instances only the one that holds the row's next time works on it.
/// </summary>
internal sealed class PointImportRun(AppDb db, PointRows rows, ShopDirectory shops, TimeProvider clock, ILogger<PointImportRun> log)
{
    private const int PerCommit = 100;
    private const int MostAttempts = 6;
    private const int ProblemsShown = 20;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Every import that is due, to the end of its phase.</summary>
    internal async Task Run(CancellationToken cancellation)
    {
        var due = await db.PointImports.AsNoTracking()
            .Where(i => (i.State == PointImportState.Checking || i.State == PointImportState.Running || i.State == PointImportState.Undoing) && i.NextAt <= Now).OrderBy(i => i.NextAt).Take(10).ToListAsync(cancellation);
        foreach (var import in due)
        {
            if (!await Claim(import)) continue;
            try
            {
                if (await shops.ById(import.ShopId) is not { IsInstalled: true } shop) continue;
                if (import.State == PointImportState.Undoing) await Undo(import, cancellation);
                else await Read(import, DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Now, Zones.Of(shop))), cancellation);
            }
            catch (UnreadableFile unreadable)
            {
                await End(import, PointImportState.Failed, unreadable.Line.ToString());
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "Import of points {Import} of shop {Shop} failed in {State}", import.Id, import.ShopId, import.State);
                await Postpone(import);
            }
        }
    }

    private async Task Read(PointImport import, DateOnly today, CancellationToken cancellation)
    {
        var (batch, skip, isHeading) = (new List<FileRow>(PerCommit), import.Position, true);
        await foreach (var row in PointFile.Rows(db, import).WithCancellation(cancellation))
        {
            if (isHeading) { isHeading = false; continue; }
            if (skip > 0) { skip--; continue; }
            batch.Add(row);
            if (batch.Count < PerCommit) continue;
            if (!await Commit(import, batch, today, cancellation)) return;
            batch.Clear();
        }
        if (batch.Count > 0 && !await Commit(import, batch, today, cancellation)) return;
        await End(import, import.State == PointImportState.Checking ? PointImportState.Checked : PointImportState.Done, null);
    }

    /// <returns>False when the merchant has stopped it.</returns>
    private async Task<bool> Commit(PointImport import, List<FileRow> batch, DateOnly today, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var before = (import.Position, import.Given, import.Waiting, import.Failed, import.Repeated, import.PointsGiven, import.PointsTaken, import.TiersSet, import.BirthdaysSet, import.Problems);
        return await db.Write(async () =>
        {
            // Counted from here again when the transaction has to be repeated.
            (import.Position, import.Given, import.Waiting, import.Failed, import.Repeated, import.PointsGiven, import.PointsTaken, import.TiersSet, import.BirthdaysSet, import.Problems) = before;
            // Two files of one shop with the same row must not both find it new.
            await db.Lock(LockSpace.Job, import.ShopId);
            foreach (var row in batch) Count(import, await (import.State == PointImportState.Checking ? rows.Foresee(import, row, today) : rows.Take(import, row, today)));
            import.Position += batch.Count;
            return await SaveProgress(import);
        }, cancellation);
    }

    private static void Count(PointImport import, RowTaken row)
    {
        switch (row.Outcome)
        {
            case RowOutcome.Given: import.Given++; break;
            case RowOutcome.Waiting: import.Waiting++; break;
            case RowOutcome.Failed: import.Failed++; break;
            case RowOutcome.Repeated: import.Repeated++; break;
        }
        import.PointsGiven += Math.Max(0, row.Points);
        import.PointsTaken += Math.Max(0, -row.Points);
        import.TiersSet += row.Tier ? 1 : 0;
        import.BirthdaysSet += row.Birthday ? 1 : 0;
        if (import.State == PointImportState.Checking && row.Problem is { } problem && import.Failed <= ProblemsShown) import.Problems = JsonSerializer.Serialize(import.ProblemList.Append(problem));
    }

    private async Task Undo(PointImport import, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var more = await db.Write(async () =>
            {
                var given = await db.Sql.Query($"""
                    SELECT content, customer_id, points, lifetime, tier FROM point_import_rows WHERE shop_id = {import.ShopId} AND import_id = {import.Id} AND state = {PointImportRowState.Given} ORDER BY line LIMIT {PerCommit}
                    """, row => new PointImportRow { Content = row.GetString(0), CustomerId = row.LongOrNull(1), Points = row.GetInt64(2), Lifetime = row.GetInt64(3), Tier = row.TextOrNull(4) });
                foreach (var row in given) await rows.Undo(import, row);
                await db.Sql.Execute($"UPDATE point_imports SET position = position + {given.Count}, attempts = 0, next_at = {Now + Lease} WHERE shop_id = {import.ShopId} AND id = {import.Id}");
                return given.Count == PerCommit;
            }, cancellation);
            if (!more) break;
        }
        await db.Write(async () => await db.Sql.Execute($"DELETE FROM point_import_rows WHERE shop_id = {import.ShopId} AND import_id = {import.Id} AND state = {PointImportRowState.Waiting}"), cancellation);
        await End(import, PointImportState.Undone, null);
    }

    /// <summary>The file itself is not needed any more once it is given or taken back; it holds personal data.</summary>
    private Task End(PointImport import, PointImportState state, string? error) => db.Write(async () =>
    {
        await db.Sql.Execute($"""
            UPDATE point_imports SET state = {state}, error = {error}, finished_at = {Now}, rows = CASE WHEN {state == PointImportState.Checked} = {true} THEN {import.Position} ELSE rows END
            WHERE shop_id = {import.ShopId} AND id = {import.Id} AND state = {import.State}
            """);
        if (state is PointImportState.Done or PointImportState.Undone) await PointImports.DropFile(db, import);
    });

    /// <summary>A minute's lease; the row's own next time tells the other instances.</summary>
    private Task<bool> Claim(PointImport import) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE point_imports SET next_at = {Now + Lease} WHERE shop_id = {import.ShopId} AND id = {import.Id} AND next_at = {import.NextAt} AND state = {import.State}
        """) > 0);

    private async Task<bool> SaveProgress(PointImport import) => await db.Sql.Execute($"""
        UPDATE point_imports SET position = {import.Position}, given = {import.Given}, waiting = {import.Waiting}, failed = {import.Failed}, repeated = {import.Repeated},
          points_given = {import.PointsGiven}, points_taken = {import.PointsTaken}, tiers_set = {import.TiersSet}, birthdays_set = {import.BirthdaysSet}, problems = {import.Problems}, attempts = 0, next_at = {Now + Lease}
        WHERE shop_id = {import.ShopId} AND id = {import.Id} AND state = {import.State}
        """) > 0;

    private Task Postpone(PointImport import) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE point_imports SET state = CASE WHEN attempts + 1 >= {MostAttempts} AND state <> {(int)PointImportState.Undoing} THEN {(int)PointImportState.Failed} ELSE state END,
          attempts = attempts + 1, next_at = {Now.AddSeconds(5 * Math.Pow(2, import.Attempts))}
        WHERE shop_id = {import.ShopId} AND id = {import.Id} AND state = {import.State}
        """));
}
