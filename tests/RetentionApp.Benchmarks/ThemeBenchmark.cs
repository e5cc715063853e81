using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using RetentionApp.Benchmarks.Servers;

namespace RetentionApp.Benchmarks;

/// <summary>
/// What the theme extension costs a shop: bytes, time of the main thread on a slow phone, and Lighthouse's score of a product
/// page with and without it. Published figures of others stand beside ours: Smile.io 104.75 KB and 5 ms, LoyaltyLion 113 KB and 130 ms.
/// </summary>
internal static class ThemeBenchmark
{
    private const int Runs = 5;
    private static readonly (string Name, string[] Files)[] Parts =
    [
        ("Embed, JavaScript with every page", ["launcher.js"]), ("Embed with its panel, JavaScript", ["launcher.js", "panel.js"]), ("Panel, CSS", ["panel.css"]), ("Product page's block, JavaScript", ["product-points.js"]), ("Blocks, CSS", ["blocks.css"]),
    ];

    internal static async Task Run(Report report)
    {
        Bytes(report);
        var tools = await Tools();
        using var scratch = new Scratch();
        await using var shop = await Child.Start("shopfront", scratch.Database);
        var (product, signIn, customer) = (await shop.Ask("product"), await shop.Ask("sign-in"), await shop.Ask("customer"));
        await Work(report, tools, product, signIn, customer);
        await Scores(report, tools, shop, product);
    }

    private static void Bytes(Report report)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Theme", "extension", "assets");
        foreach (var (name, files) in Parts)
        {
            var content = files.Select(file => File.ReadAllBytes(Path.Combine(folder, file))).ToArray();
            report.Add(name, content.Sum(one => one.Length) / 1024.0, "KB");
            report.Add("  gzip", content.Sum(one => Gzip(one)) / 1024.0, "KB", name.Contains("panel, JavaScript", StringComparison.Ordinal) ? 10 : null, isLimit: true);
        }
        report.Add("  Smile.io, published", 104.75, "KB");
        report.Add("  LoyaltyLion, published", 113, "KB");
    }

    private static async Task Work(Report report, string tools, string product, string signIn, string customer)
    {
        var seen = new List<Worked>();
        for (var run = 0; run < Runs; run++) seen.Add(JsonSerializer.Deserialize<Worked>(await Node(tools, "work", product, signIn, customer), JsonSerializerOptions.Web)!);
        foreach (var (name, part) in new (string Name, Func<Worked, Part> Part)[] { ("Launcher, script at load", one => one.Launcher), ("Product page's block, script at load", one => one.Block), ("Panel, everything while it opens", one => one.Panel) })
        {
            report.Add($"{name}, 4× slowdown", Report.Median(seen.Select(one => part(one).Time)), "ms");
            report.Add("  longest task with it", Report.Median(seen.Select(one => part(one).Longest)), "ms", 50, isLimit: true);
        }
        report.Add("  Smile.io, published", 5, "ms");
        report.Add("  LoyaltyLion, published", 130, "ms");
    }

    /// <summary>Runs with and without take turns, so that a slow minute of the machine hits both.</summary>
    private static async Task Scores(Report report, string tools, Child shop, string product)
    {
        var (without, with) = (new List<Scored>(), new List<Scored>());
        for (var run = -1; run < Runs; run++)
        {
            foreach (var (isOn, list) in new[] { (false, without), (true, with) })
            {
                await shop.Ask(isOn ? "on" : "off");
                var scored = JsonSerializer.Deserialize<Scored>(await Node(tools, "score", product), JsonSerializerOptions.Web)!;
                // The first pair warms everything up.
                if (run >= 0) list.Add(scored);
            }
        }
        var (before, after) = (Report.Median(without.Select(one => one.Score)), Report.Median(with.Select(one => one.Score)));
        report.Add("Lighthouse, product page without the extension", before, "points");
        report.Add("Lighthouse, product page with launcher and block", after, "points", before - 1);
        report.Add("  largest paint without", Report.Median(without.Select(one => one.LargestPaint)), "ms");
        report.Add("  largest paint with", Report.Median(with.Select(one => one.LargestPaint)), "ms");
        report.Add("  time blocked without", Report.Median(without.Select(one => one.Blocked)), "ms");
        report.Add("  time blocked with", Report.Median(with.Select(one => one.Blocked)), "ms");
        report.Add("  layout shift with, thousandths", with.Max(one => one.Shift) * 1000, "", 1, isLimit: true);
        report.Say($"theme: scores without {string.Join(", ", without.Select(one => one.Score))}; with {string.Join(", ", with.Select(one => one.Score))}");
    }

    private static long Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(content);
        return packed.Length;
    }

    /// <summary>The folder with the measuring script, its packages restored.</summary>
    private static async Task<string> Tools()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "RetentionApp.sln"))) root = root.Parent;
        var folder = Path.Combine(root?.FullName ?? throw new InvalidOperationException("The benchmark \"theme\" runs inside the repository."), "tests", "lighthouse");
        if (!Directory.Exists(Path.Combine(folder, "node_modules"))) await Run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        return folder;
    }

    private static Task<string> Node(string folder, params string[] arguments) => Run(folder, "node", ["measure.mjs", .. arguments]);

    private static async Task<string> Run(string folder, string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}; its errors are above.");
    }

    private sealed record Part(double Time, double Longest);

    private sealed record Worked(Part Launcher, Part Block, Part Panel);

    private sealed record Scored(double Score, double FirstPaint, double LargestPaint, double Blocked, double Shift, double Bytes);
}
