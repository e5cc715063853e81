using System.Security.Cryptography;

namespace RetentionApp.Rewards;

internal static class Codes
{
    /// <summary>Letters and digits that cannot be mistaken for one another.</summary>
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>Ten random characters, 32¹⁰ of them, so a guess is hopeless; behind the merchant's prefix where there is one.</summary>
    internal static string New(string? prefix = null)
    {
        var text = RandomNumberGenerator.GetString(Letters, 10);
        return $"{(string.IsNullOrEmpty(prefix) ? "" : prefix + "-")}{text[..5]}-{text[5..]}";
    }

    /// <summary>Sixteen characters without a dash, as gift cards have them.</summary>
    internal static string Card() => RandomNumberGenerator.GetString(Letters, 16);

    internal static bool IsPrefix(string text) => text.Length <= 10 && text.All(c => c is >= 'A' and <= 'Z' or >= '0' and <= '9');
}
