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
        for (var part = import.Position; part < file.Parts; part++)
        {
            var parsed = Channel.CreateBounded<ParsedRow<T>[]>(2);
            var current = part;
            // Ends the parsing, too, when this loop is left early.
            using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var parsing = Task.Run(async () => await ParsedRow.ReadAll(file.Read(current), import.ShopId, parse, parsed.Writer, reading.Token), cancellation);
            try
            {
                await foreach (var rows in parsed.Reader.ReadAllAsync(cancellation))
                {
                    await Commit(import, rows, take, cancellation);
                    if (await progress.IsStopped(import)) throw new ImportStopped();
                }
                await parsing;
            }
            finally
            {
                await reading.CancelAsync();
            }
            (import.Position, import.PartRows, import.PartFailed) = (part + 1, 0, 0);
            await progress.Save(import);
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

    private Task Commit<T>(HistoryImport import, ParsedRow<T>[] rows, Func<T, Task> take, CancellationToken cancellation)
        where T : class
    {
        var (customers, orders, failed, partRows, partFailed) = (import.Customers, import.Orders, import.Failed, import.PartRows, import.PartFailed);
        return db.Write(async () =>
        {
            await db.Sql.Execute($"SAVEPOINT rows");
            if (!await TakeAll())
            {
                await db.Sql.Execute($"ROLLBACK TO SAVEPOINT rows");
                db.ChangeTracker.Clear();
                Restart();
                foreach (var row in rows) await TakeAlone(import, row, take);
            }
            import.PartRows = partRows + import.Customers - customers + import.Orders - orders;
            import.PartFailed = partFailed + import.Failed - failed;
            import.Attempts = 0;
            await progress.SaveRows(import);
        }, cancellation);

        // Counted from here again when rows, or the whole transaction, have to be repeated.
        void Restart() => (import.Customers, import.Orders, import.Failed) = (customers, orders, failed);

        // Nearly always every row is good, and a savepoint for each would only cost time.
        async Task<bool> TakeAll()
        {
            Restart();
            if (Array.Exists(rows, row => row.Value is null)) return false;
            try
            {
                foreach (var row in rows) await take(row.Value!);
                return true;
            }
            catch (Exception failure) when (ParsedRow.IsFault(failure))
            {
                return false;
            }
        }
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
