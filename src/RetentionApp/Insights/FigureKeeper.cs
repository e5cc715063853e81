using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Insights;

/// <summary>
/// Sums orders, points and redemptions into one row per day of the shop, so that a page never adds them up. Everything is
/// computed from the facts again, never counted up: running it twice changes nothing.
/// </summary>
internal sealed class FigureKeeper(AppDb db, CustomerFigureKeeper customers, FigureCursor cursor, TimeProvider clock, ILogger<FigureKeeper> log)
{
    private const int DaysInOneWrite = 31;

    /// <summary>
    /// Brings the shops up to date that changed: their last two days and their totals, at most once a minute each; or
    /// everything, at once, when a history import has ended. Called every few seconds; costs next to nothing when nothing changed.
    /// </summary>
    internal async Task RefreshRecent(CancellationToken cancellation = default) => await EachShop.Do(await Changed(), async shop =>
    {
        if (await HasNewHistory(shop.Id))
        {
            await RecomputeAll(shop);
        }
        else if (cursor.IsDue(shop.Id, clock))
        {
            var today = Today(shop);
            await Recompute(shop, today.AddDays(-1), today);
            await RecomputeTotals(shop);
            await customers.Refresh(shop.Id, cancellation);
        }
        else
        {
            return;
        }
        cursor.Refreshed(shop.Id, clock);
    }, cancellation);

    /// <summary>The days that home compares, for every shop: refunds and edits reach back. Called each night.</summary>
    internal async Task RefreshComparedDays(CancellationToken cancellation = default) => await EachShop.Do(await Installed(), async shop =>
    {
        await Recompute(shop, Today(shop).AddDays(-61), Today(shop));
        await RecomputeTotals(shop);
        await customers.RecomputeAll(shop.Id, cancellation);
    }, cancellation);

    /// <summary>Every day from the shop's first order on.</summary>
    internal async Task RecomputeAll(Shop shop)
    {
        var import = await LastImport(shop.Id);
        var first = await db.Sql.Single($"SELECT MIN(processed_at) FROM orders WHERE shop_id = {shop.Id}", row => row.AtOrNull(0));
        var today = Today(shop);
        if (first is { } at) await Recompute(shop, LocalDay(shop, at), today);
        await RecomputeTotals(shop);
        await customers.RecomputeAll(shop.Id);
        if (import is { } id) await db.Set(shop.Id, HistorySetting, id.ToString(CultureInfo.InvariantCulture));
        log.LogInformation("Figures of {Shop} computed from {First} to {Today}", shop.Domain, first, today);
    }

    /// <summary>The days from <paramref name="from"/> to <paramref name="to"/>, both included, in the shop's time zone.</summary>
    internal async Task Recompute(Shop shop, DateOnly from, DateOnly to)
    {
        for (var start = from; start <= to; start = start.AddDays(DaysInOneWrite))
        {
            // Adding up takes long on a busy day, so it happens before the turn to write; storing takes none.
            var days = new List<DailyFigures>();
            for (var day = start; day <= to && day < start.AddDays(DaysInOneWrite); day = day.AddDays(1)) days.Add(await Sum(shop, day));
            await db.Write(async () =>
            {
                foreach (var day in days) await Store(day);
            });
        }
    }

    private async Task<DailyFigures> Sum(Shop shop, DateOnly day)
    {
        var zone = Zones.Of(shop);
        var (from, to) = (zone.StartUtc(day), zone.StartUtc(day.AddDays(1)));
        var figures = (await db.Sql.Single($"""
            SELECT COUNT(*), COUNT(DISTINCT bought.customer_id), COUNT(DISTINCT CASE WHEN bought.came_back THEN bought.customer_id END),
              CAST(COALESCE(SUM(bought.money), 0) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN bought.is_member THEN bought.money ELSE 0 END), 0) AS BIGINT),
              CAST(COALESCE(SUM(bought.points), 0) AS BIGINT)
            FROM (
              SELECT o.customer_id, o.total - o.refunded AS money, w.points,
                EXISTS (SELECT 1 FROM orders e WHERE e.shop_id = o.shop_id AND e.customer_id = o.customer_id AND e.processed_at < {from}
                  AND e.cancelled_at IS NULL AND e.deleted_at IS NULL AND e.is_test = FALSE) AS came_back,
                EXISTS (SELECT 1 FROM accounts a WHERE a.shop_id = o.shop_id AND a.customer_id = o.customer_id
                  AND (a.available > 0 OR a.pending > 0 OR EXISTS (SELECT 1 FROM redemptions d WHERE d.shop_id = a.shop_id AND d.account_id = a.id))) AS is_member
              FROM orders o LEFT JOIN order_awards w ON w.shop_id = o.shop_id AND w.order_id = o.id
              WHERE o.shop_id = {shop.Id} AND o.processed_at >= {from} AND o.processed_at < {to} AND o.cancelled_at IS NULL AND o.deleted_at IS NULL AND o.is_test = FALSE
            ) bought
            """, row => new DailyFigures
        {
            ShopId = shop.Id, Day = day, Orders = row.GetInt64(0), Customers = row.GetInt64(1), ReturningCustomers = row.GetInt64(2),
            Revenue = row.GetInt64(3), MemberRevenue = row.GetInt64(4), PointsEarned = row.GetInt64(5),
        }))!;
        figures.PointsSpent = await db.Sql.Long($"SELECT CAST(COALESCE(SUM(cost), 0) AS BIGINT) FROM redemptions WHERE shop_id = {shop.Id} AND created_at >= {from} AND created_at < {to} AND state <> 2");
        figures.RewardsUsed = await db.Sql.Long($"SELECT COUNT(*) FROM redemptions WHERE shop_id = {shop.Id} AND used_at >= {from} AND used_at < {to}");
        return figures;
    }

    private async Task Store(DailyFigures day) => await db.Sql.Execute($"""
        INSERT INTO daily_figures (shop_id, day, orders, customers, returning_customers, revenue, member_revenue, points_earned, points_spent, rewards_used)
        VALUES ({day.ShopId}, {day.Day}, {day.Orders}, {day.Customers}, {day.ReturningCustomers}, {day.Revenue}, {day.MemberRevenue}, {day.PointsEarned}, {day.PointsSpent}, {day.RewardsUsed})
        ON CONFLICT (shop_id, day) DO UPDATE SET orders = excluded.orders, customers = excluded.customers, returning_customers = excluded.returning_customers,
          revenue = excluded.revenue, member_revenue = excluded.member_revenue, points_earned = excluded.points_earned,
          points_spent = excluded.points_spent, rewards_used = excluded.rewards_used
        """);

    private async Task RecomputeTotals(Shop shop)
    {
        var shopId = shop.Id;
        await RepeatRates.Recompute(db, shop, Today(shop));
        var totals = await db.Sql.Single($"""
            SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN available > 0 THEN available ELSE 0 END), 0) AS BIGINT), CAST(COALESCE(SUM(pending), 0) AS BIGINT),
              CAST(COALESCE(SUM(CASE WHEN available > 0 OR pending > 0 THEN 1 ELSE 0 END), 0) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN debt > 0 THEN 1 ELSE 0 END), 0) AS BIGINT)
            FROM accounts WHERE shop_id = {shopId} AND closed_at IS NULL
            """, row => new { Available = row.GetInt64(1), Pending = row.GetInt64(2), Holding = row.GetInt64(3), Owing = row.GetInt64(4) });
        var counted = await db.Sql.Long($"SELECT COUNT(*) FROM customers WHERE shop_id = {shopId} AND deleted_at IS NULL AND merged_into IS NULL");
        var row = new ShopTotals(counted, totals!.Holding, totals.Owing, totals.Available, totals.Pending, clock.GetUtcNow().UtcDateTime);
        await db.Set(shopId, ShopTotals.Setting, JsonSerializer.Serialize(row));
    }

    private const string HistorySetting = "figures.history";

    /// <summary>The shops in which something was posted, delivered or redeemed; at the first call after a start all of them.</summary>
    private async Task<List<Shop>> Changed()
    {
        var now = new FigureCursor.Mark(
            await db.Sql.Long($"SELECT MAX(id) FROM ledger_entries"), await db.Sql.Long($"SELECT MAX(id) FROM deliveries"),
            await db.Sql.Long($"SELECT MAX(id) FROM redemptions"), await db.Sql.Long($"SELECT MAX(id) FROM history_imports"));
        var shops = await Installed();
        if (cursor.Advance(now) is not { } since)
        {
            cursor.Changed(shops.Select(shop => shop.Id));
            return shops;
        }
        cursor.Changed(await db.Sql.Query($"""
            SELECT DISTINCT shop_id FROM ledger_entries WHERE id > {since.Entry}
            UNION SELECT DISTINCT shop_id FROM deliveries WHERE id > {since.Delivery}
            UNION SELECT DISTINCT shop_id FROM redemptions WHERE id > {since.Redemption}
            UNION SELECT shop_id FROM history_imports WHERE id > {since.Import} OR finished_at > {clock.GetUtcNow().UtcDateTime.AddMinutes(-10)}
            """, row => row.GetInt64(0)));
        return shops.Where(shop => cursor.IsChanged(shop.Id)).ToList();
    }

    private Task<List<Shop>> Installed()
    {
        var shops = db.Shops;
        return shops.AsNoTracking().Where(shop => shop.UninstalledAt == null).ToListAsync();
    }

    private async Task<bool> HasNewHistory(long shopId) =>
        await LastImport(shopId) is { } import && await db.Setting(shopId, HistorySetting) != import.ToString(CultureInfo.InvariantCulture);

    /// <summary>The last import that was done (5) or stopped (7).</summary>
    private async Task<long?> LastImport(long shopId) =>
        await db.Sql.Single($"SELECT MAX(id) FROM history_imports WHERE shop_id = {shopId} AND state IN (5, 7)", row => row.LongOrNull(0));

    private DateOnly Today(Shop shop) => LocalDay(shop, clock.GetUtcNow().UtcDateTime);
    private static DateOnly LocalDay(Shop shop, DateTime at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(at, DateTimeKind.Utc), Zones.Of(shop)));
}

/// <summary>
/// How far the last refresh saw, and which shops it still owes one. One look is kept in reserve, because a delivery is
/// received before it is worked: what arrived at the last moment is looked at twice.
/// </summary>
internal sealed class FigureCursor
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(55);

    internal sealed record Mark(long Entry, long Delivery, long Redemption, long Import);

    private readonly ConcurrentDictionary<long, bool> owed = [];
    private readonly ConcurrentDictionary<long, long> refreshedAt = [];
    private Mark? last, beforeLast;

    /// <returns>Where to look from; null: everywhere, at first and when deliveries are numbered anew because the latest were removed.</returns>
    internal Mark? Advance(Mark now)
    {
        var since = beforeLast;
        (beforeLast, last) = (last, now);
        return since is null || now.Delivery < since.Delivery ? null : since;
    }

    internal void Changed(IEnumerable<long> shops)
    {
        foreach (var shop in shops) owed[shop] = true;
    }

    internal bool IsChanged(long shop) => owed.ContainsKey(shop);

    internal bool IsDue(long shop, TimeProvider clock) => !refreshedAt.TryGetValue(shop, out var at) || clock.GetElapsedTime(at) >= Rest;

    internal void Refreshed(long shop, TimeProvider clock)
    {
        refreshedAt[shop] = clock.GetTimestamp();
        owed.TryRemove(shop, out _);
    }
}
