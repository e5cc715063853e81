using RetentionApp.Benchmarks.Load;
using RetentionApp.Benchmarks.Servers;

namespace RetentionApp.Benchmarks;

/// <summary>Stored webhooks of distinct orders until every one is handled and its points are in the ledger.</summary>
internal static class OrdersBenchmark
{
    private const int Paid = 20_000;
    private const int Stories = 7_000;

    internal static async Task Run(Report report)
    {
        await using var orders = await SampleOrders.Start();
        var paid = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            var handled = await Handle(report, Enumerable.Range(0, Paid).Select(_ => Webhooks([orders.Paid()])), Paid);
            paid.Add(Paid / handled.Seconds);
        }
        var mixed = await Handle(report, Enumerable.Range(0, Stories).Select(_ => Webhooks(orders.Story())), Stories);
        report.Add("Orders, paid to credited", Report.Median(paid), "orders/s", 2000);
        report.Add("Orders of create, updated and paid", Stories / mixed.Seconds, "orders/s");
        report.Add("  deliveries of that mix", 3 * Stories / mixed.Seconds, "per s");
    }

    /// <summary>What is told of one order goes over one connection, in its order.</summary>
    private static async Task<HandledAll> Handle(Report report, IEnumerable<byte[][]> stories, int orders)
    {
        using var scratch = new Scratch();
        await using var app = await Child.App(Settings.Alone(scratch.Database));
        await app.Ask("shop");
        await app.Ask("rest");
        using var source = stories.GetEnumerator();
        var stored = await new HttpLoad(app.Url).Run(_ =>
        {
            var (story, turn) = (Array.Empty<byte[]>(), 0);
            return () =>
            {
                if (turn == story.Length)
                    lock (source) (story, turn) = (source.MoveNext() ? source.Current : [], 0);
                return turn < story.Length ? story[turn++] : default(ReadOnlyMemory<byte>?);
            };
        });
        var handled = await app.Ask<HandledAll>("handled");
        var proof = await app.Ask<Proof>("verify");
        report.Say($"orders: {stored.Requests:N0} deliveries of {orders:N0} orders in {handled.Seconds:0.0} s ({handled.CpuSeconds:0.0} s of processor): {orders / handled.Seconds:N0} orders/s; {proof.Entries:N0} entries, verify {(proof.Holds ? "holds" : "FAILS")}, {proof.Buried} not handled at once");
        return handled;
    }

    private static byte[][] Webhooks(IEnumerable<(string Topic, byte[] Body, DateTime At)> story) => [.. story.Select(one => Requests.Webhook(one.Topic, one.Body, one.At))];
}
