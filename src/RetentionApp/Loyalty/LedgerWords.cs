using System.Globalization;
using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Language;

namespace RetentionApp.Loyalty;

/// <summary>Says in the reader's language why points came or went.</summary>
internal sealed partial class LedgerWords(IStringLocalizer<LoyaltyTexts> texts)
{
    private readonly DeedWords deeds = new(texts);

    internal string Reason(LedgerEntry entry, Words words, string? code = null) => Reason(entry.Kind, entry.Note, entry.Points, words, code, entry.Cause);

    /// <param name="code">For an entry about a reward: its discount code, where the reader may see it.</param>
    internal string Reason(EntryKind kind, string? note, long points, Words words, string? code = null, EntryCause cause = EntryCause.None) => (kind, note) switch
    {
        (EntryKind.OrderEarned or EntryKind.OrderReversed, not (null or "")) when OrderChange(kind, note, cause, words) is { } change => change,
        (EntryKind.OrderEarned, null or "") => words[texts, "Order"],
        (EntryKind.OrderEarned, _) => words[texts, "Order {0}", InWords(note, words)],
        (EntryKind.OrderBonus, _) => Bonus(note ?? "", points, words),
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
        (EntryKind.Expired, _) => words[texts, points <= 0 ? "Expired" : "Had expired already"],
        (EntryKind.Forgiven, _) => words[texts, "Owed points forgiven"],
        (EntryKind.TierEntered, null or "") => words[texts, "Welcome to your new tier"],
        (EntryKind.TierEntered, _) => words[texts, "Welcome to {0}", note],
        (EntryKind.Imported, _) when points < 0 => words[texts, "Correction of points brought over"],
        (EntryKind.Imported, null or "") => words[texts, "Brought over"],
        (EntryKind.Imported, _) => words[texts, "Brought over: {0}", note],
        (EntryKind.DeedDone, _) => deeds.Reason(note, words),
        (EntryKind.DeedUndone, _) => deeds.Undone(note, words),
        (EntryKind.ChallengeWon, _) => words[texts, "Challenge: {0}", note],
        (EntryKind.ChallengeLost, _) => words[texts, "Challenge no longer met: {0}", note],
        _ => note ?? "",
    };

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

    /// <summary>"#1042 · Gold ×1.5" with the reader's decimal sign.</summary>
    private static string InWords(string note, Words words) => words.Culture.NumberFormat.NumberDecimalSeparator is "." || !note.Contains('×') ? note
        : Times().Replace(note, "$1" + words.Culture.NumberFormat.NumberDecimalSeparator + "$2");

    [System.Text.RegularExpressions.GeneratedRegex(@"(×\d+)\.(\d+)")] private static partial System.Text.RegularExpressions.Regex Times();

    /// <summary>The note of such an entry is the title in Shopify, <c>5.00 GBP · 17</c>; anything else is shown as it is.</summary>
    private string Reward(string note, string? code, Words words)
    {
        var described = Describe(note.LastIndexOf(" · ", StringComparison.Ordinal) is > 0 and var end ? note[..end] : note, words);
        return code is null ? described : words[texts, "{0} (code {1})", described, code];
    }

    /// <summary>Says a reward's fixed form in the reader's language: <c>5.00 GBP</c> is "£5.00 off". Text of another form stays as it is.</summary>
    internal string Describe(string fixedForm, Words words)
    {
        if (fixedForm is "Free shipping" or "Early access" or "Birthday gift") return words[texts, fixedForm];
        if (After("Up to ") is { } range && Amount(range) is { } most) return words[texts, "Up to {0} off", most];
        if (After("Free: ") is { } product) return words[texts, "Free: {0}", product];
        if (After("Gift card ") is { } card && Amount(card) is { } value) return words[texts, "{0} gift card", value];
        if (After("Store credit ") is { } credit && Amount(credit) is { } credited) return words[texts, "{0} store credit", credited];
        if (fixedForm.Split("% up to ") is [var capped, var cap] && Share(capped) is { } part && Amount(cap) is { } bound) return words[texts, "{0} off, at most {1}", part, bound];
        if (fixedForm is [.. var whole, '%'] && Share(whole) is { } share) return words[texts, "{0} off", share];
        return Amount(fixedForm) is { } off ? words[texts, "{0} off", off] : fixedForm;

        string? After(string start) => fixedForm.StartsWith(start, StringComparison.Ordinal) ? fixedForm[start.Length..] : null;

        string? Share(string text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            ? (percent / 100).ToString(percent == decimal.Truncate(percent) ? "P0" : "P2", words.Culture).Replace(' ', '\u00a0') : null;

        string? Amount(string text) =>
            text.Split(' ') is [var amount, { Length: 3 } currency] && decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                ? Money.Format(Money.Minor(value, currency), currency, words.Culture) : null;
    }
}
