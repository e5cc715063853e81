namespace RetentionApp.Shopify;

/// <summary>The content security policies of embedded documents. Only the authenticated shop may frame them.</summary>
internal static class ContentPolicy
{
    /// <remarks>Styles stay open to inline ones: App Bridge and Turbo put style elements of their own into the page.</remarks>
    internal static string Admin(ShopifyOptions options, string shop, string nonce) =>
        $"default-src 'self'; script-src 'self' 'nonce-{nonce}' {Origin(options)}; style-src 'self' 'unsafe-inline'; img-src 'self' https: data:; font-src 'self' https://cdn.shopify.com; "
        + $"connect-src 'self' {Origin(options)} https://{shop} https://*.shopify.com https://*.shopifysvc.com; object-src 'none'; base-uri 'self'; form-action 'self'; "
        + Frame(options, shop);

    internal static string Frame(ShopifyOptions options, string shop) => $"frame-ancestors {options.FrameAncestorsOf(shop)};";

    private static string Origin(ShopifyOptions options) => new Uri(options.AppBridgeUrl).GetLeftPart(UriPartial.Authority);
}
