namespace RetentionApp.Storefront;

/// <summary>Names the .resx files beside it: what a shopper reads.</summary>
internal sealed class StorefrontTexts;
