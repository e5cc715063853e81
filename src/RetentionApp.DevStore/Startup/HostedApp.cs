using RetentionApp.DevStore.State;
using RetentionApp.Intake;
using RetentionApp.Shops;

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
        await app.BringUpToDate();
        await app.StartAsync();
        return new HostedApp(app);
    }

    /// <summary>Waits until the app has taken in the store's history. Returns false when it never began or gave up.</summary>
    public async Task<bool> WaitForImport(Store store, CancellationToken stop)
    {
        while (true)
        {
            await using (var scope = _app.Services.CreateAsyncScope())
            {
                var shop = await scope.ServiceProvider.GetRequiredService<ShopDirectory>().ByDomain(store.Domain);
                var import = shop is null ? null : await scope.ServiceProvider.GetRequiredService<HistoryImports>().Latest(shop.Id);
                if (import is null || !import.IsRunning) return import?.State == ImportState.Done;
            }
            await Task.Delay(100, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
