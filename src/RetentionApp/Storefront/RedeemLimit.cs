using System.Globalization;
using System.Threading.RateLimiting;

namespace RetentionApp.Storefront;

/// <summary>How often one customer may ask to redeem. Generous: asking again with the same key is how a shop's page waits for its code.</summary>
internal sealed class RedeemLimit : IDisposable
{
    internal const int PerMinute = 120;

    private readonly PartitionedRateLimiter<(long Shop, long Customer)> limiter = PartitionedRateLimiter.Create<(long, long), (long, long)>(
        customer => RateLimitPartition.GetSlidingWindowLimiter(customer, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0,
        }));

    /// <summary>False when it is too much; the answer then says when to come back.</summary>
    internal bool Admits(HttpContext http, long shopId, long customerId)
    {
        using var lease = limiter.AttemptAcquire((shopId, customerId));
        if (lease.IsAcquired) return true;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(10);
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return false;
    }

    public void Dispose() => limiter.Dispose();
}
