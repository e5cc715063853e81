using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Intake;

/// <summary>Takes every running history import from one step to the next, and survives what goes wrong with each of them.</summary>
internal sealed class HistoryImportRun(IServiceScopeFactory scopes, ShopDirectory shops, ImportSignal signal, TimeProvider clock, ILogger<HistoryImportRun> log) : BackgroundService
{
    private static readonly TimeSpan Shortest = HistoryPhases.FirstPoll;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(0.5);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await signal.Wait(await Step(stopping), stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogError(failure, "The history import could not look for work");
                await Task.Delay(Poll, stopping);
            }
        }
    }

    /// <summary>Takes every import that is due one step further. Returns how long to wait at most before the next look.</summary>
    internal async Task<TimeSpan> Step(CancellationToken cancellation)
    {
        foreach (var import in (await Running(cancellation)).Where(i => i.NextAt <= Now)) await Advance(import, cancellation);
        await using (var resettling = scopes.CreateAsyncScope()) await resettling.ServiceProvider.GetRequiredService<Resettling>().Run(cancellation);
        var next = (await Running(cancellation)).Select(i => i.NextAt - Now).DefaultIfEmpty(Poll).Min();
        return next < Shortest ? Shortest : next > Poll ? Poll : next;
    }

    private async Task<List<HistoryImport>> Running(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var imports = scope.ServiceProvider.GetRequiredService<AppDb>().HistoryImports;
        return await imports.AsNoTracking().Where(i => i.State < ImportState.Done).OrderBy(i => i.NextAt).Take(10).ToListAsync(cancellation);
    }

    private async Task Advance(HistoryImport import, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (progress, phases) = (scope.ServiceProvider.GetRequiredService<HistoryProgress>(), scope.ServiceProvider.GetRequiredService<HistoryPhases>());
        if (!await progress.Claim(import)) return;
        // Kept open, so that statements stay prepared from one commit to the next.
        await scope.ServiceProvider.GetRequiredService<AppDb>().Database.OpenConnectionAsync(cancellation);
        try
        {
            if (await shops.ById(import.ShopId) is not { IsInstalled: true } shop) throw new ShopifyDenied("The shop is not installed.");
            // Steps that need no waiting follow each other at once.
            while (await phases.Step(shop, import, cancellation)) { }
        }
        catch (ImportStopped)
        {
            log.LogInformation("History import {Import} of shop {Shop} was stopped at {Orders} orders", import.Id, import.ShopId, import.Orders);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            if (failure is not (ShopifyUnavailable or ShopifyDenied)) log.LogError(failure, "History import {Import} of shop {Shop} failed in {State}", import.Id, import.ShopId, import.State);
            await progress.Postpone(import, failure);
        }
    }
}
