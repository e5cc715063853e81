using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Simulating;

/// <summary>
/// Computes simulations in the background, one after the other, a few hundred orders at a time. After a restart an
/// unfinished one begins anew: nothing but its progress was written.
/// </summary>
internal sealed class SimulationRun(IServiceScopeFactory scopes, ShopDirectory shops, SimulationSignal signal, TimeProvider clock, ILogger<SimulationRun> log) : BackgroundService
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(20);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (await Next(stopping)) { }
                await signal.Wait(Poll, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogError(failure, "The simulator could not look for work");
                await Task.Delay(Poll, stopping);
            }
        }
    }

    /// <summary>Computes the simulation that waits longest. False when none does.</summary>
    internal async Task<bool> Next(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (await Claim(db) is not { } simulation) return false;
        try
        {
            if (await shops.ById(simulation.ShopId) is not { IsInstalled: true } shop) throw new InvalidOperationException("The shop is not installed.");
            var result = await scope.ServiceProvider.GetRequiredService<MonthReader>().Compute(shop, simulation, done => Progress(db, simulation.Id, done), cancellation);
            if (result is not null) await Finish(db, simulation.Id, SimulationState.Done, result.ToJson(), null);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogError(failure, "Simulation {Simulation} of shop {Shop} failed", simulation.Id, simulation.ShopId);
            await Finish(db, simulation.Id, SimulationState.Failed, null, failure.Message);
        }
        return true;
    }

    private Task<Simulation?> Claim(AppDb db) => db.Write(async () =>
    {
        await db.Lock(LockSpace.Job, JobKey);
        var simulations = db.Simulations;
        var due = await simulations.AsNoTracking().Where(s => s.State == SimulationState.Running && (s.LeaseUntil == null || s.LeaseUntil < Now)).OrderBy(s => s.Id).FirstOrDefaultAsync();
        if (due is not null) await db.Sql.Execute($"UPDATE simulations SET lease_until = {Now + Lease}, orders = 0 WHERE id = {due.Id}");
        return due;
    });

    /// <returns>False when it was stopped.</returns>
    private Task<bool> Progress(AppDb db, long id, long done) => db.Write(async () =>
        await db.Sql.Execute($"UPDATE simulations SET orders = {done}, lease_until = {Now + Lease} WHERE id = {id} AND state = {SimulationState.Running}") > 0);

    private Task Finish(AppDb db, long id, SimulationState state, string? result, string? error) => db.Write(async () =>
        await db.Sql.Execute($"UPDATE simulations SET state = {state}, result = {result}, error = {error}, finished_at = {Now}, lease_until = NULL WHERE id = {id} AND state = {SimulationState.Running}"));

    private const long JobKey = 25;
}
