using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Webhooks;

/// <summary>
/// Handles stored deliveries in batches: one commit for many, each in a savepoint of its own, one shop's in their order
/// and by one worker at a time. A delivery that throws is tried again alone, later, and buried after the last attempt.
/// </summary>
internal sealed class WebhookWorker(IServiceScopeFactory scopes, WorkSignal signal, TimeProvider clock, TopicTable topics, ILogger<WebhookWorker> log) : BackgroundService
{
    private const int MostPerBatch = 100;
    // While ingest waits for the right to write, a batch ends early: an answer is not held up for longer than this.
    private static readonly TimeSpan WhileAwaited = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <summary>Waiting times after the first, second, … failure; when they are used up the delivery is buried.</summary>
    internal static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6)];

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await HandleAll(stopping);
                await signal.Wait(Idle, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // The edge of the worker: the batch was rolled back whole and stays waiting.
                log.LogError(failure, "A batch of deliveries was rolled back");
                await Task.Delay(Idle, stopping);
            }
        }
    }

    /// <summary>Batch after batch on one connection, so that its statements stay prepared, until nothing is due.</summary>
    private async Task HandleAll(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await db.Database.OpenConnectionAsync(cancellation);
        while (await HandleBatch(scope.ServiceProvider, db, cancellation) > 0) db.ChangeTracker.Clear();
    }

    /// <returns>How many deliveries were taken up.</returns>
    internal async Task<int> HandleBatch(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await HandleBatch(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<AppDb>(), cancellation);
    }

    /// <summary>
    /// Nearly always every delivery of a batch is good: they are handled as they come, and only where one throws all over
    /// again, each in a savepoint of its own. Savepoints make the database keep a copy of every page that changes in them.
    /// </summary>
    private async Task<int> HandleBatch(IServiceProvider services, AppDb db, CancellationToken cancellation)
    {
        try
        {
            return await HandleBatch(services, db, isApart: false, cancellation);
        }
        catch (DeliveryFailed)
        {
            return await HandleBatch(services, db, isApart: true, cancellation);
        }
    }

    private async Task<int> HandleBatch(IServiceProvider services, AppDb db, bool isApart, CancellationToken cancellation)
    {
        var (taken, done) = (0, 0);
        await db.Write(async () =>
        {
            (taken, done) = (0, 0);
            var started = Stopwatch.GetTimestamp();
            var claimed = await Claim(db);
            // Who threw before may do so again.
            isApart |= claimed.Exists(delivery => delivery.Attempts > 0);
            foreach (var delivery in claimed)
            {
                if (await (isApart ? HandleApart(services, db, delivery) : HandleBare(services, db, delivery))) done++;
                taken++;
                if (db.Gate.IsAwaited && Stopwatch.GetElapsedTime(started) > WhileAwaited) break;
            }
        }, cancellation);
        WebhookMeter.Handled.Add(done);
        return taken;
    }

    /// <summary>The oldest due deliveries of shops that no other worker is busy with; the shops stay locked until the commit.</summary>
    private async Task<List<Claimed>> Claim(AppDb db)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (db.Dialect.HasOneWriter) return await db.Sql.Query(OldestDue(now), Read);

        var batch = new List<Claimed>();
        var shops = await db.Sql.Query($"""
            SELECT shop_id FROM (SELECT id, shop_id FROM deliveries WHERE state = 0 AND next_at <= {now} ORDER BY next_at, id LIMIT 500) due GROUP BY shop_id ORDER BY MIN(id) LIMIT 20
            """, row => row.GetInt64(0));
        foreach (var shop in shops)
        {
            if (batch.Count >= MostPerBatch) break;
            if (!await db.TryLock(LockSpace.ShopDeliveries, shop)) continue;
            batch.AddRange(await db.Sql.Query($"""
                SELECT id, shop_id, topic, triggered_at, received_at, attempts, body FROM deliveries
                WHERE state = 0 AND shop_id = {shop} AND next_at <= {now} ORDER BY id LIMIT {MostPerBatch - batch.Count}
                """, Read));
        }
        return batch;
    }

    // In the order of the index on what waits; in that of the ids SQLite would read through everything handled long ago.
    internal static FormattableString OldestDue(DateTime now) => $"""
        SELECT id, shop_id, topic, triggered_at, received_at, attempts, body FROM deliveries WHERE state = 0 AND next_at <= {now} ORDER BY next_at, id LIMIT {MostPerBatch}
        """;

    /// <exception cref="DeliveryFailed">It threw; what the batch has done so far goes with it.</exception>
    private async Task<bool> HandleBare(IServiceProvider services, AppDb db, Claimed delivery)
    {
        try
        {
            await Finish(db, delivery, await Dispatch(services, delivery));
            return true;
        }
        catch (Exception failure) when (!Writing.IsDeadlock(failure))
        {
            throw new DeliveryFailed(failure);
        }
    }

    /// <returns>False when it threw and was rolled back alone.</returns>
    private async Task<bool> HandleApart(IServiceProvider services, AppDb db, Claimed delivery)
    {
        await db.Sql.Execute($"SAVEPOINT delivery");
        try
        {
            var handled = await Dispatch(services, delivery);
            await db.Sql.Execute($"RELEASE SAVEPOINT delivery");
            await Finish(db, delivery, handled);
            return true;
        }
        catch (Exception failure) when (!Writing.IsDeadlock(failure))
        {
            await db.Sql.Execute($"ROLLBACK TO SAVEPOINT delivery");
            await db.Sql.Execute($"RELEASE SAVEPOINT delivery");
            // What the context tracked was undone with the savepoint.
            db.ChangeTracker.Clear();
            await Postpone(db, delivery, failure);
            return false;
        }
    }

    private async Task<Handled> Dispatch(IServiceProvider services, Claimed delivery)
    {
        if (!topics.Handlers.TryGetValue(delivery.Topic, out var handler)) return Handled.Ignored("Nothing in the app needs this topic.");
        if (await services.GetRequiredService<ShopDirectory>().ById(delivery.ShopId) is not { } shop) return Handled.Ignored("The shop is gone.");
        using var body = JsonDocument.Parse(DeliveryBody.Unpack(delivery.Body));
        return await ((ITopic)services.GetRequiredService(handler)).Handle(new Incoming(shop, delivery.Topic, body.RootElement, delivery.TriggeredAt ?? delivery.ReceivedAt));
    }

    private async Task Finish(AppDb db, Claimed delivery, Handled handled)
    {
        var state = handled.IgnoredBecause is null ? DeliveryState.Done : DeliveryState.Ignored;
        if (state == DeliveryState.Ignored) log.LogInformation("Ignored {Topic} {Delivery} of shop {Shop}: {Reason}", delivery.Topic, delivery.Id, delivery.ShopId, handled.IgnoredBecause);
        await db.Sql.Execute($"""
            UPDATE deliveries SET state = {state}, attempts = {delivery.Attempts + 1}, handled_at = {clock.GetUtcNow().UtcDateTime}, next_at = NULL, note = {handled.IgnoredBecause}, body = NULL
            WHERE id = {delivery.Id}
            """);
    }

    private async Task Postpone(AppDb db, Claimed delivery, Exception failure)
    {
        var attempts = delivery.Attempts + 1;
        var now = clock.GetUtcNow().UtcDateTime;
        var isLast = attempts > Pauses.Length;
        log.LogError(failure, "{Topic} {Delivery} of shop {Shop} failed, attempt {Attempt}", delivery.Topic, delivery.Id, delivery.ShopId, attempts);
        await db.Sql.Execute($"""
            UPDATE deliveries SET state = {(isLast ? DeliveryState.Buried : DeliveryState.Waiting)}, attempts = {attempts}, note = {Short(failure)},
              next_at = {(isLast ? null : now + Pauses[attempts - 1])}, handled_at = {(isLast ? now : null)}
            WHERE id = {delivery.Id}
            """);
        WebhookMeter.Failed.Add(1);
    }

    // The type and message of our own exceptions name fields and ids, never what a person typed.
    private static string Short(Exception failure) => $"{failure.GetType().Name}: {failure.Message}" is { Length: > 500 } text ? text[..500] : $"{failure.GetType().Name}: {failure.Message}";

    private static Claimed Read(System.Data.Common.DbDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.AtOrNull(3), row.At(4), row.GetInt32(5), (byte[])row.GetValue(6));

    private sealed class DeliveryFailed(Exception failure) : Exception("A delivery failed.", failure);

    private sealed record Claimed(long Id, long ShopId, string Topic, DateTime? TriggeredAt, DateTime ReceivedAt, int Attempts, byte[] Body);
}
