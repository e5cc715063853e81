using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Insights;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shopify.Auth;
using RetentionApp.Shops;
using RetentionApp.Webhooks;

namespace RetentionApp.Benchmarks.Servers;

/// <param name="Seconds">Processor time of the app's process counts both cores.</param>
internal sealed record HandledAll(double Seconds, double CpuSeconds);

internal sealed record Proof(bool Holds, long Accounts, long Entries, long Buried);

internal sealed record Imported(long Orders, double Seconds, string State, double CpuSeconds);

/// <param name="Heap">The most managed memory seen, megabytes.</param>
/// <param name="WorkingSet">The most memory the process held, megabytes.</param>
/// <param name="Own">Of that what is nobody else's: without the database file, which SQLite maps and the system takes back at will.</param>
internal sealed record Memory(double Heap, double WorkingSet, double Own);

/// <summary>The app as it runs in production, with the few commands that a benchmark needs.</summary>
internal static class AppServer
{
    internal static async Task Run(string[] settings)
    {
        App.SpareThreads();
        await using var app = App.Build(settings, builder =>
        {
            builder.WebHost.UseUrls(builder.Configuration["Urls"] ?? "http://127.0.0.1:0");
            builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        });
        await app.BringUpToDate();
        await app.StartAsync();
        using var heap = new HeapWatch();
        await Child.Serve(app.Address(), command => Do(app.Services, heap, command));
        await app.StopAsync();
    }

    private static async Task<string> Do(IServiceProvider services, HeapWatch heap, string[] command)
    {
        var worker = services.GetRequiredService<WebhookWorker>();
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        switch (command[0])
        {
            case "shop":
                await OpenShop(scope.ServiceProvider, db);
                return "";
            case "members":
                await Members.Add(db, int.Parse(command[1]), command.Length > 2 ? int.Parse(command[2]) : Members.EntriesEach);
                return "";
            case "tokens":
                await scope.ServiceProvider.GetRequiredService<ShopifyTokens>().Store((await db.Shops.AsNoTracking().SingleAsync()), new TokenPair("shpat_benchmark", "shprt_benchmark", DateTime.UtcNow.AddDays(1), DateTime.UtcNow.AddDays(30), ""));
                return "";
            case "points":
                return JsonSerializer.Serialize(await PointsFile.Import(scope.ServiceProvider, int.Parse(command[1])));
            case "counted":
                return JsonSerializer.Serialize(await CountAll(scope.ServiceProvider, db));
            case "rest":
                await worker.StopAsync(default);
                return "";
            case "handled":
                return JsonSerializer.Serialize(await HandleAll(worker, db));
            case "verify":
                var verified = await scope.ServiceProvider.GetRequiredService<Verification>().Verify();
                return JsonSerializer.Serialize(new Proof(verified.Holds, verified.Accounts, verified.Entries, await db.Sql.Long($"SELECT COUNT(*) FROM deliveries WHERE attempts <> 1")));
            case "imported":
                return JsonSerializer.Serialize(await WaitForImport(db));
            case "memory":
                using (var process = Process.GetCurrentProcess()) return JsonSerializer.Serialize(new Memory(heap.Most / 1048576.0, process.PeakWorkingSet64 / 1048576.0, heap.MostOwn / 1048576.0));
            default:
                throw new ArgumentException(command[0]);
        }
    }

    private static async Task OpenShop(IServiceProvider services, AppDb db)
    {
        var now = DateTime.UtcNow;
        await db.Write(async () =>
        {
            db.Add(new Shop { Domain = Settings.Shop, Name = "Benchmark", Currency = "GBP", TimeZone = "Europe/London", Locale = "en", Scopes = "", InstalledAt = now });
            await db.SaveChangesAsync();
        });
        await services.GetRequiredService<Programmes>().EnsureDefault(1, "GBP");
        await services.GetRequiredService<RewardCatalogue>().EnsureDefault(1, "GBP");
    }

    private static async Task<HandledAll> HandleAll(WebhookWorker worker, AppDb db)
    {
        var (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        if (worker.ExecuteTask is null or { IsCompleted: true }) await worker.StartAsync(default);
        while (await db.Sql.Long($"SELECT COUNT(*) FROM (SELECT id FROM deliveries WHERE state = 0 ORDER BY next_at LIMIT 1) one") > 0) await Task.Delay(20);
        return new HandledAll(Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    /// <summary>Until the report's days and the shop's figures know every entry. Returns seconds.</summary>
    private static async Task<double> CountAll(IServiceProvider services, AppDb db)
    {
        var started = Stopwatch.GetTimestamp();
        await services.GetRequiredService<PointCounting>().Run();
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await services.GetRequiredService<FigureKeeper>().RefreshComparedDays();
        while (await db.Sql.Long($"SELECT COUNT(*) FROM point_closings") == 0) await Task.Delay(100);
        return took;
    }

    private static async Task<Imported> WaitForImport(AppDb db)
    {
        while (true)
        {
            var last = await db.HistoryImports.AsNoTracking().OrderByDescending(import => import.Id).FirstOrDefaultAsync();
            if (last is { IsRunning: false }) return new Imported(last.Orders, (last.FinishedAt!.Value - last.StartedAt).TotalSeconds, last.State.ToString(), Environment.CpuUsage.TotalTime.TotalSeconds);
            await Task.Delay(100);
        }
    }

    private sealed class HeapWatch : IDisposable
    {
        private readonly Timer timer;
        internal long Most { get; private set; }
        internal long MostOwn { get; private set; }

        internal HeapWatch() => timer = new Timer(_ =>
        {
            Most = Math.Max(Most, GC.GetTotalMemory(forceFullCollection: false));
            MostOwn = Math.Max(MostOwn, Own());
        }, null, 0, 25);

        /// <summary>Linux tells it; elsewhere the whole working set stands for it.</summary>
        private static long Own()
        {
            if (!OperatingSystem.IsLinux()) return Environment.WorkingSet;
            var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
            return long.Parse(line["RssAnon:".Length..].Replace("kB", ""), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
        }

        public void Dispose() => timer.Dispose();
    }
}
