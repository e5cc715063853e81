using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Language;

namespace RetentionApp.Loyalty;

/// <summary>Says in the reader's language what a tier asks for, what it gives, and how far it is.</summary>
internal sealed class TierWords(IStringLocalizer<LoyaltyTexts> texts)
{
    internal static string Name(TierLevel level, string language) => level.Names?.GetValueOrDefault(language) is { Length: > 0 } name ? name : level.Name;

    /// <summary>"120 points", "£12.00", "2 orders".</summary>
    internal string Amount(TierBasis basis, long amount, string currency, Words words) => basis switch
    {
        TierBasis.Points => words.Points(amount),
        TierBasis.Spent => Money.Format(amount, currency, words.Culture),
        _ => words[texts, "{0:n|order|orders}", amount],
    };

    /// <summary>"From 500 points"; for a level that asks for nothing "For everyone".</summary>
    internal string Requirement(TierLevel level, TierBasis basis, string currency, Words words) =>
        level.Threshold <= 0 ? words[texts, "For everyone"] : words[texts, "From {0}", Amount(basis, level.Threshold, currency, words)];

    /// <summary>"120 points more to Gold by 31 December"; null at the top. <paramref name="say"/> writes a day.</summary>
    internal string? Next(TierProgress progress, TierBasis basis, string currency, Words words, Func<DateTime, string> say)
    {
        if (progress.Next is not { } next) return null;
        var (missing, name) = (Amount(basis, progress.Missing, currency, words), Name(next, words.Language));
        // The end is the first moment that no longer counts; people name the day before.
        return progress.By is { } by ? words[texts, "{0} more to {1} by {2}", missing, name, say(by.AddTicks(-1))] : words[texts, "{0} more to {1}", missing, name];
    }

    /// <summary>"300 points more by 3 May to stay in Gold"; null where nothing is missing.</summary>
    internal string? Keep(TierProgress progress, TierBasis basis, string currency, Words words, Func<DateTime, string> say) =>
        progress is { MissingToKeep: > 0 and var missing, Until: { } until, Level: { } level }
            ? words[texts, "{0} more by {1} to stay in {2}", Amount(basis, missing, currency, words), say(until.AddTicks(-1)), Name(level, words.Language)] : null;

    /// <summary>What a level gives: what the app does by itself, then the merchant's own lines.</summary>
    internal List<string> Perks(TierLevel level, string currency, Words words)
    {
        var perks = new List<string>();
        if (level.Times > 0 && level.Times != 1) perks.Add(words[texts, "{0}× points on every order", level.Times.ToString("0.##", words.Culture)]);
        if (level.Standing is { } standing)
        {
            var what = standing.Percent is { } percent ? words[texts, "{0}% off every order", percent.ToString("0.##", words.Culture)] : words[texts, "Free shipping on every order"];
            perks.Add(standing.MinimumSubtotal is { } minimum ? words[texts, "{0} of {1} or more", what, Money.Format(minimum, currency, words.Culture)] : what);
        }
        if (level.EntryPoints > 0) perks.Add(words[texts, "{0:points} as a welcome", level.EntryPoints]);
        var own = level.Perks?.GetValueOrDefault(words.Language) is { Length: > 0 } theirs ? theirs : level.Perks?.GetValueOrDefault("en") ?? level.Perks?.Values.FirstOrDefault(text => text.Length > 0) ?? "";
        perks.AddRange(own.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return perks;
    }
}
