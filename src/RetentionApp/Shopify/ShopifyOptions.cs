using System.Text.RegularExpressions;
using RetentionApp.Shops;

namespace RetentionApp.Shopify;

/// <summary>
/// The app's account with Shopify and the addresses of both sides. <c>{shop}</c> in an address is the full
/// <c>example.myshopify.com</c> and may be a path segment. Plain http is for loopback hosts only.
/// </summary>
internal sealed partial record ShopifyOptions
{
    /// <summary>What the app asks for; the same list as in <c>shopify.app.toml</c>.</summary>
    internal const string Scopes = "read_customers,write_customers,read_customer_merge,read_orders,read_products,read_fulfillments,read_returns,read_themes,write_discounts,write_app_proxy";
    /// <summary>What single features need beyond that; without one, its feature is off and says why. The same list as in <c>shopify.app.toml</c>.</summary>
    internal const string OptionalScopes = "read_all_orders,write_gift_cards,read_store_credit_accounts,write_store_credit_account_transactions,read_shopify_payments_disputes";
    /// <summary>As in shopify.app.toml; a merchant may have changed it, so that what Shopify signs counts.</summary>
    internal const string ProxyPath = "/apps/retention";
    internal const string DefaultVersion = "2026-01";
    internal const string DefaultHandle = "retention-app";

    internal required string ApiKey { get; init; }
    internal required string ApiSecret { get; init; }
    /// <summary>Still accepted after a rotation; Shopify itself signs webhooks with it for up to an hour.</summary>
    internal string? PreviousApiSecret { get; init; }
    /// <summary>The app's handle with Shopify, which names its blocks in theme files; the same as in <c>shopify.app.toml</c>.</summary>
    internal string AppHandle { get; init; } = DefaultHandle;
    internal string ApiVersion { get; init; } = DefaultVersion;
    internal string Endpoint { get; init; } = "https://{shop}";
    /// <summary>Where this app is reached from outside, without a final slash.</summary>
    internal required string AppUrl { get; init; }
    internal string AppBridgeUrl { get; init; } = "https://cdn.shopify.com/shopifycloud/app-bridge.js";
    internal string FrameAncestors { get; init; } = "https://{shop} https://admin.shopify.com";
    internal string? StorefrontUrl { get; init; }
    internal string? AdminUrl { get; init; }
    internal byte[]? EncryptionKey { get; init; }
    internal byte[]? PreviousEncryptionKey { get; init; }

    /// <exception cref="SettingException">A setting is missing or malformed.</exception>
    internal static ShopifyOptions Read(IConfiguration settings)
    {
        var endpoint = Address(settings, "Shopify:Endpoint", "https://{shop}")!;
        if (!endpoint.Contains("{shop}", StringComparison.Ordinal) && !IsLoopback(Sample(endpoint)!))
            throw new SettingException("Shopify__Endpoint", "must contain {shop}, e.g. https://{shop}");
        return new()
        {
            ApiKey = Required(settings, "Shopify:ApiKey", "must hold the app's client id (Partner Dashboard, the app, Settings)"),
            ApiSecret = Required(settings, "Shopify:ApiSecret", "must hold the app's client secret (Partner Dashboard, the app, Settings)"),
            PreviousApiSecret = Optional(settings, "Shopify:PreviousApiSecret"),
            AppHandle = Optional(settings, "Shopify:AppHandle") ?? DefaultHandle,
            ApiVersion = Version(Optional(settings, "Shopify:ApiVersion") ?? DefaultVersion),
            Endpoint = endpoint,
            AppUrl = Address(settings, "App:Url", null) ?? throw new SettingException("App__Url", "must hold the app's public address, e.g. https://retention.example.com"),
            AppBridgeUrl = Address(settings, "Shopify:AppBridgeUrl", "https://cdn.shopify.com/shopifycloud/app-bridge.js")!,
            FrameAncestors = Sources(Optional(settings, "Shopify:FrameAncestors") ?? "https://{shop} https://admin.shopify.com"),
            StorefrontUrl = Address(settings, "Shopify:StorefrontUrl", null),
            AdminUrl = Address(settings, "Shopify:AdminUrl", null),
            EncryptionKey = Key(settings, "App:EncryptionKey"),
            PreviousEncryptionKey = Key(settings, "App:PreviousEncryptionKey"),
        };
    }

    /// <summary>An address under the shop's admin, e.g. <c>/admin/oauth/access_token</c>.</summary>
    internal Uri At(string domain, string path) => new(Endpoint.Replace("{shop}", domain, StringComparison.Ordinal) + path);

    internal Uri GraphAddress(string domain) => At(domain, $"/admin/api/{ApiVersion}/graphql.json");

    /// <summary>Where shoppers meet the shop: the configured stand-in, else the shop's own main address.</summary>
    internal string StorefrontOf(Shop shop) =>
        (StorefrontUrl?.Replace("{shop}", shop.Domain, StringComparison.Ordinal) ?? shop.StorefrontUrl ?? "https://" + shop.Domain).TrimEnd('/');

    /// <summary>Where the app proxy is on the shop's own pages before any request has said so.</summary>
    internal string ProxyPathOf(Shop shop) => new Uri(StorefrontOf(shop)).AbsolutePath.TrimEnd('/') + ProxyPath;

    /// <summary>Where the shop's staff find its orders and customers: the configured stand-in, else Shopify's admin.</summary>
    internal string AdminOf(Shop shop) => AdminUrl?.Replace("{shop}", shop.Domain, StringComparison.Ordinal) ?? "https://admin.shopify.com/store/" + shop.Domain.Split('.')[0];

    internal string FrameAncestorsOf(string domain) => FrameAncestors.Replace("{shop}", domain, StringComparison.Ordinal);

    private static string Required(IConfiguration settings, string name, string expected) =>
        Optional(settings, name) ?? throw new SettingException(Environment(name), expected);

    private static string? Optional(IConfiguration settings, string name) => string.IsNullOrWhiteSpace(settings[name]) ? null : settings[name]!.Trim();

    private static string? Address(IConfiguration settings, string name, string? fallback)
    {
        if ((Optional(settings, name) ?? fallback) is not { } address) return null;
        if (Sample(address) is not { } sample || sample.Query.Length > 0 || sample.Fragment.Length > 0)
            throw new SettingException(Environment(name), $"must hold an http or https address, not \"{address}\"");
        if (sample.Scheme == "http" && !IsLoopback(sample))
            throw new SettingException(Environment(name), $"must hold an https address (plain http is for localhost only), not \"{address}\"");
        return address.TrimEnd('/');
    }

    private static Uri? Sample(string address) =>
        Uri.TryCreate(address.Replace("{shop}", "example.myshopify.com", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.UserInfo.Length == 0 ? uri : null;

    private static bool IsLoopback(Uri uri) => uri.IsLoopback || uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private static string Version(string version) => VersionPattern().IsMatch(version) ? version
        : throw new SettingException("Shopify__ApiVersion", $"must hold an Admin API version such as {DefaultVersion}, not \"{version}\"");

    private static string Sources(string sources) => sources.IndexOfAny([';', ',', '\r', '\n']) < 0 && !sources.Contains('*') ? sources
        : throw new SettingException("Shopify__FrameAncestors", "must hold addresses separated by spaces, without wildcards, e.g. https://{shop} https://admin.shopify.com");

    private static byte[]? Key(IConfiguration settings, string name)
    {
        if (Optional(settings, name) is not { } text) return null;
        var key = new byte[33];
        if (!Convert.TryFromBase64String(text, key, out var length) || length != 32)
            throw new SettingException(Environment(name), "must hold 32 random bytes in base64, e.g. from: openssl rand -base64 32");
        return key[..32];
    }

    private static string Environment(string name) => name.Replace(":", "__", StringComparison.Ordinal);

    [GeneratedRegex(@"\A(20\d\d-(01|04|07|10)|unstable)\z")]
    private static partial Regex VersionPattern();
}
