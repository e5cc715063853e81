using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace RetentionApp.Shopify.Auth;

internal sealed class ShopifyOAuthOptions : OAuthOptions;

/// <summary>
/// The authorization-code grant, the second way in. What the framework brings: state sealed by Data Protection and bound to
/// a cookie. What Shopify adds: endpoints of the shop itself, the shop inside the state, and a signed callback.
/// </summary>
internal sealed class ShopifyOAuthHandler(ShopifyOptions shopify, Signatures signatures, Installation installation, IOptionsMonitor<ShopifyOAuthOptions> options, ILoggerFactory log, UrlEncoder encoder)
    : OAuthHandler<ShopifyOAuthOptions>(options, log, encoder)
{
    internal const string SchemeName = "Shopify", CallbackPath = "/auth/callback", ShopItem = "shop";

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) =>
        QueryHelpers.AddQueryString(shopify.At(properties.Items[ShopItem]!, "/admin/oauth/authorize").ToString(), new Dictionary<string, string?>
        {
            ["client_id"] = shopify.ApiKey,
            ["scope"] = ShopifyOptions.Scopes,
            ["redirect_uri"] = shopify.AppUrl + CallbackPath,
            ["state"] = Options.StateDataFormat.Protect(properties),
        });

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        var query = new SignedQuery(Request.QueryString.Value);
        if (!signatures.IsOAuthQuery(query)) return HandleRequestResult.Fail("The callback is not signed by Shopify.");
        if (query.Once("shop") is not { } shop || !ShopDomain.IsValid(shop)) return HandleRequestResult.Fail("The callback names no shop.");
        return await base.HandleRemoteAuthenticateAsync();
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        var domain = context.Properties.Items.TryGetValue(ShopItem, out var item) ? item : null;
        if (domain is null || domain != ShopDomain.Read(Request.Query["shop"])) return OAuthTokenResponse.Failed(new InvalidOperationException("The state was given to another shop."));
        return await installation.InstallFromCode(domain, context.Code, Context.RequestAborted) switch
        {
            // The pair is already sealed in the shop's row; the framework gets none of it.
            Installed => OAuthTokenResponse.Success(JsonDocument.Parse("""{"access_token":"stored"}""")),
            InstallRefused refused => OAuthTokenResponse.Failed(new InvalidOperationException(refused.Error)),
            _ => throw new InvalidOperationException(),
        };
    }

    protected override Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens) =>
        Task.FromResult(new AuthenticationTicket(new ClaimsPrincipal(identity), properties, SchemeName));

    /// <summary>The app inside the shop's admin, from the signed <c>host</c> of the callback when it has one.</summary>
    internal static string EmbeddedAddress(ShopifyOptions shopify, string domain, string? host) =>
        Decode(host) is { } admin ? $"{admin}/apps/{shopify.ApiKey}/" : shopify.At(domain, $"/admin/apps/{shopify.ApiKey}/").ToString();

    private static string? Decode(string? host)
    {
        if (string.IsNullOrEmpty(host)) return null;
        try
        {
            // Shopify leaves out the padding.
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(host.TrimEnd('=').Replace('-', '+').Replace('_', '/') + "===="[..((4 - host.TrimEnd('=').Length % 4) % 4)]));
            if (!Uri.TryCreate("https://" + text, UriKind.Absolute, out var address) || address.UserInfo.Length > 0) return null;
            return (address.IsLoopback ? "http://" : "https://") + text.TrimEnd('/');
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
