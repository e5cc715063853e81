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
