using System.Text.Json;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty;

/// <param name="After">The last customer done.</param>
internal sealed record BalanceProgress(long After, long Done, long Total, DateTime StartedAt);

/// <summary>Brings every account of a shop under changed rules of expiry and debt; goes on after a restart where it was.</summary>
internal sealed class BalanceRun(AppDb db, PointsLedger ledger, ProgrammeCache programmes, TimeProvider clock)
{
    /// <summary>The shop setting that holds <see cref="BalanceProgress"/> while a run is under way.</summary>
    internal const string Setting = "balances.run";
    private const int PerCommit = 100;

    /// <summary>Starts anew from the first account.</summary>
    internal async Task Start(long shopId)
    {
        var total = await db.Sql.Long($"SELECT COUNT(*) FROM accounts WHERE shop_id = {shopId} AND (available <> 0 OR pending <> 0 OR debt <> 0)");
        await db.Set(shopId, Setting, JsonSerializer.Serialize(new BalanceProgress(0, 0, total, clock.GetUtcNow().UtcDateTime)));
    }

    /// <summary>Null when nothing is under way.</summary>
    internal async Task<BalanceProgress?> Progress(long shopId) => await db.Setting(shopId, Setting) is { } json ? JsonSerializer.Deserialize<BalanceProgress>(json) : null;

    internal async Task Run(CancellationToken cancellation)
    {
        var shops = await db.Sql.Query($"SELECT shop_id FROM shop_settings WHERE name = {Setting}", row => row.GetInt64(0));
        await EachShop.Do(shops, async shop => { while (!cancellation.IsCancellationRequested && await Next(shop, cancellation)) { } }, cancellation);
    }

    private Task<bool> Next(long shopId, CancellationToken cancellation) => db.Write(async () =>
    {
        var before = await db.Sql.Single($"SELECT value FROM shop_settings WHERE shop_id = {shopId} AND name = {Setting}", row => row.GetString(0));
        if (before is null) return false;
        var progress = JsonSerializer.Deserialize<BalanceProgress>(before)!;
        // Another instance may have saved the rules, and this one still believe those before.
        if (progress.Done == 0) programmes.Forget(shopId);
        var accounts = await db.Sql.Query($"""
            SELECT id, customer_id FROM accounts WHERE shop_id = {shopId} AND customer_id > {progress.After} AND (available <> 0 OR pending <> 0 OR debt <> 0)
            ORDER BY customer_id LIMIT 100
            """, row => (Id: row.GetInt64(0), Customer: row.GetInt64(1)));
        await ledger.Redate(shopId, accounts.ConvertAll(account => account.Id));
        if (accounts.Count == PerCommit)
        {
            var after = JsonSerializer.Serialize(progress with { After = accounts[^1].Customer, Done = progress.Done + accounts.Count });
            await db.Sql.Execute($"UPDATE shop_settings SET value = {after} WHERE shop_id = {shopId} AND name = {Setting} AND value = {before}");
            return true;
        }
        if (await ledger.ClearSpentDates(shopId) > 0) return true;
        await db.Sql.Execute($"DELETE FROM shop_settings WHERE shop_id = {shopId} AND name = {Setting} AND value = {before}");
        return false;
    }, cancellation);
}
