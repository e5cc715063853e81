namespace RetentionApp.DevStore.State;

/// <summary>One order line. A struct in an array: a history of half a million lines must stay small.</summary>
internal struct Line
{
    public long Id;
    public Product Product;
    public int Quantity;

    /// <summary>What is left after refunds and edits.</summary>
    public int Current;
    public int Fulfilled;

    /// <summary>Position among the product's variants.</summary>
    public byte Variant;
    public long Price;

    /// <summary>This line's share of the discount, for the whole original quantity.</summary>
    public long Discount;
    public long Tax;

    public readonly long NetOf(int units) => Price * units - Part(Discount, units);
    public readonly long TaxOf(int units) => Part(Tax, units);

    // Parts are rounded from the total, so that taking units away one by one adds up to the whole.
    private readonly long Part(long total, int units) => Quantity == 0 ? 0 : (total * units * 2 + Quantity) / (Quantity * 2L);
}

internal sealed class Order
{
    public required long Id { get; init; }
    public required int Number { get; init; }
    public required string Currency { get; init; }
    public required Line[] Lines { get; init; }
    public Customer? Customer { get; set; }
    public string? Email { get; set; }
    public string Locale { get; init; } = "en";
    public string Source { get; init; } = "web";
    public bool Test { get; init; }
    public bool TaxesIncluded { get; init; } = true;
    public long Shipping { get; init; }
    public long Tip { get; init; }
    public IReadOnlyList<Discount> Discounts { get; init; } = [];

    /// <summary>What a code took off shipping; <see cref="Shipping"/> is without it.</summary>
    public long ShippingDiscount { get; init; }
    public string? DiscountCode => Discounts.Count == 0 ? null : string.Join(", ", Discounts.Select(discount => discount.Code));
    /// <summary>The cart's attributes.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ProcessedAt { get; init; }
    public required DateTime UpdatedAt { get; set; }
    public DateTime? CancelledAt { get; set; }
    public string? CancelReason { get; set; }
    public bool Edited { get; set; }
    public List<Payment> Payments { get; } = new(1);
    public List<Refund> Refunds { get; } = new(0);
    public List<Fulfillment> Fulfillments { get; } = new(0);
    public List<Dispute> Disputes { get; } = new(0);

    /// <summary>The return the customer asked for last; null: none.</summary>
    public Return? Return { get; set; }

    public string Name => $"#{Number}";

    public long LinesTotal => Sum(static (in Line line) => line.Price * line.Quantity);
    public long DiscountTotal => Sum(static (in Line line) => line.Discount);
    public long Tax => Sum(static (in Line line) => line.Tax);
    public long Subtotal => LinesTotal - DiscountTotal;
    public long Total => Subtotal + Shipping + Tip + (TaxesIncluded ? 0 : Tax);

    public long CurrentSubtotal => Sum(static (in Line line) => line.NetOf(line.Current));
    public long CurrentTax => Sum(static (in Line line) => line.TaxOf(line.Current));
    public long CurrentDiscount => Sum(static (in Line line) => line.Price * line.Current - line.NetOf(line.Current));
    public long CurrentShipping => Shipping - Refunds.Sum(refund => refund.Shipping);
    public long CurrentTotal => CurrentSubtotal + CurrentShipping + Tip + (TaxesIncluded ? 0 : CurrentTax) - Refunds.Sum(refund => refund.Goodwill);

    public long Received => Payments.Sum(payment => payment.Kind == "sale" ? payment.Amount : 0);
    public long Refunded => Refunds.Sum(refund => refund.Total);
    public bool IsPaid => Payments.Any(payment => payment.Kind == "sale") || Total == 0;
    public long Outstanding => CancelledAt is not null ? 0 : IsPaid ? Math.Max(0, CurrentTotal - (Received - Refunded)) : CurrentTotal;

    public string FinancialStatus =>
        !IsPaid ? CancelledAt is null ? "pending" : "voided"
        : Refunded == 0 ? "paid"
        : Refunded >= Received ? "refunded" : "partially_refunded";

    public string? FulfillmentStatus
    {
        get
        {
            var some = false;
            var all = true;
            foreach (ref readonly var line in Lines.AsSpan())
            {
                some |= line.Fulfilled > 0;
                all &= line.Fulfilled >= line.Current;
            }
            return !some ? null : all ? "fulfilled" : "partial";
        }
    }

    private delegate long OfLine(in Line line);

    private long Sum(OfLine part)
    {
        long sum = 0;
        foreach (ref readonly var line in Lines.AsSpan()) sum += part(line);
        return sum;
    }
}

internal sealed record Payment(long Id, string Kind, long Amount, string Gateway, DateTime CreatedAt, long? RefundId);

internal sealed class Fulfillment
{
    public required long Id { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? DeliveredAt { get; set; }
}

internal sealed record RefundLine(long Id, int Index, int Quantity, long Subtotal, long Tax);

internal sealed class Refund
{
    public required long Id { get; init; }
    public required DateTime CreatedAt { get; init; }
    public string? Note { get; init; }
    public RefundLine[] Lines { get; init; } = [];
    public long Shipping { get; init; }

    /// <summary>Money given back beyond goods and shipping.</summary>
    public long Goodwill { get; init; }
    public bool ToStoreCredit { get; init; }

    /// <summary>What the customer got back; 0 when an unpaid order's goods were only taken off.</summary>
    public required long Total { get; init; }
}

/// <summary>A payment that the buyer's bank questions or takes back.</summary>
internal sealed class Dispute
{
    public required long Id { get; init; }
    public required long Amount { get; init; }
    public required DateTime InitiatedAt { get; init; }

    /// <summary>needs_response, under_review, won or lost.</summary>
    public required string Status { get; set; }
    public DateTime? FinalizedAt { get; set; }
}

internal sealed class Return
{
    public required long Id { get; init; }

    /// <summary>requested, open, declined, canceled or closed.</summary>
    public required string Status { get; set; }
}
