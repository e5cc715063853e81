using System.Globalization;
using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Language;

namespace RetentionApp.Loyalty;

/// <summary>Says in the reader's language why points came or went.</summary>
internal sealed class LedgerWords(IStringLocalizer<LoyaltyTexts> texts)
{
    internal string Reason(LedgerEntry entry, Words words, string? code = null) => Reason(entry.Kind, entry.Note, entry.Points, words, code, entry.Cause);

    /// <param name="code">For an entry about a reward: its discount code, where the reader may see it.</param>
    internal string Reason(EntryKind kind, string? note, long points, Words words, string? code = null, EntryCause cause = EntryCause.None) => (kind, note) switch
    {
        (EntryKind.OrderEarned or EntryKind.OrderReversed, not (null or "")) when OrderChange(kind, note, cause, words) is { } change => change,
        (EntryKind.OrderEarned, null or "") => words[texts, "Order"],
        (EntryKind.OrderEarned, _) => words[texts, "Order {0}", note],
        (EntryKind.OrderReversed, null or "") => words[texts, "Refund"],
        (EntryKind.OrderReversed, _) => words[texts, points <= 0 ? "Refund on order {0}" : "Correction on order {0}", note],
        (EntryKind.Redeemed, null or "") => words[texts, "Reward"],
        (EntryKind.Redeemed, _) => Reward(note, code, words),
        (EntryKind.RedemptionReturned, _) when cause is EntryCause.Refund or EntryCause.Cancelled =>
            words[texts, points < 0 ? "Correction of returned points: {0}" : cause == EntryCause.Refund ? "Back after a refund: {0}" : "Back after a cancelled order: {0}", Reward(note ?? "", code, words)],
        (EntryKind.RedemptionReturned, null or "") => words[texts, "Given back"],
        (EntryKind.RedemptionReturned, _) => words[texts, "Given back: {0}", Reward(note, code, words)],
        (EntryKind.Adjusted, null or "") => words[texts, "Adjusted"],
        (EntryKind.Adjusted, _) => words[texts, "Adjusted: {0}", note],
        (EntryKind.Transferred, _) => words[texts, points >= 0 ? "Moved from another account" : "Moved to another account"],
        (EntryKind.Erased, _) => words[texts, points <= 0 ? "Account closed" : "Account opened again"],
        (EntryKind.Expired, _) => words[texts, "Expired"],
        (EntryKind.Forgiven, _) => words[texts, "Owed points forgiven"],
        _ => note ?? "",
    };

    /// <summary>What happened to an order that had, or lacked, its points; null: nothing but the usual.</summary>
    private string? OrderChange(EntryKind kind, string order, EntryCause cause, Words words) => (kind, cause) switch
    {
        (EntryKind.OrderEarned, EntryCause.Claimed) => words[texts, "Order {0}, placed as a guest", order],
        (EntryKind.OrderEarned, EntryCause.ChargebackWon) => words[texts, "Payment of order {0} confirmed", order],
        (_, EntryCause.Edited) => words[texts, "Order {0} changed", order],
        (EntryKind.OrderReversed, EntryCause.Cancelled) => words[texts, "Order {0} cancelled", order],
        (EntryKind.OrderReversed, EntryCause.Chargeback) => words[texts, "Payment of order {0} disputed", order],
        (EntryKind.OrderReversed, EntryCause.OtherOwner) => words[texts, "Order {0} is no longer yours", order],
        (EntryKind.OrderReversed, EntryCause.Withheld) => words[texts, "Order {0} earns no points", order],
        (EntryKind.OrderReversed, EntryCause.Removed) => words[texts, "Order {0} was deleted", order],
        _ => null,
    };

    /// <summary>"£5.00 off".</summary>
    internal string AmountOff(long amount, string currency, Words words) => words[texts, "{0} off", Money.Format(amount, currency, words.Culture)];

    /// <summary>The note of such an entry is the discount's title in Shopify, <c>5.00 GBP · 17</c>; anything else is shown as it is.</summary>
    private string Reward(string note, string? code, Words words)
    {
        if (note.Split(' ') is not [var amount, { Length: 3 } currency, ..] || !decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return note;
        var off = AmountOff(Money.Minor(value, currency), currency, words);
        return code is null ? off : words[texts, "{0} (code {1})", off, code];
    }
}
