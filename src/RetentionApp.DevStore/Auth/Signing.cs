using System.Security.Cryptography;
using System.Text;

namespace RetentionApp.DevStore.Auth;

/// <summary>Shopify's signatures, written apart from the app's on purpose: two implementations that must agree.</summary>
internal static class Signing
{
    public static string Webhook(string secret, byte[] body) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>OAuth and app-home queries: sorted pairs joined by an ampersand.</summary>
    public static string Query(string secret, IEnumerable<KeyValuePair<string, string>> pairs) =>
        Hex(secret, string.Join('&', pairs.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal)));

    /// <summary>App proxy: repeated keys joined by a comma, pairs sorted and joined by nothing.</summary>
    public static string Proxy(string secret, IEnumerable<KeyValuePair<string, string>> pairs) =>
        Hex(secret, string.Concat(pairs.GroupBy(pair => pair.Key).Select(group => $"{group.Key}={string.Join(',', group.Select(pair => pair.Value))}").Order(StringComparer.Ordinal)));

    /// <summary>The app's webhooks to a merchant's system: any v1 of the header may fit.</summary>
    public static bool IsHook(string secret, string header, string body)
    {
        var parts = header.Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToList();
        var time = parts.Find(part => part[0] == "t")?[1];
        return time is not null && parts.Any(part => part[0] == "v1" && part[1] == Hex(secret, $"{time}.{body}"));
    }

    private static string Hex(string secret, string message) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(message)));
}
