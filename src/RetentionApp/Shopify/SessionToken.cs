using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace RetentionApp.Shopify;

/// <summary>A verified session token. <paramref name="UserId"/> is the staff member in the admin, the customer's gid or empty in storefront extensions.</summary>
internal sealed record SessionToken(string Shop, string UserId, DateTime ExpiresAt, string Raw)
{
    public override string ToString() => $"session of {UserId} at {Shop}";
}

/// <summary>Reads and verifies session tokens: HS256 only, for this app, in time, issued by the shop they are for.</summary>
internal sealed class SessionTokens(ShopifyOptions options, Signatures signatures, TimeProvider clock)
{
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);

    /// <summary>For tokens of App Home: <c>dest</c> and <c>iss</c> are addresses of the same shop.</summary>
    internal bool TryRead(string? jwt, [NotNullWhen(true)] out SessionToken? token)
    {
        token = null;
        if (Verified(jwt) is not { } claims || HostOf(Text(claims, "dest"), bareToo: false) is not { } host || HostOf(Text(claims, "iss"), bareToo: false) != host) return false;
        if (ShopDomain.Read(host) is not { } shop || Text(claims, "sub") is not { Length: > 0 } user) return false;
        token = new SessionToken(shop, user, ExpiryOf(claims), jwt!);
        return true;
    }

    /// <summary>For tokens of checkout and customer-account extensions: <c>dest</c> may be a bare domain, <c>sub</c> is absent for a guest. They cannot be exchanged.</summary>
    internal bool TryReadExtension(string? jwt, [NotNullWhen(true)] out SessionToken? token)
    {
        token = null;
        if (Verified(jwt) is not { } claims || ShopDomain.Read(HostOf(Text(claims, "dest"), bareToo: true)) is not { } shop) return false;
        if (Text(claims, "iss") is { } issuer && HostOf(issuer, bareToo: true) != shop) return false;
        token = new SessionToken(shop, Text(claims, "sub") ?? "", ExpiryOf(claims), jwt!);
        return true;
    }

    /// <summary>The claims of a token that is ours, in time and issued by the shop it names; not yet whether that is a real shop domain.</summary>
    internal JsonElement? Verified(string? jwt)
    {
        if (jwt is not { Length: > 0 and < 8192 } || jwt.Split('.') is not [var head, var body, var tail]) return null;
        if (Decode(tail) is not { } signature || !signatures.IsToken(jwt.AsSpan(0, head.Length + 1 + body.Length), signature)) return null;
        if (Parse(head) is not { } header || Text(header, "alg") != "HS256" || Parse(body) is not { } claims) return null;
        return IsForUs(claims) && IsInTime(claims) ? claims : null;
    }

    private bool IsForUs(JsonElement claims) => claims.TryGetProperty("aud", out var audience) && audience.ValueKind switch
    {
        JsonValueKind.String => audience.GetString() == options.ApiKey,
        JsonValueKind.Array => audience.EnumerateArray().Any(a => a.ValueKind == JsonValueKind.String && a.GetString() == options.ApiKey),
        _ => false,
    };

    private bool IsInTime(JsonElement claims)
    {
        var now = clock.GetUtcNow();
        return Seconds(claims, "exp") is { } expires && now < DateTimeOffset.FromUnixTimeSeconds(expires) + Leeway
            && (!claims.TryGetProperty("nbf", out _) || (Seconds(claims, "nbf") is { } begins && now >= DateTimeOffset.FromUnixTimeSeconds(begins) - Leeway));
    }

    private static DateTime ExpiryOf(JsonElement claims) => DateTimeOffset.FromUnixTimeSeconds(Seconds(claims, "exp")!.Value).UtcDateTime;

    private static string? HostOf(string? address, bool bareToo)
    {
        if (address is null) return null;
        if (bareToo && !address.Contains('/')) return address.ToLowerInvariant();
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == "https" && uri.IsDefaultPort && uri.UserInfo.Length == 0 ? uri.Host : null;
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
            && seconds is >= 0 and < 253_402_300_000 ? (long)seconds : null;

    private static JsonElement? Parse(string part)
    {
        try
        {
            if (Decode(part) is not { } bytes) return null;
            var element = JsonElement.Parse(bytes);
            return element.ValueKind == JsonValueKind.Object ? element : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? Decode(string part)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        return Base64Url.IsValid(part) && Base64Url.TryDecodeFromChars(part, bytes, out var length) ? bytes[..length] : null;
    }
}
