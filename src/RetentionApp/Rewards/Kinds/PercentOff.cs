using System.Globalization;
using RetentionApp.Commerce;

namespace RetentionApp.Rewards.Kinds;

/// <summary>
/// A share off. Shopify's native percentage knows no cap, so a share with one becomes an amount when it is redeemed, with the
/// smallest cart of which that amount is the share: never more than the share, and never more than the cap.
/// </summary>
internal sealed class PercentOff : DiscountKind
{
    private const long Whole = 10_000;

    internal override RewardKind Kind => RewardKind.PercentOff;
    internal override string Name => "percent_off";
    internal override string Icon => "percent";
    internal override bool HasItems => true;

    internal override string Describe(Reward reward, long amount) => amount > 0 ? $"{Money.Text(amount, reward.Currency)} {reward.Currency}" : DescribeOffer(reward);

    internal override string DescribeOffer(Reward reward)
    {
        var share = (reward.Terms.Percent / 100m).ToString("0.##", CultureInfo.InvariantCulture) + "%";
        return reward.Terms.MaximumOff is { } most ? $"{share} up to {Money.Text(most, reward.Currency)} {reward.Currency}" : share;
    }

    internal override IEnumerable<(string Field, string Problem)> Problems(Reward reward)
    {
        if (reward.Terms.Percent is < 1 or > (int)Whole) yield return ("Percent", "The percentage must be more than 0 and at most 100, with two decimals at most.");
        // Of some goods nobody but the checkout knows what they come to in a cart.
        if (reward.Terms is { MaximumOff: not null, Products: not null } or { MaximumOff: not null, Collections: not null }) yield return ("MaximumOff", "A percentage with a cap is for all goods. Take the cap away or choose all goods.");
    }

    /// <param name="cart">What the goods in the shopper's cart come to, in minor units; null: not known.</param>
    /// <returns>What comes off, and the cart it needs. A cart that is unknown, or too small for the reward, gets what the cap allows.</returns>
    internal static (long Off, long Minimum) Capped(Reward reward, long? cart)
    {
        var (share, most, least) = (reward.Terms.Percent, reward.Terms.MaximumOff!.Value, reward.MinimumSubtotal ?? 0);
        var off = cart is { } worth && worth >= least && (Int128)worth * share / Whole is var part && part >= 1 && part < most ? (long)part : most;
        var needed = (long)(((Int128)off * Whole + share - 1) / share);
        return (off, Math.Max(needed, least));
    }

    protected override Task<(object? Variables, string? Refusal)> Input(Asking ask, Redemption r) =>
        Task.FromResult<(object?, string?)>((Basic(r, Items(r.Terms), r.Amount > 0
            ? new { discountAmount = new { amount = Money.Text(r.Amount, r.Currency), appliesOnEachItem = false } }
            : new { percentage = (decimal)r.Terms.Percent / Whole }), null));
}
