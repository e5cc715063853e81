using RetentionApp.Benchmarks.Load;
using RetentionApp.Benchmarks.Servers;

namespace RetentionApp.Benchmarks;

/// <summary>A shopper's points as a shop's pages ask for them, beside a server that only checks the signature.</summary>
internal static class ProxyBenchmark
{
    private const int Customers = 100_000;
    private const int Rounds = 3;
    private const int AddressesEach = 300;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(4);

    internal static async Task Run(Report report)
    {
        using var scratch = new Scratch();
        await using var bare = await Child.Start("bare");
        await using var app = await Child.App(Settings.Alone(scratch.Database));
        await app.Ask("shop");
        await app.Ask($"members {Customers}");
        var proof = await app.Ask<Proof>("verify");
        report.Say($"proxy: {proof.Accounts:N0} customers with {proof.Entries:N0} entries, verify {(proof.Holds ? "holds" : "FAILS")}, {HttpLoad.Connections} connections");
        var (alone, whole) = (new List<LoadResult>(), new List<LoadResult>());
        await Measure(bare.Url, Rounds);
        await Measure(app.Url, Rounds);
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await Measure(bare.Url, round));
            whole.Add(await Measure(app.Url, round));
            foreach (var (name, results) in new[] { ("bare", alone), ("loyalty", whole) })
                report.Say($"  {name,-15} {results[^1].PerSecond,8:N0} req/s  p50 {results[^1].P50,6:0.0} ms  p99 {results[^1].P99,6:0.0} ms  failed {results[^1].Failed}");
        }
        var (perSecond, loyalty) = (Report.Median(alone.Select(result => result.PerSecond)), Report.Median(whole.Select(result => result.PerSecond)));
        report.Add("GET /proxy/loyalty, bare Kestrel and signature", perSecond, "req/s");
        report.Add("GET /proxy/loyalty, 100,000 customers", loyalty, "req/s");
        report.Add("  beside bare", loyalty / perSecond, "× bare", 0.3);
        report.Add("  p99", Report.Median(whole.Select(result => result.P99)), "ms", 30, isLimit: true);
    }

    /// <summary>Signed anew for every run, since a signature is good for 90 seconds only.</summary>
    private static Task<LoadResult> Measure(string url, int seed) => new HttpLoad(url).Run(connection =>
    {
        var random = new Random(seed * 1000 + connection);
        var addresses = Enumerable.Range(0, AddressesEach).Select(_ => Requests.Proxy(random.Next(1, Customers + 1))).ToArray();
        var turn = 0;
        return () => addresses[turn++ % AddressesEach];
    }, Time);
}
