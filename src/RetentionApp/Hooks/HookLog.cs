using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Hooks;

internal sealed record HookLogPage(IReadOnlyList<HookDelivery> Rows, long? Next);

/// <summary>What was sent, for the merchant to see and to send again; finished rows go after <see cref="Kept"/>.</summary>
internal sealed class HookLog(AppDb db, TimeProvider clock)
{
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private const int PageSize = 50;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Newest first; <paramref name="before"/> is where the page before ended.</summary>
    internal async Task<HookLogPage> Page(long shopId, long endpointId, HookState? state, long? before)
    {
        var rows = await db.HookDeliveries.AsNoTracking().Where(d => d.ShopId == shopId && d.EndpointId == endpointId && (state == null || d.State == state) && (before == null || d.Id < before))
            .OrderByDescending(d => d.Id).Take(PageSize + 1).ToListAsync();
        return rows.Count > PageSize ? new HookLogPage(rows[..PageSize], rows[PageSize - 1].Id) : new HookLogPage(rows, null);
    }

    /// <summary>Sends a delivery again now, the same event with the same id, as often as a first one would be tried.</summary>
    internal Task<bool> Replay(long shopId, long endpointId, long id) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE hook_deliveries SET state = 0, attempts = 0, next_at = {Now}, done_at = NULL WHERE shop_id = {shopId} AND endpoint_id = {endpointId} AND id = {id} AND (lease_until IS NULL OR lease_until <= {Now})
        """) > 0);

    /// <summary>Queues a test event for one endpoint.</summary>
    internal Task Test(long shopId, string shopDomain, long endpointId) => db.Write(async () =>
    {
        var id = $"evt_test_{Guid.NewGuid():N}";
        await db.Sql.Execute($"""
            INSERT INTO hook_deliveries (shop_id, endpoint_id, event_id, type, body, state, attempts, created_at, next_at)
            VALUES ({shopId}, {endpointId}, {id}, {HookEvents.Test}, {HookBody.Test(id, Now, shopDomain)}, 0, 0, {Now}, {Now})
            """);
    });

    /// <summary>Removes what was finished longer ago than <see cref="Kept"/>.</summary>
    internal async Task Purge()
    {
        for (var removed = 1; removed > 0;)
            removed = await db.Write(async () => await db.Sql.Execute($"DELETE FROM hook_deliveries WHERE id IN (SELECT id FROM hook_deliveries WHERE state <> 0 AND done_at < {Now - Kept} LIMIT 2000)"));
    }
}
