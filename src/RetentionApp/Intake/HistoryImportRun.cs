using System.Text.Json;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Intake;

/// <summary>
/// Brings a shop's whole past in: asks Shopify for a bulk result of customers, then of orders, reads each in parts of a
/// bounded size, and remembers in the row how far it came, so that a restart goes on there.
/// </summary>
internal sealed class HistoryImportRun(IServiceScopeFactory scopes, ShopDirectory shops, AdminApi api, ImportSignal signal, TimeProvider clock, ILogger<HistoryImportRun> log) : BackgroundService
{
    private const int PerCommit = 400;
    private const int MostAttempts = 8;
    private static readonly TimeSpan FirstPoll = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(0.5);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await signal.Wait(await Step(stopping), stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogError(failure, "The history import could not look for work");
                await Task.Delay(Poll, stopping);
            }
        }
    }

    /// <summary>Takes every import that is due one step further. Returns how long to wait at most before the next look.</summary>
    internal async Task<TimeSpan> Step(CancellationToken cancellation)
    {
        foreach (var import in (await Running(cancellation)).Where(i => i.NextAt <= Now)) await Advance(import, cancellation);
        await using (var resettling = scopes.CreateAsyncScope()) await resettling.ServiceProvider.GetRequiredService<Resettling>().Run(cancellation);
        var next = (await Running(cancellation)).Select(i => i.NextAt - Now).DefaultIfEmpty(Poll).Min();
        return next < FirstPoll ? FirstPoll : next > Poll ? Poll : next;
    }

    private async Task<List<HistoryImport>> Running(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var imports = scope.ServiceProvider.GetRequiredService<AppDb>().HistoryImports;
        return await imports.AsNoTracking().Where(i => i.State < ImportState.Done).OrderBy(i => i.NextAt).Take(10).ToListAsync(cancellation);
    }

    private async Task Advance(HistoryImport import, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        // On several instances only one takes the step; the others see the row's next time in the future.
        if (!await Claim(db, import)) return;
        // Kept open, so that statements stay prepared from one commit to the next.
        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            if (await shops.ById(import.ShopId) is not { IsInstalled: true } shop) throw new ShopifyDenied("The shop is not installed.");
            // Steps that need no waiting follow each other at once.
            while (await Step(scope.ServiceProvider, db, shop, import, cancellation)) { }
        }
        catch (ImportStopped)
        {
            log.LogInformation("History import {Import} of shop {Shop} was stopped at {Orders} orders", import.Id, import.ShopId, import.Orders);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            if (failure is not (ShopifyUnavailable or ShopifyDenied)) log.LogError(failure, "History import {Import} of shop {Shop} failed in {State}", import.Id, import.ShopId, import.State);
            await Postpone(db, import, failure);
        }
    }

    /// <returns>True when the next step can be taken at once.</returns>
    private async Task<bool> Step(IServiceProvider services, AppDb db, Shop shop, HistoryImport import, CancellationToken cancellation)
    {
        switch (import.State)
        {
            case ImportState.Waiting:
                // Shopify runs several bulk queries at once: it writes the orders while the customers are read here.
                import.OrdersBulkId ??= (await Start(shop, "BulkOrders", cancellation)).Id;
                await Ask(db, shop, import, "BulkCustomers", ImportState.CustomersAsked, cancellation);
                return false;
            case ImportState.CustomersAsked:
                return await IsReady(db, shop, import, ImportState.CustomersReading, cancellation);
            case ImportState.CustomersReading:
                await Read(services, db, import, ParseCustomer, TakeCustomer, cancellation);
                return await AskForOrders(db, shop, import, cancellation);
            case ImportState.OrdersAsked:
                return await IsReady(db, shop, import, ImportState.OrdersReading, cancellation);
            case ImportState.OrdersReading:
                await Read(services, db, import, ParseOrder, TakeOrder, cancellation);
                import.State = ImportState.Done;
                import.FinishedAt = Now;
                await Save(db, import);
                await services.GetRequiredService<TierRuns>().Start(import.ShopId, TierRunReason.Import, "app");
                log.LogInformation("History of shop {Shop}: {Customers} customers and {Orders} orders in {Seconds:F1} s", shop.Id, import.Customers, import.Orders, (Now - import.StartedAt).TotalSeconds);
                return false;
            default:
                return false;
        }
    }

    private async Task Ask(AppDb db, Shop shop, HistoryImport import, string document, ImportState next, CancellationToken cancellation)
    {
        var (id, refusal) = await Start(shop, document, cancellation);
        import.BulkId = id ?? throw new ShopifyUnavailable(refusal ?? "Shopify did not start the bulk operation.");
        Expect(import, next, Now + FirstPoll);
        await Save(db, import);
    }

    /// <returns>True when the orders were asked for earlier, so that they may be ready by now.</returns>
    private async Task<bool> AskForOrders(AppDb db, Shop shop, HistoryImport import, CancellationToken cancellation)
    {
        if (import.OrdersBulkId is not { } started)
        {
            await Ask(db, shop, import, "BulkOrders", ImportState.OrdersAsked, cancellation);
            return false;
        }
        (import.BulkId, import.OrdersBulkId) = (started, null);
        Expect(import, ImportState.OrdersAsked, Now);
        await Save(db, import);
        return true;
    }

    private void Expect(HistoryImport import, ImportState next, DateTime nextAt) =>
        (import.BulkUrl, import.Expected, import.Position, import.State, import.PhaseStartedAt, import.NextAt) = (null, 0, 0, next, Now, nextAt);

    private async Task<(string? Id, string? Refusal)> Start(Shop shop, string document, CancellationToken cancellation)
    {
        var answer = await api.Send(shop, "BulkRun", new { query = AdminApi.Document(document) }, data => data.Clone(), cancellation: cancellation);
        if (answer is Refused<JsonElement> refused) return (null, refused.Reason);
        var operation = answer is Ok<JsonElement>(var data) && data.Part("bulkOperationRunQuery") is { } run ? run.Part("bulkOperation") : null;
        return (operation?.Text("id"), null);
    }

    private async Task<bool> IsReady(AppDb db, Shop shop, HistoryImport import, ImportState next, CancellationToken cancellation)
    {
        var answer = await api.Send(shop, "BulkStatus", new { id = import.BulkId }, data => data.Clone(), cancellation: cancellation);
        if (answer is not Ok<JsonElement>(var data) || data.Part("bulkOperation") is not { } operation) throw new ShopifyUnavailable("Shopify does not know the bulk operation.");
        import.Expected = operation.Long("rootObjectCount") ?? 0;
        var status = operation.Text("status");
        switch (status)
        {
            case "COMPLETED":
                // No address means no rows, which is an answer like any other.
                (import.BulkUrl, import.State, import.PhaseStartedAt, import.Attempts) = (operation.Text("url"), next, Now, 0);
                await Save(db, import);
                return true;
            case "FAILED" or "CANCELED" or "EXPIRED":
                // Asked for again from the start of this phase.
                import.State = import.State == ImportState.CustomersAsked ? ImportState.Waiting : ImportState.CustomersReading;
                import.BulkUrl = null;
                await Save(db, import);
                throw new ShopifyUnavailable($"The bulk operation ended {status!.ToLowerInvariant()}: {operation.Text("errorCode")}");
            default:
                // Shopify says so by webhook as well; asking more and more rarely covers a lost one.
                import.NextAt = Now + TimeSpan.FromSeconds(Math.Clamp((Now - import.PhaseStartedAt).TotalSeconds / 4, FirstPoll.TotalSeconds, 60));
                await Save(db, import);
                return false;
        }
    }

    /// <summary>Parsing the next rows and committing the last ones overlap; each part is remembered once it is committed.</summary>
    private async Task Read<T>(IServiceProvider services, AppDb db, HistoryImport import, Func<long, BulkObject, T> parse, Func<IServiceProvider, HistoryImport, T, Task> take, CancellationToken cancellation)
        where T : class
    {
        if (import.BulkUrl is null) return;
        CountPartAgain(import);
        await using var stream = await api.OpenResult(import.BulkUrl, cancellation);
        using var file = await BulkFile.Receive(stream, await FileBytes(import, cancellation), cancellation);
        for (var part = import.Position; part < file.Parts; part++)
        {
            var parsed = Channel.CreateBounded<Parsed<T>[]>(2);
            var current = part;
            // Ends the parsing, too, when this loop is left early.
            using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var parsing = Task.Run(async () => await Parse(file.Read(current), import.ShopId, parse, parsed.Writer, reading.Token), cancellation);
            try
            {
                await foreach (var rows in parsed.Reader.ReadAllAsync(cancellation))
                {
                    await Commit(services, db, import, rows, take, cancellation);
                    if (await IsStopped(db, import)) throw new ImportStopped();
                }
                await parsing;
            }
            finally
            {
                await reading.CancelAsync();
            }
            (import.Position, import.PartRows, import.PartFailed) = (part + 1, 0, 0);
            await Save(db, import);
        }
    }

    private Task Commit<T>(IServiceProvider services, AppDb db, HistoryImport import, Parsed<T>[] rows, Func<IServiceProvider, HistoryImport, T, Task> take, CancellationToken cancellation)
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
                foreach (var row in rows) await Take(services, db, import, row, take);
            }
            import.PartRows = partRows + import.Customers - customers + import.Orders - orders;
            import.PartFailed = partFailed + import.Failed - failed;
            import.Attempts = 0;
            await SaveProgress(db, import);
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
                foreach (var row in rows) await take(services, import, row.Value!);
                return true;
            }
            catch (Exception failure) when (IsUnreadable(failure) || IsUnstorable(failure))
            {
                return false;
            }
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

    private static async Task Parse<T>(IEnumerable<BulkObject> objects, long shopId, Func<long, BulkObject, T> parse, ChannelWriter<Parsed<T>[]> writer, CancellationToken cancellation)
        where T : class
    {
        try
        {
            foreach (var chunk in objects.Chunk(PerCommit)) await writer.WriteAsync(Array.ConvertAll(chunk, item => Parse(shopId, item, parse)), cancellation);
        }
        finally
        {
            writer.TryComplete();
        }
    }

    private static Parsed<T> Parse<T>(long shopId, BulkObject item, Func<long, BulkObject, T> parse)
        where T : class
    {
        try
        {
            return new Parsed<T>(parse(shopId, item), null);
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            return new Parsed<T>(null, failure.Message);
        }
    }

    /// <summary>One broken row must not keep the others out: it is rolled back alone and counted.</summary>
    private async Task Take<T>(IServiceProvider services, AppDb db, HistoryImport import, Parsed<T> row, Func<IServiceProvider, HistoryImport, T, Task> take)
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
            await take(services, import, row.Value);
            await db.Sql.Execute($"RELEASE SAVEPOINT history");
        }
        catch (Exception failure) when (IsUnreadable(failure) || IsUnstorable(failure))
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

    private static bool IsUnreadable(Exception failure) => failure is JsonException or FormatException or InvalidOperationException or ArgumentException or OverflowException;

    /// <summary>SQLSTATE class 22: the row holds what the database cannot, a character 0 in a name for example.</summary>
    private static bool IsUnstorable(Exception failure) => failure is System.Data.Common.DbException { SqlState: ['2', '2', ..] };

    private static CustomerHeard ParseCustomer(long shopId, BulkObject item)
    {
        using var node = JsonDocument.Parse(item.Line);
        return AdminNodes.ReadCustomer(node.RootElement);
    }

    private static OrderHeard ParseOrder(long shopId, BulkObject item)
    {
        var lines = item.Children.ConvertAll(line => JsonDocument.Parse(line));
        try
        {
            using var node = JsonDocument.Parse(item.Line);
            var heard = AdminNodes.ReadOrder(shopId, node.RootElement, lines.Select(line => line.RootElement));
            return heard with { IsHistory = true, FactsWritten = JsonSerializer.Serialize(heard.Facts, FactsJson.Default.OrderFacts) };
        }
        finally
        {
            foreach (var line in lines) line.Dispose();
        }
    }

    private static async Task TakeCustomer(IServiceProvider services, HistoryImport import, CustomerHeard heard)
    {
        await services.GetRequiredService<Customers>().Record(import.ShopId, heard);
        import.Customers++;
    }

    private static async Task TakeOrder(IServiceProvider services, HistoryImport import, OrderHeard heard)
    {
        await services.GetRequiredService<OrderChanged>().Tell(heard);
        import.Orders++;
    }

    /// <summary>The row says stopped: the merchant's wish, or the shop left.</summary>
    private sealed class ImportStopped : Exception;

    private sealed record Parsed<T>(T? Value, string? Broken) where T : class;

    private async Task<long> FileBytes(HistoryImport import, CancellationToken cancellation)
    {
        if (await shops.ById(import.ShopId) is not { } shop) return 0;
        var answer = await api.Send(shop, "BulkStatus", new { id = import.BulkId }, data => data.Part("bulkOperation") is { } operation ? operation.Long("fileSize") : null, cancellation: cancellation);
        return answer is Ok<long?>(var bytes) ? bytes ?? 0 : 0;
    }

    private Task<bool> Claim(AppDb db, HistoryImport import) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE history_imports SET next_at = {Now + TimeSpan.FromMinutes(2)} WHERE shop_id = {import.ShopId} AND id = {import.Id} AND next_at = {import.NextAt} AND state < {ImportState.Done}
        """) > 0);

    private static async Task<bool> IsStopped(AppDb db, HistoryImport import) =>
        await db.Sql.Long($"SELECT state FROM history_imports WHERE shop_id = {import.ShopId} AND id = {import.Id}") == (long)ImportState.Stopped;

    private async Task SaveProgress(AppDb db, HistoryImport import) => await db.Sql.Execute($"""
        UPDATE history_imports SET customers = {import.Customers}, orders = {import.Orders}, failed = {import.Failed}, part_rows = {import.PartRows},
          part_failed = {import.PartFailed}, attempts = 0, next_at = {Now + TimeSpan.FromMinutes(2)}
        WHERE shop_id = {import.ShopId} AND id = {import.Id}
        """);

    private Task Save(AppDb db, HistoryImport import) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE history_imports SET state = {import.State}, bulk_id = {import.BulkId}, orders_bulk_id = {import.OrdersBulkId}, bulk_url = {import.BulkUrl}, expected = {import.Expected}, customers = {import.Customers},
          orders = {import.Orders}, failed = {import.Failed}, position = {import.Position}, part_rows = {import.PartRows}, part_failed = {import.PartFailed}, attempts = {import.Attempts}, error = NULL, phase_started_at = {import.PhaseStartedAt},
          next_at = {import.NextAt}, finished_at = {import.FinishedAt}
        WHERE shop_id = {import.ShopId} AND id = {import.Id} AND state < {ImportState.Done}
        """));

    private async Task Postpone(AppDb db, HistoryImport import, Exception failure)
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
