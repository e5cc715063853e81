using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;

namespace RetentionApp.Shopify.Auth;

/// <summary>The routes under <c>/auth</c>: the bounce page that fetches a session token, and the authorization-code grant.</summary>
internal static class AuthEndpoint
{
    internal static void Map(WebApplication app)
    {
        // The framework would run its authentication for every request, webhooks too; only the callback needs its handler.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        app.MapGet("/auth/session-token", Bounce);
        app.MapGet("/auth/install", Install);
        app.MapGet(ShopifyOAuthHandler.CallbackPath, Callback);
    }

    /// <summary>App Bridge on this page loads <c>shopify-reload</c> again with a fresh <c>id_token</c>.</summary>
    private static IResult Bounce(HttpContext http, ShopifyOptions options)
    {
        if (ShopDomain.Read(http.Request.Query["shop"]) is not { } shop || !IsOurs(http.Request.Query["shopify-reload"], options)) return Results.StatusCode(400);
        var script = HtmlEncoder.Default.Encode(options.AppBridgeUrl);
        http.Response.Headers.ContentSecurityPolicy = ContentPolicy.Frame(options, shop);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Link = $"<{options.AppBridgeUrl}>; rel=\"preload\"; as=\"script\";";
        return Results.Content($"""<script data-api-key="{HtmlEncoder.Default.Encode(options.ApiKey)}" src="{script}"></script>""", "text/html; charset=utf-8");
    }

    private static async Task Install(HttpContext http)
    {
        if (ShopDomain.Read(http.Request.Query["shop"]) is not { } shop)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        var properties = new AuthenticationProperties { RedirectUri = "/", Items = { [ShopifyOAuthHandler.ShopItem] = shop } };
        await http.ChallengeAsync(ShopifyOAuthHandler.SchemeName, properties);
    }

    private static async Task Callback(HttpContext http, IAuthenticationHandlerProvider handlers)
    {
        var handler = (IAuthenticationRequestHandler?)await handlers.GetHandlerAsync(http, ShopifyOAuthHandler.SchemeName);
        if (!await handler!.HandleRequestAsync()) http.Response.StatusCode = StatusCodes.Status400BadRequest;
    }

    /// <summary>Else the page would carry a fresh token to whoever made the link.</summary>
    private static bool IsOurs(string? reload, ShopifyOptions options) =>
        string.IsNullOrEmpty(reload) || (reload.StartsWith('/') && !reload.Any(char.IsControl) && !reload.StartsWith("//") && !reload.StartsWith("/\\")) || reload == options.AppUrl
        || reload.StartsWith(options.AppUrl + "/", StringComparison.Ordinal) || reload.StartsWith(options.AppUrl + "?", StringComparison.Ordinal);
}
