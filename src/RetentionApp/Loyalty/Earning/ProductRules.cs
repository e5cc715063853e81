using System.Globalization;
using RetentionApp.Commerce;

namespace RetentionApp.Loyalty.Earning;

/// <summary>Which product rule decides for a line of an order: the first that fits.</summary>
internal static class ProductRules
{
    /// <param name="product">Null while nothing is known of the line's product beyond what the line says.</param>
    /// <returns>The rule's place, or <see cref="OrderTerms.NoRule"/>; not sure where an earlier rule might fit once the product is known.</returns>
    internal static (int Rule, bool IsSure) Fit(IReadOnlyList<ProductRule> rules, OrderLine line, ProductFact? product)
    {
        var isSure = true;
        for (var place = 0; place < rules.Count; place++)
        {
            var fits = Fits(rules[place], line, product);
            if (fits is true) return (place, isSure);
            isSure &= fits is not null;
        }
        return (OrderTerms.NoRule, isSure);
    }

    /// <summary>The collections that some rule names.</summary>
    internal static List<long> Collections(IReadOnlyList<ProductRule> rules) =>
        rules.Where(rule => rule.Match == ProductMatch.Collection).Select(rule => Number(rule.Value)).OfType<long>().Distinct().ToList();

    internal static long? Number(string value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Null where it cannot be said yet.</summary>
    private static bool? Fits(ProductRule rule, OrderLine line, ProductFact? product)
    {
        if (rule.Match == ProductMatch.Product) return line.ProductId is not null && line.ProductId == Number(rule.Value);
        if (rule.Match == ProductMatch.Vendor && (line.Vendor ?? product?.Vendor) is { } vendor) return string.Equals(vendor, rule.Value.Trim(), StringComparison.OrdinalIgnoreCase);
        // A line without a product, deleted or written by hand, will never be known better.
        if (line.ProductId is null) return false;
        return rule.Match switch
        {
            ProductMatch.Vendor => product is null ? null : false,
            ProductMatch.Tag => product is null ? null : product.Tags.Contains(rule.Value.Trim(), StringComparer.OrdinalIgnoreCase),
            ProductMatch.Collection => product?.Collections is not { } collections ? null : Number(rule.Value) is { } id && collections.Contains(id),
            _ => false,
        };
    }
}
