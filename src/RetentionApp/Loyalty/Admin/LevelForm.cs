using System.Globalization;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Language;

namespace RetentionApp.Loyalty.Admin;

/// <summary>One level as it is typed.</summary>
internal sealed class LevelForm
{
    public string? Id { get; set; }
    public string? Name { get; set; }
    public Dictionary<string, string?> Names { get; set; } = [];
    public string? Colour { get; set; }
    public string? Icon { get; set; }
    public string? Threshold { get; set; }
    public string? Entry { get; set; }
    public string? Times { get; set; }
    public Dictionary<string, string?> Perks { get; set; } = [];
    /// <summary>shipping, percent, or empty for no code.</summary>
    public string? Standing { get; set; }
    public string? Percent { get; set; }
    public string? Minimum { get; set; }
    public string? Tag { get; set; }

    internal static LevelForm Of(TierLevel level, TierBasis basis, string currency, CultureInfo culture) => new()
    {
        Id = level.Id,
        Name = level.Name,
        Names = Texts(level.Names),
        Colour = level.Colour,
        Icon = level.Icon,
        Threshold = basis == TierBasis.Spent ? Plain(level.Threshold, currency, culture) : level.Threshold.ToString(culture),
        Entry = level.EntryPoints == 0 ? "" : level.EntryPoints.ToString(culture),
        Times = level.Times.ToString("0.###", culture),
        Perks = Texts(level.Perks),
        Standing = level.Standing is not { } code ? "" : code.Percent is null ? "shipping" : "percent",
        Percent = level.Standing?.Percent?.ToString("0.##", culture),
        Minimum = level.Standing?.MinimumSubtotal is { } minimum ? Plain(minimum, currency, culture) : "",
        Tag = level.EarlyAccessTag,
    };

    internal TierLevel Read(int place, TierBasis basis, string currency, HashSet<string> ids, FieldErrors errors, AdminText t)
    {
        var name = Name?.Trim() ?? "";
        if (name.Length == 0) Wrong("Name", t["Give the tier a name."]);
        else if (name.Length > 40) Wrong("Name", t["A name may have 40 characters at most."]);
        if (!TierColour.IsColour(Colour)) Wrong("Colour", t["Choose a colour."]);
        var threshold = basis == TierBasis.Spent ? Typed.Amount(Threshold, currency) : Typed.Whole(Threshold);
        if (threshold is null or < 0) Wrong("Threshold", basis == TierBasis.Spent ? t["From which amount? 0 is for everyone."] : t["From how many? 0 is for everyone."]);
        var entry = string.IsNullOrWhiteSpace(Entry) ? 0 : Typed.Whole(Entry);
        if (entry is null or < 0 or > 1_000_000) Wrong("Entry", t["The welcome must be a whole number of points; leave it empty for none."]);
        var times = string.IsNullOrWhiteSpace(Times) ? 1 : Typed.Number(Times);
        if (times is null or < 1 or > 100 || decimal.Round(times.Value, 3) != times) Wrong("Times", t["The multiplier must be a number from 1 to 100, for example 1.5."]);
        var tag = Tag?.Trim() is { Length: > 0 } typed ? typed : null;
        if (tag is { Length: > 40 } || tag?.Contains(',') == true) Wrong("Tag", t["A tag may have 40 characters at most and no comma."]);
        return new TierLevel(
            IsId(Id) ? Id! : NewId(name, ids), name, Filled(Names, 40), TierColour.IsColour(Colour) ? Colour! : "#6b6b6b", TierIcons.All.ContainsKey(Icon ?? "") ? Icon! : TierIcons.First,
            threshold is >= 0 ? threshold.Value : 0, entry is >= 0 ? entry.Value : 0, times is >= 1 and <= 100 ? times.Value : 1, Filled(Perks, 1000), ReadStanding(currency, Wrong, t), tag);

        void Wrong(string field, string text) => errors.Add($"Levels[{place}].{field}", text);
    }

    private StandingCode? ReadStanding(string currency, Action<string, string> wrong, AdminText t)
    {
        if (Standing is not ("shipping" or "percent")) return null;
        long? minimum = null;
        if (!string.IsNullOrWhiteSpace(Minimum) && (minimum = Typed.Amount(Minimum, currency)) is null or < 0) wrong("Minimum", t["The smallest cart must be an amount; leave it empty for any."]);
        if (Standing == "shipping") return new StandingCode(null, minimum is 0 ? null : minimum);
        var percent = Typed.Number(Percent);
        if (percent is null or <= 0 or > 100 || decimal.Round(percent.Value, 2) != percent) wrong("Percent", t["The discount must be a number above 0 and at most 100."]);
        return new StandingCode(percent is > 0 and <= 100 ? percent : 1, minimum is 0 ? null : minimum);
    }

    /// <summary>Ids become part of tags and links: small letters, digits and dashes.</summary>
    internal static bool IsId(string? id) => id is { Length: > 0 and <= 30 } && id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    /// <summary>A new id after the name, so that the tag in Shopify can be read: "Gold" becomes gold, «Золото» zoloto.</summary>
    internal static string NewId(string name, HashSet<string> taken)
    {
        var slug = string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter.ToString() : Cyrillic.GetValueOrDefault(letter, "-")));
        slug = string.Join('-', slug.Split('-', StringSplitOptions.RemoveEmptyEntries));
        slug = slug[..Math.Min(slug.Length, 24)].Trim('-');
        if (slug.Length == 0) slug = "level";
        var id = slug;
        for (var number = 2; !taken.Add(id); number++) id = string.Create(CultureInfo.InvariantCulture, $"{slug}-{number}");
        return id;
    }

    private static readonly Dictionary<char, string> Cyrillic = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
        .Zip(["a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "sch", "", "y", "", "e", "yu", "ya"])
        .ToDictionary(pair => pair.First, pair => pair.Second);

    private static Dictionary<string, string?> Texts(IReadOnlyDictionary<string, string>? texts) => texts?.ToDictionary(text => text.Key, text => (string?)text.Value) ?? [];

    private static Dictionary<string, string>? Filled(Dictionary<string, string?> texts, int most)
    {
        var filled = texts.Where(text => Cultures.Shopper.Contains(text.Key) && !string.IsNullOrWhiteSpace(text.Value)).ToDictionary(text => text.Key, text => Cut(text.Value!.Trim().ReplaceLineEndings("\n"), most));
        return filled.Count == 0 ? null : filled;
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];

    private static string Plain(long minor, string currency, CultureInfo culture)
    {
        var amount = Money.Amount(minor, currency);
        return amount.ToString(amount == decimal.Truncate(amount) ? "0" : "F" + Money.Decimals(currency), culture);
    }
}
