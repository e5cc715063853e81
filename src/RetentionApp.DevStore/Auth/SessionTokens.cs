using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Auth;

/// <summary>The one-minute JWT that App Bridge hands to the app.</summary>
internal static class SessionTokens
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    public static string Mint(Store store, string user = "902541635", TimeSpan? lifetime = null)
    {
        var now = new DateTimeOffset(store.Clock.Second).ToUnixTimeSeconds();
        return Signed(store, new Dictionary<string, object>
        {
            ["iss"] = $"https://{store.Domain}/admin",
            ["dest"] = $"https://{store.Domain}",
            ["aud"] = store.Host.Options.ApiKey,
            ["sub"] = user,
            ["exp"] = now + (long)(lifetime ?? TimeSpan.FromMinutes(1)).TotalSeconds,
            ["nbf"] = now,
            ["iat"] = now,
            ["jti"] = Guid.NewGuid().ToString(),
            ["sid"] = $"devstore-session-{user}",
            ["sig"] = "devstore",
        });
    }

    /// <summary>The token of account and checkout extensions: a bare domain, five minutes, and no <c>sub</c> for a guest.</summary>
    public static string MintForShopper(Store store, long? customer)
    {
        var now = new DateTimeOffset(store.Clock.Second).ToUnixTimeSeconds();
        var claims = new Dictionary<string, object> { ["dest"] = store.Domain, ["aud"] = store.Host.Options.ApiKey, ["exp"] = now + 300, ["nbf"] = now, ["iat"] = now, ["jti"] = Guid.NewGuid().ToString() };
        if (customer is not null) claims["sub"] = $"gid://shopify/Customer/{customer}";
        return Signed(store, claims);
    }

    private static string Signed(Store store, Dictionary<string, object> claims)
    {
        var signed = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(Mac(store, signed))}";
    }

    /// <summary>The user the token speaks for, or null when it is not one of this shop's valid tokens.</summary>
    public static string? Check(Store store, string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || parts[0] != Header) return null;
        try
        {
            if (!CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(parts[2]), Mac(store, $"{parts[0]}.{parts[1]}"))) return null;
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var root = claims.RootElement;
            var now = new DateTimeOffset(store.Clock.Second).ToUnixTimeSeconds();
            if (root.GetProperty("aud").GetString() != store.Host.Options.ApiKey || root.GetProperty("dest").GetString() != $"https://{store.Domain}") return null;
            if (root.GetProperty("exp").GetInt64() < now - 10 || root.GetProperty("nbf").GetInt64() > now + 10) return null;
            return root.GetProperty("sub").GetString();
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static byte[] Mac(Store store, string signed) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(store.Host.Options.ApiSecret), Encoding.UTF8.GetBytes(signed));
}
