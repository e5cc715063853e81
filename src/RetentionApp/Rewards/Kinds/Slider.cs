namespace RetentionApp.Rewards.Kinds;

/// <summary>
/// An amount off in proportion to the points the shopper chooses. Only steps worth whole minor units are allowed, so that
/// no choice is worth less per point than another.
/// </summary>
internal sealed class Slider : AmountOff
{
    internal override RewardKind Kind => RewardKind.Slider;
    internal override string Name => "amount_off_slider";
    internal override string Icon => "slider";

    internal override string DescribeOffer(Reward reward) =>
        reward.Cost > 0 ? "Up to " + Describe(reward, (long)((Int128)reward.Terms.MaximumPoints * reward.Amount / reward.Cost)) : Describe(reward, reward.Amount);

    internal override IEnumerable<(string Field, string Problem)> Problems(Reward reward)
    {
        var terms = reward.Terms;
        if (terms.StepPoints < 1) yield return ("StepPoints", "The step must be a whole number of points, at least 1.");
        else if (terms.MaximumPoints <= reward.Cost) yield return ("MaximumPoints", "The most points must be more than the fewest.");
        else if ((terms.MaximumPoints - reward.Cost) % terms.StepPoints != 0) yield return ("StepPoints", "From the fewest to the most points it must be a whole number of steps.");
        else if (reward.Cost > 0 && (Int128)terms.StepPoints * reward.Amount % reward.Cost != 0) yield return ("StepPoints", "One step must be worth a whole number of the smallest coins. Choose a larger step.");
    }

    /// <returns>What <paramref name="points"/> bring, in minor units; null when they cannot be chosen.</returns>
    internal static long? Worth(Reward reward, long points) =>
        points >= reward.Cost && points <= reward.Terms.MaximumPoints && reward is { Cost: > 0, Terms.StepPoints: > 0 } && (points - reward.Cost) % reward.Terms.StepPoints == 0
            ? (long)((Int128)points * reward.Amount / reward.Cost) : null;
}
