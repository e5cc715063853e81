using RetentionApp.Rewards.Kinds;

namespace RetentionApp.Rewards;

/// <summary>Every kind, in the order in which a merchant is offered them.</summary>
internal static class RewardKinds
{
    internal static readonly IReadOnlyList<KindOfReward> All =
    [
        new AmountOff(), new Slider(), new PercentOff(), new FreeShipping(), new FreeProduct(), new GiftCard(), new StoreCredit(), new EarlyAccess(), new BirthdayGift(),
    ];

    private static readonly Dictionary<RewardKind, KindOfReward> ByKind = All.ToDictionary(kind => kind.Kind);

    internal static KindOfReward Of(RewardKind kind) => ByKind[kind];

    internal static KindOfReward? Named(string? name) => All.FirstOrDefault(kind => kind.Name == name);
}
