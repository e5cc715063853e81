using Microsoft.Extensions.Localization;
using RetentionApp.Language;

namespace RetentionApp.Loyalty;

/// <param name="Ever">At most so often in all; 0: no limit.</param>
/// <param name="Url">Where a social deed leads; null for others.</param>
internal sealed record EarnOffer(DeedRule Rule, string Kind, string Title, string Detail, int Ever, string? Url);

internal sealed record ChallengeOffer(Challenge Challenge, string Name, string Detail);

/// <summary>Deeds and challenges in the words of one language, as all shoppers read them.</summary>
internal sealed class EarnOffers(IStringLocalizer<LoyaltyTexts> texts, DeedWords deeds)
{
    internal EarnOffer[] Of(ProgrammeSettings programme, Words words) => !programme.IsActive || programme.Deeds is null ? []
        : [.. programme.Deeds.Where(rule => rule.IsActive).OrderBy(rule => DeedKinds.Place(rule.Kind))
            .Select(rule => Of(rule, words))];

    internal EarnOffer Of(DeedRule rule, Words words) =>
        new(rule, DeedNote.Name(rule.Kind), deeds.ToDo(rule, words), Detail(rule, words), DeedKinds.Ever(rule), DeedKinds.IsSocial(rule.Kind) ? rule.Url : null);

    internal ChallengeOffer[] ChallengesOf(ProgrammeSettings programme, Words words) => !programme.IsActive ? []
        : [.. Challenges.Active(programme).Select(challenge => new ChallengeOffer(challenge, challenge.NameIn(words.Language), Detail(challenge, words)))];

    internal string Detail(Challenge challenge, Words words) => challenge.Kind switch
    {
        ChallengeKind.Months => words[texts, "Buy in {0:n|different month|different months}", challenge.Goal],
        ChallengeKind.Streak => words[texts, "Buy {0:n|month|months} in a row", challenge.Goal],
        _ => words[texts, "Place {0:n|order|orders} within {1:n|day|days}", challenge.Goal, challenge.Days],
    };

    internal string Detail(DeedRule rule, Words words)
    {
        var facts = new List<string>(3);
        if (rule.Kind is DeedKind.Birthday or DeedKind.Anniversary)
            facts.Add(rule.DaysBefore > 0 ? words[texts, "Every year, {0:n|day|days} ahead", rule.DaysBefore] : words[texts, "Every year on the day"]);
        else if (DeedKinds.Ever(rule) is > 0 and var ever) facts.Add(ever == 1 ? words[texts, "Once"] : words[texts, "Up to {0:n|time|times}", ever]);
        if (rule.PerYear > 0) facts.Add(rule.PerYear == 1 ? words[texts, "Once a year"] : words[texts, "Up to {0:n|time|times} a year", rule.PerYear]);
        if (rule.PerDay > 0) facts.Add(rule.PerDay == 1 ? words[texts, "Once a day"] : words[texts, "Up to {0:n|time|times} a day", rule.PerDay]);
        if (rule.PendingDays > 0) facts.Add(words[texts, "You can use them {0:n|day|days} later", rule.PendingDays]);
        return string.Join(" · ", facts);
    }
}
