using RetentionApp.Data;

namespace RetentionApp.Intake;

/// <summary>The row of a history import: who works on it, how far it came, and when it is looked at again.</summary>
internal sealed class HistoryProgress(AppDb db, TimeProvider clock)
{
    private const int MostAttempts = 8;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>On several instances only one takes the step; the others see the row's next time in the future.</summary>
    internal Task<bool> Claim(HistoryImport import) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE history_imports SET next_at = {Now + Lease} WHERE shop_id = {import.ShopId} AND id = {import.Id} AND next_at = {import.NextAt} AND state < {ImportState.Done}
        """) > 0);

    /// <summary>The merchant's wish, or the shop left.</summary>
    internal async Task<bool> IsStopped(HistoryImport import) =>
        await db.Sql.Long($"SELECT state FROM history_imports WHERE shop_id = {import.ShopId} AND id = {import.Id}") == (long)ImportState.Stopped;

    /// <summary>How far the part being read is, in the transaction that brought it there.</summary>
    internal async Task SaveRows(HistoryImport import) => await db.Sql.Execute($"""
        UPDATE history_imports SET customers = {import.Customers}, orders = {import.Orders}, failed = {import.Failed}, part_rows = {import.PartRows},
          part_failed = {import.PartFailed}, attempts = 0, next_at = {Now + Lease}
        WHERE shop_id = {import.ShopId} AND id = {import.Id}
        """);

    internal Task Save(HistoryImport import) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE history_imports SET state = {import.State}, bulk_id = {import.BulkId}, orders_bulk_id = {import.OrdersBulkId}, bulk_url = {import.BulkUrl}, expected = {import.Expected}, customers = {import.Customers},
          orders = {import.Orders}, failed = {import.Failed}, position = {import.Position}, part_rows = {import.PartRows}, part_failed = {import.PartFailed}, attempts = {import.Attempts}, error = NULL, phase_started_at = {import.PhaseStartedAt},
          next_at = {import.NextAt}, finished_at = {import.FinishedAt}
        WHERE shop_id = {import.ShopId} AND id = {import.Id} AND state < {ImportState.Done}
        """));

    /// <summary>Tries again later, or gives up after the last attempt.</summary>
    internal async Task Postpone(HistoryImport import, Exception failure)
    {
        var attempts = import.Attempts + 1;
        var gaveUp = attempts >= MostAttempts;
        var pause = TimeSpan.FromSeconds(Math.Min(1800, 5 * Math.Pow(2, attempts)));
        await db.Write(async () => await db.Sql.Execute($"""
            UPDATE history_imports SET state = {(gaveUp ? ImportState.Failed : import.State)}, attempts = {attempts}, error = {failure.Message}, next_at = {Now + pause},
              finished_at = {(gaveUp ? Now : null)}
            WHERE shop_id = {import.ShopId} AND id = {import.Id} AND state < {ImportState.Done}
            """));
    }
}
