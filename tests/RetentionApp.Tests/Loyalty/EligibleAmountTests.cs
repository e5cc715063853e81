using RetentionApp.Commerce;
using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Earning;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

/// <summary>What an order earns on: amounts in pence, 5 points per pound unless the row says otherwise.</summary>
public sealed class EligibleAmountTests
{
    private static readonly ProgrammeSettings Default = new();

    public static TheoryData<string, long, long, object, object, object> Cases => new()
    {
        { "3 at 10.00", 3000, 150, new[] { Line(1, 3, 1000) }, None, Default },
        { "a line discount of 4.00", 2600, 130, new[] { Line(1, 3, 1000, discount: 400) }, None, Default },
        { "discounts on line and order, summed on the line", 2250, 112, new[] { Line(1, 3, 1000, discount: 750) }, None, Default },
        { "discounts count as goods", 3000, 150, new[] { Line(1, 3, 1000, discount: 400) }, None, Default with { CountsDiscounts = true } },
        { "a discount larger than the line", 0, 0, new[] { Line(1, 1, 1000, discount: 1500) }, None, Default },
        { "a gift card beside goods", 1000, 50, new[] { Line(1, 1, 1000), Line(2, 1, 5000, giftCard: true) }, None, Default },
        { "gift cards count", 6000, 300, new[] { Line(1, 1, 1000), Line(2, 1, 5000, giftCard: true) }, None, Default with { CountsGiftCards = true } },
        { "a tip never counts, shipping of 4.00 does here", 1400, 70, new[] { Line(1, 1, 1000), Line(2, 1, 300, tip: true) }, None, Default with { CountsGiftCards = true, CountsShipping = true, CountsTax = true } },
        { "a line of no units", 0, 0, new[] { Line(1, 0, 1000) }, None, Default },
        { "one of three gone", 2000, 100, new[] { Line(1, 3, 1000, current: 2) }, None, Default },
        { "one of three for 10.00 together gone: the third of a penny is kept", 666, 33, new[] { Line(1, 3, 334, discount: 2, current: 2) }, None, Default },
        { "more gone than there were", 0, 0, new[] { Line(1, 3, 1000, current: -1) }, None, Default },
        { "a refund that the count does not show yet", 2000, 100, new[] { Line(1, 3, 1000) }, new[] { Refund(9, units: 1, worth: 1000, money: 1000) }, Default },
        { "a refund that the count shows already", 2000, 100, new[] { Line(1, 3, 1000, current: 2) }, new[] { Refund(8, units: 1, worth: 1000, money: 1000) }, Default },
        { "without a count every refund is taken off", 1000, 50, new[] { Line(1, 3, 1000) with { Current = null } }, new[] { Refund(8, units: 1, worth: 1000), Refund(9, units: 1, worth: 1000) }, Default },
        { "goodwill of 5.00, adjustment named", 2500, 125, new[] { Line(1, 3, 1000) }, new[] { Refund(9, money: 500, adjustment: 500) }, Default },
        { "goodwill of 5.00, nothing but money", 2500, 125, new[] { Line(1, 3, 1000) }, new[] { Refund(9, money: 500) }, Default },
        { "a unit and 2.00 on top", 1800, 90, new[] { Line(1, 3, 1000) }, new[] { Refund(9, units: 1, worth: 1000, money: 1200) }, Default },
        { "a restocking fee kept back gives nothing", 2000, 100, new[] { Line(1, 3, 1000) }, new[] { Refund(9, units: 1, worth: 1000, money: 800, adjustment: 0) }, Default },
        { "a penny per unit is rounding, no goodwill", 2000, 100, new[] { Line(1, 3, 1000) }, new[] { Refund(9, units: 1, worth: 1000, money: 1001) }, Default },
        { "shipping refunded is not goodwill", 3000, 150, new[] { Line(1, 3, 1000) }, new[] { Refund(9, money: 400, shipping: 400) }, Default },
        { "more goodwill than goods", 0, 0, new[] { Line(1, 1, 1000) }, new[] { Refund(9, money: 2500) }, Default },
        { "bulk: money explained by units gone", 2000, 100, new[] { Line(1, 3, 1000, current: 2) }, new[] { Vague(8, 1000) }, Default },
        { "bulk: money explained by units gone and shipping", 2000, 100, new[] { Line(1, 3, 1000, current: 2) }, new[] { Vague(8, 1400) }, Default },
        { "bulk: 5.00 more than the units, their tax and shipping", 1500, 75, new[] { Line(1, 3, 1000, current: 2) }, new[] { Vague(8, 1900) }, Default },
        { "bulk: money and nothing gone", 1100, 55, new[] { Line(1, 2, 1000) }, new[] { Vague(8, 1300) }, Default },
        { "bulk: a refund without money", 2000, 100, new[] { Line(1, 2, 1000) }, new[] { Vague(8, null) }, Default },
        { "below the minimum", 0, 0, new[] { Line(1, 1, 999) }, None, Default with { MinimumOrder = 1000 } },
        { "at the minimum", 1000, 50, new[] { Line(1, 1, 1000) }, None, Default with { MinimumOrder = 1000 } },
        { "5 points per 100 yen", 1980, 99, new[] { Line(1, 1, 1980) }, None, ProgrammeSettings.For("JPY") },
        { "1.5 points per pound, rounded down once", 999, 14, new[] { Line(1, 3, 333) }, None, Default with { Points = 1.5m } },
        { "0.001 points per pound", 100_000, 1, new[] { Line(1, 1, 100_000) }, None, Default with { Points = 0.001m } },
        { "a paused programme", 3000, 0, new[] { Line(1, 3, 1000) }, None, Default with { IsActive = false } },
        { "shipping counts, less what was refunded of it", 3300, 165, new[] { Line(1, 3, 1000) }, new[] { Refund(9, money: 100, shipping: 100) }, Default with { CountsShipping = true } },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_order_earns_on_what_was_paid_for_goods_still_sold(string what, long eligible, long points, object lines, object refunds, object settings)
    {
        Assert.NotEmpty(what);
        var facts = new OrderFacts { Lines = (OrderLine[])lines, TaxesIncluded = true, Shipping = 400, RefundIds = [8] };
        var explained = OrderEarning.Explain(facts, (RefundFacts[])refunds, (ProgrammeSettings)settings);
        Assert.Equal((points, eligible), (explained.Points, explained.Eligible));
    }

    [Theory]
    [InlineData(true, false, 2500)] // prices hold 5.00 of tax, which does not count
    [InlineData(true, true, 3000)]
    [InlineData(false, false, 3000)] // tax stands beside the prices
    [InlineData(false, true, 3500)]
    public void Tax_counts_only_where_the_programme_says_so(bool isIncluded, bool counts, long eligible)
    {
        var facts = new OrderFacts { Lines = [Line(1, 3, 1000) with { Tax = 500 }], TaxesIncluded = isIncluded };
        Assert.Equal(eligible, OrderEarning.Explain(facts, [], Default with { CountsTax = counts }).Eligible);
    }

    [Theory]
    // Shipping of 4.80: 4.00 and 0.80 of tax, in the price or beside it.
    [InlineData(true, false, 0, 1400)]
    [InlineData(true, false, 480, 1000)] // all of it back: the goods alone
    [InlineData(true, false, 120, 1300)] // a quarter back
    [InlineData(true, true, 480, 1000)]
    [InlineData(true, true, 120, 1360)]
    [InlineData(false, false, 480, 1000)]
    [InlineData(false, false, 240, 1200)]
    [InlineData(false, true, 0, 1480)]
    [InlineData(false, true, 480, 1000)]
    [InlineData(false, true, 160, 1320)]
    [InlineData(false, true, 9999, 1000)]
    public void Shipping_that_counts_goes_with_its_tax(bool isIncluded, bool counts, long refunded, long eligible)
    {
        var facts = new OrderFacts { Lines = [Line(1, 1, 1000)], TaxesIncluded = isIncluded, Shipping = isIncluded ? 480 : 400, ShippingTax = 80 };
        RefundFacts[] refunds = refunded == 0 ? [] : [Refund(9, money: refunded, shipping: refunded)];
        var explained = OrderEarning.Explain(facts, refunds, Default with { CountsShipping = true, CountsTax = counts });
        Assert.Equal(eligible, explained.Eligible);
        Assert.Equal(eligible, explained.Parts.Sum(part => part.Amount));
    }

    [Theory]
    [InlineData(1500, 2, false)] // a unit of 10.00, shipping of 4.00, 1.00 of tax that stands beside the prices
    [InlineData(1900, 2, true)]
    [InlineData(400, 3, false)] // exactly the shipping
    [InlineData(500, 3, true)]
    public void A_bulk_refund_is_read_again_when_units_tax_and_shipping_do_not_explain_it(long money, int current, bool isUnexplained)
    {
        var facts = new OrderFacts { Lines = [Line(1, 3, 1000, current: current) with { Tax = 300 }], Shipping = 400, RefundIds = [8] };
        Assert.Equal(isUnexplained, EligibleAmount.IsRefundUnexplained(facts, [Vague(8, money)]));
        Assert.False(EligibleAmount.IsRefundUnexplained(facts, [Vague(8, money) with { Adjustment = 0 }]));
    }

    [Fact]
    public void What_is_explained_adds_up_to_what_earns()
    {
        var facts = new OrderFacts { Lines = [Line(1, 3, 1000, discount: 300, current: 2) with { Tax = 450 }, Line(2, 1, 5000, giftCard: true)], TaxesIncluded = true, RefundIds = [8] };
        var explained = OrderEarning.Explain(facts, [Refund(8, units: 1, worth: 900, money: 900), Refund(9, money: 200, adjustment: 200)], Default);
        Assert.Equal(explained.Eligible, explained.Parts.Sum(part => part.Amount));
        Assert.Equal(["goods", "discounts", "tax", "refunds", "adjustments"], explained.Parts.Select(part => part.Kind));
    }

    private static readonly RefundFacts[] None = [];

    private static OrderLine Line(long id, int quantity, long price, long discount = 0, int? current = null, bool giftCard = false, bool tip = false) =>
        new(id, null, null, "Vase", quantity, current ?? quantity, price, discount, 0, giftCard, tip);

    private static RefundFacts Refund(long id, int units = 0, long worth = 0, long? money = null, long? adjustment = null, long shipping = 0) =>
        new(id, null, units == 0 ? [] : [new RefundedLine(1, units, worth)], adjustment, shipping, money);

    private static RefundFacts Vague(long id, long? money) => new(id, null, null, null, 0, money);
}
