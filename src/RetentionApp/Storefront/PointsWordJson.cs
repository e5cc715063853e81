using System.Text.Json;
using RetentionApp.Language;

namespace RetentionApp.Storefront;

/// <summary>What the merchant calls points, for scripts that put numbers before it: <c>"word": {"one": "point", "other": "points"}</c>.</summary>
internal static class PointsWordJson
{
    internal static void Write(Utf8JsonWriter json, Words words)
    {
        var forms = words.Name.Forms(words.Language);
        var order = Plurals.Forms(words.Language);
        json.WriteStartObject("word"u8);
        for (var i = 0; i < order.Count; i++) json.WriteString(NameOf(order[i]), forms[Math.Min(i, forms.Count - 1)]);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> NameOf(Plural form) => form switch { Plural.One => "one"u8, Plural.Few => "few"u8, Plural.Many => "many"u8, _ => "other"u8 };
}
