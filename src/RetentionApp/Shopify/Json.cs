using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RetentionApp.Shopify;

/// <summary>
/// Reads Shopify's JSON as leniently as it is sent: webhooks are trimmed by subscriptions, ids come as numbers or text,
/// money as text or number, and any field may be absent or null.
/// </summary>
internal static class Json
{
    internal static JsonElement? Part(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    internal static string? Text(this JsonElement element, string name) => element.Part(name) switch
    {
        { ValueKind: JsonValueKind.String } text => JsonText.Of(text),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    internal static long? Long(this JsonElement element, string name) => element.Part(name) is { } value ? Whole(value) : null;

    /// <summary>A whole number given as number or text, an item of a list of ids for example.</summary>
    internal static long? Whole(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : (long)value.GetDecimal(),
        JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ => null,
    };

    internal static bool Flag(this JsonElement element, string name) => element.Part(name) is { ValueKind: JsonValueKind.True };

    /// <summary>A time in UTC; null when absent.</summary>
    internal static DateTime? Time(this JsonElement element, string name)
    {
        if (element.Part(name) is not { ValueKind: JsonValueKind.String } value) return null;
        // As Shopify writes them; without an offset .NET would take the machine's zone.
        if (JsonMarshal.GetRawUtf8Value(value) is [.., (byte)'Z', _] or [.., (byte)'+' or (byte)'-', _, _, (byte)':', _, _, _] && value.TryGetDateTimeOffset(out var at)) return at.UtcDateTime;
        return value.GetString() is { Length: > 0 } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime : null;
    }

    /// <summary>The texts of a list; what is none is left out.</summary>
    internal static IEnumerable<string> Texts(this JsonElement element, string name) =>
        element.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(JsonText.Of);

    internal static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];
}
