namespace RetentionApp.Loyalty;

/// <summary>Names the .resx files beside it: what the ledger says, to shoppers and to the merchant.</summary>
internal sealed class LoyaltyTexts;
