namespace RetentionApp.Commerce;

/// <summary>An order as it stands after everything heard so far.</summary>
/// <param name="IsTie">Two versions of equal age differ; only Shopify can tell, so it should be read again.</param>
/// <param name="Before">What it had reached before this news.</param>
internal sealed record OrderKnown(Order Order, OrderFacts Facts, IReadOnlyList<RefundFacts> Refunds, bool IsTie, OrderMilestones Before)
{
    internal bool WasFetchedSingly { get; init; }
    internal bool IsHistory { get; init; }
}

internal sealed record OrderMilestones(DateTime? PaidAt, DateTime? FulfilledAt, DateTime? CancelledAt)
{
    /// <summary>Whose it was.</summary>
    internal long? CustomerId { get; init; }
}
