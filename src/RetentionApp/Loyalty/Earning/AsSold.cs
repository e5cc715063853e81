using RetentionApp.Commerce;

namespace RetentionApp.Loyalty.Earning;

/// <summary>An order as it was sold: with the units that edits left, whether or not they came back later.</summary>
internal static class AsSold
{
    /// <summary>The order as if nothing had been refunded or cancelled; what edits took off stays off.</summary>
    internal static OrderFacts Of(OrderKnown known) => known.Facts with
    {
        Lines = Array.ConvertAll(known.Facts.Lines, line => line with { Current = Sold(line, known) }),
        RefundIds = [],
    };

    /// <summary>
    /// The part of the order's goods that was refunded, by their price after discounts (before them, where nothing was left
    /// to pay); all of it when the order was cancelled, voided or refunded in full.
    /// </summary>
    internal static Ratio RefundedPart(OrderKnown known)
    {
        if (known.Order.CancelledAt is not null || known.Order.FinancialStatus is "refunded" or "voided") return Ratio.One;
        var goods = known.Facts.Lines.Where(line => line.Quantity > 0 && !line.IsTip).ToList();
        var (sold, back) = Weigh(goods, known, line => line.Price * line.Quantity - line.Discount);
        if (sold == Ratio.Zero) (sold, back) = Weigh(goods, known, line => line.Price * line.Quantity);
        if (sold == Ratio.Zero) (sold, back) = Weigh(goods, known, line => line.Quantity);
        return sold == Ratio.Zero ? Ratio.Zero : back / sold;
    }

    private static (Ratio Sold, Ratio Back) Weigh(List<OrderLine> goods, OrderKnown known, Func<OrderLine, long> weight) => goods.Aggregate((Ratio.Zero, Ratio.Zero), (sum, line) => (
        sum.Item1 + new Ratio(Sold(line, known), line.Quantity) * weight(line),
        sum.Item2 + new Ratio(Sold(line, known) - EligibleAmount.Current(line, known.Facts, known.Refunds), line.Quantity) * weight(line)));

    /// <summary>Units of a line that are still sold or were refunded. A refund that does not name its units, and a cancellation, may account for all that are gone.</summary>
    private static int Sold(OrderLine line, OrderKnown known)
    {
        var left = EligibleAmount.Current(line, known.Facts, known.Refunds);
        if (known.Order.CancelledAt is not null || known.Refunds.Any(refund => refund.Lines is null)) return line.Quantity;
        var refunded = known.Refunds.Sum(refund => refund.Lines!.Where(back => back.LineId == line.Id).Sum(back => back.Quantity));
        return Math.Min(line.Quantity, left + refunded);
    }
}
