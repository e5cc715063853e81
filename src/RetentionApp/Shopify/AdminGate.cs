using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Shopify;

/// <summary>
/// The embedded admin: lets a request through when it bears a session token, in <c>Authorization</c> or, for the first
/// document only, as <c>id_token</c>. Installs the app for a shop that it holds no usable token of. Refused documents are
/// sent to the bounce page, refused fetches get the 401 that makes App Bridge try again with a fresh token.
/// </summary>
internal sealed class AdminGate(SessionTokens sessions, ShopifyTokens tokens, Installation installation, ShopDirectory directory, StaffLanguages languages, Installs installs, ShopifyOptions options, TimeProvider clock, ILogger<AdminGate> log) : IGate
{
    internal const string RetryHeader = "X-Shopify-Retry-Invalid-Session-Request";

    public async Task Pass(HttpContext http, RequestDelegate next)
    {
        var isDocument = IsDocument(http.Request);
        var jwt = isDocument ? http.Request.Query["id_token"].ToString() : Bearer(http.Request);
        if (!sessions.TryRead(jwt, out var token) || !IsSameShop(http.Request, token))
        {
            await Refuse(http, isDocument);
            return;
        }
        var told = Locale(http.Request.Query["locale"]);
        if (await Enter(http, isDocument, token, told) is not { } shop) return;

        if (told is not null) await languages.Remember(shop.Id, token.UserId, told);
        var locale = told ?? await languages.Of(shop.Id, token.UserId) ?? BrowserLocale(http.Request) ?? shop.Locale;
        var context = new AdminContext(shop, token.UserId, locale, http.Request.Query["host"], Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        http.Features.Set(context);
        http.Response.Headers.ContentSecurityPolicy = ContentPolicy.Admin(options, shop.Domain, context.Nonce);
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await next(http);
    }

    /// <returns>Null when the answer is already given.</returns>
    private async Task<Shop?> Enter(HttpContext http, bool isDocument, SessionToken token, string? locale)
    {
        try
        {
            var shop = await directory.ByDomain(token.Shop);
            if (shop is { IsInstalled: true } && tokens.HasTokens(shop))
            {
                if (isDocument) await Seen(http, shop.Id);
                return shop;
            }
            switch (await installation.Install(token.Shop, token.Raw, locale, http.RequestAborted))
            {
                case Installed installed:
                    return installed.Shop;
                case InstallRefused { IsStaleSession: true }:
                    await Refuse(http, isDocument);
                    return null;
            }
        }
        catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied)
        {
            log.LogWarning("{Shop} cannot be let in: {Reason}", token.Shop, failure.Message);
        }
        // A bounce would only come back here, for ever.
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = "5";
        if (isDocument) await Say(http, "Shopify does not answer the app at the moment. Reload the page in a minute.", "Shopify сейчас не отвечает приложению. Обновите страницу через минуту.");
        return null;
    }

    private async Task Seen(HttpContext http, long shopId) =>
        await installs.Seen(http.RequestServices.GetRequiredService<AppDb>(), shopId, clock.GetUtcNow().UtcDateTime);

    private static Task Say(HttpContext http, string english, string russian)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(BrowserLocale(http.Request)?.StartsWith("ru", StringComparison.OrdinalIgnoreCase) == true ? russian : english, http.RequestAborted);
    }

    private async Task Refuse(HttpContext http, bool isDocument)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (isDocument && ShopDomain.IsValid(http.Request.Query["shop"]))
        {
            http.Response.Redirect(BouncePage(http.Request));
            return;
        }
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        http.Response.Headers[RetryHeader] = "1";
        if (isDocument) await Say(http, "This app opens inside your shop's admin. In Shopify choose Apps, then this app.", "Приложение открывается в админке магазина: выберите его в Shopify в разделе «Приложения».");
    }

    private string BouncePage(HttpRequest request)
    {
        var kept = new SignedQuery(request.QueryString.Value).Parameters
            .Where(p => p.Name is not ("id_token" or "shopify-reload")).Select(p => KeyValuePair.Create(p.Name, (string?)p.Value)).ToList();
        var again = QueryHelpers.AddQueryString(options.AppUrl + request.Path, kept);
        return QueryHelpers.AddQueryString("/auth/session-token", [.. kept, new("shopify-reload", again)]);
    }

    /// <summary>Only a page load may bring its token in the query: what changes something must be a fetch with the header, which no other site can send.</summary>
    private static bool IsDocument(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Headers.Authorization.Count == 0;

    private static string? Bearer(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;

    private static bool IsSameShop(HttpRequest request, SessionToken token) =>
        !request.Query.TryGetValue("shop", out var shop) || string.Equals(shop, token.Shop, StringComparison.OrdinalIgnoreCase);

    private static string? BrowserLocale(HttpRequest request) =>
        Locale(request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).FirstOrDefault()?.Value.ToString());

    private static string? Locale(string? text) =>
        text is { Length: >= 2 and <= 35 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? text : null;
}
