namespace RetentionApp.DevStore.State;

/// <summary>How codes act at the checkout.</summary>
internal sealed partial class Store
{
    /// <summary>What codes would take off these goods and off shipping, or the reason they may not be used. Several are separated by commas.</summary>
    public (long Off, long ShippingOff, string? Refusal) TryCode(string codes, Customer? customer, IReadOnlyList<Wanted> wanted) => Read(() =>
    {
        var lines = wanted.Select(one => new Line { Product = one.Product, Quantity = one.Quantity, Price = one.UnitPrice, Variant = one.Variant }).ToArray();
        try
        {
            var discounts = Usable(codes, customer, lines, ShippingPrice, Clock.Now);
            Spread(lines, discounts);
            return (lines.Sum(line => line.Discount), discounts.Any(one => one.IsFreeShipping) ? ShippingPrice : 0, (string?)null);
        }
        catch (StoreRefusal refusal)
        {
            return (0L, 0L, refusal.Message);
        }
    });

    private IReadOnlyList<Discount> Usable(string? codes, Customer? customer, Line[] lines, long shipping, DateTime now)
    {
        var found = (codes ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(code => Discounts.GetValueOrDefault(code) ?? throw new StoreRefusal("There is no such code.")).Distinct().ToList();
        foreach (var discount in found)
        {
            var mine = lines.Where(line => IsFor(discount, line)).ToList();
            if (discount.Refusal(customer, mine.Sum(line => line.Price * line.Quantity), mine.Sum(line => line.Quantity), shipping, Currency, now) is { } refusal) throw new StoreRefusal(refusal);
            if (found.Any(other => other != discount && !discount.CombinesWith(other))) throw new StoreRefusal("These codes cannot be used together.");
        }
        // Off single products first, then off what is left of the order.
        return [.. found.OrderBy(discount => discount.Class == DiscountClass.Order)];
    }

    /// <summary>Gift cards are never discounted.</summary>
    private bool IsFor(Discount discount, Line line) =>
        !line.Product.IsGiftCard && (discount.IsForAll || discount.Products?.Contains(line.Product.Id) == true || discount.Variants?.Contains(line.Product.VariantId + line.Variant) == true || InCollections(discount, line.Product));

    private bool InCollections(Discount discount, Product product) => discount.Collections?.Any(id => Collections.GetValueOrDefault(id)?.Products.Contains(product.Id) == true) == true;

    // The last line takes what rounding left over.
    private void Spread(Line[] lines, IReadOnlyList<Discount> discounts)
    {
        foreach (var discount in discounts)
        {
            var open = lines.Sum(line => IsFor(discount, line) ? line.Price * line.Quantity - line.Discount : 0);
            var left = discount.Off(open);
            foreach (ref var line in lines.AsSpan())
            {
                if (!IsFor(discount, line) || open == 0) continue;
                var gross = line.Price * line.Quantity - line.Discount;
                var part = (long)((Int128)left * gross / open);
                line.Discount += part;
                left -= part;
                open -= gross;
            }
        }
    }
}
