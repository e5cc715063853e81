using RetentionApp.Rewards;

namespace RetentionApp.Admin;

internal static class Worth
{
    /// <summary>What points are worth at the best active amount-off reward, in minor units; null without one.</summary>
    internal static long? Of(long points, IEnumerable<Reward> rewards) =>
        rewards.Where(r => r is { IsActive: true, Kind: RewardKind.AmountOff, Cost: > 0 }).MaxBy(r => (decimal)r.Amount / r.Cost) is { } best
            ? (long)((decimal)points * best.Amount / best.Cost) : null;
}
