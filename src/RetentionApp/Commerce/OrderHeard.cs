namespace RetentionApp.Commerce;

/// <summary>An order as one message tells it, from whichever side it came.</summary>
/// <param name="Customer">The customer beside it, where the message carries one.</param>
/// <param name="FirstPaidAt">The earliest successful sale or capture the message knows of.</param>
/// <param name="IsFetched">True when it was read from Shopify just now, not pushed: at equal age it wins.</param>
internal sealed record OrderHeard(
    Order Order, OrderFacts Facts, IReadOnlyList<RefundFacts> Refunds, CustomerHeard? Customer, DateTime? FirstPaidAt, bool IsFetched)
{
    internal bool IsFullyPaid => Order.IsFullyPaid;

    /// <summary>True when it was read by itself, so that nothing fuller can be had.</summary>
    internal bool IsSingle { get; init; }

    /// <summary>True when the message says that a gift card or store credit paid a part, even where it does not say how much.</summary>
    internal bool IsPaidApart { get; init; }

    /// <summary>True for the shop's past: it is no news, so it leaves no timeline that messages would answer.</summary>
    internal bool IsHistory { get; init; }

    /// <summary><see cref="Facts"/> as JSON already, where whoever read the message had the time.</summary>
    internal string? FactsWritten { get; init; }
}

/// <param name="Tags">Null where the message does not carry them, as an order's customer may not.</param>
/// <param name="ConsentedAt">When the consent to e-mail last changed, where the message says it.</param>
internal sealed record CustomerHeard(
    long Id, string? Email, string? Phone, string? FirstName, string? LastName, string? Locale, string? State, string? Tags, bool? HasEmailConsent,
    DateTime? CreatedAt, DateTime? UpdatedAt, DateTime? ConsentedAt = null);
