using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Hooks;

/// <summary>The endpoints of a shop: made, changed, switched and removed in the admin.</summary>
internal sealed class HookEndpoints(AppDb db, HookSecrets secrets, TimeProvider clock)
{
    internal const int MostPerShop = 10;
    /// <summary>How long the former secret signs too after a new one was made.</summary>
    internal static readonly TimeSpan Rotation = TimeSpan.FromHours(24);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    internal Task<List<HookEndpoint>> All(long shopId) => db.HookEndpoints.AsNoTracking().Where(e => e.ShopId == shopId).OrderBy(e => e.Id).ToListAsync();

    internal Task<HookEndpoint?> Find(long shopId, long id) => db.HookEndpoints.AsNoTracking().FirstOrDefaultAsync(e => e.ShopId == shopId && e.Id == id);

    /// <summary>The id of the new endpoint; null when the shop has <see cref="MostPerShop"/> already. It is told what happens from now on.</summary>
    internal Task<long?> Add(long shopId, string url, IEnumerable<string> events, string by) => db.Write(async () =>
    {
        if (await db.Sql.Long($"SELECT COUNT(*) FROM hook_endpoints WHERE shop_id = {shopId}") >= MostPerShop) return (long?)null;
        var id = await db.Sql.Long($"""
            INSERT INTO hook_endpoints (shop_id, url, events, sealed_secret, is_active, created_at, created_by)
            VALUES ({shopId}, {url}, {string.Join(',', events)}, {secrets.Seal(shopId, HookSecrets.New())}, {true}, {Now}, {by}) RETURNING id
            """);
        await Listen(db, shopId);
        return id;
    });

    /// <summary>False when this shop has no such endpoint. Switching it on forgets why it was switched off.</summary>
    internal Task<bool> Change(long shopId, long id, string url, IEnumerable<string> events, bool isActive) => db.Write(async () =>
    {
        var changed = await db.Sql.Execute($"""
            UPDATE hook_endpoints SET url = {url}, events = {string.Join(',', events)}, is_active = {isActive}, failing_since = NULL, switched_off_at = NULL WHERE shop_id = {shopId} AND id = {id}
            """) > 0;
        if (!changed) return false;
        if (!isActive) await Forget(db, shopId, id, "The endpoint was switched off.", Now);
        await Listen(db, shopId);
        return true;
    });

    /// <summary>Removes it with its log.</summary>
    internal Task<bool> Remove(long shopId, long id) => db.Write(async () =>
    {
        if (await db.Sql.Execute($"DELETE FROM hook_endpoints WHERE shop_id = {shopId} AND id = {id}") == 0) return false;
        await db.Sql.Execute($"DELETE FROM hook_deliveries WHERE shop_id = {shopId} AND endpoint_id = {id}");
        await Listen(db, shopId);
        return true;
    });

    /// <summary>A new secret; the former one signs beside it for <see cref="Rotation"/>, so that the receiver can be changed without a gap.</summary>
    internal Task<bool> Rotate(long shopId, long id) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE hook_endpoints SET sealed_previous = sealed_secret, previous_until = {Now + Rotation}, sealed_secret = {secrets.Seal(shopId, HookSecrets.New())} WHERE shop_id = {shopId} AND id = {id}
        """) > 0);

    /// <summary>The secret for the merchant to copy; null when it cannot be opened any more.</summary>
    internal string? Secret(HookEndpoint endpoint) => secrets.Open(endpoint.ShopId, endpoint.SealedSecret);

    internal async Task<bool> TellsFlow(long shopId) => await db.Sql.Long($"SELECT COUNT(*) FROM hook_listeners WHERE shop_id = {shopId} AND tells_flow = {true}") > 0;

    /// <summary>Switches Flow's triggers and actions on or off for this shop.</summary>
    internal Task SwitchFlow(long shopId, bool isOn) => db.Write(async () =>
    {
        await db.Sql.Execute($"UPDATE hook_listeners SET tells_flow = {isOn} WHERE shop_id = {shopId}");
        if (isOn) await db.Sql.Execute($"""
            INSERT INTO hook_listeners (shop_id, last_id, tells_flow) SELECT {shopId}, COALESCE(MAX(id), 0), {true} FROM timeline WHERE true ON CONFLICT (shop_id) DO NOTHING
            """);
        else await Forget(db, shopId, HookDelivery.Flow, "Flow was switched off.", Now);
        await Listen(db, shopId);
    });

    /// <summary>Endpoints that were switched off because they failed for days.</summary>
    internal ValueTask<long> SwitchedOff(long shopId) => db.Sql.Long($"SELECT COUNT(*) FROM hook_endpoints WHERE shop_id = {shopId} AND switched_off_at IS NOT NULL");

    /// <summary>What waits for somebody who no longer listens is given up.</summary>
    internal static async Task Forget(AppDb db, long shopId, long endpointId, string why, DateTime now) => await db.Sql.Execute($"""
        UPDATE hook_deliveries SET state = {HookState.GivenUp}, next_at = NULL, done_at = {now}, note = COALESCE(note, {why}) WHERE shop_id = {shopId} AND endpoint_id = {endpointId} AND state = 0
        """);

    /// <summary>The shop is among the listeners exactly while somebody in it listens; a new one begins at the end of the timeline.</summary>
    internal static async Task Listen(AppDb db, long shopId)
    {
        if (await db.Sql.Long($"SELECT COUNT(*) FROM hook_endpoints WHERE shop_id = {shopId} AND is_active = {true}") > 0)
            await db.Sql.Execute($"""
                INSERT INTO hook_listeners (shop_id, last_id, tells_flow) SELECT {shopId}, COALESCE(MAX(id), 0), {false} FROM timeline WHERE true ON CONFLICT (shop_id) DO NOTHING
                """);
        else await db.Sql.Execute($"DELETE FROM hook_listeners WHERE shop_id = {shopId} AND tells_flow = {false}");
    }
}
