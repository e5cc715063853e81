using System.Globalization;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Shops;

namespace RetentionApp.Intake;

/// <summary>Settles every order of a shop again after a change that is not frozen with orders; goes on after a restart where it was.</summary>
internal sealed class Resettling(AppDb db, Orders orders, OrderChanged orderChanged, ProgrammeCache programmes)
{
    /// <summary>The shop setting that holds the last order id done while a run is under way.</summary>
    internal const string Setting = "resettle.after";
    internal const string Start = "0";
    private const int PerCommit = 60;

    internal async Task Run(CancellationToken cancellation)
    {
        var shops = await db.Sql.Query($"SELECT shop_id FROM shop_settings WHERE name = {Setting}", row => row.GetInt64(0));
        await EachShop.Do(shops, async shop => { while (!cancellation.IsCancellationRequested && await Next(shop, cancellation)) { } }, cancellation);
    }

    private Task<bool> Next(long shopId, CancellationToken cancellation) => db.Write(async () =>
    {
        var after = await db.Sql.Single($"SELECT value FROM shop_settings WHERE shop_id = {shopId} AND name = {Setting}", row => row.GetString(0));
        if (after is null) return false;
        // Another instance may have saved the change, and this one still believe the version before it.
        if (after == Start) programmes.Forget(shopId);
        var ids = await db.Sql.Query(
            $"SELECT order_id FROM order_awards WHERE shop_id = {shopId} AND order_id > {long.Parse(after, CultureInfo.InvariantCulture)} ORDER BY order_id LIMIT {PerCommit}", row => row.GetInt64(0));
        foreach (var id in ids) if (await orders.Load(shopId, id) is { } known) await orderChanged.Settle(known);
        if (ids.Count == 0) await db.Sql.Execute($"DELETE FROM shop_settings WHERE shop_id = {shopId} AND name = {Setting} AND value = {after}");
        else await db.Sql.Execute($"UPDATE shop_settings SET value = {ids[^1].ToString(CultureInfo.InvariantCulture)} WHERE shop_id = {shopId} AND name = {Setting} AND value = {after}");
        return ids.Count > 0;
    }, cancellation);
}
