using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace RetentionApp.Rewards;

/// <summary>
/// Texts for addresses that nobody else can make or change: sealed with the app's own keys, good for one shop and one
/// purpose until a day. Nothing is stored for them.
/// </summary>
internal sealed class SealedLinks(IDataProtectionProvider protection, TimeProvider clock)
{
    private const int Longest = 1000;

    internal string Seal(string purpose, long shopId, DateTime until, params ReadOnlySpan<long> numbers)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{shopId}|{new DateTimeOffset(until).ToUnixTimeSeconds()}|{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        foreach (var number in numbers) text += "|" + number.ToString(CultureInfo.InvariantCulture);
        return protection.CreateProtector("Rewards.Link", purpose).Protect(text);
    }

    /// <returns>Null when it is not ours, was made for another shop or purpose, or its time is over.</returns>
    internal OpenedLink? Open(string purpose, long shopId, string token)
    {
        if (token.Length is 0 or > Longest) return null;
        try
        {
            var parts = protection.CreateProtector("Rewards.Link", purpose).Unprotect(token).Split('|');
            var (shop, until) = (Number(parts[0]), DateTimeOffset.FromUnixTimeSeconds(Number(parts[1])));
            return shop == shopId && until > clock.GetUtcNow() ? new OpenedLink(parts[2], until.UtcDateTime, [.. parts[3..].Select(Number)]) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}

/// <param name="Nonce">Different for every link that was made.</param>
internal sealed record OpenedLink(string Nonce, DateTime Until, long[] Numbers);
