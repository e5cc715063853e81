using RetentionApp.Benchmarks.Load;
using RetentionApp.Benchmarks.Servers;
using RetentionApp.Tests;

namespace RetentionApp.Benchmarks;

/// <summary>The real history, from the start of the import to its end with every poll, app and store in processes of their own; then twice as much of it.</summary>
internal static class ImportBenchmark
{
    private const int Rounds = 3;

    internal static async Task Run(Report report)
    {
        if (RealOrders.Find() is not { } file)
        {
            report.Say($"import: skipped, {RealOrders.Name} is not beside the repository");
            return;
        }
        using var scratch = new Scratch();
        var twice = scratch.File("twice.csv");
        RealOrders.Double(file, twice);
        var runs = new List<(Imported Imported, Memory Memory)>();
        for (var round = 0; round < Rounds; round++) runs.Add(await Import(report, file));
        var (double_, doubleMemory) = await Import(report, twice);
        report.Add("History import", Report.Median(runs.Select(run => run.Imported.Orders / run.Imported.Seconds)), "orders/s", 3000);
        report.Add("  twice the file", double_.Orders / double_.Seconds, "orders/s");
        var heap = Report.Median(runs.Select(run => run.Memory.Heap));
        report.Add("  peak of the app's managed heap", heap, "MB");
        report.Add("  twice the file", doubleMemory.Heap, "MB", heap * 1.2, isLimit: true);
        var held = Report.Median(runs.Select(run => run.Memory.WorkingSet));
        report.Add("  peak of the app's working set", held, "MB");
        report.Add("  twice the file", doubleMemory.WorkingSet, "MB", held * 1.2, isLimit: true);
        var own = Report.Median(runs.Select(run => run.Memory.Own));
        report.Add("  of that without the mapped database file", own, "MB");
        report.Add("  twice the file", doubleMemory.Own, "MB", own * 1.2, isLimit: true);
    }

    private static async Task<(Imported Imported, Memory Memory)> Import(Report report, string file)
    {
        using var scratch = new Scratch();
        var appUrl = $"http://localhost:{Ports.Free()}";
        await using var store = await Child.Start("store", file, appUrl);
        var settings = await store.Ask<Dictionary<string, string?>>("settings");
        foreach (var (name, value) in Settings.Database(scratch.Database)) settings[name] = value;
        settings["Urls"] = appUrl;
        await using var app = await Child.App(settings);
        await store.Ask("install");
        var imported = await app.Ask<Imported>("imported");
        var memory = await app.Ask<Memory>("memory");
        var proof = await app.Ask<Proof>("verify");
        report.Say($"import: {imported.State}, {imported.Orders:N0} orders in {imported.Seconds:0.00} s ({imported.CpuSeconds:0.0} s of the app's processor time), {imported.Orders / imported.Seconds:N0} orders/s, heap {memory.Heap:N0} MB, working set {memory.WorkingSet:N0} MB, {memory.Own:N0} MB of it without the database file, {proof.Entries:N0} entries, verify {(proof.Holds ? "holds" : "FAILS")}");
        return (imported, memory);
    }
}
