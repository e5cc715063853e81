using RetentionApp.Data;
using RetentionApp.DevStore.State;
using RetentionApp.Loyalty;
using RetentionApp.Shops;

namespace RetentionApp.DevStore.Startup;

/// <summary>What the app's ledger says about a shop, in points.</summary>
internal sealed record AppFigures(long Credited, long Reversed, long Outstanding)
{
    /// <summary>Reads the ledger of the hosted app; null when it does not know the shop.</summary>
    public static async Task<AppFigures?> Read(IServiceProvider app, Store store)
    {
        await using var scope = app.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<ShopDirectory>().ByDomain(store.Domain) is not { } shop) return null;
        return await scope.ServiceProvider.GetRequiredService<AppDb>().Sql.Single($"""
            SELECT COALESCE(SUM(CASE WHEN kind = {EntryKind.OrderEarned} THEN points ELSE 0 END), 0), COALESCE(SUM(CASE WHEN kind = {EntryKind.OrderReversed} THEN -points ELSE 0 END), 0),
              COALESCE(SUM(points), 0)
            FROM ledger_entries WHERE shop_id = {shop.Id}
            """, row => new AppFigures(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));
    }
}
