using System.Globalization;

namespace RetentionApp.Commerce;

/// <summary>Amounts are whole minor units of their currency (pence, yen, fils), never floating point.</summary>
internal static class Money
{
    /// <summary>Digits after the decimal point: 0, 2 or 3.</summary>
    internal static int Decimals(string currency) => currency switch
    {
        // ISO 4217: the currencies whose minor unit is not a hundredth.
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "UYI" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        _ => 2,
    };

    /// <summary>Minor units in one unit of the currency: 1, 100 or 1,000.</summary>
    internal static long Unit(string currency) => Decimals(currency) switch { 0 => 1, 3 => 1000, _ => 100 };

    /// <summary>Reads Shopify's decimal text (<c>"12.40"</c>); digits beyond the minor unit are rounded half up. Throws <see cref="FormatException"/> on anything else.</summary>
    internal static long Parse(string text, string currency) => Minor(decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture), currency);

    internal static long Minor(decimal amount, string currency) => (long)decimal.Round(amount * Unit(currency), 0, MidpointRounding.AwayFromZero);

    internal static decimal Amount(long minor, string currency) => (decimal)minor / Unit(currency);

    /// <summary>Shopify's decimal text: <c>12.40</c>, invariant, with the currency's digits.</summary>
    internal static string Text(long minor, string currency) => Amount(minor, currency).ToString("F" + Decimals(currency), CultureInfo.InvariantCulture);

    /// <summary>For people: the culture's separators with the currency's own symbol, <c>£12.40</c> or <c>12,40 £</c>.</summary>
    internal static string Format(long minor, string currency, CultureInfo culture)
    {
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        format.CurrencySymbol = Symbol(currency);
        format.CurrencyDecimalDigits = Decimals(currency);
        // An amount and its sign stay on one line.
        return Amount(minor, currency).ToString("C", format).Replace(' ', '\u00A0');
    }

    /// <summary>The sign people know, or the code where there is none.</summary>
    internal static string Symbol(string currency) => currency switch
    {
        "GBP" => "£", "EUR" => "€", "USD" => "$", "JPY" => "¥", "RUB" => "₽", "UAH" => "₴", "KZT" => "₸", "INR" => "₹", "KRW" => "₩",
        "PLN" => "zł", "TRY" => "₺", "ILS" => "₪", "VND" => "₫", "CZK" => "Kč", "AUD" => "A$", "CAD" => "CA$", "NZD" => "NZ$", "HKD" => "HK$", "BRL" => "R$",
        _ => currency,
    };
}
