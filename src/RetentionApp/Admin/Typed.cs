using System.Globalization;
using RetentionApp.Commerce;

namespace RetentionApp.Admin;

/// <summary>Reads what people type: "12.40", "12,40", "1 240". Null where it is not a number.</summary>
internal static class Typed
{
    internal static decimal? Number(string? text)
    {
        var digits = string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c) && c is not '\'' and not '’')).Replace('−', '-');
        if (digits.Length is 0 or > 20) return null;
        // With both signs the last one is the decimal one; a lone sign is decimal: people type amounts, not groups.
        var point = Math.Max(digits.LastIndexOf('.'), digits.LastIndexOf(','));
        if (point >= 0) digits = digits[..point].Replace(".", "").Replace(",", "") + "." + digits[(point + 1)..];
        return decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>A whole number; "1,240" and "1.240" are read as groups of three.</summary>
    internal static long? Whole(string? text)
    {
        var plain = (text ?? "").Trim().Replace('−', '-');
        if (System.Text.RegularExpressions.Regex.IsMatch(plain, @"^[+-]?\d{1,3}([.,]\d{3})+$")) plain = plain.Replace(".", "").Replace(",", "");
        return Number(plain) is { } number && number == decimal.Truncate(number) && Math.Abs(number) < 1_000_000_000_000 ? (long)number : null;
    }

    /// <summary>An amount in minor units; null where it is not one or finer than the currency.</summary>
    internal static long? Amount(string? text, string currency) =>
        Number(text) is { } amount && Math.Abs(amount) < 1_000_000_000 && amount * Money.Unit(currency) is var minor && minor == decimal.Truncate(minor) ? (long)minor : null;

    /// <summary>An amount as it is typed, without its currency sign; whole amounts without decimals.</summary>
    internal static string Plain(long minor, string currency, CultureInfo culture)
    {
        var amount = Money.Amount(minor, currency);
        return amount.ToString(amount == decimal.Truncate(amount) ? "0" : "F" + Money.Decimals(currency), culture);
    }

    internal static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
