using RetentionApp.Benchmarks.Load;
using RetentionApp.Benchmarks.Servers;

namespace RetentionApp.Benchmarks;

/// <summary>Order webhooks, durable before the answer, beside a server that only checks their signature.</summary>
internal static class IngestBenchmark
{
    private const int Rounds = 3;
    private const int Bodies = 50;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(4);

    internal static async Task Run(Report report)
    {
        await using var orders = await SampleOrders.Start();
        var bodies = Enumerable.Range(0, Bodies * HttpLoad.Connections).Select(_ => orders.Paid()).ToArray();
        report.Say($"ingest: bodies of {bodies.Min(one => one.Body.Length)} to {bodies.Max(one => one.Body.Length)} bytes, {HttpLoad.Connections} connections");
        var webhooks = Array.ConvertAll(bodies, one => Requests.Webhook(one.Topic, one.Body, one.At));

        using var scratch = new Scratch();
        await using var bare = await Child.Start("bare");
        await using var app = await Child.App(Settings.Alone(scratch.Database));
        await app.Ask("shop");
        var (alone, resting, working) = (new List<LoadResult>(), new List<LoadResult>(), new List<LoadResult>());
        await Measure(bare.Url, webhooks);
        await Measure(app.Url, webhooks);
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await Measure(bare.Url, webhooks));
            await app.Ask("rest");
            resting.Add(await Measure(app.Url, webhooks));
            await app.Ask("handled");
            working.Add(await Measure(app.Url, webhooks));
            await app.Ask("handled");
            foreach (var (name, results) in new[] { ("bare", alone), ("worker resting", resting), ("worker working", working) })
                report.Say($"  {name,-15} {results[^1].PerSecond,8:N0} req/s  p50 {results[^1].P50,6:0.0} ms  p99 {results[^1].P99,6:0.0} ms  failed {results[^1].Failed}");
        }
        var perSecond = Report.Median(alone.Select(result => result.PerSecond));
        report.Add("Ingest, bare Kestrel and HMAC", perSecond, "req/s");
        report.Add("Ingest, durable, worker resting", Report.Median(resting.Select(result => result.PerSecond)), "req/s");
        report.Add("  beside bare", Report.Median(resting.Select(result => result.PerSecond)) / perSecond, "× bare", 0.35);
        report.Add("  p99", Report.Median(resting.Select(result => result.P99)), "ms", 100, isLimit: true);
        report.Add("Ingest, durable, worker working", Report.Median(working.Select(result => result.PerSecond)), "req/s");
        report.Add("  beside bare", Report.Median(working.Select(result => result.PerSecond)) / perSecond, "× bare");
        report.Add("  p99", Report.Median(working.Select(result => result.P99)), "ms");
    }

    private static Task<LoadResult> Measure(string url, byte[][] webhooks) => new HttpLoad(url).Run(connection =>
    {
        var turn = 0;
        return () =>
        {
            var webhook = webhooks[connection * Bodies + turn++ % Bodies];
            Requests.Renew(webhook);
            return webhook;
        };
    }, Time);
}
