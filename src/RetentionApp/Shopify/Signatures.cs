using System.Security.Cryptography;
using System.Text;

namespace RetentionApp.Shopify;

/// <summary>
/// Everything that is signed with the app's client secret, and the only code that computes an HMAC. The previous secret
/// is accepted too; new signatures use the current one. Comparisons take constant time.
/// </summary>
internal sealed class Signatures(string secret, string? previousSecret = null)
{
    private readonly byte[][] keys = previousSecret is null ? [Encoding.UTF8.GetBytes(secret)] : [Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(previousSecret)];

    internal Signatures(ShopifyOptions options) : this(options.ApiSecret, options.PreviousApiSecret) { }

    /// <summary>Whether <paramref name="header"/> (<c>X-Shopify-Hmac-Sha256</c>) signs exactly these bytes.</summary>
    internal bool IsWebhook(ReadOnlySpan<byte> body, string? header)
    {
        Span<byte> given = stackalloc byte[33];
        return header is not null && Convert.TryFromBase64String(header, given, out var length) && Fits(body, given[..length]);
    }

    internal bool IsProxyQuery(string? query) => IsProxyQuery(new SignedQuery(query));

    internal bool IsProxyQuery(SignedQuery query) =>
        query.Once("signature") is { } signature && FitsHex(ProxyMessage(query), signature);

    internal bool IsOAuthQuery(string? query) => IsOAuthQuery(new SignedQuery(query));

    /// <summary>
    /// For install and callback requests. Shopify's documentation signs plain values and its libraries percent-encoded
    /// ones; both are accepted, the plain form only where it cannot be read in two ways.
    /// </summary>
    internal bool IsOAuthQuery(SignedQuery query)
    {
        if (query.Once("hmac") is not { } hmac) return false;
        var matches = false;
        foreach (var message in OAuthMessages(query).Distinct()) matches |= FitsHex(message, hmac);
        return matches;
    }

    /// <param name="signed">Header and claims with the dot between them, as sent.</param>
    internal bool IsToken(ReadOnlySpan<char> signed, ReadOnlySpan<byte> signature) => Fits(Encoding.UTF8.GetBytes(signed.ToArray()), signature);

    internal string SignWebhook(ReadOnlySpan<byte> body) => Convert.ToBase64String(HMACSHA256.HashData(keys[0], body));

    /// <returns>The value of <c>signature</c> for these parameters.</returns>
    internal string SignProxyQuery(IEnumerable<KeyValuePair<string, string>> parameters) => Hex(ProxyMessage(new SignedQuery(parameters)));

    /// <returns>The value of <c>hmac</c> for these parameters.</returns>
    internal string SignOAuthQuery(IEnumerable<KeyValuePair<string, string>> parameters) =>
        Hex(OAuthMessage(new SignedQuery(parameters), Uri.EscapeDataString, Uri.EscapeDataString));

    /// <returns>A complete token with these claims, as App Bridge would hand it out.</returns>
    internal string SignToken(string claims)
    {
        var signed = Base64Url("""{"alg":"HS256","typ":"JWT"}"""u8) + "." + Base64Url(Encoding.UTF8.GetBytes(claims));
        return signed + "." + Base64Url(HMACSHA256.HashData(keys[0], Encoding.UTF8.GetBytes(signed)));
    }

    /// <summary>What we sign with a merchant's own secret: <c>HMAC-SHA256(secret, "{seconds}.{body}")</c> in lower-case hex.</summary>
    /// <param name="seconds">Unix time of sending, so that a receiver can refuse what is old.</param>
    internal static string SignHook(string secret, long seconds, string body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seconds}.{body}"))));

    private static string Base64Url(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private string Hex(string message) => Convert.ToHexStringLower(HMACSHA256.HashData(keys[0], Encoding.UTF8.GetBytes(message)));

    private bool Fits(ReadOnlySpan<byte> message, ReadOnlySpan<byte> given)
    {
        Span<byte> computed = stackalloc byte[32];
        var matches = false;
        foreach (var key in keys)
        {
            HMACSHA256.HashData(key, message, computed);
            matches |= CryptographicOperations.FixedTimeEquals(computed, given);
        }
        return matches;
    }

    private bool FitsHex(string message, string hex)
    {
        Span<byte> given = stackalloc byte[32];
        if (hex.Length != 64 || Convert.FromHexString(hex, given, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        var size = Encoding.UTF8.GetMaxByteCount(message.Length);
        Span<byte> bytes = size <= 1024 ? stackalloc byte[size] : new byte[size];
        return Fits(bytes[..Encoding.UTF8.GetBytes(message, bytes)], given);
    }

    /// <summary>Decoded <c>name=value</c> texts, repeated names joined by commas, sorted, with nothing between them.</summary>
    private static string ProxyMessage(SignedQuery query)
    {
        var parts = new List<string>(query.Parameters.Count);
        for (var i = 0; i < query.Parameters.Count; i++)
        {
            var (name, value) = (query.Parameters[i].Name, query.Parameters[i].Value);
            if (name == "signature" || IsRepeat(query, i)) continue;
            for (var j = i + 1; j < query.Parameters.Count; j++)
                if (query.Parameters[j].Name == name) value = value + "," + query.Parameters[j].Value;
            parts.Add(name + "=" + value);
        }
        parts.Sort(StringComparer.Ordinal);
        return string.Concat(parts);
    }

    private static bool IsRepeat(SignedQuery query, int index)
    {
        for (var i = 0; i < index; i++)
            if (query.Parameters[i].Name == query.Parameters[index].Name) return true;
        return false;
    }

    private static IEnumerable<string> OAuthMessages(SignedQuery query)
    {
        static string Unchanged(string text) => text;
        static string Value(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("&", "%26", StringComparison.Ordinal);
        static string Name(string text) => Value(text).Replace("=", "%3D", StringComparison.Ordinal);

        yield return OAuthMessage(query, Name, Value);
        yield return OAuthMessage(query, Uri.EscapeDataString, Uri.EscapeDataString);
        yield return string.Join('&', query.Parameters.Where(IsSigned).Select(pair => pair.AsSent).Order(StringComparer.Ordinal));
        if (!query.Parameters.Any(pair => pair.Value.Contains('&') || pair.Name.Contains('&') || pair.Name.Contains('=')))
            yield return OAuthMessage(query, Unchanged, Unchanged);
    }

    /// <summary>Sorted <c>name=value</c> texts joined by <c>&amp;</c>; a list <c>ids[]=2&amp;ids[]=1</c> is signed as <c>ids=["2", "1"]</c>.</summary>
    private static string OAuthMessage(SignedQuery query, Func<string, string> name, Func<string, string> value) =>
        string.Join('&', query.Parameters.Where(IsSigned).GroupBy(pair => pair.Name)
            .SelectMany(group => group.Key.EndsWith("[]", StringComparison.Ordinal)
                ? [name(group.Key[..^2]) + "=[" + string.Join(", ", group.Select(pair => "\"" + value(pair.Value) + "\"")) + "]"]
                : group.Select(pair => name(pair.Name) + "=" + value(pair.Value)))
            .Order(StringComparer.Ordinal));

    private static bool IsSigned(SignedQuery.Parameter pair) => pair.Name is not ("hmac" or "signature");
}
