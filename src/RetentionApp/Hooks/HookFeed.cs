using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Shops;
using RetentionApp.Timeline;

namespace RetentionApp.Hooks;

/// <summary>Turns new timeline rows into deliveries, for the shops in which somebody listens. Reads nothing where nobody does.</summary>
internal sealed class HookFeed(AppDb db, TimelineHorizon horizon, ShopDirectory shops, TimeProvider clock)
{
    private const int Batch = 500;
    private const long JobKey = 24;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>One batch. Returns whether there may be more at once.</summary>
    internal async Task<bool> Run()
    {
        // Outside the transaction: on PostgreSQL the horizon asks which transactions run.
        if (await db.Sql.Long($"SELECT COUNT(*) FROM hook_listeners") == 0) return false;
        var until = await horizon.Read(db);
        return await db.Write(async () =>
        {
            if (!await db.TryLock(LockSpace.Job, JobKey)) return false;
            var listeners = (await db.Sql.Query($"SELECT shop_id, last_id, tells_flow FROM hook_listeners", row => (Shop: row.GetInt64(0), Last: row.GetInt64(1), Flow: row.GetBoolean(2))))
                .ToDictionary(listener => listener.Shop);
            if (listeners.Count == 0 || listeners.Values.Min(listener => listener.Last) is var from && from >= until) return false;
            // By the ids of the timeline, each row once however many shops listen: SQLite takes the tables of a cross join in this order.
            var rows = await db.Sql.Query($"""
                SELECT t.id, t.shop_id, t.customer_id, t.kind, t.subject, t.data, t.at FROM timeline t CROSS JOIN hook_listeners l
                WHERE t.id > {from} AND t.id <= {until} AND l.shop_id = t.shop_id AND t.id > l.last_id ORDER BY t.id LIMIT 500
                """, row => new Row(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.LongOrNull(4), row.TextOrNull(5), row.At(6)));
            foreach (var ofShop in rows.GroupBy(row => row.ShopId))
                if (await shops.ById(ofShop.Key) is { IsInstalled: true } shop) await Tell(shop, listeners[shop.Id].Flow, [.. ofShop]);
            var reached = rows.Count == Batch ? rows[^1].Id : until;
            await db.Sql.Execute($"UPDATE hook_listeners SET last_id = {reached} WHERE last_id < {reached}");
            return rows.Count == Batch;
        });
    }

    private async Task Tell(Shop shop, bool tellsFlow, List<Row> rows)
    {
        var endpoints = await db.Sql.Query($"SELECT id, events FROM hook_endpoints WHERE shop_id = {shop.Id} AND is_active = {true}",
            row => (Id: row.GetInt64(0), Events: row.GetString(1).Split(',').ToHashSet(StringComparer.Ordinal)));
        var balances = new Dictionary<long, Balance>();
        foreach (var row in rows)
        {
            if (HookEvents.Find(row.Kind) is not { } known) continue;
            var listening = endpoints.FindAll(endpoint => endpoint.Events.Contains(row.Kind));
            var trigger = tellsFlow ? FlowTriggers.For(row.Kind) : null;
            if (listening.Count == 0 && trigger is null) continue;
            if (!balances.TryGetValue(row.CustomerId, out var balance)) balances[row.CustomerId] = balance = await Balances.Read(db.Sql, shop.Id, row.CustomerId, Now);
            var happened = new Happened($"evt_{row.Id}", row.Kind, row.At, shop.Domain, row.CustomerId, await Complete(shop.Id, known.Read(row.Subject, row.Data)), balance);
            if (listening.Count > 0 && HookBody.Of(happened) is var body)
                foreach (var endpoint in listening) await Add(shop.Id, endpoint.Id, happened.EventId, row.Kind, body);
            if (trigger is not null) await Add(shop.Id, HookDelivery.Flow, happened.EventId, trigger.Handle, FlowTriggers.Body(trigger, happened));
        }
    }

    /// <summary>A reward's row names the redemption; what it cost is looked up.</summary>
    private async Task<HookFacts> Complete(long shopId, HookFacts facts) => facts is { Points: null, RedemptionId: { } redemption }
        ? facts with { Points = await db.Sql.Single($"SELECT cost FROM redemptions WHERE shop_id = {shopId} AND id = {redemption}", row => (long?)row.GetInt64(0)) }
        : facts;

    private async Task Add(long shopId, long endpointId, string eventId, string type, string body) => await db.Sql.Execute($"""
        INSERT INTO hook_deliveries (shop_id, endpoint_id, event_id, type, body, state, attempts, created_at, next_at)
        VALUES ({shopId}, {endpointId}, {eventId}, {type}, {body}, 0, 0, {Now}, {Now}) ON CONFLICT (shop_id, endpoint_id, event_id) DO NOTHING
        """);

    private sealed record Row(long Id, long ShopId, long CustomerId, string Kind, long? Subject, string? Data, DateTime At);
}
