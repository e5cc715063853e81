using System.Numerics;
using RetentionApp.Commerce;

namespace RetentionApp.Loyalty.Earning;

/// <summary>One part of what an order earns on, for explaining it. Amounts in minor units, rounded for display; takings are negative.</summary>
/// <param name="Kind">goods, discounts, tax, shipping, giftCards, refunds, adjustments or minimum.</param>
internal sealed record EarningPart(string Kind, string? Label, long Amount);

/// <summary>
/// The amount an order earns on, in minor units, exact: goods still sold at their price after all discounts, without what
/// the programme leaves out, less money refunded beyond the units that went back.
/// </summary>
internal static class EligibleAmount
{
    internal static (Ratio Amount, List<EarningPart> Parts) Of(OrderFacts facts, IReadOnlyList<RefundFacts> refunds, ProgrammeSettings settings)
    {
        var goods = Ratio.Zero;
        var (gross, discounts, tax, gone) = (Ratio.Zero, Ratio.Zero, Ratio.Zero, Ratio.Zero);
        foreach (var line in facts.Lines)
        {
            if (line.Quantity <= 0 || line.IsTip || (line.IsGiftCard && !settings.CountsGiftCards)) continue;
            var current = Current(line, facts, refunds);
            // Most lines are whole, and whole numbers need no reducing.
            var left = current == line.Quantity ? Ratio.One : new Ratio(current, line.Quantity);
            var whole = LineAmount(line, facts, settings);
            goods += left * whole;
            gross += new Ratio(line.Price * line.Quantity);
            if (!settings.CountsDiscounts) discounts += new Ratio(line.Discount);
            tax += new Ratio(TaxShift(line.Tax, facts, settings));
            gone += (Ratio.One - left) * whole;
        }
        var shipping = settings.CountsShipping ? new Ratio(facts.Shipping + TaxShift(facts.ShippingTax, facts, settings) - Math.Min(facts.Shipping, refunds.Sum(r => r.Shipping))) : Ratio.Zero;
        var goodwill = new Ratio(Goodwill(facts, refunds));
        var amount = Ratio.Max(Ratio.Zero, goods + shipping - goodwill);
        var parts = new List<EarningPart> { new("goods", null, gross.Floor()) };
        Add(parts, "discounts", -discounts);
        Add(parts, "tax", tax);
        Add(parts, "shipping", shipping);
        Add(parts, "refunds", -gone);
        Add(parts, "adjustments", -goodwill);
        if (amount < new Ratio(settings.MinimumOrder))
        {
            Add(parts, "minimum", -amount);
            amount = Ratio.Zero;
        }
        return (amount, parts);
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

    private static void Add(List<EarningPart> parts, string kind, Ratio amount)
    {
        if (amount.Floor() is not 0 and var whole) parts.Add(new EarningPart(kind, null, whole));
    }
}

/// <summary>An exact fraction: thirds of a penny must not get lost before the one rounding at the end.</summary>
internal readonly record struct Ratio(BigInteger Numerator, BigInteger Denominator)
{
    internal static readonly Ratio Zero = new(0);
    internal static readonly Ratio One = new(1);

    internal Ratio(long whole) : this(whole, BigInteger.One) { }

    public static Ratio operator +(Ratio a, Ratio b) =>
        a.Denominator == b.Denominator ? new(a.Numerator + b.Numerator, a.Denominator) : Reduced(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);
    public static Ratio operator -(Ratio a) => new(-a.Numerator, a.Denominator);
    public static Ratio operator -(Ratio a, Ratio b) => a + -b;
    public static Ratio operator *(Ratio a, long whole) => Reduced(a.Numerator * whole, a.Denominator);
    public static Ratio operator *(Ratio a, Ratio b) => Reduced(a.Numerator * b.Numerator, a.Denominator * b.Denominator);
    public static Ratio operator /(Ratio a, Ratio b) => Reduced(a.Numerator * b.Denominator, a.Denominator * b.Numerator);
    public static Ratio operator /(Ratio a, long whole) => Reduced(a.Numerator, a.Denominator * whole);
    public static bool operator <(Ratio a, Ratio b) => a.Numerator * b.Denominator < b.Numerator * a.Denominator;
    public static bool operator >(Ratio a, Ratio b) => b < a;

    public bool Equals(Ratio other) => Numerator * other.Denominator == other.Numerator * Denominator;
    public override int GetHashCode() => Floor().GetHashCode();

    internal static Ratio Max(Ratio a, Ratio b) => a < b ? b : a;

    /// <summary>An exact decimal, e.g. a rate of 1.5 points.</summary>
    internal static Ratio Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var number = new BigInteger(new decimal(bits[0], bits[1], bits[2], bits[3] < 0, 0));
        return Reduced(number, BigInteger.Pow(10, (bits[3] >> 16) & 0xFF));
    }

    /// <summary>The greatest whole number not above it.</summary>
    internal long Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var rest);
        return (long)(rest.Sign < 0 ? quotient - 1 : quotient);
    }

    private static Ratio Reduced(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsOne) return new(numerator, denominator);
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return divisor.IsOne ? new(numerator, denominator) : new(numerator / divisor, denominator / divisor);
    }
}
