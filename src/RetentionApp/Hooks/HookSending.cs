using System.Data.Common;
using System.Text.Json;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Hooks;

/// <summary>
/// Sends what is due, several at once, each under a lease. A failed delivery is tried again over 24 hours, then given up. No
/// order is promised, not even within one endpoint: receivers go by <c>occurredAt</c> and the event's id.
/// </summary>
internal sealed class HookSending(IServiceScopeFactory scopes, ReadPool readers, HookPost post, HookSecrets secrets, ShopDirectory shops, AdminApi api, TimeProvider clock, ILogger<HookSending> log)
{
    private const int MostAtOnce = 40;
    /// <summary>So that one slow endpoint leaves room for the others.</summary>
    private const int MostOfOne = 5;
    /// <summary>Longer than a call may last.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>Waiting times after the first, second, … failure: 24 hours in all.</summary>
    internal static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(40),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(7), TimeSpan.FromHours(9),
    ];

    /// <summary>An endpoint that has failed without a break for so long is switched off.</summary>
    internal static readonly TimeSpan SwitchedOffAfter = TimeSpan.FromDays(3);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Sends everything due. Returns how many attempts were made.</summary>
    internal async Task<int> SendDue(CancellationToken cancellation)
    {
        var sent = 0;
        while (await Claim(cancellation) is { Count: > 0 } claimed)
        {
            await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation }, async (delivery, _) => await Send(delivery, cancellation));
            sent += claimed.Count;
        }
        return sent;
    }

    private async Task<List<HookDelivery>> Claim(CancellationToken cancellation)
    {
        var now = Now;
        var due = await readers.Read(sql => sql.Query($"""
            SELECT id, shop_id, endpoint_id FROM hook_deliveries WHERE state = 0 AND next_at <= {now} AND (lease_until IS NULL OR lease_until <= {now}) ORDER BY next_at, id LIMIT 400
            """, row => (Id: row.GetInt64(0), Shop: row.GetInt64(1), Endpoint: row.GetInt64(2))).AsTask());
        if (due.Count == 0) return [];
        var chosen = due.GroupBy(row => (row.Shop, row.Endpoint)).SelectMany(group => group.Take(MostOfOne)).Take(MostAtOnce).ToList();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        return await db.Write(async () =>
        {
            var claimed = new List<HookDelivery>(chosen.Count);
            foreach (var (id, shop, _) in chosen.OrderBy(row => row.Id))
            {
                // Asked again here: another instance may have taken it since.
                var row = await db.Sql.Single($"""
                    UPDATE hook_deliveries SET lease_until = {now + Lease}, attempts = attempts + 1
                    WHERE shop_id = {shop} AND id = {id} AND state = 0 AND (lease_until IS NULL OR lease_until <= {now})
                    RETURNING id, shop_id, endpoint_id, event_id, type, body, attempts, created_at
                    """, Read);
                if (row is not null) claimed.Add(row);
            }
            return claimed;
        }, cancellation);
    }

    private async Task Send(HookDelivery delivery, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        try
        {
            if (await shops.ById(delivery.ShopId) is not { IsInstalled: true } shop) await GiveUp(db, delivery, "The app is not installed in this shop.");
            else if (delivery.EndpointId == HookDelivery.Flow) await Settle(db, delivery, await TellFlow(shop, delivery, cancellation));
            else if (await Endpoint(db, delivery) is not { IsActive: true } endpoint) await GiveUp(db, delivery, "The endpoint is switched off.");
            else if (Secrets(endpoint) is not { Count: > 0 } held) await GiveUp(db, delivery, "The signing secret cannot be opened: make a new one.");
            else await Settle(db, delivery, await post.Send(endpoint.Url, held, delivery, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return; // Going down: the lease runs out and the next start sends it again.
        }
        catch (Exception failure)
        {
            // An edge: one bad row must not keep the others from being sent.
            log.LogError(failure, "Hook delivery {Delivery} of shop {Shop} failed", delivery.Id, delivery.ShopId);
            await Settle(db, delivery, new HookAnswer(null, failure.GetType().Name, 0));
        }
    }

    private async Task<HookAnswer> TellFlow(Shop shop, HookDelivery delivery, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        try
        {
            using var payload = JsonDocument.Parse(delivery.Body);
            var answer = await api.Send(shop, "FlowTriggerReceive", new { handle = delivery.Type, payload = payload.RootElement }, data => data.Clone(), HookPost.Patience, cancellation);
            return answer is Refused<JsonElement> refused ? new HookAnswer(422, refused.Reason, Took()) : new HookAnswer(200, null, Took());
        }
        catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied)
        {
            return new HookAnswer(null, failure.Message, Took());
        }

        int Took() => (int)clock.GetElapsedTime(started).TotalMilliseconds;
    }

    private async Task Settle(AppDb db, HookDelivery delivery, HookAnswer answer) => await db.Write(async () =>
    {
        var now = Now;
        // Gone means never again; and what Flow understood and refused it will refuse tomorrow.
        var isFinal = answer.Status == StatusCodes.Status410Gone || (delivery.EndpointId == HookDelivery.Flow && answer.Status is not null);
        var isOver = !answer.IsDelivered && (delivery.Attempts > Pauses.Length || isFinal);
        var pause = answer.IsDelivered || isOver ? (TimeSpan?)null : Longer(Pauses[delivery.Attempts - 1], answer.RetryAfter);
        var state = answer.IsDelivered ? HookState.Delivered : isOver ? HookState.GivenUp : HookState.Waiting;
        await db.Sql.Execute($"""
            UPDATE hook_deliveries SET state = {state}, next_at = {now + pause}, lease_until = NULL, done_at = {(state == HookState.Waiting ? null : now)},
              status = {answer.Status}, milliseconds = {answer.Milliseconds}, note = {answer.Note}
            WHERE shop_id = {delivery.ShopId} AND id = {delivery.Id} AND state = 0
            """);
        if (delivery.EndpointId == HookDelivery.Flow) return;
        if (answer.IsDelivered)
        {
            await db.Sql.Execute($"UPDATE hook_endpoints SET failing_since = NULL WHERE shop_id = {delivery.ShopId} AND id = {delivery.EndpointId} AND failing_since IS NOT NULL");
            return;
        }
        await Failed(db, delivery, answer, pause, now);
    });

    private static async Task Failed(AppDb db, HookDelivery delivery, HookAnswer answer, TimeSpan? pause, DateTime now)
    {
        await db.Sql.Execute($"UPDATE hook_endpoints SET failing_since = COALESCE(failing_since, {now}) WHERE shop_id = {delivery.ShopId} AND id = {delivery.EndpointId}");
        var isOff = await db.Sql.Execute($"""
            UPDATE hook_endpoints SET is_active = {false}, switched_off_at = {now}
            WHERE shop_id = {delivery.ShopId} AND id = {delivery.EndpointId} AND is_active = {true} AND (failing_since <= {now - SwitchedOffAfter} OR {answer.Status ?? 0} = 410)
            """) > 0;
        if (isOff)
        {
            await HookEndpoints.Forget(db, delivery.ShopId, delivery.EndpointId, "The endpoint was switched off.", now);
            await HookEndpoints.Listen(db, delivery.ShopId);
        }
        // What else waits for a receiver that is down waits with it, instead of asking it once for every event.
        else if (answer.IsDown && pause is { } wait) await db.Sql.Execute($"""
            UPDATE hook_deliveries SET next_at = {now + wait} WHERE shop_id = {delivery.ShopId} AND endpoint_id = {delivery.EndpointId} AND state = 0
              AND next_at < {now + wait} AND id <> {delivery.Id} AND (lease_until IS NULL OR lease_until <= {now})
            """);
    }

    private async Task GiveUp(AppDb db, HookDelivery delivery, string why) => await db.Write(async () => await db.Sql.Execute(
        $"UPDATE hook_deliveries SET state = {HookState.GivenUp}, next_at = NULL, lease_until = NULL, done_at = {Now}, note = {why} WHERE shop_id = {delivery.ShopId} AND id = {delivery.Id} AND state = 0"));

    private List<string> Secrets(Called endpoint) =>
        new[] { endpoint.Secret, endpoint.PreviousUntil > Now ? endpoint.Previous : null }.Where(text => text is not null).Select(text => secrets.Open(endpoint.ShopId, text!)).OfType<string>().ToList();

    private static ValueTask<Called?> Endpoint(AppDb db, HookDelivery delivery) => db.Sql.Single(
        $"SELECT url, sealed_secret, sealed_previous, previous_until, is_active FROM hook_endpoints WHERE shop_id = {delivery.ShopId} AND id = {delivery.EndpointId}",
        row => new Called(delivery.ShopId, row.GetString(0), row.GetString(1), row.TextOrNull(2), row.AtOrNull(3), row.GetBoolean(4)));

    private static TimeSpan Longer(TimeSpan pause, TimeSpan? asked) => asked is { } wait && wait > pause ? (wait < TimeSpan.FromHours(1) ? wait : TimeSpan.FromHours(1)) : pause;

    private static HookDelivery Read(DbDataReader row) => new()
    {
        Id = row.GetInt64(0), ShopId = row.GetInt64(1), EndpointId = row.GetInt64(2), EventId = row.GetString(3), Type = row.GetString(4), Body = row.GetString(5),
        Attempts = row.GetInt32(6), CreatedAt = row.At(7),
    };

    private sealed record Called(long ShopId, string Url, string Secret, string? Previous, DateTime? PreviousUntil, bool IsActive);
}
