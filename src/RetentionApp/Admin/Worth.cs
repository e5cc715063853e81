using RetentionApp.Rewards;

namespace RetentionApp.Admin;

internal static class Worth
{
    /// <summary>What points are worth at the cheapest active reward that takes money off, in minor units, as shoppers are told; null without one.</summary>
    internal static long? Of(long points, IEnumerable<Reward> rewards) => Rate(rewards) is { } rate ? At(rate, points) : null;

    internal static long At(Reward rate, long points) => (long)((Int128)points * rate.Amount / rate.Cost);

    /// <summary>The reward that says what points are worth.</summary>
    internal static Reward? Rate(IEnumerable<Reward> rewards) => rewards.Where(r => r is { IsActive: true, Kind: RewardKind.AmountOff or RewardKind.Slider, Cost: > 0 }).MinBy(r => r.Cost);
}
