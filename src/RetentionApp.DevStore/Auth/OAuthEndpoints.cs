using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.Auth;

/// <summary>Token exchange, refresh and the authorization-code grant.</summary>
internal static class OAuthEndpoints
{
    private const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string Online = "urn:shopify:params:oauth:token-type:online-access-token";
    private const string Offline = "urn:shopify:params:oauth:token-type:offline-access-token";

    public static void Map(WebApplication web, DevStoreHost host)
    {
        web.MapPost("/{shop}/admin/oauth/access_token", async (string shop, HttpContext http) =>
        {
            if (host.Find(shop) is not { } store) return Results.NotFound();
            var asked = await Fields(http.Request);
            if (asked is null) return Error("invalid_request");
            store.GraphLog.Note("POST access_token", asked.GetValueOrDefault("grant_type", "authorization_code"), store.Clock.Now);
            return Token(store, asked);
        });
        web.MapGet("/{shop}/admin/oauth/authorize", (string shop, HttpContext http) => host.Find(shop) is { } store ? Consent(store, http) : Results.NotFound());
        web.MapPost("/{shop}/admin/oauth/authorize", async (string shop, HttpContext http) => host.Find(shop) is { } store ? await Agreed(store, http) : Results.NotFound());
    }

    /// <summary>The callback address Shopify sends the merchant back to, signed.</summary>
    public static string Callback(Store store, string redirectUri, string state)
    {
        var query = new Dictionary<string, string>
        {
            ["code"] = store.Tokens.MintCode(redirectUri),
            ["host"] = HostParameter(store),
            ["shop"] = store.Domain,
            ["state"] = state,
            ["timestamp"] = new DateTimeOffset(store.Clock.Second).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        query["hmac"] = Signing.Query(store.Host.Options.ApiSecret, query);
        return QueryHelpers.AddQueryString(redirectUri, query!);
    }

    /// <summary>Base64 without padding, as Shopify sends it.</summary>
    public static string HostParameter(Store store) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin.shopify.com/store/{store.Domain.Split('.')[0]}")).TrimEnd('=');

    private static IResult Token(Store store, Dictionary<string, string> asked)
    {
        var options = store.Host.Options;
        // Shopify answers an uninstalled app like one with wrong credentials.
        if (asked.GetValueOrDefault("client_id") != options.ApiKey || asked.GetValueOrDefault("client_secret") != options.ApiSecret || !store.Installed) return Error("invalid_client");
        var expiring = asked.GetValueOrDefault("expiring") == "1";
        switch (asked.GetValueOrDefault("grant_type"))
        {
            case Exchange:
                if (asked.GetValueOrDefault("subject_token_type") != "urn:ietf:params:oauth:token-type:id_token") return Error("invalid_request");
                if (SessionTokens.Check(store, asked.GetValueOrDefault("subject_token", "")) is not { } user) return Error("invalid_subject_token");
                return asked.GetValueOrDefault("requested_token_type") switch
                {
                    Offline => Pair(store, store.Tokens.Acquire(expiring)),
                    Online => OnlineToken(store, user),
                    _ => Error("invalid_request"),
                };
            case "refresh_token":
                return store.Tokens.Renew(asked.GetValueOrDefault("refresh_token", "")) is { } renewed ? Pair(store, renewed) : Error("invalid_grant");
            case null or "" or "authorization_code":
                return store.Tokens.TakeCode(asked.GetValueOrDefault("code", "")) ? Pair(store, store.Tokens.Acquire(expiring)) : Error("invalid_grant");
            default:
                return Error("unsupported_grant_type");
        }
    }

    private static IResult Pair(Store store, TokenPair pair)
    {
        var scope = string.Join(',', store.Scopes);
        return pair.Refresh is null
            ? Results.Json(new { access_token = pair.Access, scope })
            : Results.Json(new
            {
                access_token = pair.Access,
                expires_in = (int)Tokens.AccessLifetime.TotalSeconds,
                refresh_token = pair.Refresh,
                refresh_token_expires_in = (int)Tokens.RefreshLifetime.TotalSeconds,
                scope,
            });
    }

    private static IResult OnlineToken(Store store, string user) => Results.Json(new
    {
        access_token = store.Tokens.MintOnline(),
        scope = string.Join(',', store.Scopes),
        expires_in = 86399,
        associated_user_scope = string.Join(',', store.Scopes),
        associated_user = new { id = long.Parse(user, CultureInfo.InvariantCulture), first_name = "Alex", last_name = "Finch", email = store.Email, email_verified = true, account_owner = true, locale = "en", collaborator = false },
    });

    private static IResult Consent(Store store, HttpContext http)
    {
        var query = http.Request.Query;
        var redirect = query["redirect_uri"].ToString();
        if (query["client_id"] != store.Host.Options.ApiKey) return Pages.Message(store, "Unknown app", "This client_id belongs to no app of the DevStore.", 400);
        if (!redirect.StartsWith(store.Host.AppUrl + "/", StringComparison.Ordinal)) return Pages.Message(store, "Wrong address", "The redirect_uri is not one of the app's.", 400);
        return Pages.Office(store, "Install app", "app", Html.Of($"""
            <section class="card narrow">
              <h2>Retention asks to join {store.Name}</h2>
              <p>It will be able to use: {string.Join(", ", store.Scopes)}.</p>
              <form method="post">
                <input type="hidden" name="redirect_uri" value="{redirect}"><input type="hidden" name="state" value="{query["state"].ToString()}">
                <button class="primary">Install app</button>
              </form>
            </section>
            """));
    }

    private static async Task<IResult> Agreed(Store store, HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var redirect = form["redirect_uri"].ToString();
        if (!redirect.StartsWith(store.Host.AppUrl + "/", StringComparison.Ordinal)) return Results.BadRequest();
        store.Install();
        return Results.Redirect(Callback(store, redirect, form["state"].ToString()));
    }

    private static async Task<Dictionary<string, string>?> Fields(HttpRequest request)
    {
        if (request.HasFormContentType) return (await request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString());
        try
        {
            var fields = await request.ReadFromJsonAsync<Dictionary<string, JsonElement>>();
            return fields?.ToDictionary(field => field.Key, field => field.Value.ToString());
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IResult Error(string error) => Results.Json(new { error }, statusCode: 400);
}
