// Stand-ins for what the rewards module will provide; this file goes when it is there.
namespace RetentionApp.Rewards;

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
