using System.Text.Json;
using RetentionApp.Shopify;

namespace RetentionApp.Commerce;

/// <summary>Reads amounts out of Shopify's JSON as minor units.</summary>
internal static class MoneyJson
{
    /// <summary>Minor units of <paramref name="currency"/>; 0 when absent.</summary>
    internal static long Money(this JsonElement element, string name, string currency) => element.MoneyOrNull(name, currency) ?? 0;

    internal static long? MoneyOrNull(this JsonElement element, string name, string currency) =>
        element.Text(name) is { Length: > 0 } text ? Commerce.Money.Parse(text, currency) : null;

    /// <summary>Shop money of a REST <c>…_set</c>, falling back to the plain field of the same name.</summary>
    internal static long ShopMoney(this JsonElement element, string name, string currency) =>
        element.Part(name + "_set")?.Part("shop_money")?.MoneyOrNull("amount", currency) ?? element.Money(name, currency);

    /// <summary>Shop money of a GraphQL MoneyBag.</summary>
    internal static long Bag(this JsonElement element, string name, string currency) =>
        element.Part(name)?.Part("shopMoney")?.MoneyOrNull("amount", currency) ?? 0;
}
