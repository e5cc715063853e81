using RetentionApp.Commerce;

namespace RetentionApp.Loyalty.Earning;

/// <summary>One part of what an order earns on, for explaining it. Amounts in minor units, rounded for display; takings are negative.</summary>
/// <param name="Kind">goods, discounts, tax, refunds, excluded, tips, shipping, adjustments, giftCardPaid, storeCreditPaid or minimum.</param>
/// <param name="Label">For what a product rule leaves out: the rule.</param>
internal sealed record EarningPart(string Kind, string? Label, long Amount);

/// <param name="Amount">What counts, in minor units.</param>
/// <param name="Weighted">The same with every line taken as often as its product rule says; this is what points are computed from.</param>
/// <param name="Shares">What each multiplying rule found of the amount, in the rules' order; null where no rule multiplies.</param>
internal sealed record Counted(Ratio Amount, Ratio Weighted, List<EarningPart> Parts, List<RuleShare>? Shares);

internal readonly record struct RuleShare(ProductRule Rule, Ratio Amount);

/// <summary>
/// The amount an order earns on, in minor units, exact: goods still sold at their price after all discounts, without what
/// the programme leaves out, less money refunded beyond the units that went back.
/// </summary>
internal static class EligibleAmount
{
    /// <param name="terms">What was frozen with the order; only the product rules of its lines matter here.</param>
    internal static Counted Of(OrderFacts facts, IReadOnlyList<RefundFacts> refunds, ProgrammeSettings settings, OrderTerms? terms = null)
    {
        var (goods, tips, extra) = (Ratio.Zero, new Ratio(settings.CountsTips ? facts.Tip : 0), Ratio.Zero);
        Dictionary<ProductRule, Ratio>? byRule = null;
        var (gross, discounts, tax, gone) = (Ratio.Zero, Ratio.Zero, Ratio.Zero, Ratio.Zero);
        foreach (var line in facts.Lines)
        {
            if (line.Quantity <= 0 || (line.IsTip && !settings.CountsTips) || (line.IsGiftCard && !settings.CountsGiftCards)) continue;
            var current = Current(line, facts, refunds);
            // Most lines are whole, and whole numbers need no reducing.
            var left = current == line.Quantity ? Ratio.One : new Ratio(current, line.Quantity);
            var whole = LineAmount(line, facts, settings);
            if (line.IsTip)
            {
                tips += left * whole;
                continue;
            }
            if (terms?.RuleOf(line.Id, settings) is { } rule && rule.Times != 1)
            {
                byRule ??= [];
                byRule[rule] = byRule.GetValueOrDefault(rule, Ratio.Zero) + left * whole;
                if (rule.Times != 0) extra += left * whole * (Ratio.Of(rule.Times) - Ratio.One);
            }
            goods += left * whole;
            gross += new Ratio(line.Price * line.Quantity);
            if (!settings.CountsDiscounts) discounts += new Ratio(line.Discount);
            tax += new Ratio(TaxShift(line.Tax, facts, settings));
            gone += (Ratio.One - left) * whole;
        }
        var shipping = settings.CountsShipping ? ShippingLeft(facts, refunds, settings) : Ratio.Zero;
        var excluded = byRule?.Where(one => one.Key.Times == 0).ToList() ?? [];
        foreach (var (_, share) in excluded) goods -= share;
        var goodwill = new Ratio(Goodwill(facts, refunds));
        var whatWasBought = goods + tips + shipping;
        var afterRefunds = Ratio.Max(Ratio.Zero, whatWasBought - goodwill);
        // Shared out over everything the order cost: which goods a gift card paid for, nobody can say.
        var (giftCard, storeCredit) = PaidApart(facts, afterRefunds, settings);
        var amount = afterRefunds - giftCard - storeCredit;
        var parts = new List<EarningPart> { new("goods", null, gross.Floor()) };
        Add(parts, "discounts", -discounts);
        Add(parts, "tax", tax);
        Add(parts, "refunds", -gone);
        foreach (var (rule, share) in excluded) Add(parts, "excluded", -share, rule.Label ?? rule.Value);
        Add(parts, "tips", tips);
        Add(parts, "shipping", shipping);
        Add(parts, "adjustments", -goodwill);
        Add(parts, "giftCardPaid", -giftCard);
        Add(parts, "storeCreditPaid", -storeCredit);
        if (amount < new Ratio(settings.MinimumOrder))
        {
            Add(parts, "minimum", -amount);
            amount = Ratio.Zero;
        }
        if (extra == Ratio.Zero || amount == Ratio.Zero || whatWasBought == Ratio.Zero) return new Counted(amount, amount, parts, null);
        // What goes off the whole order goes off every line in proportion, the multiplied ones too.
        var kept = amount / whatWasBought;
        var shares = settings.ProductRules!.Where(rule => rule.Times is not (0 or 1) && byRule!.ContainsKey(rule)).Distinct().Select(rule => new RuleShare(rule, byRule![rule] * kept)).ToList();
        return new Counted(amount, amount + extra * kept, parts, shares);
    }

    private static (Ratio GiftCard, Ratio StoreCredit) PaidApart(OrderFacts facts, Ratio amount, ProgrammeSettings settings)
    {
        var (giftCard, storeCredit) = (settings.LeavesOutGiftCardPayments ? facts.GiftCardPaid : 0, settings.LeavesOutStoreCreditPayments ? facts.StoreCreditPaid : 0);
        if (giftCard + storeCredit <= 0) return (Ratio.Zero, Ratio.Zero);
        var cost = Math.Max(facts.Cost, giftCard + storeCredit);
        return (amount * giftCard / cost, amount * storeCredit / cost);
    }

    /// <summary>Units of a line still sold. Refunds that the line's own count does not reflect yet are taken off.</summary>
    internal static int Current(OrderLine line, OrderFacts facts, IReadOnlyList<RefundFacts> refunds)
    {
        var left = line.Current ?? line.Quantity;
        foreach (var refund in refunds)
        {
            if (line.Current is not null && facts.RefundIds.Contains(refund.Id)) continue;
            foreach (var back in refund.Lines ?? []) if (back.LineId == line.Id) left -= back.Quantity;
        }
        return Math.Clamp(left, 0, line.Quantity);
    }

    /// <summary>
    /// True when more money went back than the units gone, with their tax and shipping, were worth, and nobody said why:
    /// only the order itself, read singly, can tell.
    /// </summary>
    internal static bool IsRefundUnexplained(OrderFacts facts, IReadOnlyList<RefundFacts> refunds) =>
        refunds.Any(refund => refund is { Lines: null, Adjustment: null }) && Unexplained(facts, refunds) > 0;

    /// <summary>The part of the shipping that did not go back. What went back holds its tax, whether or not tax counts.</summary>
    private static Ratio ShippingLeft(OrderFacts facts, IReadOnlyList<RefundFacts> refunds, ProgrammeSettings settings)
    {
        var cost = facts.Shipping + (facts.TaxesIncluded ? 0 : facts.ShippingTax);
        return cost <= 0 ? Ratio.Zero : new Ratio(Math.Clamp(cost - refunds.Sum(refund => refund.Shipping), 0, cost), cost) * (facts.Shipping + TaxShift(facts.ShippingTax, facts, settings));
    }

    private static long LineAmount(OrderLine line, OrderFacts facts, ProgrammeSettings settings) =>
        line.Price * line.Quantity - (settings.CountsDiscounts ? 0 : line.Discount) + TaxShift(line.Tax, facts, settings);

    /// <summary>What tax does to an amount: taken out where prices hold it, put on where they do not but it counts.</summary>
    private static long TaxShift(long tax, OrderFacts facts, ProgrammeSettings settings) => (facts.TaxesIncluded, settings.CountsTax) switch
    {
        (true, false) => -tax,
        (false, true) => tax,
        _ => 0,
    };

    /// <summary>Money refunded that is not explained by units gone or by shipping.</summary>
    private static long Goodwill(OrderFacts facts, IReadOnlyList<RefundFacts> refunds)
    {
        var known = refunds.Sum(refund => refund switch
        {
            { Adjustment: { } adjustment } => adjustment,
            { Lines: { } lines, Money: { } money } => Beyond(money - refund.Shipping - lines.Sum(line => line.Amount), lines.Sum(line => line.Quantity)),
            _ => 0,
        });
        return known + Math.Max(0, Unexplained(facts, refunds));
    }

    /// <summary>For refunds that name neither units nor adjustments: their money beyond the worth of the order's units gone.</summary>
    private static long Unexplained(OrderFacts facts, IReadOnlyList<RefundFacts> refunds)
    {
        var vague = refunds.Where(refund => refund is { Lines: null, Adjustment: null }).ToList();
        if (vague.Count == 0) return 0;
        var (worth, units) = (Ratio.Zero, 0);
        foreach (var line in facts.Lines.Where(line => line.Quantity > 0))
        {
            var gone = line.Quantity - Current(line, facts, refunds);
            units += gone;
            worth += new Ratio(gone, line.Quantity) * (line.Price * line.Quantity - line.Discount + (facts.TaxesIncluded ? 0 : line.Tax));
        }
        var named = refunds.Where(refund => refund.Lines is not null).Sum(refund => refund.Lines!.Sum(line => line.Amount));
        var shipping = vague.Sum(refund => refund.Shipping) is > 0 and var refunded ? refunded : facts.Shipping + (facts.TaxesIncluded ? 0 : facts.ShippingTax);
        return Beyond(vague.Sum(refund => refund.Money ?? 0) - shipping - Math.Max(0, worth.Floor() - named), units);
    }

    // Shopify rounds every unit's price to the minor unit before it sums them: a difference of less than one per unit is rounding.
    private static long Beyond(long money, int units) => money > units ? money : 0;

    private static void Add(List<EarningPart> parts, string kind, Ratio amount, string? label = null)
    {
        if (amount.Floor() is not 0 and var whole) parts.Add(new EarningPart(kind, label, whole));
    }
}
