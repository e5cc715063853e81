using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Shopify;

namespace RetentionApp.Rewards.Kinds;

/// <summary>
/// One unit of a product for nothing. A percentage would make every unit in the cart free, and "buy X get Y" wants something
/// bought first; so it is the product's present price off, once, on that product alone.
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
        var answer = await ask.Send("ProductPrice", new { id = Gid.Of("Product", r.Terms.Products![0].Id) });
        if (answer is not Ok<JsonElement>(var data)) throw new ShopifyUnavailable("Shopify did not say what the product costs.");
        if (data.Part("product") is not { } product) return (null, "The product is no longer sold.");
        var price = Money.Parse(product.Part("priceRangeV2")!.Value.Part("maxVariantPrice")!.Value.Text("amount")!, r.Currency);
        if (price == 0) return (null, "The product costs nothing.");
        return (Basic(r, Items(r.Terms), new { discountAmount = new { amount = Money.Text(price, r.Currency), appliesOnEachItem = false } }), null);
    }
}
