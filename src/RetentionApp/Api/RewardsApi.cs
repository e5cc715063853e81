using RetentionApp.Rewards;

namespace RetentionApp.Api;

/// <summary>What points can buy in this shop.</summary>
internal static class RewardsApi
{
    internal static readonly ApiOperation[] Operations =
    [
        new("listRewards", "GET", "/rewards", "Rewards", ApiScopes.RewardsRead, "List rewards", "All of the shop's rewards, the cheapest first; those switched off too.",
            new PageAnswer<RewardAnswer>([new RewardAnswer("3", RewardKind.AmountOff, null, 500, new MoneyAnswer("5.00", "GBP"), null, 90, true)], null), List),
    ];

    private static async Task<object> List(ApiCall call) => new PageAnswer<RewardAnswer>([.. (await call.Get<RewardCatalogue>().All(call.ShopId)).Select(Of)], null);

    private static RewardAnswer Of(Reward reward) => new(PointsApi.Text(reward.Id), reward.Kind, reward.Name, reward.Cost, MoneyAnswer.Of(reward.Amount, reward.Currency),
        reward.MinimumSubtotal is { } minimum ? MoneyAnswer.Of(minimum, reward.Currency) : null, reward.ValidDays, reward.IsActive);
}
