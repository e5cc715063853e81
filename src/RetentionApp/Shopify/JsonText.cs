using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace RetentionApp.Shopify;

/// <summary>
/// A JSON text as a database takes it. JSON may escape what is no text: NUL, which PostgreSQL refuses to store and which is left
/// out, and half a surrogate pair, which .NET refuses to read and for which U+FFFD stands.
/// </summary>
internal static class JsonText
{
    private const int EscapeLength = 6;

    /// <param name="text">Of kind <see cref="JsonValueKind.String"/>.</param>
    internal static string Of(JsonElement text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text);
        return raw.IndexOf("\\u0000"u8) < 0 && raw.IndexOf("\\ud"u8) < 0 && raw.IndexOf("\\uD"u8) < 0 ? text.GetString()! : JsonElement.Parse(Mended(Encoding.UTF8.GetString(raw))).GetString()!;
    }

    private static string Mended(string raw)
    {
        var mended = new StringBuilder(raw.Length);
        for (var at = 0; at < raw.Length;)
        {
            var length = raw[at] != '\\' ? 1 : raw[at + 1] == 'u' ? EscapeLength : 2;
            if (length == EscapeLength)
            {
                var unit = Unit(raw, at);
                if (char.IsHighSurrogate(unit) && IsEscape(raw, at + EscapeLength) && char.IsLowSurrogate(Unit(raw, at + EscapeLength))) length = 2 * EscapeLength;
                else if (char.IsSurrogate(unit) || unit == '\0')
                {
                    mended.Append(unit == '\0' ? "" : "\\uFFFD");
                    at += length;
                    continue;
                }
            }
            mended.Append(raw, at, length);
            at += length;
        }
        return mended.ToString();
    }

    private static bool IsEscape(string raw, int at) => at + EscapeLength < raw.Length && raw[at] == '\\' && raw[at + 1] == 'u';

    private static char Unit(string raw, int at) => (char)ushort.Parse(raw.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
