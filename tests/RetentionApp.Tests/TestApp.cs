using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetentionApp.Data;
using RetentionApp.DevStore;

namespace RetentionApp.Tests;

/// <summary>The whole app on a database of its own, over real HTTP, with a DevStore that plays Shopify and a clock that both read.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly TestDatabase database;
    private WebApplication? app;

    private TestApp(TestDatabase database, DevStoreHost shopify) => (this.database, Shopify) = (database, shopify);

    internal DevStoreHost Shopify { get; }
    internal DevClock Clock => Shopify.Clock;
    internal DatabaseOptions Database => database.Options;
    internal IServiceProvider Services => app!.Services;
    internal string Url => Shopify.AppUrl;
    internal HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 128 }) { Timeout = TimeSpan.FromSeconds(30) };

    internal static async Task<TestApp> Start(DevStoreOptions? shopify = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var host = await DevStoreHost.Start((shopify ?? new DevStoreOptions()) with { Url = "http://127.0.0.1:0", AppUrl = $"http://127.0.0.1:{Ports.Free()}", LogLevel = LogLevel.None, CostBucket = 100_000, CostRestorePerSecond = 10_000 });
        var test = new TestApp(await TestDatabase.Create(), host);
        await test.Boot(settings);
        test.Http.BaseAddress = new Uri(test.Url);
        return test;
    }

    /// <summary>Stops the app and starts it anew on the same database, as after a deployment.</summary>
    internal async Task Restart(IReadOnlyDictionary<string, string?>? settings = null)
    {
        await Stop();
        await Boot(settings);
    }

    internal async Task Stop()
    {
        if (app is null) return;
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    private async Task Boot(IReadOnlyDictionary<string, string?>? settings)
    {
        app = App.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(Shopify.AppSettings()).AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Database:Provider"] = Database.Provider,
                ["Database:ConnectionString"] = Database.ConnectionString,
            }).AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
            builder.WebHost.UseUrls(Shopify.AppUrl);
            // Quiet, unless a person is looking for something: TEST_LOG=1.
            builder.Logging.ClearProviders();
            if (Environment.GetEnvironmentVariable("TEST_LOG") == "1") builder.Logging.AddConsole().AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Warning);
            builder.Services.AddSingleton<TimeProvider>(Clock);
        });
        await app.BringUpToDate();
        await app.StartAsync();
    }

    internal async Task<T> With<TService, T>(Func<TService, Task<T>> work) where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    internal Task With<TService>(Func<TService, Task> work) where TService : notnull => With<TService, bool>(async service =>
    {
        await work(service);
        return true;
    });

    internal Task<T> Db<T>(Func<AppDb, Task<T>> work) => With(work);

    /// <summary>A single number by a statement of the test's own.</summary>
    internal Task<long> Number(FormattableString statement) => Db(async db => await db.Sql.Long(statement));

    /// <summary>Changes rows behind the app's back.</summary>
    internal Task Tamper(string statement) => Db(db => db.Write(async () => await db.Database.ExecuteSqlRawAsync(statement)));

    /// <summary>Asks again and again, a few times per frame of a film, until it is so.</summary>
    internal static async Task Until(Func<Task<bool>> isSo, string what, int seconds = 20)
    {
        var until = DateTime.UtcNow.AddSeconds(seconds);
        while (!await isSo())
        {
            if (DateTime.UtcNow > until) throw new TimeoutException($"Waited {seconds} s in vain until {what}.");
            await Task.Delay(15);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Stop();
        await Shopify.DisposeAsync();
        await database.DisposeAsync();
    }
}
