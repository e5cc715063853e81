using System.Security.Cryptography;
using System.Text;

namespace RetentionApp.Shops.Keys;

/// <summary>
/// The keys that wrap the key ring, so that a copy of the database alone opens nothing. New wraps use the first; the
/// others (a previous key, one derived from a secret that was rotated) still open what they wrapped.
/// </summary>
internal sealed class WrappingKeys(IReadOnlyList<byte[]> keys)
{
    private const int NonceBytes = 12, TagBytes = 16;

    internal static byte[] Derive(string secret) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, salt: null, info: "RetentionApp key ring"u8.ToArray());

    internal string Wrap(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(keys[0], TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length));
        return Convert.ToBase64String(box);
    }

    /// <exception cref="CryptographicException">None of the keys opens it.</exception>
    internal string Unwrap(string wrapped, out bool isCurrent)
    {
        var box = Convert.FromBase64String(wrapped);
        if (box.Length < NonceBytes + TagBytes) throw new CryptographicException("A wrapped key is too short.");
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        for (var i = 0; i < keys.Count; i++)
        {
            if (!TryOpen(keys[i], box, plain)) continue;
            isCurrent = i == 0;
            return Encoding.UTF8.GetString(plain);
        }
        throw new CryptographicException("The key ring was wrapped with a key that is not configured: set App__PreviousEncryptionKey or Shopify__PreviousApiSecret to the former value.");
    }

    private static bool TryOpen(byte[] key, byte[] box, byte[] plain)
    {
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), plain);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
