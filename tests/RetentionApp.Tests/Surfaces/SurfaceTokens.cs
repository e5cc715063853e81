using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetentionApp.Shopify;
using RetentionApp.Tests.Storefront;

namespace RetentionApp.Tests.Surfaces;

/// <summary>Session tokens as Shopify hands them to extensions, and requests that bear them.</summary>
internal static class SurfaceTokens
{
    internal const string Shop = "vases.myshopify.com";
    internal const string Staff = "902541635";

    /// <summary>Of an account or checkout extension; <paramref name="customer"/> null: a guest, whose token has no <c>sub</c>.</summary>
    internal static string Shopper(long? customer = StorefrontHost.Anna, string dest = Shop, Action<JsonObject>? change = null, string secret = "hush") =>
        Signed(secret, change, claims =>
        {
            claims["dest"] = dest;
            if (customer is not null) claims["sub"] = $"gid://shopify/Customer/{customer}";
        });

    /// <summary>Of an extension of the till, which is like one of the admin.</summary>
    internal static string Till(string staff = Staff, string shop = Shop, Action<JsonObject>? change = null) =>
        Signed("hush", change, claims => (claims["iss"], claims["dest"], claims["sub"]) = ($"https://{shop}/admin", $"https://{shop}", staff));

    private static string Signed(string secret, Action<JsonObject>? change, Action<JsonObject> fill)
    {
        var now = new DateTimeOffset(StorefrontHost.Now).ToUnixTimeSeconds();
        var claims = new JsonObject { ["aud"] = "key", ["exp"] = now + 300, ["nbf"] = now, ["iat"] = now, ["jti"] = "6c992878-dbaf-48d1-bb9d-6d9b59814fd1" };
        fill(claims);
        change?.Invoke(claims);
        return new Signatures(secret).SignToken(claims.ToJsonString());
    }

    internal static async Task<HttpResponseMessage> Ask(this StorefrontHost host, string? token, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, "/ext" + path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = JsonContent.Create(body);
        return await host.Http.SendAsync(request);
    }

    internal static async Task<JsonElement> Said(this Task<HttpResponseMessage> answer) => await (await answer).Content.ReadFromJsonAsync<JsonElement>();
}
