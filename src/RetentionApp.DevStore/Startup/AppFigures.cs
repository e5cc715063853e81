using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Startup;

/// <summary>What the app's ledger says about a shop, in points.</summary>
internal sealed record AppFigures(long Credited, long Reversed, long Outstanding)
{
    /// <summary>Reads the ledger of the hosted app; null while the app keeps none.</summary>
    public static Task<AppFigures?> Read(IServiceProvider app, Store store, CancellationToken stop)
    {
        _ = (app, store, stop);
        return Task.FromResult<AppFigures?>(null);
    }
}
