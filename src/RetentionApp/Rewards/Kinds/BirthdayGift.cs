namespace RetentionApp.Rewards.Kinds;

/// <summary>A choice between other rewards, once a year around the birthday. It is never made itself: what was chosen is.</summary>
internal sealed class BirthdayGift : KindOfReward
{
    internal override RewardKind Kind => RewardKind.BirthdayGift;
    internal override string Name => "birthday_gift";
    internal override string Icon => "cake";
    internal override bool HasCode => false;

    internal override string Describe(Reward reward, long amount) => "Birthday gift";

    internal override IEnumerable<(string Field, string Problem)> Problems(Reward reward)
    {
        if (reward.Terms.Choices is not { Count: >= 1 and <= 6 }) yield return ("Choices", "Choose one to six rewards.");
        if (reward.Terms.DaysBefore is < 0 or > 30 || reward.Terms.DaysAfter is < 0 or > 60) yield return ("DaysAfter", "The days must be whole numbers, at most 30 before and 60 after the birthday.");
    }

    internal override Task<Making> Make(Asking ask, Redemption redemption) => throw new InvalidOperationException("A birthday gift is a choice, not a thing to make.");

    /// <returns>The birthday whose days <paramref name="today"/> lies in; null on all other days. 29 February is kept on the 28th where there is none.</returns>
    internal static DateOnly? Occasion(DateOnly birthday, DateOnly today, RewardDetails terms)
    {
        for (var year = today.Year - 1; year <= today.Year + 1; year++)
        {
            var day = new DateOnly(year, birthday.Month, Math.Min(birthday.Day, DateTime.DaysInMonth(year, birthday.Month)));
            if (today >= day.AddDays(-terms.DaysBefore) && today <= day.AddDays(terms.DaysAfter)) return day;
        }
        return null;
    }
}
