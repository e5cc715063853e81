using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>
/// Addresses within the shop, without its domain: a shop may be seen on several, and the cart and the sign-in belong to the
/// one that the shopper is on.
/// </summary>
internal static class ShopLinks
{
    extension(ProxyContext proxy)
    {
        internal string SignIn => proxy.SignInTo(proxy.PathPrefix);

        internal string Register => proxy.Root + "/account/register";

        /// <summary>Sign-in that leads back to <paramref name="path"/>.</summary>
        internal string SignInTo(string path) => $"{proxy.Root}/account/login?return_url={Uri.EscapeDataString(path)}";

        /// <summary>Shopify keeps the code for this visit and shows the cart.</summary>
        internal string Apply(string code) => $"{proxy.Root}/discount/{Uri.EscapeDataString(code)}?redirect=/cart";

        /// <summary>The whole address, for sending to a friend.</summary>
        internal string Invitation(string code) => $"{new Uri(proxy.StorefrontUrl).GetLeftPart(UriPartial.Authority)}{proxy.PathPrefix}/refer/{code}";

        /// <summary>One of our own pages, in the language of this one.</summary>
        internal string Page(string path) => proxy.PathPrefix + path + (proxy.Locale is { Length: > 0 } locale ? "?locale=" + Uri.EscapeDataString(locale) : "");
    }
}
