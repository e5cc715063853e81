using RetentionApp.Commerce;

namespace RetentionApp.Rewards.Kinds;

/// <summary>An amount off the cart, or off the goods it is limited to, once.</summary>
internal class AmountOff : DiscountKind
{
    internal override RewardKind Kind => RewardKind.AmountOff;
    internal override string Name => "amount_off";
    internal override string Icon => "tag";
    internal override bool HasAmount => true;
    internal override bool HasItems => true;

    internal override string Describe(Reward reward, long amount) => $"{Money.Text(amount, reward.Currency)} {reward.Currency}";

    protected override Task<(object? Variables, string? Refusal)> Input(Asking ask, Redemption r) =>
        Task.FromResult<(object?, string?)>((Basic(r, Items(r.Terms), new { discountAmount = new { amount = Money.Text(r.Amount, r.Currency), appliesOnEachItem = false } }), null));
}
