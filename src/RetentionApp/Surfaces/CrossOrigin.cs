using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Surfaces;

/// <summary>
/// Extensions run in workers whose origin is Shopify's or null, so every origin may ask. That gives nothing away: no cookie
/// is read here, and what an answer says hangs on the token that the asking script must hold.
/// </summary>
internal static class CrossOrigin
{
    private const string TwoHours = "7200";

    internal static void Allow(HttpResponse response)
    {
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlExposeHeaders = "Retry-After";
    }

    internal static void AnswerPreflight(HttpContext http)
    {
        Allow(http.Response);
        http.Response.Headers.AccessControlAllowMethods = "GET, POST";
        http.Response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type";
        http.Response.Headers.AccessControlMaxAge = TwoHours;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>What every answer behind a token says about itself.</summary>
    internal static void KeepPrivate(HttpResponse response)
    {
        Allow(response);
        response.Headers.CacheControl = "private, no-store";
        response.Headers.Vary = "Authorization";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    /// <summary>Who asks. Extensions are not on the shop's domain, so links begin with its address.</summary>
    internal static ProxyContext Asking(HttpContext http, Shop shop, long? customer, ShopifyOptions options) =>
        new(shop, customer, options.StorefrontOf(shop) + ShopifyOptions.ProxyPath, http.Request.Query["locale"], options.StorefrontOf(shop));

    internal static string? Bearer(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;
}
