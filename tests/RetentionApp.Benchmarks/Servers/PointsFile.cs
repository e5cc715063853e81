using System.Diagnostics;
using System.Text;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Intake;

namespace RetentionApp.Benchmarks.Servers;

internal sealed record PointsImported(long Rows, double CheckSeconds, double Seconds);

/// <summary>A file with points for every customer, uploaded, checked and given, as a merchant would.</summary>
internal static class PointsFile
{
    internal static async Task<PointsImported> Import(IServiceProvider services, int rows)
    {
        var (imports, run, db) = (services.GetRequiredService<PointImports>(), services.GetRequiredService<PointImportRun>(), services.GetRequiredService<AppDb>());
        var text = new StringBuilder("email,points\n");
        for (var n = 1; n <= rows; n++) text.Append("shopper").Append(n).Append("@example.com,").Append(n % 500 + 1).Append('\n');
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
        var id = (await imports.Upload(1, "points.csv", null, stream, "42", default)).ImportId!.Value;
        var check = await Phase(async () => await imports.Check(await Find()));
        var give = await Phase(async () => await imports.Start(await Find(), "42"));
        return new PointsImported((await Find()).Given, check, give);

        async Task<PointImport> Find() => (await imports.Find(1, id))!;

        async Task<double> Phase(Func<Task> begin)
        {
            var started = Stopwatch.GetTimestamp();
            await begin();
            // The app's own timer may be first; whoever claims it does the work.
            while ((await Find()).IsWorking)
            {
                await run.Run(default);
                db.ChangeTracker.Clear();
                if ((await Find()).IsWorking) await Task.Delay(20);
            }
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }
}
