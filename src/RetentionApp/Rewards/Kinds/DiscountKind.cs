using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Shopify;

namespace RetentionApp.Rewards.Kinds;

/// <summary>A native discount code, single use and this customer's only. By its title we know our own when the code exists already.</summary>
internal abstract class DiscountKind : KindOfReward
{
    internal override bool IsDiscount => true;

    protected virtual (string Operation, string Answer) Mutation => ("DiscountCreate", "discountCodeBasicCreate");

    /// <summary>The variables of the mutation, or why Shopify's own state does not allow it.</summary>
    protected abstract Task<(object? Variables, string? Refusal)> Input(Asking ask, Redemption r);

    internal override async Task<Making> Make(Asking ask, Redemption r)
    {
        // The answer to an earlier attempt may have been lost: what it made is ours.
        if (r.Attempts > 1 && await LookUp(ask, r) is { } found) return found;
        var (variables, refusal) = await Input(ask, r);
        if (variables is null) return new Making.Refused(refusal!);
        return await ask.Send(Mutation.Operation, variables) switch
        {
            Ok<JsonElement>(var data) when data.Part(Mutation.Answer)?.Part("codeDiscountNode")?.Text("id") is { } id => new Making.Made(id),
            Refused<JsonElement> refused when refused.Has("TAKEN") => await LookUp(ask, r) ?? new Making.CodeTaken(),
            Refused<JsonElement> refused => new Making.Refused(refused.Reason),
            _ => throw new ShopifyUnavailable("Shopify neither made the discount nor said why.", maybeDone: true),
        };
    }

    internal override async Task<SwitchedOff> SwitchOff(Asking ask, Redemption r, bool isOver)
    {
        if (!isOver) await ask.Send("DiscountDeactivate", new { id = r.DiscountId });
        // A refusal to switch it off, for one that is gone already for example, shows in what follows.
        if (await ask.Send("DiscountUse", new { id = r.DiscountId, orders = "discount_code:" + r.Code }) is not Ok<JsonElement>(var data)) throw new ShopifyUnavailable("Shopify did not say whether the code was used.");
        var order = data.Part("orders")?.Items("nodes").Select(node => Gid.Number(node.Text("id"))).FirstOrDefault();
        var discount = data.Part("codeDiscountNode")?.Part("codeDiscount");
        if (order is not null || discount?.Long("asyncUsageCount") > 0) return new SwitchedOff.Used(order);
        return discount is null || discount.Value.Text("status") == "EXPIRED" ? new SwitchedOff.Unused() : throw new ShopifyUnavailable("The code can still be used in Shopify.");
    }

    /// <summary>Null when no such code exists.</summary>
    private static async Task<Making?> LookUp(Asking ask, Redemption r)
    {
        var answer = await ask.Send("DiscountByCode", new { code = r.Code });
        if (answer is not Ok<JsonElement>(var data) || data.Part("codeDiscountNodeByCode") is not { } node) return null;
        return node.Part("codeDiscount")?.Text("title") == r.Title ? new Making.Made(node.Text("id")!) : new Making.CodeTaken();
    }

    /// <summary>A discount on goods. Its class follows from the items: some of them make it a product discount, all an order discount.</summary>
    protected static object Basic(Redemption r, object items, object value) => new { discount = new Dictionary<string, object?>(Common(r)) { ["customerGets"] = new { items, value } } };

    /// <summary>What holds for a discount of any class: whose it is, how often, from when to when, with what else.</summary>
    protected static Dictionary<string, object?> Common(Redemption r, bool isShipping = false)
    {
        var (products, orders) = ((r.Combines & 1) != 0, (r.Combines & 2) != 0);
        return new Dictionary<string, object?>
        {
            ["title"] = r.Title,
            ["code"] = r.Code,
            ["startsAt"] = r.CreatedAt,
            ["endsAt"] = r.ExpiresAt,
            ["usageLimit"] = 1,
            ["appliesOncePerCustomer"] = true,
            ["context"] = new { customers = new { add = new[] { Gid.Of("Customer", r.CustomerId) } } },
            // Two shipping discounts never combine, so a shipping discount has no such flag.
            ["combinesWith"] = isShipping ? new { productDiscounts = products, orderDiscounts = orders } : new { productDiscounts = products, orderDiscounts = orders, shippingDiscounts = (r.Combines & 4) != 0 },
            ["minimumRequirement"] = r.MinimumSubtotal is { } minimum ? new { subtotal = new { greaterThanOrEqualToSubtotal = Money.Text(minimum, r.Currency) } } : null,
        };
    }

    protected static object Items(RewardDetails terms) =>
        terms.Products is { Count: > 0 } products ? new { products = new { productsToAdd = products.Select(product => Gid.Of("Product", product.Id)) } }
        : terms.Collections is { Count: > 0 } collections ? new { collections = new { add = collections.Select(collection => Gid.Of("Collection", collection.Id)) } }
        : new { all = true };
}
