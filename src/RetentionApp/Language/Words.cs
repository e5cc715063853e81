using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Localization;

namespace RetentionApp.Language;

/// <summary>
/// Writes texts for one reader: culture, plural forms and the merchant's own word for points. Texts come from the
/// module's .resx files; a hole may choose a form, <c>{0:n|order|orders}</c> (number and noun) or <c>{0:|order|orders}</c>
/// (noun alone), in the language's CLDR order, and <c>{0:points}</c> writes "1,240 points" in the merchant's word.
/// </summary>
internal sealed class Words(CultureInfo culture, PointsName points) : IFormatProvider, ICustomFormatter
{
    private readonly ConcurrentDictionary<(IStringLocalizer, string), string> texts = new();

    internal CultureInfo Culture => culture;
    internal PointsName Name => points;
    /// <summary>The language of the texts: the culture's where we have them, else English, whose plural forms then count.</summary>
    internal string Language { get; } = Cultures.Shopper.Contains(culture.TwoLetterISOLanguageName) ? culture.TwoLetterISOLanguageName : "en";
    internal bool IsRightToLeft => culture.TextInfo.IsRightToLeft;

    /// <summary>The text that <paramref name="localizer"/> holds for <paramref name="key"/>, with its holes filled.</summary>
    internal string this[IStringLocalizer localizer, string key, params object?[] values]
    {
        get
        {
            var text = texts.GetOrAdd((localizer, key), Find, this);
            return values.Length == 0 ? text : string.Format(this, text, values);
        }
    }

    private static string Find((IStringLocalizer Localizer, string Key) text, Words words)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            // ResourceManager knows no other way of being asked for a culture through IStringLocalizer.
            CultureInfo.CurrentUICulture = words.Culture;
            return words.Name.Rename(text.Localizer[text.Key].Value, words.Language);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    /// <summary>"1,240 points", "1 240 баллов".</summary>
    internal string Points(decimal number) => $"{number.ToString("#,##0.###", culture)} {Plurals.Choose(Language, number, points.Forms(Language))}";

    internal string Number(long number) => number.ToString("N0", culture);

    object? IFormatProvider.GetFormat(Type? type) => type == typeof(ICustomFormatter) ? this : culture.GetFormat(type!);

    string ICustomFormatter.Format(string? format, object? value, IFormatProvider? provider) => (format, value) switch
    {
        ("points", _) => Points(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        ({ } forms, _) when forms.StartsWith("n|", StringComparison.Ordinal) =>
            Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString("#,##0.##", culture) + " " + Form(forms[2..], value),
        ({ } forms, _) when forms.StartsWith('|') => Form(forms[1..], value),
        (_, IFormattable formattable) => formattable.ToString(format, culture),
        _ => value?.ToString() ?? "",
    };

    private string Form(string forms, object? value) =>
        Plurals.Choose(Language, Convert.ToDecimal(value, CultureInfo.InvariantCulture), forms.Split('|'));
}

internal static class Cultures
{
    /// <summary>Languages with complete texts for shoppers; the admin has the first two.</summary>
    internal static readonly IReadOnlyList<string> Shopper = ["en", "ru", "de", "fr", "es", "ja"];
    internal static readonly IReadOnlyList<string> Admin = ["en", "ru"];

    /// <summary>
    /// The first of <paramref name="wanted"/> that names a culture, e.g. the page's locale, the customer's, the shop's;
    /// English when none does. A culture without texts of its own falls back to English texts but keeps its formats.
    /// </summary>
    internal static CultureInfo Choose(params ReadOnlySpan<string?> wanted)
    {
        foreach (var name in wanted)
        {
            if (string.IsNullOrWhiteSpace(name) || name.Length > 20) continue;
            if (!Known.TryGetValue(name, out var culture))
            {
                culture = Find(name);
                if (Known.Count < 1000) Known[name] = culture;
            }
            if (culture is not null) return culture;
        }
        return English;
    }

    /// <summary>The first of <paramref name="wanted"/> whose language is one of <paramref name="languages"/>, so that words and formats agree; English when none is.</summary>
    internal static CultureInfo ChooseAmong(IReadOnlyList<string> languages, params ReadOnlySpan<string?> wanted)
    {
        foreach (var name in wanted) if (name is not null && Choose(name) is var culture && languages.Contains(culture.TwoLetterISOLanguageName)) return culture;
        return English;
    }

    private static readonly CultureInfo English = WithRealMinus(CultureInfo.GetCultureInfo("en"));

    // Asking whether a culture exists is slow, and the pages that ask are the most read ones.
    private static readonly ConcurrentDictionary<string, CultureInfo?> Known = new(StringComparer.Ordinal);

    private static CultureInfo? Find(string name)
    {
        try
        {
            var culture = CultureInfo.GetCultureInfo(name.Replace('_', '-'), predefinedOnly: true);
            return culture.Name.Length > 0 ? WithRealMinus(culture) : null;
        }
        catch (CultureNotFoundException)
        {
            return null; // A shop may send any text as a locale; the next wish counts.
        }
    }

    /// <summary>People read "−105" everywhere; most cultures would write a hyphen. Files and JSON are invariant and keep theirs.</summary>
    private static CultureInfo WithRealMinus(CultureInfo culture)
    {
        var own = (CultureInfo)culture.Clone();
        own.NumberFormat.NegativeSign = own.NumberFormat.NegativeSign.Replace('-', '−');
        return CultureInfo.ReadOnly(own);
    }
}
