using System.Collections.Concurrent;

namespace RetentionApp.Api;

/// <param name="Left">Requests that would be let through at once.</param>
/// <param name="Wait">Until the next is let through; zero when this one was.</param>
internal readonly record struct Admitted(bool IsAdmitted, int Left, TimeSpan Wait);

/// <summary>A token bucket per key: <see cref="PerSecond"/> on average, twice that at once. Each instance counts for itself.</summary>
internal sealed class ApiLimit(TimeProvider clock)
{
    internal const int PerSecond = 40;
    internal const int AtOnce = 80;
    private readonly ConcurrentDictionary<long, Bucket> buckets = new();

    internal Admitted Ask(long keyId)
    {
        var bucket = buckets.GetOrAdd(keyId, _ => new Bucket { Level = AtOnce, At = clock.GetTimestamp() });
        lock (bucket)
        {
            var now = clock.GetTimestamp();
            bucket.Level = Math.Min(AtOnce, bucket.Level + clock.GetElapsedTime(bucket.At, now).TotalSeconds * PerSecond);
            bucket.At = now;
            if (bucket.Level < 1) return new Admitted(false, 0, TimeSpan.FromSeconds((1 - bucket.Level) / PerSecond));
            bucket.Level--;
            return new Admitted(true, (int)bucket.Level, TimeSpan.Zero);
        }
    }

    private sealed class Bucket
    {
        internal double Level;
        internal long At;
    }
}
