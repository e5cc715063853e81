using System.Text.RegularExpressions;

namespace RetentionApp.Shopify;

internal static partial class ShopDomain
{
    /// <summary>
    /// A permanent shop domain and nothing around it. Shopify's printed pattern has no end anchor; <c>$</c> would let a
    /// final line break pass.
    /// </summary>
    internal static bool IsValid(string? domain) => domain is { Length: <= 255 } && Pattern().IsMatch(domain);

    /// <summary>The domain in lower case, or null when it is none.</summary>
    internal static string? Read(string? domain) => IsValid(domain) ? domain!.ToLowerInvariant() : null;

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9\-]*\.myshopify\.com\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
