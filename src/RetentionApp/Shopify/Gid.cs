using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RetentionApp.Shopify;

/// <summary>Shopify's global ids, <c>gid://shopify/Order/123</c>. Everywhere else ids are numbers.</summary>
internal static class Gid
{
    internal static string Of(string type, long id) => string.Create(CultureInfo.InvariantCulture, $"gid://shopify/{type}/{id}");

    /// <returns>As <see cref="Id"/>, or null where there is none.</returns>
    internal static long? Number(string? gid) => gid is null ? null : TryRead(gid, out var id) ? id : null;

    /// <summary>The number behind the last slash, up to a query. Throws <see cref="FormatException"/> on anything else.</summary>
    internal static long Id(string gid) => TryRead(gid, out var id) ? id : throw new FormatException($"\"{gid}\" is not a Shopify global id.");

    /// <summary>As <see cref="Id(string)"/> of a node's <c>id</c>, without making a string of it.</summary>
    internal static long Id(JsonElement node)
    {
        if (node.Part("id") is { ValueKind: JsonValueKind.String } value)
        {
            var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
            var number = raw[(raw.LastIndexOf((byte)'/') + 1)..];
            if (Utf8Parser.TryParse(number, out long id, out var read) && read == number.Length && id >= 0) return id;
        }
        return Id(node.Text("id") ?? throw new FormatException("A node has no id."));
    }

    private static bool TryRead(string gid, out long id)
    {
        var end = gid.IndexOf('?');
        var text = gid.AsSpan(0, end < 0 ? gid.Length : end);
        return long.TryParse(text[(text.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }
}
