using System.Text.Json;

namespace RetentionApp.Commerce;

/// <summary>How a version heard stands to the one known.</summary>
internal enum OrderAge { Older, Tie, Newer }

/// <summary>Of several tellings of one order: which of them is newer, and what each adds to the others.</summary>
internal static class OrderVersions
{
    internal static OrderAge Compare(OrderHeard heard, Order known)
    {
        if (heard.Order.UpdatedAt != known.UpdatedAt) return heard.Order.UpdatedAt > known.UpdatedAt ? OrderAge.Newer : OrderAge.Older;
        if (heard.IsFetched) return OrderAge.Newer;
        if (heard.Order.TriggeredAt is { } trigger && known.TriggeredAt is { } before && trigger != before) return trigger > before ? OrderAge.Newer : OrderAge.Older;
        return OrderAge.Tie;
    }

    /// <summary>Whether two versions of equal age say different things; the same one heard twice does not.</summary>
    internal static bool IsDifferent(OrderHeard heard, Order known) =>
        heard.Order.FinancialStatus != known.FinancialStatus || heard.Order.CustomerId != known.CustomerId || heard.Order.CancelledAt != known.CancelledAt
        || JsonSerializer.Serialize(Carrying(heard.Facts, heard.Facts, known, new KnownPayments(null, 0, 0)), FactsJson.Default.OrderFacts) != known.Facts;

    /// <summary>What was paid apart is told by some messages only; the others must not make it forgotten.</summary>
    internal static OrderFacts Carrying(OrderFacts facts, OrderFacts heard, Order? known, KnownPayments payments)
    {
        facts = facts.WithPayments(Math.Max(payments.GiftCard, heard.GiftCardPaid), Math.Max(payments.StoreCredit, heard.StoreCreditPaid));
        if (known is null || !known.Facts.Contains("Paid\":", StringComparison.Ordinal)) return facts;
        var earlier = known.ReadFacts();
        return facts.WithPayments(earlier.GiftCardPaid, earlier.StoreCreditPaid);
    }

    internal static void KeepSticky(Order known, Order heard, Order order, OrderAge age)
    {
        (order.PaidAt, order.DeletedAt, order.DeliveredAt) = (known.PaidAt, known.DeletedAt, known.DeliveredAt);
        // The earliest is the truest: a message without the time gives a later one.
        order.FulfilledAt = Earliest(known.FulfilledAt, heard.FulfilledAt);
        if (age == OrderAge.Tie) order.CancelledAt = known.CancelledAt ?? heard.CancelledAt;
        if (order.DeletedAt is not null) order.Email = null;
    }

    /// <summary>A field that Shopify does not show us is null in a fetched order: that never means it is gone. A customer who was shown, and is erased, takes the order from whoever had it.</summary>
    internal static void KeepUnshown(Order known, Order fetched)
    {
        if (fetched.IsNobodys) (fetched.CustomerId, fetched.ErasedCustomerId) = (known.CustomerId, known.ErasedCustomerId);
        if (fetched.ErasedCustomerId is null) fetched.Email ??= known.Email;
    }

    /// <summary>A read order lists its first refunds only, but its lines' counts reflect every refund made before it was read.</summary>
    internal static OrderFacts Reflecting(OrderHeard heard, List<RefundFacts> refunds)
    {
        var unlisted = refunds.Where(refund => refund.CreatedAt <= heard.Order.UpdatedAt && !heard.Facts.RefundIds.Contains(refund.Id)).Select(refund => refund.Id).ToArray();
        return unlisted.Length == 0 ? heard.Facts : heard.Facts with { RefundIds = [.. heard.Facts.RefundIds, .. unlisted] };
    }

    /// <summary>One refund as all its tellings together know it: bulk files name neither lines nor adjustments, webhooks may come before the money.</summary>
    internal static RefundFacts Unite(RefundFacts known, RefundFacts heard) => new(
        known.Id, known.CreatedAt ?? heard.CreatedAt, known.Lines ?? heard.Lines, known.Adjustment ?? heard.Adjustment, Math.Max(known.Shipping, heard.Shipping),
        known.Money is null ? heard.Money : Math.Max(known.Money.Value, heard.Money ?? 0));

    internal static DateTime? Earliest(DateTime? one, DateTime? other) => one is null ? other : other is null ? one : one < other ? one : other;
}
