using System.Diagnostics;
using RetentionApp.DevStore;
using RetentionApp.DevStore.History;
using RetentionApp.DevStore.Startup;

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
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

await using var host = await DevStoreHost.Start(new DevStoreOptions { Url = asked.Url, AppUrl = asked.AppUrl });
var store = host.Store();
OrderFile? history = null;
var started = Stopwatch.StartNew();
if (asked.Orders is null) SampleShop.Fill(store);
else history = OrderFile.Load(store, asked.Orders);
var loaded = started.Elapsed;

await using var app = await HostedApp.Start(host, new Dictionary<string, string?>
{
    ["Database:Provider"] = "Sqlite",
    ["Database:ConnectionString"] = $"Data Source={database}",
});
started.Restart();
await app.Install(store, stop.Token);
var imported = await app.WaitForImport(store, stop.Token);
if (history is not null) Report.Print(history, store, loaded, started.Elapsed, imported, await AppFigures.Read(app.Services, store));
if (asked.Once) return 0;

Console.WriteLine($"""

      Admin        {host.Url}/{store.Domain}/admin/apps/retention/
      Storefront   {host.Url}/{store.Domain}/storefront/
      Back office  {host.Url}/{store.Domain}/

    Ctrl+C stops both.
    """);
try
{
    await host.WaitForShutdown(stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("Stopped.");
}
return 0;
