using System.Threading.Channels;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Intake;

/// <summary>
/// Takes the rows of a bulk result in, a few hundred to a commit. One that is broken keeps nobody else out: it is logged
/// and counted.
/// </summary>
internal sealed class HistoryRows(AppDb db, AdminApi api, BulkQueries bulk, HistoryProgress progress, Customers customers, OrderChanged orders, ILogger<HistoryRows> log)
{
    internal Task ReadCustomers(Shop shop, HistoryImport import, CancellationToken cancellation) => Read(shop, import, ParsedRow.Customer, async heard =>
    {
        await customers.Record(import.ShopId, heard);
        import.Customers++;
    }, cancellation);

    internal Task ReadOrders(Shop shop, HistoryImport import, CancellationToken cancellation) => Read(shop, import, ParsedRow.Order, async heard =>
    {
        await orders.Tell(heard);
        import.Orders++;
    }, cancellation);

    /// <summary>Parsing the next rows and committing the last ones overlap; each part is remembered once it is committed.</summary>
    /// <exception cref="ImportStopped">The row says stopped.</exception>
    private async Task Read<T>(Shop shop, HistoryImport import, Func<long, BulkObject, T> parse, Func<T, Task> take, CancellationToken cancellation)
        where T : class
    {
        if (import.BulkUrl is null) return;
        CountPartAgain(import);
        await using var stream = await api.OpenResult(import.BulkUrl, cancellation);
        using var file = await BulkFile.Receive(stream, (await bulk.Find(shop, import.BulkId, cancellation))?.FileBytes ?? 0, cancellation);
        var portions = Channel.CreateBounded<Portion<T>>(2);
        // Ends the parsing, too, when this loop is left early.
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var first = import.Position;
        var parsing = Task.Run(async () => await ParsedRow.ReadAll(file, first, import.ShopId, parse, portions.Writer, reading.Token), cancellation);
        try
        {
            await foreach (var portion in portions.Reader.ReadAllAsync(cancellation))
            {
                if (portion.Rows.Length > 0)
                {
                    await Commit(import, portion.Rows, take, cancellation);
                    if (await progress.IsStopped(import)) throw new ImportStopped();
                    continue;
                }
                (import.Position, import.PartRows, import.PartFailed) = (portion.Part + 1, 0, 0);
                await progress.Save(import);
            }
            await parsing;
        }
        finally
        {
            await reading.CancelAsync();
            // The file's folder goes next: nobody may read from it any more.
            await Task.WhenAny(parsing);
        }
    }

    /// <summary>The part in which an earlier run stopped is read from its start again.</summary>
    private static void CountPartAgain(HistoryImport import)
    {
        if (import.State == ImportState.CustomersReading) import.Customers -= import.PartRows;
        else import.Orders -= import.PartRows;
        import.Failed -= import.PartFailed;
        (import.PartRows, import.PartFailed) = (0, 0);
    }

    /// <summary>
    /// Nearly always every row is good: they are taken in as they come, and only where one is broken all over again, each in
    /// a savepoint of its own. A savepoint around them all would make the database keep a copy of every page it changes.
    /// </summary>
    private async Task Commit<T>(HistoryImport import, ParsedRow<T>[] rows, Func<T, Task> take, CancellationToken cancellation)
        where T : class
    {
        var before = (import.Customers, import.Orders, import.Failed, import.PartRows, import.PartFailed);
        try
        {
            if (!Array.Exists(rows, row => row.Value is null))
            {
                await Write(row => take(row.Value!));
                return;
            }
        }
        catch (Exception failure) when (ParsedRow.IsFault(failure))
        {
            log.LogInformation("History import {Import} of shop {Shop} takes {Rows} rows one by one", import.Id, import.ShopId, rows.Length);
        }
        await Write(row => TakeAlone(import, row, take));

        Task Write(Func<ParsedRow<T>, Task> takeOne) => db.Write(async () =>
        {
            // Counted from here again when the transaction has to be repeated.
            (import.Customers, import.Orders, import.Failed, import.PartRows, import.PartFailed) = before;
            foreach (var row in rows) await takeOne(row);
            import.PartRows += import.Customers - before.Customers + import.Orders - before.Orders;
            import.PartFailed += import.Failed - before.Failed;
            import.Attempts = 0;
            await progress.SaveRows(import);
        }, cancellation);
    }

    /// <summary>One broken row must not keep the others out: it is rolled back alone and counted.</summary>
    private async Task TakeAlone<T>(HistoryImport import, ParsedRow<T> row, Func<T, Task> take)
        where T : class
    {
        if (row.Value is null)
        {
            Count(import, row.Broken!);
            return;
        }
        await db.Sql.Execute($"SAVEPOINT history");
        try
        {
            await take(row.Value);
            await db.Sql.Execute($"RELEASE SAVEPOINT history");
        }
        catch (Exception failure) when (ParsedRow.IsFault(failure))
        {
            await db.Sql.Execute($"ROLLBACK TO SAVEPOINT history");
            await db.Sql.Execute($"RELEASE SAVEPOINT history");
            db.ChangeTracker.Clear();
            Count(import, failure.Message);
        }
    }

    private void Count(HistoryImport import, string reason)
    {
        import.Failed++;
        log.LogWarning("History import {Import} of shop {Shop}: a row cannot be read: {Reason}", import.Id, import.ShopId, reason);
    }
}

/// <summary>The row says stopped: the merchant's wish, or the shop left.</summary>
internal sealed class ImportStopped : Exception;
