namespace RetentionApp.Language;

/// <summary>The grammatical number of a quantity, by the rules of CLDR 46 for the languages we ship.</summary>
internal enum Plural { One, Few, Many, Other }

internal static class Plurals
{
    /// <summary>The forms a language has, in the order in which texts list them: Russian has four, Japanese one.</summary>
    internal static IReadOnlyList<Plural> Forms(string language) => Primary(language) switch
    {
        "ru" or "uk" => [Plural.One, Plural.Few, Plural.Many, Plural.Other],
        "fr" or "es" or "it" or "pt" => [Plural.One, Plural.Many, Plural.Other],
        "ja" or "zh" or "ko" => [Plural.Other],
        _ => [Plural.One, Plural.Other],
    };

    /// <summary>Which form <paramref name="number"/> takes: Russian 1 → One, 2 → Few, 5 → Many, 1.5 → Other.</summary>
    internal static Plural Of(string language, decimal number)
    {
        var n = Math.Abs(number);
        var whole = decimal.Truncate(n);
        var isWhole = n == whole;
        return Primary(language) switch
        {
            "ru" or "uk" when !isWhole => Plural.Other,
            "ru" or "uk" => (whole % 10, whole % 100) switch
            {
                (1, not 11) => Plural.One,
                (>= 2 and <= 4, not (>= 12 and <= 14)) => Plural.Few,
                _ => Plural.Many,
            },
            "fr" when whole is 0 or 1 => Plural.One,
            "pt" when whole is 0 or 1 => Plural.One,
            "es" or "it" when n == 1 => Plural.One,
            "fr" or "es" or "it" or "pt" when isWhole && whole != 0 && whole % 1_000_000 == 0 => Plural.Many,
            "fr" or "es" or "it" or "pt" => Plural.Other,
            "ja" or "zh" or "ko" => Plural.Other,
            _ => n == 1 ? Plural.One : Plural.Other,
        };
    }

    /// <summary>Picks the form for <paramref name="number"/> out of <paramref name="forms"/>; a text with too few forms gets its last one.</summary>
    internal static string Choose(string language, decimal number, IReadOnlyList<string> forms)
    {
        var order = Forms(language);
        var index = 0;
        for (var i = 0; i < order.Count; i++) if (order[i] == Of(language, number)) index = i;
        return forms[Math.Min(index, forms.Count - 1)];
    }

    private static string Primary(string language) => language.Split('-', '_')[0].ToLowerInvariant();
}
