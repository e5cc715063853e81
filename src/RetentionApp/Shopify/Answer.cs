using System.Text.Json;

namespace RetentionApp.Shopify;

/// <summary>What Shopify answered: <see cref="Ok{T}"/>, or for a change <see cref="Refused{T}"/>. Anything else is thrown: <see cref="ShopifyUnavailable"/>, <see cref="ShopifyDenied"/>.</summary>
internal abstract record Answer<T>;

internal sealed record Ok<T>(T Value) : Answer<T>;

/// <summary>Shopify understood the change and declines it: nothing was changed, and asking again will not help.</summary>
internal sealed record Refused<T>(IReadOnlyList<UserError> Errors) : Answer<T>
{
    /// <summary>All messages in one line, for the row that remembers the failure.</summary>
    internal string Reason => string.Join("; ", Errors.Select(e => e.Message));
    internal bool Has(string code) => Errors.Any(e => e.Code == code);
}

/// <param name="Field">Path of the input at fault, joined by dots; null when it is none in particular.</param>
/// <param name="Code">Shopify's name for the error, e.g. <c>TAKEN</c>; some mutations give none.</param>
internal sealed record UserError(string? Field, string? Code, string Message);

/// <summary>Reading answers that may be partial: what is absent or null reads as null.</summary>
internal static class AnswerJson
{
    internal static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    internal static JsonElement? Inner(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;
}

/// <summary>Shopify's global ids; the app itself stores numbers.</summary>
internal static class Gid
{
    /// <returns>E.g. <c>gid://shopify/Order/123</c>.</returns>
    internal static string Of(string type, long id) => FormattableString.Invariant($"gid://shopify/{type}/{id}");

    /// <returns>The number at the end, or null when there is none; a query behind it is ignored.</returns>
    internal static long? Number(string? gid)
    {
        if (gid is null) return null;
        var tail = gid.AsSpan(gid.LastIndexOf('/') + 1);
        if (tail.IndexOf('?') is >= 0 and var cut) tail = tail[..cut];
        return long.TryParse(tail, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : null;
    }
}
