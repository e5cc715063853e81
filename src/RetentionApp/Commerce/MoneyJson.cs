using System.Runtime.InteropServices;
using System.Text.Json;
using RetentionApp.Shopify;

namespace RetentionApp.Commerce;

/// <summary>Reads amounts out of Shopify's JSON as minor units.</summary>
internal static class MoneyJson
{
    /// <summary>Minor units of <paramref name="currency"/>; 0 when absent.</summary>
    internal static long Money(this JsonElement element, string name, string currency) => element.MoneyOrNull(name, currency) ?? 0;

    internal static long? MoneyOrNull(this JsonElement element, string name, string currency) =>
        element.Part(name) is not { } value ? null : Plain(value, currency) ?? (element.Text(name) is { Length: > 0 } text ? Commerce.Money.Parse(text, currency) : null);

    /// <summary>Shop money of a REST <c>…_set</c>, falling back to the plain field of the same name.</summary>
    internal static long ShopMoney(this JsonElement element, string name, string currency) =>
        element.Part(name + "_set")?.Part("shop_money")?.MoneyOrNull("amount", currency) ?? element.Money(name, currency);

    /// <summary>Shop money of a GraphQL MoneyBag.</summary>
    internal static long Bag(this JsonElement element, string name, string currency) =>
        element.Part(name)?.Part("shopMoney")?.MoneyOrNull("amount", currency) ?? 0;

    /// <summary>The usual form, digits with at most one point, straight from the bytes; null for everything else.</summary>
    private static long? Plain(JsonElement value, string currency)
    {
        var text = JsonMarshal.GetRawUtf8Value(value);
        if (value.ValueKind == JsonValueKind.String) text = text[1..^1];
        if (text.IsEmpty || text.Length > 15) return null;
        var (amount, decimals) = (0L, -1);
        foreach (var letter in text)
        {
            if (letter == '.' && decimals < 0) decimals = 0;
            else if (letter is < (byte)'0' or > (byte)'9') return null;
            else
            {
                amount = amount * 10 + (letter - '0');
                if (decimals >= 0) decimals++;
            }
        }
        var missing = Commerce.Money.Decimals(currency) - Math.Max(0, decimals);
        for (; missing > 0; missing--) amount *= 10;
        // Digits beyond the minor unit are left to the exact way unless they are noughts.
        for (; missing < 0; missing++)
        {
            if (amount % 10 != 0) return null;
            amount /= 10;
        }
        return amount;
    }
}
