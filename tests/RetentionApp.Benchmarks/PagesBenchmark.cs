using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RetentionApp.Benchmarks.Load;
using RetentionApp.Benchmarks.Servers;

namespace RetentionApp.Benchmarks;

/// <summary>The merchant's pages in a shop with 100,000 customers and a million entries, one request after the other; then everything as a file, and points for 100,000 rows.</summary>
internal static class PagesBenchmark
{
    private const int Customers = 100_000, EntriesEach = 10, Requests = 50;
    private const double Goal = 200;

    private static readonly (string Name, string Path)[] Pages =
    [
        ("Home", "/"), ("Customers", "/customers"), ("  with points", "/customers?show=holding"), ("  most points first", "/customers?sort=points"), ("  last order first", "/customers?sort=recent"), ("  page in the middle", "/customers?before=50000"),
        ("  search", "/customers?q=last999"), ("Customer", "/customers/{0}"), ("  orders", "/customers/{0}?tab=orders"),
        ("Points owed, 12 months", "/reports/points"), ("  a year by days", "/reports/points?period=year&by=day"), ("  as a file", "/reports/points?handler=Csv&period=year&by=day"),
        ("Programme", "/programme"), ("Imports", "/imports"),
    ];

    internal static async Task Run(Report report)
    {
        using var scratch = new Scratch();
        await using var app = await Child.App(Settings.Alone(scratch.Database));
        await app.Ask("shop");
        await app.Ask("tokens");
        await app.Ask($"members {Customers} {EntriesEach}");
        var counted = await app.Ask<double>("counted");
        var proof = await app.Ask<Proof>("verify");
        report.Say($"pages: {proof.Accounts:N0} customers, {proof.Entries:N0} entries counted into days in {counted:0.0} s, verify {(proof.Holds ? "holds" : "FAILS")}");
        using var http = new HttpClient { BaseAddress = new Uri(app.Url), Timeout = TimeSpan.FromMinutes(10) };
        foreach (var (name, path) in Pages)
        {
            var latencies = await Measure(http, path);
            report.Add(name, latencies.Percentile(0.5), "ms");
            report.Add("  p99", latencies.Percentile(0.99), "ms", Goal, isLimit: true);
        }
        var before = await app.Ask<Memory>("memory");
        var (seconds, megabytes) = await Download(http, "/exports?handler=All");
        var after = await app.Ask<Memory>("memory");
        report.Say($"pages: everything as one zip of {megabytes:N0} MB in {seconds:0.0} s, peak of the managed heap {before.Heap:N0} MB before and {after.Heap:N0} MB after");
        report.Add("Export of everything", seconds, "s");
        report.Add("  peak of the app's managed heap", after.Heap, "MB", before.Heap + 100, isLimit: true);
        var points = await app.Ask<PointsImported>($"points {Customers}");
        report.Add("Import of points, 100,000 rows", points.Rows / points.Seconds, "rows/s");
        report.Add("  check before it", points.Rows / points.CheckSeconds, "rows/s");
        report.Add("  peak of the app's managed heap", (await app.Ask<Memory>("memory")).Heap, "MB", before.Heap + 100, isLimit: true);
    }

    private static async Task<Latencies> Measure(HttpClient http, string path)
    {
        var (latencies, random) = (new Latencies(), new Random(7));
        for (var n = -5; n < Requests; n++)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token());
            var started = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync(string.Format(path, random.Next(1, Customers + 1)));
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
            if (n >= 0) latencies.Add(Stopwatch.GetElapsedTime(started));
        }
        return latencies;
    }

    private static async Task<(double Seconds, double Megabytes)> Download(HttpClient http, string path)
    {
        var started = Stopwatch.GetTimestamp();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var (buffer, bytes) = (new byte[64 * 1024], 0L);
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;) bytes += read;
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, bytes / 1048576.0);
    }

    /// <summary>What App Bridge puts into the header of each request.</summary>
    private static string Token()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var shop = "https://" + Settings.Shop;
        var claims = JsonSerializer.SerializeToUtf8Bytes(new { iss = shop + "/admin", dest = shop, aud = "benchmark", sub = "42", exp = now + 60, nbf = now - 5, iat = now - 5 });
        var signed = $"{Base64Url.EncodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"u8)}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Settings.Secret), Encoding.ASCII.GetBytes(signed)))}";
    }
}
