using System.Diagnostics;
using System.Runtime.InteropServices;
using RetentionApp;
using RetentionApp.DevStore;
using RetentionApp.DevStore.History;
using RetentionApp.DevStore.Startup;
using RetentionApp.DevStore.State;

var (asked, problem) = CommandLine.Parse(args);
if (asked is null)
{
    Console.Error.WriteLine($"{problem}\n{CommandLine.Usage}");
    return 2;
}

var database = Path.GetFullPath(asked.Database);
Directory.CreateDirectory(Path.GetDirectoryName(database)!);
if (!asked.Keep) foreach (var ending in new[] { "", "-wal", "-shm", "-journal" }) File.Delete(database + ending);

using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    App.SpareThreads();
    var warm = WarmUp.Begin();
    await using var host = await DevStoreHost.Start(new DevStoreOptions { Url = asked.Url, AppUrl = asked.AppUrl, ThemeExtension = asked.Extension ?? new DevStoreOptions().ThemeExtension });
    var store = host.Store();
    var filling = Task.Run(() => Fill(store));
    await using var app = asked.NoApp ? null : await HostedApp.Start(host, new Dictionary<string, string?>
    {
        ["Database:Provider"] = "Sqlite",
        ["Database:ConnectionString"] = $"Data Source={database}",
    });
    var (history, loaded) = await filling;
    var started = Stopwatch.StartNew();
    var status = await Installation.Perform(store, stop.Token);
    await warm;
    if (status != 200) Console.Error.WriteLine($"The app answered its first admin load with {status}.");
    if (!asked.Once) Console.WriteLine($"""

          Admin        {host.Url}/{store.Domain}/admin/apps/retention/
          Storefront   {host.Url}/{store.Domain}/storefront/
          Back office  {host.Url}/{store.Domain}/

        Ctrl+C stops both.
        """);
    if (history is not null)
    {
        var imported = app is not null && await app.WaitForImport(store, stop.Token);
        Report.Print(history, store, loaded, started.Elapsed, imported, app is null ? null : await AppFigures.Read(app.Services, store));
        if (asked.Once) return imported ? 0 : 1;
    }
    await host.WaitForShutdown(stop.Token);
}
catch (IOException busy) when (busy.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    Console.Error.WriteLine($"An address is taken by another program. Stop it, or choose others with --url and --app-url. {busy.Message}");
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("Stopped.");
}
return 0;

(OrderFile? History, TimeSpan Took) Fill(Store store)
{
    var started = Stopwatch.StartNew();
    if (asked.Orders is { } file) return (OrderFile.Load(store, file), started.Elapsed);
    SampleShop.Fill(store);
    return (null, started.Elapsed);
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
