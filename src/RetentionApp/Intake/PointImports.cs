using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Intake;

internal enum UploadFault { Empty, TooBig, NotText, NoRows, Unreadable }

/// <param name="ImportId">Null when the file was refused.</param>
internal sealed record Uploaded(long? ImportId, UploadFault? Fault, long Line = 0);

/// <summary>The merchant's handle on files of points: upload, say what the columns hold, check, start, stop, undo.</summary>
internal sealed class PointImports(AppDb db, TimeProvider clock)
{
    internal const long MostBytes = 50 * 1024 * 1024;
    private const int PartBytes = 512 * 1024;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    internal Task<PointImport?> Find(long shopId, long id) =>
        db.PointImports.AsNoTracking().FirstOrDefaultAsync(i => i.ShopId == shopId && i.Id == id && i.State != PointImportState.Uploading);

    internal Task<List<PointImport>> Latest(long shopId, int most) =>
        db.PointImports.AsNoTracking().Where(i => i.ShopId == shopId && i.State != PointImportState.Uploading).OrderByDescending(i => i.Id).Take(most).ToListAsync();

    /// <summary>Stores the file part by part and guesses how to read it. A file that is no table leaves nothing behind.</summary>
    internal async Task<Uploaded> Upload(long shopId, string name, string? preset, Stream stream, string by, CancellationToken cancellation)
    {
        var import = new PointImport
        {
            ShopId = shopId, Name = name[..Math.Min(name.Length, 200)], Preset = preset, Encoding = PointFile.Utf8, Delimiter = ",", Headers = "[]", Columns = "{}",
            CreatedAt = Now, PhaseStartedAt = Now, NextAt = Now, CreatedBy = by,
        };
        await db.Write(async () =>
        {
            db.PointImports.Add(import);
            await db.SaveChangesAsync(cancellation);
            db.ChangeTracker.Clear();
        }, cancellation);
        try
        {
            var probe = new EncodingProbe();
            var fault = await Store(import, stream, probe, cancellation) ?? await Describe(import, probe);
            if (fault is { } refused)
            {
                await Delete(import);
                return refused;
            }
            return new Uploaded(import.Id, null);
        }
        catch
        {
            await Delete(import);
            throw;
        }
    }

    /// <summary>Reads the file in another way; what was chosen for the columns is guessed again.</summary>
    internal async Task<UploadFault?> Reread(PointImport import, string encoding, string delimiter)
    {
        (import.Encoding, import.Delimiter) = (encoding, delimiter);
        return (await Describe(import))?.Fault;
    }

    /// <summary>Counts what the file would do. Nothing is given yet.</summary>
    internal Task Check(PointImport import) => Begin(import, PointImportState.Checking, [PointImportState.Uploaded, PointImportState.Checked], by: null);

    /// <summary>Starts, or goes on where it was stopped. False when it is not in a state to start.</summary>
    internal Task<bool> Start(PointImport import, string by) => import.State == PointImportState.Checked
        ? Begin(import, PointImportState.Running, [PointImportState.Checked], by)
        : GoOn(import);

    /// <summary>Takes back, row by row, what the import gave. Rows that still wait are dropped.</summary>
    internal Task<bool> Undo(PointImport import, string by) => db.Write(async () => await db.Sql.Execute($"""
            UPDATE point_imports SET state = {PointImportState.Undoing}, undone_at = {Now}, undone_by = {by}, phase_started_at = {Now}, next_at = {Now}, attempts = 0, error = NULL, position = 0
            WHERE shop_id = {import.ShopId} AND id = {import.Id} AND state IN ({PointImportState.Done}, {PointImportState.Stopped}, {PointImportState.Failed})
            """) > 0);

    /// <summary>Stops the running phase; what was given stays until it is undone. An undoing cannot be stopped.</summary>
    internal Task Stop(PointImport import) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE point_imports SET state = CASE WHEN state = {PointImportState.Checking} THEN {(int)PointImportState.Uploaded} ELSE {(int)PointImportState.Stopped} END, finished_at = {Now}
        WHERE shop_id = {import.ShopId} AND id = {import.Id} AND state IN ({PointImportState.Checking}, {PointImportState.Running})
        """));

    /// <summary>Forgets files that were never imported after a week, and after a month what failed rows held.</summary>
    internal async Task Purge()
    {
        var (week, month) = (Now.AddDays(-7), Now.AddDays(-30));
        foreach (var import in await db.PointImports.AsNoTracking().Where(i => i.State < PointImportState.Running && i.PhaseStartedAt < week).ToListAsync()) await Delete(import);
        foreach (var import in await db.PointImports.AsNoTracking().Where(i => i.FinishedAt < month && i.Failed > 0).ToListAsync())
            await db.Write(async () => await db.Sql.Execute($"""
                UPDATE point_import_rows SET email = NULL, wish = NULL, cells = NULL WHERE shop_id = {import.ShopId} AND import_id = {import.Id} AND state = {PointImportRowState.Failed} AND cells IS NOT NULL
                """));
        foreach (var import in await db.PointImports.AsNoTracking().Where(i => i.State == PointImportState.Stopped || i.State == PointImportState.Failed).Where(i => i.FinishedAt < month).ToListAsync())
            await db.Write(() => DropFile(db, import));
    }

    internal static async Task DropFile(AppDb db, PointImport import) => await db.Sql.Execute($"DELETE FROM point_import_parts WHERE shop_id = {import.ShopId} AND import_id = {import.Id}");

    private async Task<Uploaded?> Store(PointImport import, Stream stream, EncodingProbe probe, CancellationToken cancellation)
    {
        var buffer = new byte[PartBytes];
        long bytes = 0;
        for (var number = 0; ; number++)
        {
            var read = await stream.ReadAtLeastAsync(buffer, PartBytes, throwOnEndOfStream: false, cancellation);
            if (read == 0) return bytes == 0 ? new Uploaded(null, UploadFault.Empty) : null;
            if ((bytes += read) > MostBytes) return new Uploaded(null, UploadFault.TooBig);
            probe.Look(buffer.AsSpan(0, read));
            if (probe.IsBinary) return new Uploaded(null, UploadFault.NotText);
            var body = buffer.AsSpan(0, read).ToArray();
            await db.Write(async () => await db.Sql.Execute($"INSERT INTO point_import_parts (shop_id, import_id, number, body) VALUES ({import.ShopId}, {import.Id}, {number}, {body})"), cancellation);
        }
    }

    private Task<Uploaded?> Describe(PointImport import, EncodingProbe probe)
    {
        (import.Encoding, import.Delimiter) = (probe.Encoding, PointFile.Delimiter(probe.Head));
        return Describe(import);
    }

    /// <summary>Reads the heading and a few rows, guesses the columns and the order of dates, and saves all that.</summary>
    private async Task<Uploaded?> Describe(PointImport import)
    {
        var rows = new List<FileRow>();
        try
        {
            await foreach (var row in PointFile.Rows(db, import))
            {
                rows.Add(row);
                if (rows.Count == 50) break;
            }
        }
        catch (UnreadableFile unreadable)
        {
            return new Uploaded(null, UploadFault.Unreadable, unreadable.Line);
        }
        if (rows.Count < 2) return new Uploaded(null, rows.Count == 0 ? UploadFault.Empty : UploadFault.NoRows);
        var columns = PointColumns.Guess(rows[0].Cells, import.Preset);
        import.Headers = JsonSerializer.Serialize(rows[0].Cells);
        import.Columns = JsonSerializer.Serialize(columns);
        var dates = new[] { PointField.Expires, PointField.Birthday }.Where(columns.ContainsKey).Select(field => columns[field]).ToList();
        import.IsDayFirst = IsDayFirst(rows.Skip(1).SelectMany(row => dates.Where(column => column < row.Cells.Count).Select(column => row.Cells[column])));
        import.KeepsWaiting = true;
        (import.State, import.PhaseStartedAt) = (PointImportState.Uploaded, Now);
        await Save(import);
        return null;
    }

    /// <summary>Saves how the file is read and what its columns hold, as long as nothing runs.</summary>
    internal Task Save(PointImport import) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE point_imports SET state = {import.State}, preset = {import.Preset}, encoding = {import.Encoding}, delimiter = {import.Delimiter}, headers = {import.Headers}, columns = {import.Columns},
          is_day_first = {import.IsDayFirst}, is_target = {import.IsTarget}, keeps_waiting = {import.KeepsWaiting}, is_again = {import.IsAgain}, phase_started_at = {import.PhaseStartedAt}
        WHERE shop_id = {import.ShopId} AND id = {import.Id} AND state IN ({PointImportState.Uploading}, {PointImportState.Uploaded}, {PointImportState.Checked})
        """));

    /// <summary>A first number above twelve can only be a day, a second one likewise the other way.</summary>
    private static bool IsDayFirst(IEnumerable<string> dates)
    {
        foreach (var parts in dates.Select(date => date.Split('/', '-', '.')).Where(parts => parts.Length >= 2 && parts[0].Trim().Length <= 2))
        {
            if (int.TryParse(parts[0], out var first) && first > 12) return true;
            if (int.TryParse(parts[1], out var second) && second > 12) return false;
        }
        return true;
    }

    private Task<bool> Begin(PointImport import, PointImportState next, PointImportState[] from, string? by) => db.Write(async () => await db.Sql.Execute($"""
            UPDATE point_imports SET state = {next}, position = 0, given = 0, waiting = 0, failed = 0, repeated = 0, points_given = 0, points_taken = 0, tiers_set = 0, birthdays_set = 0, problems = NULL, attempts = 0, error = NULL,
              phase_started_at = {Now}, next_at = {Now}, finished_at = NULL, started_by = {by}, is_again = {import.IsAgain}
            WHERE shop_id = {import.ShopId} AND id = {import.Id} AND state IN ({from[0]}, {from[^1]})
            """) > 0);

    private Task<bool> GoOn(PointImport import) => db.Write(async () => await db.Sql.Execute($"""
            UPDATE point_imports SET state = {PointImportState.Running}, attempts = 0, error = NULL, phase_started_at = {Now}, next_at = {Now}, finished_at = NULL
            WHERE shop_id = {import.ShopId} AND id = {import.Id} AND state IN ({PointImportState.Stopped}, {PointImportState.Failed}) AND undone_at IS NULL AND started_by IS NOT NULL
              AND EXISTS (SELECT 1 FROM point_import_parts p WHERE p.shop_id = {import.ShopId} AND p.import_id = {import.Id})
            """) > 0);

    /// <summary>For an import that has given nothing.</summary>
    internal Task Delete(PointImport import) => db.Write(async () =>
    {
        if (await db.Sql.Execute($"DELETE FROM point_imports WHERE shop_id = {import.ShopId} AND id = {import.Id} AND started_by IS NULL AND state NOT IN ({PointImportState.Checking}, {PointImportState.Running}, {PointImportState.Undoing})") > 0)
            await DropFile(db, import);
    });
}
