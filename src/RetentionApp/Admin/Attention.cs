using RetentionApp.Data;
using RetentionApp.Hooks;
using RetentionApp.Intake;
using RetentionApp.Rewards;
using RetentionApp.Shops;
using RetentionApp.Webhooks;

namespace RetentionApp.Admin;

/// <summary>What a merchant should look at. Counts stop at <see cref="Attention.Most"/>: past it the exact number does not matter.</summary>
internal sealed record Concerns(long Buried, string? BuriedWhy, long StuckCodes, string? StuckWhy, long Unclear, long Refetches, string? RefetchWhy, long Exports, string? ImportError, bool OnlySixtyDays, long HooksOff)
{
    internal bool Any => Buried + StuckCodes + Unclear + Refetches + Exports + HooksOff > 0 || ImportError is not null || OnlySixtyDays;
}

internal sealed class Attention(AppDb db, HookEndpoints endpoints, TimeProvider clock)
{
    internal const int Most = 100;

    internal async Task<Concerns> Of(Shop shop, HistoryImport? import)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var buried = await db.Sql.Single($"""
            SELECT COUNT(*), MAX(note) FROM (SELECT note FROM deliveries WHERE shop_id = {shop.Id} AND state = {DeliveryState.Buried} ORDER BY id DESC LIMIT {Most}) late
            """, Counted);
        var stuck = await db.Sql.Single($"""
            SELECT COUNT(*), MAX(error) FROM (SELECT error, created_at FROM redemptions WHERE shop_id = {shop.Id} AND state = {RedemptionState.Pending} ORDER BY id LIMIT {Most}) oldest
            WHERE created_at < {now.AddMinutes(-2)}
            """, Counted);
        var unclear = await db.Sql.Long($"SELECT COUNT(*) FROM (SELECT id FROM redemptions WHERE shop_id = {shop.Id} AND state = {RedemptionState.Unclear} LIMIT {Most}) unclear");
        var refetches = await db.Sql.Single($"""
            SELECT COUNT(*), MAX(error) FROM (SELECT error FROM order_refetches WHERE shop_id = {shop.Id} AND attempts >= 3 LIMIT {Most}) late
            """, Counted);
        var exports = await db.Sql.Long($"""
            SELECT COUNT(*) FROM (SELECT id FROM privacy_requests WHERE shop_id = {shop.Id} AND kind = {PrivacyRequestKind.Export} AND export IS NOT NULL AND done_at IS NULL LIMIT {Most}) waiting
            """);
        return new Concerns(buried.Count, buried.Why, stuck.Count, stuck.Why, unclear, refetches.Count, refetches.Why, exports,
            import?.State == ImportState.Failed ? import.Error ?? "" : null, !shop.HasScope("read_all_orders"), await endpoints.SwitchedOff(shop.Id));
    }

    private static (long Count, string? Why) Counted(System.Data.Common.DbDataReader row) => (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1));
}
