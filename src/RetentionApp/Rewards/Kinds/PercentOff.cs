using System.Globalization;

namespace RetentionApp.Rewards.Kinds;

/// <summary>
/// A share off. Shopify's native percentage has no upper limit in money; what bounds it is the goods it is limited to. A cap
/// would need a discount function, so none is offered.
/// </summary>
internal sealed class PercentOff : DiscountKind
{
    internal override RewardKind Kind => RewardKind.PercentOff;
    internal override string Name => "percent_off";
    internal override string Icon => "percent";
    internal override bool HasItems => true;

    internal override string Describe(Reward reward, long amount) => (reward.Terms.Percent / 100m).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    internal override IEnumerable<(string Field, string Problem)> Problems(Reward reward)
    {
        if (reward.Terms.Percent is < 1 or > 10_000) yield return ("Percent", "The percentage must be more than 0 and at most 100, with two decimals at most.");
    }

    protected override Task<(object? Variables, string? Refusal)> Input(Asking ask, Redemption r) =>
        Task.FromResult<(object?, string?)>((Basic(r, Items(r.Terms), new { percentage = r.Terms.Percent / 10_000m }), null));
}
