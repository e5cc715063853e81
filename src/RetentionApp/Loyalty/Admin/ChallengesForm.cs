using System.Globalization;
using RetentionApp.Admin;
using RetentionApp.Language;

namespace RetentionApp.Loyalty.Admin;

/// <summary>One challenge as it is typed. Its fields are named <c>{Slot}-{field}</c>.</summary>
internal sealed class ChallengeInput
{
    private const int MostGoal = 100;
    private const int MostDays = 365;

    internal required string Slot { get; init; }
    /// <summary>The challenge it changes; null for one to be added.</summary>
    internal Challenge? Challenge { get; init; }

    internal string? Name { get; init; }
    /// <summary>By language; empty where the name above is to do.</summary>
    internal IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();
    internal ChallengeKind Kind { get; init; } = ChallengeKind.Months;
    internal string? Goal { get; init; }
    internal string? Days { get; init; }
    internal string? Points { get; init; }
    internal bool IsActive { get; init; }
    internal bool Repeats { get; init; }
    internal bool IsRemoved { get; init; }

    internal bool IsBlank => Challenge is null && string.IsNullOrWhiteSpace(Name);

    internal static ChallengeInput Of(Challenge? challenge, string slot, CultureInfo culture) => new()
    {
        Slot = slot, Challenge = challenge, Name = challenge?.Name, Names = challenge?.Names ?? new Dictionary<string, string>(), Kind = challenge?.Kind ?? ChallengeKind.Months, Goal = (challenge?.Goal ?? 3).ToString(culture),
        Days = challenge is { Days: > 0 } ? challenge.Days.ToString(culture) : "90", Points = (challenge?.Points ?? 300).ToString(culture), IsActive = challenge?.IsActive ?? true, Repeats = challenge?.Repeats ?? true,
    };

    internal static ChallengeInput Read(Func<string, string?> typed, Challenge? challenge, string slot)
    {
        return new ChallengeInput
        {
            Slot = slot, Challenge = challenge, Name = Field("name"), Names = ReadNames(), Kind = Field("kind") switch { "streak" => ChallengeKind.Streak, "orders" => ChallengeKind.Orders, _ => ChallengeKind.Months },
            Goal = Field("goal"), Days = Field("days"), Points = Field("points"), IsActive = Field("active") is not null, Repeats = Field("repeats") is not null, IsRemoved = Field("remove") is not null,
        };

        string? Field(string name) => typed($"{slot}-{name}")?.Trim();
        Dictionary<string, string> ReadNames() => Cultures.Shopper.Select(language => (language, Text: Field("name-" + language))).Where(name => name.Text is { Length: > 0 }).ToDictionary(name => name.language, name => name.Text!);
    }

    /// <summary>The challenge that was typed; what is wrong goes into <paramref name="errors"/>.</summary>
    internal Challenge ReadChallenge(FieldErrors errors, AdminText t)
    {
        if (string.IsNullOrWhiteSpace(Name)) Wrong("name", t["Give it a name that shoppers understand."]);
        else if (Name.Length > 60) Wrong("name", t["The name may have 60 characters at most."]);
        foreach (var (language, name) in Names) if (name.Length > 60) Wrong("name-" + language, t["The name may have 60 characters at most."]);
        var goal = Whole("goal", Goal, 1, MostGoal, t["The goal must be a whole number from 1 to {0}.", MostGoal]);
        var days = Kind == ChallengeKind.Orders ? Whole("days", Days, 1, MostDays, t["The days must be a whole number from 1 to {0}.", MostDays]) : 0;
        var points = Whole("points", Points, 1, DeedInput.MostPoints, t["Points must be a whole number from 1 to {0:N0}.", DeedInput.MostPoints]);
        return new Challenge(Challenge?.Id ?? Guid.NewGuid().ToString("N")[..12], Name ?? "", Kind, (int)goal, (int)days, points, IsActive, Repeats, Names: Names.Count == 0 ? null : Names);

        long Whole(string field, string? text, long least, long most, string wrong)
        {
            if (Typed.Whole(text) is { } number && number >= least && number <= most) return number;
            Wrong(field, wrong);
            return least;
        }

        void Wrong(string field, string text) => errors.Add($"{Slot}-{field}", text);
    }
}

internal sealed record ChallengesForm(int Version, IReadOnlyList<ChallengeInput> Challenges)
{
    internal static ChallengesForm Of(ProgrammeVersion current, CultureInfo culture) =>
        new(current.Version, [.. Slots(current.Settings).Select(slot => ChallengeInput.Of(slot.Challenge, slot.Name, culture))]);

    internal static ChallengesForm Read(Func<string, string?> typed, ProgrammeVersion current) =>
        new(int.TryParse(typed("Version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0,
            [.. Slots(current.Settings).Select(slot => ChallengeInput.Read(typed, slot.Challenge, slot.Name))]);

    internal IReadOnlyList<Challenge> Typed(FieldErrors errors, AdminText t) => [.. Challenges.Where(challenge => challenge is { IsBlank: false, IsRemoved: false }).Select(challenge => challenge.ReadChallenge(errors, t))];

    private static IEnumerable<(string Name, Challenge? Challenge)> Slots(ProgrammeSettings settings) =>
        (settings.Challenges ?? []).Select(challenge => ("c-" + challenge.Id, (Challenge?)challenge)).Append(("new", null));
}
