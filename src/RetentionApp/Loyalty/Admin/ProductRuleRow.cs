using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>One product rule as a row of the form.</summary>
/// <param name="Id">Of the field, so that a mistake can lead there; null in the pattern that new rows are made from.</param>
internal sealed record ProductRuleRow(ProductMatch Match, string Value, string? Label, string? Times, string? Id, string? Error)
{
    internal static string Kind(AdminText t, ProductMatch match) => match switch
    {
        ProductMatch.Product => t["Product"],
        ProductMatch.Collection => t["Collection"],
        ProductMatch.Vendor => t["Vendor"],
        _ => t["Tag"],
    };
}
