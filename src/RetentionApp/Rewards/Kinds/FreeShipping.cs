using RetentionApp.Commerce;

namespace RetentionApp.Rewards.Kinds;

/// <summary>Free shipping, where wanted only up to a price of shipping.</summary>
internal sealed class FreeShipping : DiscountKind
{
    internal override RewardKind Kind => RewardKind.FreeShipping;
    internal override string Name => "free_shipping";
    internal override string Icon => "truck";

    protected override (string Operation, string Answer) Mutation => ("FreeShippingCreate", "discountCodeFreeShippingCreate");

    internal override string Describe(Reward reward, long amount) => "Free shipping";

    internal override IEnumerable<(string Field, string Problem)> Problems(Reward reward)
    {
        if (reward.Terms.MaximumShipping is < 1) yield return ("MaximumShipping", "The price of shipping must be an amount above 0; leave it empty for any.");
    }

    protected override Task<(object? Variables, string? Refusal)> Input(Asking ask, Redemption r) => Task.FromResult<(object?, string?)>((new
    {
        discount = new Dictionary<string, object?>(Common(r, isShipping: true))
        {
            ["destination"] = new { all = true },
            ["maximumShippingPrice"] = r.Terms.MaximumShipping is { } most ? Money.Text(most, r.Currency) : null,
        },
    }, null));
}
