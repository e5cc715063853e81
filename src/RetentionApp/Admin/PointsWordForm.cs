using System.Globalization;
using RetentionApp.Language;

namespace RetentionApp.Admin;

/// <summary>The merchant's word for points as it is typed: a field for every form of every language, <c>ru-2</c> the third Russian one.</summary>
internal sealed class PointsWordForm
{
    /// <summary>For every language the number with which each form stands; the last Russian form is the heading and stands alone.</summary>
    private static readonly Dictionary<string, decimal[]> Samples = new()
    {
        ["en"] = [1, 2], ["ru"] = [1, 2, 5, 1.5m], ["de"] = [1, 2], ["fr"] = [1, 1_000_000, 2], ["es"] = [1, 1_000_000, 2], ["ja"] = [1],
    };

    private readonly Dictionary<string, string> typed = [];

    internal static PointsWordForm Of(PointsName name)
    {
        var form = new PointsWordForm();
        foreach (var language in Cultures.Shopper)
        {
            var forms = name.Forms(language);
            for (var i = 0; i < Count(language); i++) form.typed[Field(language, i)] = i < forms.Count ? forms[i] : name.Plural(language);
        }
        return form;
    }

    internal static PointsWordForm Of(Func<string, string?> posted)
    {
        var form = new PointsWordForm();
        foreach (var language in Cultures.Shopper)
            for (var i = 0; i < Count(language); i++) form.typed[Field(language, i)] = (posted(Field(language, i)) ?? "").Trim();
        return form;
    }

    internal static int Count(string language) => Samples[language].Length + (language == "ru" ? 1 : 0);
    /// <summary>The forms as people think of them: the one for millions, which few languages have, comes last.</summary>
    internal static IEnumerable<int> Order(string language) => Enumerable.Range(0, Count(language)).OrderBy(form => form < Samples[language].Length && Samples[language][form] >= 1_000_000);
    internal static string Field(string language, int form) => $"{language}-{form}";
    internal string this[string language, int form] => typed[Field(language, form)];

    /// <summary>What the form is used with: "1", "1.5"; null for the heading.</summary>
    internal static string? Sample(string language, int form) => form < Samples[language].Length ? Samples[language][form].ToString("#,##0.#", Cultures.Choose(language)) : null;

    /// <summary>The name that was typed; null where every language says what it says by default. What is wrong goes into <paramref name="errors"/>.</summary>
    internal PointsName? Read(FieldErrors errors, AdminText t)
    {
        var own = new Dictionary<string, string[]>();
        foreach (var language in Cultures.Shopper)
        {
            var forms = Enumerable.Range(0, Count(language)).Select(i => this[language, i]).ToArray();
            if (forms.All(form => form.Length == 0)) continue;
            for (var i = 0; i < forms.Length; i++)
            {
                if (forms[i].Length == 0) errors.Add(Field(language, i), t["Fill in every form of a language, or none."]);
                else if (forms[i].Length > PointsName.LongestWord) errors.Add(Field(language, i), t["A word may have {0} characters at most.", PointsName.LongestWord]);
                else if (forms[i].AsSpan().IndexOfAny("{}|<>") >= 0) errors.Add(Field(language, i), t["The signs {0} cannot be part of the word.", "{ } | < >"]);
            }
            if (!forms.SequenceEqual(PointsName.Default.ByLanguage[language])) own[language] = forms;
        }
        return own.Count == 0 ? null : new PointsName(own);
    }

    /// <summary>"1 star, 2 stars, 5 stars, 1.5 stars", as shoppers of that language will read it.</summary>
    internal string Examples(string language)
    {
        var forms = Enumerable.Range(0, Count(language)).Select(i => this[language, i]).ToArray();
        var name = forms.Any(form => form.Length == 0) ? PointsName.Default : new PointsName(new Dictionary<string, string[]> { [language] = forms });
        var words = new Words(Cultures.Choose(language), name);
        return string.Join(language == "ja" ? "、" : ", ", new[] { 1, 2, 5, 21, 1.5m }.Select(words.Points));
    }

    /// <summary>"Deutsch", «Русский»: a language by its own name.</summary>
    internal static string Name(string language) => CultureInfo.GetCultureInfo(language) is var culture ? culture.TextInfo.ToTitleCase(culture.NativeName) : language;
}
