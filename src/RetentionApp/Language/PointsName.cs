using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RetentionApp.Language;

/// <summary>
/// What the merchant calls points, per language: the plural forms in CLDR order. Russian has a fifth, the plural as a
/// heading («баллы»), from which its other cases follow. A language that is missing says "points".
/// </summary>
internal sealed record PointsName(IReadOnlyDictionary<string, string[]> ByLanguage)
{
    internal const int LongestWord = 30;

    internal static readonly PointsName Default = new(new Dictionary<string, string[]>
    {
        ["en"] = ["point", "points"],
        ["ru"] = ["балл", "балла", "баллов", "балла", "баллы"],
        ["de"] = ["Punkt", "Punkte"],
        ["fr"] = ["point", "de points", "points"],
        ["es"] = ["punto", "de puntos", "puntos"],
        ["ja"] = ["ポイント"],
    });

    private static readonly ConcurrentDictionary<string, PointsName> Known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (Regex Ours, Dictionary<string, string> Theirs)> renames = new(StringComparer.Ordinal);

    /// <summary>The name as <see cref="ToJson"/> wrote it; the default one for null.</summary>
    internal static PointsName Of(string? json)
    {
        if (json is null) return Default;
        if (Known.Count > 10_000) Known.Clear();
        return Known.GetOrAdd(json, text => new PointsName(JsonSerializer.Deserialize<Dictionary<string, string[]>>(text)!));
    }

    internal string ToJson() => JsonSerializer.Serialize(ByLanguage);

    internal IReadOnlyList<string> Forms(string language) =>
        ByLanguage.TryGetValue(language, out var forms) ? forms : Default.ByLanguage.TryGetValue(language, out forms) ? forms : Default.ByLanguage["en"];

    /// <summary>The plural as a heading: "Points", «Баллы».</summary>
    internal string Plural(string language) => Forms(language) is var forms && language == "ru" && forms.Count < 5 ? forms[1] : forms[^1];

    /// <summary>
    /// A text of ours in the merchant's word: every form of "points" in it is exchanged, but not a hole of that name. This is
    /// how all texts follow, also those written later; a test holds that no form of our own word is left over.
    /// </summary>
    internal string Rename(string text, string language)
    {
        if (!ByLanguage.ContainsKey(language) || ReferenceEquals(this, Default)) return text;
        var (ours, theirs) = renames.GetOrAdd(language, Renaming);
        return ours.Replace(text, match =>
        {
            var word = theirs[match.Value.ToLowerInvariant()];
            return char.IsUpper(match.Value[0]) && word.Length > 0 ? char.ToUpperInvariant(word[0]) + word[1..] : word;
        });
    }

    private (Regex, Dictionary<string, string>) Renaming(string language)
    {
        var forms = Forms(language);
        var (one, plural) = (forms[0], Plural(language));
        Dictionary<string, string> theirs = language switch
        {
            "ru" => new()
            {
                ["баллами"] = Oblique(plural, "ми"), ["баллам"] = Oblique(plural, "м"), ["баллах"] = Oblique(plural, "х"),
                ["баллов"] = Form(2), ["баллы"] = plural, ["балла"] = Form(1), ["балл"] = one,
            },
            "de" => new() { ["punktzahl"] = plural + "-Anzahl", ["punkten"] = plural is [.., 'n' or 's'] ? plural : plural + "n", ["punkte"] = plural, ["punkt"] = one },
            "fr" => new() { ["de points"] = Form(1), ["points"] = plural, ["point"] = one },
            "es" => new() { ["de puntos"] = Form(1), ["puntos"] = plural, ["punto"] = one },
            "ja" => new() { ["ポイント"] = one },
            _ => new() { ["points"] = plural, ["point"] = one },
        };
        // Japanese has no spaces; "percentage points" and "point of sale" are other words. A colon stands before it in a hole.
        var words = string.Join('|', theirs.Keys.OrderByDescending(word => word.Length));
        var pattern = language == "ja" ? words : $@"(?<![\p{{L}}:]|percentage )(?:{words})(?!\p{{L}}| of sale)";
        return (new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), theirs);

        string Form(int index) => forms[Math.Min(index, forms.Count - 1)];
    }

    /// <summary>«баллы» → «баллам»: the oblique cases of a Russian plural differ from it by their ending alone.</summary>
    private static string Oblique(string plural, string ending)
    {
        if (plural.Length < 2 || !"ыиая".Contains(plural[^1])) return plural;
        var stem = plural[..^1];
        var isSoft = plural[^1] == 'я' || plural[^1] == 'и' && !"гкхжшчщ".Contains(stem[^1]);
        return stem + (isSoft ? 'я' : 'а') + ending;
    }
}
