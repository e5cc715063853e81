using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Simulating;

/// <summary>Starting, stopping and finding simulations; <see cref="SimulationRun"/> computes them.</summary>
internal sealed class Simulations(AppDb db, SimulationSignal signal, TimeProvider clock)
{
    private const int MostMonths = 36;

    /// <summary>The months, newest first, in which orders were placed that earn.</summary>
    internal async Task<IReadOnlyList<DateOnly>> Months(Shop shop)
    {
        var (zone, months) = (Zones.Of(shop), new List<DateOnly>());
        // From one month with orders the index leads straight to the next, past those without.
        for (var before = clock.GetUtcNow().UtcDateTime; months.Count < MostMonths;)
        {
            var last = await db.Sql.Single($"""
                SELECT MAX(processed_at) FROM orders WHERE shop_id = {shop.Id} AND processed_at < {before} AND customer_id IS NOT NULL AND paid_at IS NOT NULL
                """, row => row.AtOrNull(0));
            if (last is not { } at) break;
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at, zone));
            months.Add(new DateOnly(day.Year, day.Month, 1));
            before = zone.StartUtc(months[^1]);
        }
        return months;
    }

    /// <summary>Starts one; whatever still runs in this shop is stopped, its values are out of date.</summary>
    internal async Task<Simulation> Start(Shop shop, DateOnly month, int version, SimulatedProgramme today, SimulatedProgramme draft)
    {
        var (from, to) = Bounds(shop, month);
        var expected = await db.Sql.Long($"""
            SELECT COUNT(*) FROM orders WHERE shop_id = {shop.Id} AND processed_at >= {from} AND processed_at < {to}
              AND customer_id IS NOT NULL AND paid_at IS NOT NULL AND cancelled_at IS NULL AND deleted_at IS NULL AND is_test = FALSE
            """);
        var added = new Simulation
        {
            ShopId = shop.Id, Month = month, Version = version, Today = today.ToJson(), Draft = draft.ToJson(), Expected = expected, StartedAt = clock.GetUtcNow().UtcDateTime,
        };
        await db.Write(async () =>
        {
            await StopRunning(shop.Id);
            var simulations = db.Simulations;
            simulations.Add(added);
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
        });
        signal.Set();
        return added;
    }

    internal Task Stop(long shopId) => db.Write(() => StopRunning(shopId));

    /// <summary>The newest one of the shop; null when there was none.</summary>
    internal Task<Simulation?> Latest(long shopId)
    {
        var simulations = db.Simulations;
        return simulations.AsNoTracking().Where(s => s.ShopId == shopId).OrderByDescending(s => s.Id).FirstOrDefaultAsync();
    }

    internal Task<Simulation?> Find(long shopId, long id)
    {
        var simulations = db.Simulations;
        return simulations.AsNoTracking().FirstOrDefaultAsync(s => s.ShopId == shopId && s.Id == id);
    }

    /// <summary>The month's first instant and the next one's.</summary>
    internal static (DateTime From, DateTime To) Bounds(Shop shop, DateOnly month) => (Zones.Of(shop).StartUtc(month), Zones.Of(shop).StartUtc(month.AddMonths(1)));

    private async Task StopRunning(long shopId) => await db.Sql.Execute(
        $"UPDATE simulations SET state = {SimulationState.Stopped}, finished_at = {clock.GetUtcNow().UtcDateTime} WHERE shop_id = {shopId} AND state = {SimulationState.Running}");
}

/// <summary>Wakes the worker when there is something to compute.</summary>
internal sealed class SimulationSignal
{
    private readonly SemaphoreSlim waiting = new(0, 1);

    internal void Set()
    {
        lock (waiting) if (waiting.CurrentCount == 0) waiting.Release();
    }

    internal Task Wait(TimeSpan atMost, CancellationToken cancellation) => waiting.WaitAsync(atMost, cancellation);
}
