using System.Text.Json.Serialization;

namespace RetentionApp.Commerce;

/// <summary>What an order's points are computed from. All money in minor units of the order's currency.</summary>
internal sealed record OrderFacts
{
    public OrderLine[] Lines { get; init; } = [];
    /// <summary>Whether line prices and shipping already hold their tax.</summary>
    public bool TaxesIncluded { get; init; }
    /// <summary>Shipping after discounts, as ordered.</summary>
    public long Shipping { get; init; }
    public long ShippingTax { get; init; }
    /// <summary>Tips that no line stands for.</summary>
    public long Tip { get; init; }
    /// <summary>What is known to have been paid with gift cards; refunds to them do not lower it.</summary>
    public long GiftCardPaid { get; init; }
    /// <summary>What is known to have been paid with store credit.</summary>
    public long StoreCreditPaid { get; init; }
    /// <summary>Refunds that the lines' <see cref="OrderLine.Current"/> already reflects.</summary>
    public long[] RefundIds { get; init; } = [];
    public string[] DiscountCodes { get; init; } = [];
    public string? Locale { get; init; }
    public string? Source { get; init; }

    /// <summary>What the order cost as ordered, lines added later included: everything that had to be paid for.</summary>
    internal long Cost => Tip + Shipping + (TaxesIncluded ? 0 : ShippingTax) + Lines.Sum(line => line.Price * line.Quantity - line.Discount + (TaxesIncluded ? 0 : line.Tax));

    /// <summary>With what is known of payments beside what was known: each source may know only some of them, none too many.</summary>
    internal OrderFacts WithPayments(long giftCard, long storeCredit) => giftCard <= GiftCardPaid && storeCredit <= StoreCreditPaid ? this
        : this with { GiftCardPaid = Math.Max(giftCard, GiftCardPaid), StoreCreditPaid = Math.Max(storeCredit, StoreCreditPaid) };
}

/// <param name="Current">Units still sold after refunds, returns and edits; null where the source does not say.</param>
/// <param name="Price">One unit before discounts.</param>
/// <param name="Discount">All discounts on the whole line, its part of order discounts included.</param>
/// <param name="Tax">Tax on the whole line.</param>
internal sealed record OrderLine(
    long Id, long? ProductId, long? VariantId, string Title, int Quantity, int? Current, long Price, long Discount, long Tax, bool IsGiftCard, bool IsTip, string? Vendor = null);

/// <param name="Lines">The units that went back; null where the source cannot say, then the lines of the order tell.</param>
/// <param name="Adjustment">Money refunded beyond what the units were worth, goodwill for example; null where the source does not say.</param>
/// <param name="Shipping">Shipping refunded, with its tax.</param>
/// <param name="Money">All money that went back; null where unknown.</param>
internal sealed record RefundFacts(long Id, DateTime? CreatedAt, RefundedLine[]? Lines, long? Adjustment, long Shipping, long? Money);

/// <param name="Amount">What the units were worth, tax included.</param>
internal sealed record RefundedLine(long LineId, int Quantity, long Amount);

[JsonSerializable(typeof(OrderFacts))]
[JsonSerializable(typeof(RefundFacts))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class FactsJson : JsonSerializerContext;
