using RetentionApp.Rewards;

namespace RetentionApp.Api;

/// <summary>What points can buy in this shop.</summary>
internal static class RewardsApi
{
    internal static readonly ApiOperation[] Operations =
    [
        new("listRewards", "GET", "/rewards", "Rewards", ApiScopes.RewardsRead, "List rewards", "All of the shop's rewards in the merchant's order; those switched off too.",
            new PageAnswer<RewardAnswer>([new RewardAnswer("3", RewardKind.AmountOff, null, null, 500, new MoneyAnswer("5.00", "GBP"), null, null, null, null, null, 90, null, [], [], true)], null), List),
    ];

    private static async Task<object> List(ApiCall call) => new PageAnswer<RewardAnswer>([.. (await call.Get<RewardCatalogue>().All(call.ShopId)).Select(Of)], null);

    private static RewardAnswer Of(Reward reward)
    {
        var (terms, isSlider) = (reward.Terms, reward.Kind == RewardKind.Slider);
        return new RewardAnswer(
            PointsApi.Text(reward.Id), reward.Kind, reward.Name, terms.Description, reward.Cost, MoneyOf(reward.Kind, reward.Amount, reward.Currency), reward.Kind == RewardKind.PercentOff ? terms.Percent / 100m : null,
            terms.MaximumOff is { } most ? MoneyAnswer.Of(most, reward.Currency) : null, isSlider ? terms.MaximumPoints : null, isSlider ? terms.StepPoints : null, reward.MinimumSubtotal is { } minimum ? MoneyAnswer.Of(minimum, reward.Currency) : null, reward.ValidDays, reward.Stock,
            terms.TierIds ?? [], [.. (terms.Choices ?? []).Select(PointsApi.Text)], reward.IsActive);
    }

    /// <summary>Null where the kind is not about an amount of money.</summary>
    internal static MoneyAnswer? MoneyOf(RewardKind kind, long amount, string currency) => RewardKinds.Of(kind).HasAmount ? MoneyAnswer.Of(amount, currency) : null;
}
