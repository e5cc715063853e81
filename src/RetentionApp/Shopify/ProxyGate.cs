using System.Globalization;
using RetentionApp.Shops;

namespace RetentionApp.Shopify;

/// <summary>
/// The app proxy: lets a request through when Shopify signed its query at most 90 seconds ago. A request may be replayed
/// within that time, so what lies behind must be idempotent. The body is not signed. Asks the database for nothing.
/// </summary>
internal sealed class ProxyGate(Signatures signatures, ShopDirectory directory, ProxyPaths paths, ShopifyOptions options, TimeProvider clock) : IGate
{
    private const long MaxAgeSeconds = 90;

    public async Task Pass(HttpContext http, RequestDelegate next)
    {
        var query = new SignedQuery(http.Request.QueryString.Value);
        if (!signatures.IsProxyQuery(query) || !IsRecent(query) || ShopDomain.Read(query.Once("shop")) is not { } domain
            || (query.Has("path_prefix") ? query.Once("path_prefix") : ShopifyOptions.ProxyPath) is not { } prefix || !IsPath(prefix) || !TryReadCustomer(query, out var customerId))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        if (await directory.ByDomain(domain) is not { IsInstalled: true } shop)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        // A page of another site may have made the shopper's browser ask for a change. Browsers say so; what says nothing has to prove itself below.
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && http.Request.Headers["Sec-Fetch-Site"] == "cross-site")
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        paths.Saw(shop.Id, prefix);
        http.Features.Set(new ProxyContext(shop, customerId, prefix, query.Once("locale"), options.StorefrontOf(shop)));
        http.Response.Headers.CacheControl = "private, no-store";
        await next(http);
    }

    private bool IsRecent(SignedQuery query) =>
        long.TryParse(query.Once("timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - seconds) <= MaxAgeSeconds;

    /// <summary>
    /// The signed text has no separators, so a shopper could smuggle <c>logged_in_customer_id=5</c> inside another
    /// parameter and send the same text cut in other places; hence the name may occur nowhere else, and the path is plain.
    /// </summary>
    private static bool TryReadCustomer(SignedQuery query, out long? customerId)
    {
        const string name = "logged_in_customer_id";
        customerId = null;
        foreach (var parameter in query.Parameters)
            if (parameter.Value.Contains(name, StringComparison.Ordinal) || (parameter.Name != name && parameter.Name.Contains(name, StringComparison.Ordinal))) return false;
        if (!query.Has(name)) return true;
        if (query.Once(name) is not { } text) return false;
        if (text.Length == 0) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id <= 0) return false;
        customerId = id;
        return true;
    }

    private static bool IsPath(string prefix) =>
        prefix.StartsWith('/') && !prefix.StartsWith("//", StringComparison.Ordinal) && prefix.AsSpan().IndexOfAnyExceptInRange('-', 'z') < 0 && prefix.AsSpan().IndexOfAny(":;<=>?@[\\]^`") < 0;
}
