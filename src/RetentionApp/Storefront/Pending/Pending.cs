using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shops;

// Stand-ins for what other modules will provide; this file goes when they are there.
namespace RetentionApp.Shopify
{
    internal sealed record ProxyContext(Shop Shop, long? CustomerId, string PathPrefix, string? Locale);

    internal sealed class ProxyGate : IEndpointFilter
    {
        public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            var http = context.HttpContext;
            var query = http.Request.Query;
            http.Items[typeof(ProxyContext)] = new ProxyContext(http.RequestServices.GetRequiredService<Shop>(),
                long.TryParse(query["logged_in_customer_id"], out var id) ? id : null, query["path_prefix"].FirstOrDefault() ?? "/apps/retention", query["locale"].FirstOrDefault());
            return next(context);
        }
    }

    internal static class ProxyHttp
    {
        internal static ProxyContext Proxy(this HttpContext http) => (ProxyContext)http.Items[typeof(ProxyContext)]!;
    }
}

namespace RetentionApp.Loyalty
{
    internal sealed record ProgrammeVersion(int Version, ProgrammeSettings Settings);

    internal class Programmes
    {
        internal ProgrammeVersion Now { get; set; } = new(1, new ProgrammeSettings());
        internal ValueTask<ProgrammeVersion> Current(long shopId) => new(Now);
    }
}

namespace RetentionApp.Rewards
{
    internal class RewardCatalogue
    {
        internal IReadOnlyList<Reward> Now { get; set; } = [];
        internal ValueTask<IReadOnlyList<Reward>> Active(long shopId) => new(Now);
    }

    internal enum RefusalReason { NotEnoughPoints, UnknownReward, RewardInactive, ProgrammePaused, AccountClosed, RefusedByShop, InvalidKey }
    internal abstract record RedeemAnswer;
    internal sealed record Redeemed(Redemption Redemption) : RedeemAnswer;
    internal sealed record RedeemRefused(RefusalReason Reason, long Missing) : RedeemAnswer;

    internal class Redemptions
    {
        internal Func<long, string, RedeemAnswer> Answer { get; set; } = (_, _) => new RedeemRefused(RefusalReason.UnknownReward, 0);
        internal Task<RedeemAnswer> Redeem(long shopId, long customerId, long rewardId, string idempotencyKey, CancellationToken cancellation) => Task.FromResult(Answer(rewardId, idempotencyKey));
    }
}
