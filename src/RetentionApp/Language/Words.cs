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
    internal CultureInfo Culture => culture;
    internal string Language => culture.TwoLetterISOLanguageName;
    internal bool IsRightToLeft => culture.TextInfo.IsRightToLeft;

    /// <summary>The text that <paramref name="localizer"/> holds for <paramref name="key"/>, with its holes filled.</summary>
    internal string this[IStringLocalizer localizer, string key, params object?[] values]
    {
        get
        {
            var before = CultureInfo.CurrentUICulture;
            try
            {
                // ResourceManager knows no other way of being asked for a culture through IStringLocalizer.
                CultureInfo.CurrentUICulture = culture;
                var text = localizer[key].Value;
                return values.Length == 0 ? text : string.Format(this, text, values);
            }
            finally
            {
                CultureInfo.CurrentUICulture = before;
            }
        }
    }

    /// <summary>"1,240 points", "1 240 баллов".</summary>
    internal string Points(long number) => $"{Number(number)} {Plurals.Choose(Language, number, points.Forms(Language))}";

    internal string Number(long number) => number.ToString("N0", culture);

    object? IFormatProvider.GetFormat(Type? type) => type == typeof(ICustomFormatter) ? this : culture.GetFormat(type!);

    string ICustomFormatter.Format(string? format, object? value, IFormatProvider? provider) => (format, value) switch
    {
        ("points", _) => Points(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        ({ } forms, _) when forms.StartsWith("n|", StringComparison.Ordinal) =>
            Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString("#,##0.##", culture) + " " + Form(forms[2..], value),
        ({ } forms, _) when forms.StartsWith('|') => Form(forms[1..], value),
        (_, IFormattable formattable) => formattable.ToString(format, culture),
        _ => value?.ToString() ?? "",
    };

    private string Form(string forms, object? value) =>
        Plurals.Choose(Language, Convert.ToDecimal(value, CultureInfo.InvariantCulture), forms.Split('|'));
}

/// <summary>What the merchant calls points, per language and with all its plural forms in CLDR order.</summary>
internal sealed record PointsName(IReadOnlyDictionary<string, string[]> ByLanguage)
{
    internal static readonly PointsName Default = new(new Dictionary<string, string[]>
    {
        ["en"] = ["point", "points"],
        ["ru"] = ["балл", "балла", "баллов", "балла"],
        ["de"] = ["Punkt", "Punkte"],
        ["fr"] = ["point", "de points", "points"],
        ["es"] = ["punto", "de puntos", "puntos"],
        ["ja"] = ["ポイント"],
    });

    internal IReadOnlyList<string> Forms(string language) =>
        ByLanguage.TryGetValue(language, out var forms) ? forms : Default.ByLanguage.TryGetValue(language, out forms) ? forms : Default.ByLanguage["en"];
}

internal static class Cultures
{
    /// <summary>Languages with complete texts for shoppers; the admin has the first two.</summary>
    internal static readonly IReadOnlyList<string> Shopper = ["en", "ru", "de", "fr", "es", "ja"];

    /// <summary>
    /// The first of <paramref name="wanted"/> that names a culture, e.g. the page's locale, the customer's, the shop's;
    /// English when none does. A culture without texts of its own falls back to English texts but keeps its formats.
    /// </summary>
    internal static CultureInfo Choose(params ReadOnlySpan<string?> wanted)
    {
        foreach (var name in wanted)
        {
            if (string.IsNullOrWhiteSpace(name) || name.Length > 20) continue;
            try
            {
                var culture = CultureInfo.GetCultureInfo(name.Replace('_', '-'), predefinedOnly: true);
                if (culture.Name.Length > 0) return culture;
            }
            catch (CultureNotFoundException)
            {
                continue; // A shop may send any text as a locale; the next wish counts.
            }
        }
        return CultureInfo.GetCultureInfo("en");
    }
}
