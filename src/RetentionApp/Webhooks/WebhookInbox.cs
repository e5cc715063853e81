using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Webhooks;

internal sealed record Received(
    long ShopId, string WebhookId, string Topic, string? EventId, string? ApiVersion, DateTime? TriggeredAt, DateTime ReceivedAt, byte[] Body);

internal enum StoreAnswer { Stored, Full, Failed }

/// <summary>
/// Puts deliveries on disk before they are answered. Requests that wait at the same time share one commit, so that a
/// flush of the disk is paid for many. A webhook id that is known already is stored as nothing.
/// </summary>
internal sealed class WebhookInbox(IServiceScopeFactory scopes, WorkSignal signal, ILogger<WebhookInbox> log) : BackgroundService
{
    private const int Queue = 4096;
    private const int MostPerCommit = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(Queue) { SingleReader = true });

    /// <summary>Completes once the delivery is committed, or at once with <see cref="StoreAnswer.Full"/>.</summary>
    internal Task<StoreAnswer> Store(Received received)
    {
        var request = new Waiting(received);
        if (waiting.Writer.TryWrite(request)) return request.Answer.Task;
        WebhookMeter.Refused.Add(1);
        return Task.FromResult(StoreAnswer.Full);
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        // Kept open, so that the statement stays prepared from one commit to the next.
        await db.Database.OpenConnectionAsync(stopping);
        var batch = new List<Waiting>(MostPerCommit);
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stopping))
            {
                batch.Clear();
                // To the end of the line: requests that are being read meanwhile share this commit.
                await Task.Yield();
                await Commit(db, batch);
            }
        }
        finally
        {
            waiting.Writer.TryComplete();
            while (waiting.Reader.TryRead(out var late)) late.Answer.TrySetResult(StoreAnswer.Failed);
        }
    }

    private async Task Commit(AppDb db, List<Waiting> batch)
    {
        try
        {
            await db.Write(async () =>
            {
                // Taken only once it is our turn to write: whoever came meanwhile shares this commit.
                while (batch.Count < MostPerCommit && waiting.Reader.TryRead(out var next)) batch.Add(next);
                if (db.Dialect.HasOneWriter) foreach (var request in batch) await Insert(db, request.Received);
                else await InsertAll(db, batch.ConvertAll(request => request.Received));
            });
            foreach (var request in batch) request.Answer.TrySetResult(StoreAnswer.Stored);
            WebhookMeter.Stored.Add(batch.Count);
            signal.Set();
        }
        catch (Exception failure)
        {
            // Nothing of the batch was stored; Shopify is told so and delivers it again.
            log.LogError(failure, "{Count} deliveries could not be stored", batch.Count);
            foreach (var request in batch) request.Answer.TrySetResult(StoreAnswer.Failed);
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private static ValueTask<int> Insert(AppDb db, Received r) => db.Sql.Execute($"""
        INSERT INTO deliveries (shop_id, webhook_id, topic, event_id, api_version, triggered_at, received_at, state, attempts, next_at, body)
        VALUES ({r.ShopId}, {r.WebhookId}, {r.Topic}, {r.EventId}, {r.ApiVersion}, {r.TriggeredAt}, {r.ReceivedAt}, 0, 0, {r.ReceivedAt}, {r.Body})
        ON CONFLICT (shop_id, webhook_id) DO NOTHING
        """);

    private static ValueTask<int> InsertAll(AppDb db, List<Received> batch) => db.Sql.Execute($"""
        INSERT INTO deliveries (shop_id, webhook_id, topic, event_id, api_version, triggered_at, received_at, state, attempts, next_at, body)
        SELECT shop_id, webhook_id, topic, event_id, api_version, triggered_at, received_at, 0, 0, received_at, body
        FROM unnest({batch.Select(r => r.ShopId).ToArray()}, {batch.Select(r => r.WebhookId).ToArray()}, {batch.Select(r => r.Topic).ToArray()}, {batch.Select(r => r.EventId).ToArray()},
          {batch.Select(r => r.ApiVersion).ToArray()}, {batch.Select(r => r.TriggeredAt).ToArray()}, {batch.Select(r => r.ReceivedAt).ToArray()}, {batch.Select(r => r.Body).ToArray()})
          AS r(shop_id, webhook_id, topic, event_id, api_version, triggered_at, received_at, body)
        ON CONFLICT (shop_id, webhook_id) DO NOTHING
        """);

    private sealed record Waiting(Received Received)
    {
        internal TaskCompletionSource<StoreAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Wakes the worker when there is something to do, so that it need not poll fast.</summary>
internal sealed class WorkSignal
{
    private readonly SemaphoreSlim waiting = new(0, 1);

    internal void Set()
    {
        try
        {
            if (waiting.CurrentCount == 0) waiting.Release();
        }
        catch (SemaphoreFullException)
        {
            return; // Somebody else set it at the same moment: the worker wakes all the same.
        }
    }

    internal Task Wait(TimeSpan atMost, CancellationToken cancellation) => waiting.WaitAsync(atMost, cancellation);
}
