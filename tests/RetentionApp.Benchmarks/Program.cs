using RetentionApp.Benchmarks;
using RetentionApp.Benchmarks.Servers;

if (args is ["child", var role, .. var rest])
{
    await (role switch
    {
        "bare" => BareServer.Run(),
        "app" => AppServer.Run(rest),
        "store" => StoreServer.Run(rest[0], rest[1]),
        "shopfront" => ShopfrontServer.Run(rest[0]),
        _ => throw new ArgumentException(role),
    });
    return 0;
}

var benchmarks = new Dictionary<string, Func<Report, Task>>
{
    ["ingest"] = IngestBenchmark.Run,
    ["orders"] = OrdersBenchmark.Run,
    ["proxy"] = ProxyBenchmark.Run,
    ["import"] = ImportBenchmark.Run,
    ["pages"] = PagesBenchmark.Run,
    ["tiers"] = TiersBenchmark.Run,
    ["theme"] = ThemeBenchmark.Run,
};
if (args.Any(name => !benchmarks.ContainsKey(name)))
{
    Console.Error.WriteLine($"Usage: dotnet run -c Release --project tests/RetentionApp.Benchmarks [-- {string.Join(" | ", benchmarks.Keys)}]");
    return 2;
}
var report = new Report();
foreach (var (name, run) in benchmarks)
    if (args.Length == 0 || args.Contains(name)) await run(report);
report.Print();
return 0;
