using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace RetentionApp.Storefront;

/// <summary>
/// Proves that a form without JavaScript came from our own page, shown to this customer: the proxy passes no cookies, and
/// its signature says who asks but not that they meant to. The nonce inside makes each page's wishes idempotent.
/// </summary>
internal sealed class FormTokens(IDataProtectionProvider protection)
{
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Storefront.Form").ToTimeLimitedDataProtector();

    internal FormToken Issue(long shopId, long customerId)
    {
        var nonce = RandomNumberGenerator.GetHexString(24, lowercase: true);
        return new FormToken(protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{shopId}|{customerId}|{nonce}"), TimeSpan.FromHours(2)), nonce);
    }

    /// <returns>Null when the token is not ours, too old, or was made for somebody else.</returns>
    internal FormToken? Read(string? text, long shopId, long customerId)
    {
        if (text is not { Length: > 0 and < 2000 }) return null;
        try
        {
            return protector.Unprotect(text).Split('|') is [var shop, var customer, var nonce]
                && shop == shopId.ToString(CultureInfo.InvariantCulture) && customer == customerId.ToString(CultureInfo.InvariantCulture) ? new FormToken(text, nonce) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

internal sealed record FormToken(string Text, string Nonce)
{
    /// <summary>One wish per page and reward: a form sent twice is the same wish.</summary>
    internal string Key(long rewardId) => string.Create(CultureInfo.InvariantCulture, $"page-{Nonce}-{rewardId}");
}
