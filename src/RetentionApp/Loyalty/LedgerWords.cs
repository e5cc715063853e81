using System.Globalization;
using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Language;

namespace RetentionApp.Loyalty;

/// <summary>Says in the reader's language why points came or went.</summary>
internal sealed class LedgerWords(IStringLocalizer<LoyaltyTexts> texts)
{
    internal string Reason(LedgerEntry entry, Words words) => Reason(entry.Kind, entry.Note, entry.Points, words);

    internal string Reason(EntryKind kind, string? note, long points, Words words) => (kind, note) switch
    {
        (EntryKind.OrderEarned, null or "") => words[texts, "Order"],
        (EntryKind.OrderEarned, _) => words[texts, "Order {0}", note],
        (EntryKind.OrderReversed, null or "") => words[texts, "Refund"],
        (EntryKind.OrderReversed, _) => words[texts, points <= 0 ? "Refund on order {0}" : "Correction on order {0}", note],
        (EntryKind.Redeemed, null or "") => words[texts, "Reward"],
        (EntryKind.Redeemed, _) => Reward(note, words),
        (EntryKind.RedemptionReturned, null or "") => words[texts, "Given back"],
        (EntryKind.RedemptionReturned, _) => words[texts, "Given back: {0}", Reward(note, words)],
        (EntryKind.Adjusted, null or "") => words[texts, "Adjusted"],
        (EntryKind.Adjusted, _) => words[texts, "Adjusted: {0}", note],
        (EntryKind.Transferred, _) => words[texts, points >= 0 ? "Moved from another account" : "Moved to another account"],
        (EntryKind.Erased, _) => words[texts, "Account closed"],
        (EntryKind.Expired, _) => words[texts, "Expired"],
        _ => note ?? "",
    };

    /// <summary>"£5.00 off".</summary>
    internal string AmountOff(long amount, string currency, Words words) => words[texts, "{0} off", Money.Format(amount, currency, words.Culture)];

    /// <summary>The note of an entry about a reward, from which every reader gets the reason in their own language: <c>500 GBP ANNA-7Q4K</c>.</summary>
    internal static string RewardNote(long amount, string currency, string code) =>
        string.Create(CultureInfo.InvariantCulture, $"{amount} {currency} {code}");

    private string Reward(string note, Words words)
    {
        var parts = note.Split(' ');
        return parts is [var amount, { Length: 3 } currency, var code] && long.TryParse(amount, NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? words[texts, "{0} (code {1})", AmountOff(minor, currency, words), code]
            : note;
    }
}
