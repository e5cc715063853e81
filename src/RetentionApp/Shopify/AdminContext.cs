using RetentionApp.Shops;

namespace RetentionApp.Shopify;

/// <summary>Who is at the admin: set by <see cref="AdminGate"/>, verified. <see cref="Locale"/> is the staff member's, e.g. <c>ru</c>; <see cref="Nonce"/> lets this page's own inline scripts run.</summary>
internal sealed record AdminContext(Shop Shop, string UserId, string Locale, string? Host, string Nonce);

/// <summary>What an admin page's head needs for App Bridge; its script must be the first one.</summary>
internal sealed record AppBridge(string ApiKey, string ScriptUrl);

/// <summary>What the signed query of an app-proxy request says, or the token of an extension. The customer comes from here and from nowhere else.</summary>
internal sealed record ProxyContext(Shop Shop, long? CustomerId, string PathPrefix, string? Locale, string StorefrontUrl)
{
    internal long ShopId => Shop.Id;

    /// <summary>What comes before the proxy's own two segments of the path: empty at Shopify. Links made with it stay on the domain on which the shopper's cart is.</summary>
    internal string Root => PathPrefix.LastIndexOf('/') is > 0 and var end && PathPrefix.LastIndexOf('/', end - 1) is > 0 and var start ? PathPrefix[..start] : "";

    /// <summary>The member of staff who acts for the customer at the till; null: the customer acts.</summary>
    internal string? StaffId { get; init; }
}

internal static class GateContexts
{
    internal static AdminContext Admin(this HttpContext http) =>
        http.Features.Get<AdminContext>() ?? throw new InvalidOperationException("The endpoint lacks RequireAdmin.");

    internal static ProxyContext Proxy(this HttpContext http) =>
        http.Features.Get<ProxyContext>() ?? throw new InvalidOperationException("The endpoint lacks RequireProxy.");
}
