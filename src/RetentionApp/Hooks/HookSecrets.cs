using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace RetentionApp.Hooks;

/// <summary>An endpoint's signing secrets at rest: sealed, bound to the shop.</summary>
internal sealed class HookSecrets(IDataProtectionProvider protection)
{
    /// <summary>256 random bits, as the merchant copies them.</summary>
    internal static string New() => "whsec_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    internal string Seal(long shopId, string secret) => Protector(shopId).Protect(secret);

    /// <summary>Null when the key ring cannot open it any more: a new secret must be made.</summary>
    internal string? Open(long shopId, string sealedText)
    {
        try
        {
            return Protector(shopId).Unprotect(sealedText);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Protector(long shopId) => protection.CreateProtector("hook secrets", shopId.ToString(CultureInfo.InvariantCulture));
}
