using System.Diagnostics;

namespace RetentionApp.Benchmarks.Load;

/// <summary>How long requests took, in steps of 20 µs up to 2 s; not for use by several threads at once.</summary>
internal sealed class Latencies
{
    private const int StepMicroseconds = 20;
    private readonly int[] counts = new int[2_000_000 / StepMicroseconds];

    internal long Count { get; private set; }

    internal void Add(TimeSpan took)
    {
        counts[Math.Min(counts.Length - 1, (int)(took.TotalMicroseconds / StepMicroseconds))]++;
        Count++;
    }

    internal void Add(Latencies others)
    {
        for (var i = 0; i < counts.Length; i++) counts[i] += others.counts[i];
        Count += others.Count;
    }

    /// <summary>Milliseconds within which this share of the requests was answered.</summary>
    internal double Percentile(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        for (var i = 0; i < counts.Length; i++)
        {
            left -= counts[i];
            if (left <= 0) return (i + 1) * StepMicroseconds / 1000.0;
        }
        throw new UnreachableException();
    }
}

/// <param name="Failed">Answers other than 200.</param>
internal sealed record LoadResult(double PerSecond, double P50, double P99, long Requests, long Failed)
{
    internal static LoadResult Of(Latencies latencies, TimeSpan time, long failed) =>
        new(latencies.Count / time.TotalSeconds, latencies.Percentile(0.5), latencies.Percentile(0.99), latencies.Count, failed);
}
