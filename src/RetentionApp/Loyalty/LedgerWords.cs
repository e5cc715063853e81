using System.Globalization;
using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Language;

namespace RetentionApp.Loyalty;

/// <summary>Says in the reader's language why points came or went.</summary>
internal sealed partial class LedgerWords(IStringLocalizer<LoyaltyTexts> texts)
{
    internal string Reason(LedgerEntry entry, Words words, string? code = null) => Reason(entry.Kind, entry.Note, entry.Points, words, code);

    /// <param name="code">For an entry about a reward: its discount code, where the reader may see it.</param>
    internal string Reason(EntryKind kind, string? note, long points, Words words, string? code = null) => (kind, note) switch
    {
        (EntryKind.OrderEarned, null or "") => words[texts, "Order"],
        (EntryKind.OrderEarned, _) => words[texts, "Order {0}", InWords(note, words)],
        (EntryKind.OrderBonus, _) => Bonus(note ?? "", points, words),
        (EntryKind.OrderReversed, null or "") => words[texts, "Refund"],
        (EntryKind.OrderReversed, _) => words[texts, points <= 0 ? "Refund on order {0}" : "Correction on order {0}", note],
        (EntryKind.Redeemed, null or "") => words[texts, "Reward"],
        (EntryKind.Redeemed, _) => Reward(note, code, words),
        (EntryKind.RedemptionReturned, null or "") => words[texts, "Given back"],
        (EntryKind.RedemptionReturned, _) => words[texts, "Given back: {0}", Reward(note, code, words)],
        (EntryKind.Adjusted, null or "") => words[texts, "Adjusted"],
        (EntryKind.Adjusted, _) => words[texts, "Adjusted: {0}", note],
        (EntryKind.Transferred, _) => words[texts, points >= 0 ? "Moved from another account" : "Moved to another account"],
        (EntryKind.Erased, _) => words[texts, "Account closed"],
        (EntryKind.Expired, _) => words[texts, "Expired"],
        (EntryKind.Imported, _) when points < 0 => words[texts, "Correction of points brought over"],
        (EntryKind.Imported, null or "") => words[texts, "Brought over"],
        (EntryKind.Imported, _) => words[texts, "Brought over: {0}", note],
        _ => note ?? "",
    };

    /// <summary>"£5.00 off".</summary>
    internal string AmountOff(long amount, string currency, Words words) => words[texts, "{0} off", Money.Format(amount, currency, words.Culture)];

    /// <summary>The note says which bonus, then the order: <c>first #1042</c>.</summary>
    private string Bonus(string note, long points, Words words)
    {
        var (kind, order) = note.Split(' ', 2) is [var first, var rest] ? (first, rest) : ("", note);
        return points < 0 ? words[texts, "Bonus taken back: order {0}", order] : kind switch
        {
            "first" => words[texts, "First order {0}", order],
            "nth" => words[texts, "Bonus for coming back: order {0}", order],
            "biggest" => words[texts, "Biggest order so far: {0}", order],
            _ => words[texts, "Bonus for a large order: {0}", order],
        };
    }

    /// <summary>"#1042 · Gold ×1.5" with the reader's decimal sign.</summary>
    private static string InWords(string note, Words words) => words.Culture.NumberFormat.NumberDecimalSeparator is "." || !note.Contains('×') ? note
        : Times().Replace(note, "$1" + words.Culture.NumberFormat.NumberDecimalSeparator + "$2");

    [System.Text.RegularExpressions.GeneratedRegex(@"(×\d+)\.(\d+)")] private static partial System.Text.RegularExpressions.Regex Times();

    /// <summary>The note of such an entry is the discount's title in Shopify, <c>5.00 GBP · 17</c>; anything else is shown as it is.</summary>
    private string Reward(string note, string? code, Words words)
    {
        if (note.Split(' ') is not [var amount, { Length: 3 } currency, ..] || !decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return note;
        var off = AmountOff(Money.Minor(value, currency), currency, words);
        return code is null ? off : words[texts, "{0} (code {1})", off, code];
    }
}
