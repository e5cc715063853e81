using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Startup;

/// <summary>The app itself, run in this process on the DevStore's clock and settings.</summary>
internal sealed class HostedApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HostedApp(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts the app against the DevStore. <paramref name="settings"/> come on top of what the DevStore itself says.</summary>
    public static async Task<HostedApp> Start(DevStoreHost host, IReadOnlyDictionary<string, string?> settings)
    {
        var app = App.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(host.AppSettings()).AddInMemoryCollection(settings);
            builder.WebHost.UseUrls(host.AppUrl);
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.Services.AddSingleton<TimeProvider>(host.Clock);
        });
        await app.StartAsync();
        return new HostedApp(app);
    }

    /// <summary>Waits until the app has taken in the store's history. Returns false when it never began.</summary>
    public Task<bool> WaitForImport(Store store, CancellationToken stop) => WaitForBulk(store, stop);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    // The seam for the app's own import state: until it is wired, the store's side tells whether the app fetched all it asked for.
    private static async Task<bool> WaitForBulk(Store store, CancellationToken stop)
    {
        for (var waited = 0; waited < 100 && store.Bulk.All.Count == 0; waited++) await Task.Delay(20, stop);
        if (store.Bulk.All.Count == 0) return false;
        while (store.Bulk.All.Any(one => one.IsRunning || one.Url is not null && one.Downloads == 0)) await Task.Delay(50, stop);
        return true;
    }
}
