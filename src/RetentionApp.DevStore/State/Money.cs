using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace RetentionApp.DevStore.State;

/// <summary>An amount in minor units of a currency.</summary>
internal readonly record struct Money(long Minor, string Currency)
{
    public static int Decimals(string currency) => currency switch
    {
        "JPY" or "KRW" or "VND" or "CLP" or "ISK" or "UGX" => 0,
        "BHD" or "KWD" or "JOD" or "OMR" or "TND" or "IQD" => 3,
        _ => 2,
    };

    public static long Scale(string currency) => Decimals(currency) switch { 0 => 1, 3 => 1000, _ => 100 };

    /// <summary>"12.40"; also for zero-decimal currencies Shopify writes at least one digit and no point.</summary>
    public string Amount => (Minor / (decimal)Scale(Currency)).ToString(Decimals(Currency) switch { 0 => "0", 3 => "0.000", _ => "0.00" }, CultureInfo.InvariantCulture);

    /// <summary>Writes <see cref="Amount"/> as a JSON string without making one.</summary>
    public void Write(Utf8JsonWriter json)
    {
        Span<byte> text = stackalloc byte[32];
        var scale = Scale(Currency);
        var at = 0;
        if (Minor < 0) text[at++] = (byte)'-';
        Utf8Formatter.TryFormat(Math.Abs(Minor / scale), text[at..], out var length);
        at += length;
        if (scale > 1)
        {
            text[at++] = (byte)'.';
            var rest = Math.Abs(Minor % scale);
            for (var digit = scale / 10; digit > 0; digit /= 10) text[at++] = (byte)('0' + rest / digit % 10);
        }
        json.WriteStringValue(text[..at]);
    }

    /// <summary>For people, with the currency's sign.</summary>
    public string Shown => Currency switch
    {
        "GBP" => Sign("£"),
        "EUR" => Sign("€"),
        "USD" => Sign("$"),
        "JPY" => Sign("¥"),
        _ => $"{Amount} {Currency}",
    };

    public static bool TryParse(string? text, string currency, out long minor)
    {
        minor = 0;
        if (!decimal.TryParse(text?.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount)) return false;
        if (Math.Abs(amount) > 1_000_000_000m) return false;
        minor = (long)decimal.Round(amount * Scale(currency), MidpointRounding.AwayFromZero);
        return true;
    }

    private string Sign(string sign) => Minor < 0 ? $"−{sign}{(this with { Minor = -Minor }).Amount}" : sign + Amount;
}
