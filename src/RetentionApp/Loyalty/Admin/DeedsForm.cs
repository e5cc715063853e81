using System.Globalization;
using System.Text.RegularExpressions;
using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>One deed's rule as it is typed. Its fields are named <c>{Slot}-{field}</c>.</summary>
internal sealed partial class DeedInput
{
    internal const long MostPoints = 1_000_000;
    private const int MostDays = 365;
    private const int MostDaysBefore = 60;
    private const int MostTimes = 10_000;

    internal required DeedKind Kind { get; init; }
    internal required string Slot { get; init; }
    /// <summary>The rule it changes; null for one to be added.</summary>
    internal DeedRule? Rule { get; init; }

    internal string? Id { get; init; }
    internal bool IsActive { get; init; }
    internal bool IsRemoved { get; init; }
    internal string? Label { get; init; }
    internal string? Url { get; init; }
    internal string? Points { get; init; }
    internal string? DaysBefore { get; init; }
    internal string? PendingDays { get; init; }
    internal string? PerDay { get; init; }
    internal string? PerYear { get; init; }
    internal string? Ever { get; init; }

    internal bool IsNamed => DeedKinds.IsNamed(Kind);
    internal bool IsSocial => DeedKinds.IsSocial(Kind);
    /// <summary>An empty row for one more: nothing was typed into it.</summary>
    internal bool IsBlank => Rule is null && IsNamed && string.IsNullOrWhiteSpace(Label) && string.IsNullOrWhiteSpace(Url) && string.IsNullOrWhiteSpace(Id);
    internal bool HasLimits => !DeedKinds.IsOnce(Kind) && !DeedKinds.IsYearly(Kind);

    internal static DeedInput Of(DeedRule rule, DeedRule? existing, string slot, CultureInfo culture) => new()
    {
        Kind = rule.Kind, Slot = slot, Rule = existing, Id = existing?.Id, IsActive = rule.IsActive || existing is null && DeedKinds.IsNamed(rule.Kind), Label = rule.Label, Url = rule.Url, Points = rule.Points.ToString(culture),
        DaysBefore = rule.DaysBefore.ToString(culture), PendingDays = rule.PendingDays.ToString(culture), PerDay = Times(rule.PerDay), PerYear = Times(rule.PerYear), Ever = Times(rule.Ever),
    };

    internal static DeedInput Read(Func<string, string?> typed, DeedKind kind, string slot, DeedRule? existing)
    {
        return new DeedInput
        {
            Kind = kind, Slot = slot, Rule = existing, Id = existing?.Id ?? Field("id"), IsActive = Field("active") is not null, IsRemoved = Field("remove") is not null, Label = Field("label"), Url = Field("url"),
            Points = Field("points"), DaysBefore = Field("before"), PendingDays = Field("pending"), PerDay = Field("day"), PerYear = Field("year"), Ever = Field("ever"),
        };

        string? Field(string name) => typed($"{slot}-{name}")?.Trim();
    }

    /// <summary>The rule that was typed; what is wrong goes into <paramref name="errors"/>.</summary>
    internal DeedRule ReadRule(FieldErrors errors, AdminText t)
    {
        var start = Rule ?? DeedKinds.Start(Kind);
        var label = IsNamed ? string.IsNullOrWhiteSpace(Label) ? null : Label : null;
        if (IsNamed && label is null) Wrong("label", IsSocial ? t["Name the network, for example Instagram."] : t["Give it a name that shoppers understand."]);
        if (label?.Length > 60) Wrong("label", t["The name may have 60 characters at most."]);
        if (IsSocial && !IsLink(Url)) Wrong("url", t["The link must be a whole address that begins with https://."]);
        return start with
        {
            Id = Rule?.Id ?? (IsNamed ? NewId(errors, t) : start.Id),
            IsActive = IsActive,
            Label = label,
            Url = IsSocial ? Url : null,
            Points = Whole("points", Points, IsActive ? 1 : 0, MostPoints, start.Points, t["Points must be a whole number from 1 to {0:N0}.", MostPoints]),
            DaysBefore = DeedKinds.IsYearly(Kind) ? (int)Whole("before", DaysBefore, 0, MostDaysBefore, 0, t["The days ahead must be a whole number from 0 to {0}.", MostDaysBefore]) : 0,
            PendingDays = (int)Whole("pending", PendingDays, 0, MostDays, 0, t["The waiting time must be a whole number of days from 0 to {0}.", MostDays]),
            PerDay = Limit("day", PerDay),
            PerYear = Limit("year", PerYear),
            Ever = Limit("ever", Ever),
            Since = null,
        };

        int Limit(string field, string? text) => HasLimits ? (int)Whole(field, text, 0, MostTimes, 0, t["A limit must be a whole number up to {0:N0}; leave it empty for none.", MostTimes]) : 0;

        long Whole(string field, string? text, long least, long most, long empty, string wrong)
        {
            if (string.IsNullOrEmpty(text) && (!IsActive || least == 0)) return empty;
            if (Typed.Whole(text) is { } number && number >= least && number <= most) return number;
            Wrong(field, wrong);
            return empty;
        }

        void Wrong(string field, string text) => errors.Add($"{Slot}-{field}", text);
    }

    private string NewId(FieldErrors errors, AdminText t)
    {
        if (IsSocial) return $"{DeedNote.Name(Kind)}-{Guid.NewGuid().ToString("N")[..8]}";
        if (Id is { } id && IdPattern().IsMatch(id)) return id;
        errors.Add($"{Slot}-id", t["The id may hold small letters, digits and dashes, 40 at most: your program calls it by this name."]);
        return "";
    }

    private static bool IsLink(string? url) => url is { Length: <= 500 } && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.Host.Contains('.');

    private static string Times(int most) => most == 0 ? "" : most.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$")]
    private static partial Regex IdPattern();
}

/// <summary>All ways to earn as they are typed, in the order of the page: each kind, then an empty row for one more where there may be several.</summary>
internal sealed record DeedsForm(int Version, IReadOnlyList<DeedInput> Deeds)
{
    internal IEnumerable<DeedInput> Of(params DeedKind[] kinds) => Deeds.Where(deed => kinds.Contains(deed.Kind));

    internal static DeedsForm Of(ProgrammeVersion current, CultureInfo culture) =>
        new(current.Version, [.. Slots(current.Settings).Select(slot => DeedInput.Of(slot.Rule ?? DeedKinds.Start(slot.Kind), slot.Rule, slot.Name, culture))]);

    /// <summary>Reads what was posted for the rules of <paramref name="current"/>; a colleague may have added others meanwhile.</summary>
    internal static DeedsForm Read(Func<string, string?> typed, ProgrammeVersion current) =>
        new(int.TryParse(typed("Version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0,
            [.. Slots(current.Settings).Select(slot => DeedInput.Read(typed, slot.Kind, slot.Name, slot.Rule))]);

    /// <summary>The rules that were typed. One that was never used and is off is left out.</summary>
    internal IReadOnlyList<DeedRule> Rules(FieldErrors errors, AdminText t)
    {
        var rules = new List<DeedRule>();
        foreach (var deed in Deeds.Where(deed => !deed.IsBlank && !deed.IsRemoved))
        {
            var rule = deed.ReadRule(errors, t);
            if (deed.Rule is null && !deed.IsNamed && !rule.IsActive) continue;
            if (deed.Rule is null && rules.Concat(Deeds.Select(other => other.Rule).OfType<DeedRule>()).Concat(DeedKinds.Starts).Any(other => other.Id == rule.Id && (deed.IsNamed || other.Kind != rule.Kind)) && rule.Id.Length > 0)
                errors.Add($"{deed.Slot}-id", t["Another way to earn has this id."]);
            rules.Add(rule);
        }
        return rules;
    }

    private static IEnumerable<(DeedKind Kind, string Name, DeedRule? Rule)> Slots(ProgrammeSettings settings)
    {
        foreach (var kind in DeedKinds.Starts.Select(start => start.Kind))
        {
            var rules = settings.Deeds?.Where(rule => rule.Kind == kind).ToList() ?? [];
            if (!DeedKinds.IsNamed(kind)) yield return (kind, DeedNote.Name(kind), rules.FirstOrDefault());
            else
            {
                foreach (var rule in rules) yield return (kind, $"{DeedNote.Name(kind)}-{rule.Id}", rule);
                yield return (kind, DeedNote.Name(kind) + "-new", null);
            }
        }
    }
}

/// <summary>One card of the page.</summary>
internal sealed record DeedShown(DeedInput Deed, string Title, string Explained, FieldErrors Errors);
