using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Shopify;

namespace RetentionApp.Rewards.Kinds;

/// <summary>
/// One unit of a product for nothing. A percentage would make every unit in the cart free, and "buy X get Y" wants something
/// bought first; so it is the present price off, once, on that product, or that variant, alone.
/// </summary>
internal sealed class FreeProduct : DiscountKind
{
    internal override RewardKind Kind => RewardKind.FreeProduct;
    internal override string Name => "free_product";
    internal override string Icon => "gift";
    // Shopify counts only the goods a discount is for towards its minimum: here the gift itself.
    internal override bool HasMinimum => false;

    internal override string Describe(Reward reward, long amount) => "Free: " + reward.Terms.Products?[0].Title;

    internal override IEnumerable<(string Field, string Problem)> Problems(Reward reward)
    {
        if (reward.Terms.Products is not [_]) yield return ("Products", "Choose the one product that is free.");
    }

    protected override async Task<(object? Variables, string? Refusal)> Input(Asking ask, Redemption r)
    {
        var gift = r.Terms.Products![0];
        if (await Price(ask, gift) is not { } text) return (null, "The product is no longer sold.");
        var price = Money.Parse(text, r.Currency);
        if (price == 0) return (null, "The product costs nothing.");
        var items = gift.Variant is { } variant ? new { products = new { productVariantsToAdd = new[] { Gid.Of("ProductVariant", variant) } } } : Items(r.Terms);
        return (Basic(r, items, new { discountAmount = new { amount = Money.Text(price, r.Currency), appliesOnEachItem = false } }), null);
    }

    /// <summary>Of a product without a chosen variant the lowest price: a higher one would pay for a second unit of a cheaper variant. Null: it is gone.</summary>
    private static async Task<string?> Price(Asking ask, Picked gift)
    {
        var answer = gift.Variant is { } variant ? await ask.Send("VariantPrice", new { id = Gid.Of("ProductVariant", variant) }) : await ask.Send("ProductPrice", new { id = Gid.Of("Product", gift.Id) });
        if (answer is not Ok<JsonElement>(var data)) throw new ShopifyUnavailable("Shopify did not say what the product costs.");
        return gift.Variant is null ? data.Part("product")?.Part("priceRangeV2")?.Part("minVariantPrice")?.Text("amount") : data.Part("productVariant")?.Text("price");
    }
}
