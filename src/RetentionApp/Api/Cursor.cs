using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace RetentionApp.Api;

/// <summary>
/// Where a page ended: the key of its last row, so that rows added meanwhile move nothing. Opaque to callers; whatever they
/// make of one, it says only where to go on reading among what the key's shop may read anyway.
/// </summary>
/// <param name="Kind">Which list it belongs to; another list's cursor is refused.</param>
/// <param name="At">The last row's time, where the list is in the order of one.</param>
internal sealed record Cursor(string Kind, long Id, DateTime At = default)
{
    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Kind}.{At.Ticks}.{Id}")));

    /// <summary>The cursor of the query, or null for the first page.</summary>
    internal static Cursor? Of(ApiCall call, string kind)
    {
        if (call.Query("cursor") is not { } text) return null;
        return Read(text) is { } cursor && cursor.Kind == kind ? cursor
            : throw new ApiRefusal(ApiProblem.Of(400, "invalid_cursor", "The cursor is not valid", "Send the value of \"next\" of the page before, of the same list, unchanged. Leave it out for the first page."));
    }

    internal static Cursor? Read(string text)
    {
        if (text.Length > 100 || !Base64Url.IsValid(text)) return null;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        return parts.Length == 3 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new Cursor(parts[0], id, new DateTime(ticks, DateTimeKind.Utc)) : null;
    }
}
