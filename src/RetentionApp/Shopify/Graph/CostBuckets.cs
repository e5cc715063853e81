using System.Collections.Concurrent;
using System.Text.Json;

namespace RetentionApp.Shopify.Graph;

/// <summary><c>extensions.cost</c> of an answer: what the call asked for and how full the shop's bucket is after it.</summary>
internal sealed record Cost(double Requested, double Maximum, double Available, double RestoreRate)
{
    /// <summary>How long until the same call fits.</summary>
    internal TimeSpan Wait => RestoreRate > 0 ? TimeSpan.FromSeconds(Math.Clamp((Math.Min(Requested, Maximum) - Available) / RestoreRate, 0.2, 60)) : TimeSpan.FromSeconds(1);

    internal static Cost? Of(JsonElement root) =>
        root.Part("extensions")?.Part("cost") is { } cost && cost.Part("throttleStatus") is { } status
            ? new Cost(Number(cost, "requestedQueryCost"), Number(status, "maximumAvailable"), Number(status, "currentlyAvailable"), Number(status, "restoreRate"))
            : null;

    private static double Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
}

/// <summary>
/// The shops' leaky buckets as Shopify last told, so that a call waits for its points instead of being refused. Calls on
/// their way are counted too, else many at once would all see the same points.
/// </summary>
internal sealed class CostBuckets(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, double> costs = new(StringComparer.Ordinal);

    /// <summary>Takes the points that <paramref name="operation"/> last cost. Zero: go ahead; else nothing is taken and the caller waits and asks again.</summary>
    internal TimeSpan Reserve(string shop, string operation, out double taken)
    {
        taken = costs.GetValueOrDefault(operation, 10);
        return buckets.GetOrAdd(shop, _ => new Bucket(clock)).Reserve(taken);
    }

    internal void Return(string shop, string operation, double taken, Cost? cost)
    {
        if (cost is { Requested: > 0 }) costs[operation] = cost.Requested;
        if (buckets.TryGetValue(shop, out var bucket)) bucket.Return(taken, cost);
    }

    private sealed class Bucket(TimeProvider clock)
    {
        private readonly Lock gate = new();
        private Cost? last;
        private long told;
        private double onTheirWay;

        internal TimeSpan Reserve(double points)
        {
            lock (gate)
            {
                if (last is { RestoreRate: > 0 })
                {
                    var now = Math.Min(last.Maximum, last.Available + clock.GetElapsedTime(told).TotalSeconds * last.RestoreRate);
                    var lacking = Math.Min(points, last.Maximum) - (now - onTheirWay);
                    if (lacking > 0) return TimeSpan.FromSeconds(Math.Max(lacking / last.RestoreRate, 0.01));
                }
                onTheirWay += points;
                return TimeSpan.Zero;
            }
        }

        internal void Return(double points, Cost? cost)
        {
            lock (gate)
            {
                onTheirWay = Math.Max(0, onTheirWay - points);
                if (cost is null) return;
                (last, told) = (cost, clock.GetTimestamp());
            }
        }
    }
}
