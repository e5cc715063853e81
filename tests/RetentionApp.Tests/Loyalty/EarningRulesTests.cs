using RetentionApp.Commerce;
using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Earning;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

/// <summary>Worked numbers of every rule on orders: amounts in pence, 5 points per pound unless the row says otherwise.</summary>
public sealed class EarningRulesTests
{
    private static readonly ProgrammeSettings Default = new();

    public static TheoryData<string, long, long, object, object, object> Bases => new()
    {
        { "tips of 3.00 do not count", 1000, 50, Facts(Line(1, 1, 1000), Line(2, 1, 300, tip: true)), None, Default },
        { "tips of 3.00 count", 1300, 65, Facts(Line(1, 1, 1000), Line(2, 1, 300, tip: true)), None, Default with { CountsTips = true } },
        { "tips without a line of their own count", 1300, 65, Facts(Line(1, 1, 1000)) with { Tip = 300 }, None, Default with { CountsTips = true } },
        { "10.00 of 40.00 by gift card, which does not matter", 4000, 200, Facts(Line(1, 4, 1000)) with { GiftCardPaid = 1000 }, None, Default },
        { "10.00 of 40.00 by gift card: 30.00 earn", 3000, 150, Facts(Line(1, 4, 1000)) with { GiftCardPaid = 1000 }, None, Default with { LeavesOutGiftCardPayments = true } },
        { "10.00 of 40.00 by store credit: 30.00 earn", 3000, 150, Facts(Line(1, 4, 1000)) with { StoreCreditPaid = 1000 }, None, Default with { LeavesOutStoreCreditPayments = true } },
        { "10.00 by each of 40.00", 2000, 100, Facts(Line(1, 4, 1000)) with { GiftCardPaid = 1000, StoreCreditPaid = 1000 }, None, Default with { LeavesOutGiftCardPayments = true, LeavesOutStoreCreditPayments = true } },
        { "a quarter by gift card, half the goods gone", 1500, 75, Facts(Line(1, 4, 1000, current: 2)) with { GiftCardPaid = 1000 }, None, Default with { LeavesOutGiftCardPayments = true } },
        { "a gift card paid for shipping in proportion: 36.00 of 44.00", 3600, 180, Facts(Line(1, 4, 1000)) with { Shipping = 400, GiftCardPaid = 440 }, None, Default with { LeavesOutGiftCardPayments = true } },
        { "all of it by gift card", 0, 0, Facts(Line(1, 4, 1000)) with { GiftCardPaid = 4000 }, None, Default with { LeavesOutGiftCardPayments = true } },
        { "more by gift card than it cost", 0, 0, Facts(Line(1, 4, 1000)) with { GiftCardPaid = 9000 }, None, Default with { LeavesOutGiftCardPayments = true } },
        { "2.99 down", 299, 14, Facts(Line(1, 1, 299)), None, Default },
        { "2.99 to the nearest: 14.95", 299, 15, Facts(Line(1, 1, 299)), None, Default with { Rounding = Rounding.Nearest } },
        { "2.90 to the nearest: a half goes up", 290, 15, Facts(Line(1, 1, 290)), None, Default with { Rounding = Rounding.Nearest } },
        { "2.89 to the nearest: 14.45", 289, 14, Facts(Line(1, 1, 289)), None, Default with { Rounding = Rounding.Nearest } },
        { "2.81 up: 14.05", 281, 15, Facts(Line(1, 1, 281)), None, Default with { Rounding = Rounding.Up } },
        { "2.80 up is whole", 280, 14, Facts(Line(1, 1, 280)), None, Default with { Rounding = Rounding.Up } },
        { "nothing rounds up to nothing", 0, 0, Facts(Line(1, 1, 1000, current: 0)), None, Default with { Rounding = Rounding.Up } },
        { "online only: from the web", 1000, 50, Facts(Line(1, 1, 1000)) with { Source = "web" }, None, Default with { Channels = OrderChannels.Online } },
        { "online only: from the till", 1000, 0, Facts(Line(1, 1, 1000)) with { Source = "pos" }, None, Default with { Channels = OrderChannels.Online } },
        { "till only: from the till", 1000, 50, Facts(Line(1, 1, 1000)) with { Source = "pos" }, None, Default with { Channels = OrderChannels.PointOfSale } },
        { "till only: a draft order", 1000, 0, Facts(Line(1, 1, 1000)) with { Source = "shopify_draft_order" }, None, Default with { Channels = OrderChannels.PointOfSale } },
        { "5 per 100 dinar of 1,000 fils", 12_345, 61, Facts(Line(1, 1, 12_345)), None, ProgrammeSettings.For("KWD") },
        { "5 per 100 yen to the nearest: 99.4", 1988, 99, Facts(Line(1, 1, 1988)), None, ProgrammeSettings.For("JPY") with { Rounding = Rounding.Nearest } },
    };

    [Theory]
    [MemberData(nameof(Bases))]
    public void An_order_earns_on_the_parts_the_merchant_chose(string what, long eligible, long points, object facts, object refunds, object settings)
    {
        Assert.NotEmpty(what);
        var explained = OrderEarning.Explain((OrderFacts)facts, (RefundFacts[])refunds, (ProgrammeSettings)settings);
        Assert.Equal((points, eligible), (explained.Points, explained.Eligible));
        Assert.Equal(explained.Eligible, explained.Parts.Sum(part => part.Amount));
        Assert.Equal(points, explained.Steps()[^1].Points);
    }

    private static readonly ProductRule Double = new(ProductMatch.Product, "101", "Vases", 2);
    private static readonly ProductRule Nothing = new(ProductMatch.Vendor, "Outlet", "Outlet", 0);
    private static readonly ProductRule Triple = new(ProductMatch.Tag, "new", "New", 3);

    public static TheoryData<string, long, long, object, object, object> Rules => new()
    {
        // Lines: 1 is product 101 (the rule Vases, ×2), 2 is the outlet's (left out), 3 has no rule.
        { "a vase twice", 2000, 200, Facts(Line(1, 2, 1000)), None, Default },
        { "a vase twice, a cup once", 3000, 250, Facts(Line(1, 2, 1000), Line(3, 1, 1000)), None, Default },
        { "the outlet's left out", 1000, 50, Facts(Line(2, 2, 1000), Line(3, 1, 1000)), None, Default },
        { "a vase twice, the outlet's out, one vase and the cup back", 1000, 100, Facts(Line(1, 2, 1000, current: 1), Line(2, 1, 500), Line(3, 1, 1000, current: 0)), None, Default },
        { "a refund of a vase that the count does not show yet", 2000, 150, Facts(Line(1, 2, 1000), Line(3, 1, 1000)), new[] { Refund(9, 1, 1, 1000) }, Default },
        { "goodwill of 6.00 on 30.00: everything less by a fifth", 2400, 200, Facts(Line(1, 2, 1000), Line(3, 1, 1000)), new[] { Goodwill(600) }, Default },
        { "a third by gift card: everything less by a third", 2000, 166, Facts(Line(1, 2, 1000), Line(3, 1, 1000)) with { GiftCardPaid = 1000 }, None, Default with { LeavesOutGiftCardPayments = true } },
        { "tax of 2.00 in the vase taken out before it doubles", 1800, 180, Facts(Line(1, 2, 1000) with { Tax = 200 }), None, Default },
        { "tax beside the prices, counting: doubled too", 2400, 240, Facts(Line(1, 2, 1000) with { Tax = 400 }) with { TaxesIncluded = false }, None, Default with { CountsTax = true } },
        { "a discount of 5.00 first", 1500, 150, Facts(Line(1, 2, 1000) with { Discount = 500 }), None, Default },
        { "shipping counts once", 2400, 220, Facts(Line(1, 2, 1000)) with { Shipping = 400 }, None, Default with { CountsShipping = true } },
        { "the minimum looks at money, not at points", 0, 0, Facts(Line(1, 2, 1000)), None, Default with { MinimumOrder = 2001 } },
        { "only the outlet's", 0, 0, Facts(Line(2, 2, 1000)), None, Default },
        { "2 × 0.333: rounded once", 333, 3, Facts(Line(1, 1, 333)), None, Default with { Points = 0.5m } },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_product_rule_multiplies_its_lines_or_leaves_them_out(string what, long eligible, long points, object facts, object refunds, object settings)
    {
        Assert.NotEmpty(what);
        var ruled = (ProgrammeSettings)settings with { ProductRules = [Double, Nothing] };
        var terms = new OrderTerms { Rules = new Dictionary<long, int> { [1] = 0, [2] = 1, [3] = -1 } };
        var explained = OrderEarning.Explain((OrderFacts)facts, (RefundFacts[])refunds, ruled, terms);
        Assert.Equal((points, eligible), (explained.Points, explained.Eligible));
        Assert.Equal(points, explained.Steps()[^1].Points);
    }

    [Fact]
    public void Every_point_is_explained_step_by_step()
    {
        var settings = new ProgrammeSettings { Points = 1, ProductRules = [Double] };
        var terms = new OrderTerms { Tier = "Gold", TierTimes = 1.5m, Campaign = "Spring", CampaignTimes = 2, Rules = new Dictionary<long, int> { [1] = 0 } };
        // 38.00 of goods, 10.30 of them vases: (38 + 10.3) × 1.5 × 2 = 144.9.
        var explained = OrderEarning.Explain(Facts(Line(1, 1, 1030), Line(3, 1, 2770)), [], settings, terms);
        Assert.Equal(
            [("rate", null, null, 38m), ("products", "Vases", 2m, 48.3m), ("tier", "Gold", 1.5m, 72.45m), ("campaign", "Spring", 2m, 144.9m), ("rounding", null, (decimal?)null, 144m)],
            explained.Steps().Select(step => (step.Kind, step.Label, step.Times, step.Points)));
        Assert.Equal(144, explained.Points);
        Assert.Equal(57, OrderEarning.Explain(Facts(Line(3, 1, 3800)), [], settings, new OrderTerms { Tier = "Gold", TierTimes = 1.5m }).Points);
    }

    [Theory]
    [InlineData(101, null, null, 0, true)] // product 101: the first rule decides, whatever comes after
    [InlineData(101, "Outlet", "new", 0, true)]
    [InlineData(102, "Outlet", "new", 1, true)] // vendor before tag
    [InlineData(102, "OUTLET", "", 1, true)]
    [InlineData(102, "Finch", "old, New", 2, true)] // compared without case
    [InlineData(102, "Finch", "newer", -1, true)] // a whole tag
    [InlineData(102, "Finch", null, -1, false)] // its tags are not known yet
    [InlineData(102, "Outlet", null, 1, true)] // the line's own vendor is enough
    [InlineData(null, "Finch", null, -1, true)] // a line without a product is never known better
    [InlineData(null, null, null, -1, true)]
    public void The_first_product_rule_that_fits_decides(int? product, string? vendor, string? tags, int rule, bool isSure)
    {
        var fact = tags is null ? null : new ProductFact(vendor, Tags.Split(tags), []);
        Assert.Equal((rule, isSure), ProductRules.Fit([Double, Nothing, Triple], Line(1, 1, 100) with { ProductId = product, Vendor = vendor }, fact));
    }

    [Fact]
    public void A_collection_that_is_not_read_yet_leaves_the_line_open()
    {
        ProductRule[] rules = [new(ProductMatch.Collection, "77", "Sale", 0), Double];
        var line = Line(1, 1, 100) with { ProductId = 101 };
        Assert.Equal((1, false), ProductRules.Fit(rules, line, new ProductFact(null, [], null)));
        Assert.Equal((1, true), ProductRules.Fit(rules, line, new ProductFact(null, [], [78])));
        Assert.Equal((0, true), ProductRules.Fit(rules, line, new ProductFact(null, [], [77])));
    }

    public static TheoryData<string, string, string?, string, bool> Times => new()
    {
        // Start and end on London's clocks, the order's time in UTC.
        { "a second before", "2026-03-07T00:00", "2026-03-09T00:00", "2026-03-06T23:59:59", false },
        { "at the start", "2026-03-07T00:00", "2026-03-09T00:00", "2026-03-07T00:00:00", true },
        { "at the end", "2026-03-07T00:00", "2026-03-09T00:00", "2026-03-09T00:00:00", false },
        { "no end", "2026-03-07T00:00", null, "2031-01-01T00:00:00", true },
        { "summer time: midnight is an hour earlier in UTC", "2026-06-01T00:00", "2026-06-02T00:00", "2026-05-31T23:00:00", true },
        { "summer time: and so is the end", "2026-06-01T00:00", "2026-06-02T00:00", "2026-06-01T23:00:00", false },
        { "starts in the hour that the clocks skip on 29 March: when they go on", "2026-03-29T01:30", "2026-03-29T12:00", "2026-03-29T00:59:59", false },
        { "and from then on", "2026-03-29T01:30", "2026-03-29T12:00", "2026-03-29T01:00:00", true },
        { "starts in the hour that comes twice on 25 October: the first time", "2026-10-25T01:30", "2026-10-25T12:00", "2026-10-25T00:30:00", true },
        { "not before it", "2026-10-25T01:30", "2026-10-25T12:00", "2026-10-25T00:29:59", false },
        { "ends in the hour that comes twice: the second time", "2026-10-24T00:00", "2026-10-25T01:30", "2026-10-25T01:29:59", true },
        { "and then it is over", "2026-10-24T00:00", "2026-10-25T01:30", "2026-10-25T01:30:00", false },
    };

    [Theory]
    [MemberData(nameof(Times))]
    public void A_campaign_runs_by_the_clocks_of_the_shop(string what, string starts, string? ends, string at, bool runs)
    {
        Assert.NotEmpty(what);
        var campaign = Campaign("c", 2) with { Starts = DateTime.Parse(starts), Ends = ends is null ? null : DateTime.Parse(ends) };
        var time = DateTime.SpecifyKind(DateTime.Parse(at), DateTimeKind.Utc);
        Assert.Equal(runs, Campaigns.Of([campaign], time, London, null, []) is not null);
    }

    [Theory]
    [InlineData(null, "", "all")] // twice for everyone
    [InlineData("gold", "", "gold")] // three times for Gold
    [InlineData("silver", "", "all")]
    [InlineData(null, "staff, Friend", "friends")]
    [InlineData("gold", "friend", "friends")] // four times: the greatest that fits
    public void Of_several_campaigns_the_greatest_that_fits_applies(string? tier, string tags, string wanted)
    {
        Campaign[] campaigns = [Campaign("all", 2), Campaign("gold", 3) with { TierIds = ["gold"] }, Campaign("friends", 4) with { CustomerTags = ["friend"] }, Campaign("off", 9) with { IsActive = false }];
        Assert.Equal(wanted, Campaigns.Of(campaigns, ModulesWorld.Start, London, tier, Tags.Split(tags))?.Id);
    }

    [Fact]
    public void Bonuses_follow_from_the_orders_in_the_order_of_their_days()
    {
        var rules = new OrderBonuses(FirstOrder: 100, EveryNth: 3, NthOrder: 30, BiggestOrder: 50, Milestones: [new(5000, 20), new(10_000, 70)]);
        EarningOrder[] orders = [Of(1, 1, 3000, rules), Of(2, 2, 6000, rules), Of(3, 2, 6000, rules), Of(4, 4, 12_000, rules), Of(5, 5, 100, null), Of(6, 6, 4999, rules)];
        Bonus[] expected =
        [
            new(1, BonusKind.First, 100), new(2, BonusKind.Biggest, 50), new(2, BonusKind.Milestone, 20), new(3, BonusKind.Nth, 30), new(3, BonusKind.Milestone, 20),
            new(4, BonusKind.Biggest, 50), new(4, BonusKind.Milestone, 70), new(6, BonusKind.Nth, 30),
        ];
        Assert.Equal(expected, BonusRules.Of(orders));
        Assert.Equal(expected, BonusRules.Of(orders.Reverse()));
        // Without the first one the second is first, and no longer bigger than anything.
        Assert.Equal([new(2, BonusKind.First, 100), new(2, BonusKind.Milestone, 20)], BonusRules.Of(orders.Where(order => order.Id == 2)));
    }

    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly RefundFacts[] None = [];

    private static EarningOrder Of(long id, int day, long eligible, OrderBonuses? rules) => new(id, ModulesWorld.Start.AddDays(day), eligible, rules);

    private static Campaign Campaign(string id, decimal times) => new(id, id, times, ModulesWorld.Start.AddDays(-1), null, IsActive: true, null, null);

    private static OrderFacts Facts(params OrderLine[] lines) => new() { Lines = lines, TaxesIncluded = true };

    private static OrderLine Line(long id, int quantity, long price, int? current = null, bool tip = false) => new(id, 100 + id, null, "Vase", quantity, current ?? quantity, price, 0, 0, false, tip);

    private static RefundFacts Refund(long id, long line, int units, long worth) => new(id, null, [new RefundedLine(line, units, worth)], null, 0, worth);

    private static RefundFacts Goodwill(long money) => new(9, null, [], money, 0, money);
}
