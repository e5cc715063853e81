using RetentionApp.Commerce;

namespace RetentionApp.Rewards;

/// <summary>What the goods in a cart come to, as a storefront says it.</summary>
/// <param name="Hundredths">Hundredths of a unit in every currency, yen too: so Shopify's cart counts.</param>
internal sealed record CartWorth(long Hundredths, string Currency)
{
    /// <summary>Minor units; null for a cart in another currency, an empty one, and one beyond reason.</summary>
    internal long? In(string currency) => Hundredths is > 0 and < 1_000_000_000_000 && Currency == currency ? Money.Minor(Hundredths / 100m, currency) : null;
}
