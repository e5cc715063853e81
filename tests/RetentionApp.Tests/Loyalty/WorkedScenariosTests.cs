using System.Globalization;
using System.Text.Json.Nodes;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Webhooks;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

/// <summary>Short lives of Anna's (7) points with the numbers worked out by hand. Unless said otherwise 5 points per pound, at once.</summary>
public sealed class WorkedScenariosTests
{
    private static readonly ProgrammeSettings Plain = new() { PendingDays = 0 };
    private static readonly TierSettings Levels = new(IsActive: true, TierBasis.Spent, TierWindow.CalendarYear, 0, [Level("bronze", 0, 1.1m), Level("silver", 100_00, 1.25m), Level("gold", 300_00, 1.5m)]);

    public static TheoryData<string, string, object, Action<Life>, string> Lives => new()
    {
        // What money makes of points, in every kind of currency.
        { "yen: 3 × 1,980 with 540 of tax inside are 5,400 and 270; one back leaves 180; cancelled nothing", "JPY", ProgrammeSettings.For("JPY") with { PendingDays = 0 },
            life => life.Buys(1, "3x1980 tax 540").Has(270).Refunds(1, 1).Has(180).Refunds(1, 1).Has(90).Cancels(1), "0 0 0 0" },
        { "dinar: 3 × 12.345 less 1.000 are 180.175; one back 120.11; two back 60.05", "KWD", ProgrammeSettings.For("KWD") with { PendingDays = 0 },
            life => life.Buys(1, "3x12.345 off 1.000").Has(180).Refunds(1, 1).Has(120).Refunds(1, 1), "60 0 60 0" },
        { "a point for every 3 pounds: 10.00 are 3; rounded up 4", "GBP", Plain with { Points = 1, PerAmount = 300, Rounding = Rounding.Up }, life => life.Buys(1, "1x10.00").Buys(2, "1x9.00"), "7 0 7 0" },
        { "1.25 points for every 0.99: 7 × 0.99 are 8.75, to the nearest 9; five of them back 2.5, so 3", "GBP", Plain with { Points = 1.25m, PerAmount = 99, Rounding = Rounding.Nearest }, life => life.Buys(1, "7x0.99").Has(9).Refunds(1, 5), "3 0 3 0" },
        { "a third off 9.99 (3.33): 6.66 × 5 = 33.3", "GBP", Plain, life => life.Buys(1, "1x9.99 off 3.33"), "33 0 33 0" },
        { "5 × 3.33 go back one by one, every news of it twice", "GBP", Plain,
            life => life.Buys(1, "5x3.33").Has(83).Refunds(1, 1).Again(1).Has(66).Refunds(1, 1).Again(1).Has(49).Refunds(1, 1).Has(33).Refunds(1, 1).Has(16).Refunds(1, 1).Again(1), "0 0 0 0" },
        { "tax beside the prices, counted, a discount, goodwill of 6.00: (40 - 4 + 7.20 - 6) × 5", "GBP", Plain with { CountsTax = true },
            life => life.With(order => order["taxes_included"] = false).Buys(1, "4x10.00 off 4.00 tax 7.20").Has(216).Gives(1, "6.00"), "186 0 186 0" },

        // An order's life after its points were given.
        { "an edit adds a line, a refund takes it, the rest is cancelled", "GBP", Plain, life => life.Buys(1, "2x10.00").Has(100).Adds(1, "1x4.50").Has(122).Refunds(1, 1, line: 2).Has(100).Cancels(1), "0 0 0 0" },
        { "an edit that has to be paid for takes nothing meanwhile", "GBP", Plain, life => life.Buys(1, "2x10.00").Says(1, order => order["financial_status"] = "partially_paid").Has(100).Adds(1, "1x10.00"), "150 0 150 0" },
        { "authorised and voided was never paid", "GBP", Plain, life => life.Says(1, order => order["financial_status"] = "authorized", "2x10.00").Says(1, order => order["financial_status"] = "voided"), "0 0 0 0" },
        { "a dispute takes everything, what was spent becomes debt, a won one brings it back", "GBP", Plain,
            life => life.Buys(1, "2x10.00").Spends(60).Disputes(1, "needs_response").Has(-60).Disputes(1, "won").Has(40).Disputes(1, "lost"), "-60 0 0 60" },
        { "pending points go first, then those of other orders", "GBP", Plain with { PendingDays = 14 }, life => life.Buys(1, "2x10.00", daysAgo: 20).Buys(2, "2x10.00", daysAgo: 1).Cancels(2).Has(100).Refunds(1, 1), "50 0 50 0" },
        { "a refund into store credit is a refund", "GBP", Plain, life => life.Buys(1, "2x10.00").Refunds(1, 1, gateway: "shopify_store_credit"), "50 0 50 0" },
        { "refunds that leave the points, a cancellation too", "GBP", Plain with { KeepsEarnedPoints = true }, life => life.Buys(1, "2x10.00").Refunds(1, 1).Buys(2, "1x10.00").Cancels(2), "150 0 150 0" },

        { "a part back, then a dispute, another part back meanwhile, won", "GBP", Plain, life => life.Buys(1, "3x10.00").Refunds(1, 1).Has(100).Disputes(1, "needs_response").Has(0).Refunds(1, 1).Has(0).Disputes(1, "won"), "50 0 50 0" },
        { "below the minimum after a refund, above it after an edit", "GBP", Plain with { MinimumOrder = 15_00 }, life => life.Buys(1, "2x10.00").Has(100).Refunds(1, 1).Has(0).Adds(1, "1x5.00").Has(75).Cancels(1), "0 0 0 0" },
        { "refunds that leave the points leave their bonus", "GBP", Plain with { KeepsEarnedPoints = true, Bonuses = new OrderBonuses(100, 0, 0, 0, null) }, life => life.Buys(1, "1x20.00").Cancels(1).Buys(2, "1x20.00"), "300 0 300 0" },
        { "a refund within the waiting time, and a bonus that waits with its order", "GBP", Plain with { PendingDays = 14, Bonuses = new OrderBonuses(100, 0, 0, 0, null) }, life => life.Buys(1, "2x10.00").Refunds(1, 1).Has(0).Passes(13).Has(0).Passes(1), "150 0 150 0" },

        // Debts.
        { "negative: the next order pays", "GBP", Plain, life => life.Buys(1, "2x10.00").Spends(90).Cancels(1).Has(-90).Buys(2, "1x30.00"), "60 0 150 0" },
        { "carried: the same, only shown as nothing", "GBP", Plain with { NegativeBalance = NegativeBalance.Carry }, life => life.Buys(1, "2x10.00").Spends(90).Cancels(1).Buys(2, "1x30.00"), "60 0 150 0" },
        { "stopping at zero: the next order is theirs", "GBP", Plain with { NegativeBalance = NegativeBalance.Floor }, life => life.Buys(1, "2x10.00").Spends(90).Cancels(1).Has(0).Buys(2, "1x30.00"), "150 0 150 0" },
        { "a debt waits for pending points", "GBP", Plain with { PendingDays = 14 }, life => life.Buys(1, "2x10.00", daysAgo: 20).Spends(90).Buys(2, "1x30.00").Cancels(1).Has(-90).Passes(14), "60 0 150 0" },

        // Multipliers together.
        { "bronze × vases × weekend at the first order: 20.00 × 5 × 1.1 × 2 × 3 and a cup 4.00 × 5 × 1.1 × 3", "GBP",
            Plain with { Tiers = Levels, ProductRules = [new ProductRule(ProductMatch.Product, "111", null, 2)], Campaigns = [new Campaign("c", "Now", 3, ModulesWorld.Start.AddHours(-1), ModulesWorld.Start.AddHours(1), true, null, null)] },
            life => life.Buys(1, "2x10.00", "1x4.00"), "726 0 726 0" },
        { "silver from the order after it was reached, and its refund undoes both", "GBP", Plain with { Tiers = Levels }, life => life.Buys(1, "10x10.00").Has(550).Buys(2, "1x10.00").Has(612).Refunds(1, 1).Has(557).Buys(3, "1x10.00").Has(619), "619 0 619 0" },
        { "first, second and biggest, and what a cancelled first leaves", "GBP", Plain with { Bonuses = new OrderBonuses(100, 2, 30, 15, [new OrderMilestone(50_00, 9)]) },
            life => life.Buys(1, "1x20.00").Has(200).Buys(2, "1x60.00").Has(554).Cancels(1).Has(409).Buys(3, "1x70.00"), "813 0 813 0" },
        { "only the till earns", "GBP", Plain with { Channels = OrderChannels.PointOfSale }, life => life.Buys(1, "1x20.00").Has(0).With(order => order["source_name"] = "pos").Buys(2, "1x20.00"), "100 0 100 0" },

        // Guests.
        { "a guest's two orders wait for the account, the third is too old; the first has the bonus", "GBP", Plain with { GuestDays = 30, Bonuses = new OrderBonuses(100, 0, 0, 0, null) },
            life => life.As(null).Buys(1, "1x20.00", daysAgo: 40).Buys(2, "1x20.00", daysAgo: 20).Buys(3, "1x20.00", daysAgo: 2).Has(0).SignsUp(), "300 0 300 0" },

        // Expiry.
        { "one month from available, spent soonest to run out first", "GBP", Plain with { Expiry = new PointsExpiry(ExpiryKind.PerCredit, 1) }, life => life.Buys(1, "2x10.00", daysAgo: 20).Buys(2, "2x10.00").Spends(30).Passes(15), "100 0 200 0" },
        { "what ran out unused is not taken again by a refund", "GBP", Plain with { Expiry = new PointsExpiry(ExpiryKind.PerCredit, 1) }, life => life.Buys(1, "3x10.00").Spends(30).Passes(40).Has(0).Refunds(1, 1).Has(0).Cancels(1), "-30 0 0 30" },
        { "nor is it where the account has other points", "GBP", Plain with { Expiry = new PointsExpiry(ExpiryKind.PerCredit, 1) }, life => life.Buys(1, "3x10.00").Passes(40).Buys(2, "1x10.00").Refunds(1, 2).Has(50).Cancels(1), "50 0 50 0" },
        { "nor of an order that ran out this very moment", "GBP", Plain with { Bonuses = new OrderBonuses(40, 0, 0, 0, null), Expiry = new PointsExpiry(ExpiryKind.PerCredit, 1) }, life => life.Buys(1, "1x10.00").Passes(40).Cancels(1), "0 0 0 0" },
        { "the month begins when the waiting time ends", "GBP", Plain with { PendingDays = 14, Expiry = new PointsExpiry(ExpiryKind.PerCredit, 1) }, life => life.Buys(1, "2x10.00").Passes(44).Has(100).Passes(3), "0 0 100 0" },
        { "a refund is no activity", "GBP", Plain with { Expiry = new PointsExpiry(ExpiryKind.Inactivity, 1) }, life => life.Buys(1, "2x10.00").Passes(25).Refunds(1, 1).Has(50).Passes(8), "0 0 50 0" },
        { "by inactivity an order keeps everything alive, and then all of it goes", "GBP", Plain with { Expiry = new PointsExpiry(ExpiryKind.Inactivity, 1) }, life => life.Buys(1, "2x10.00").Passes(25).Buys(2, "1x10.00").Passes(25).Has(150).Passes(8), "0 0 150 0" },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public async Task The_numbers_are_those_worked_out_by_hand(string what, string currency, object programme, Action<Life> tell, string ends)
    {
        Assert.NotEmpty(what);
        await using var world = await ModulesWorld.Create(currency, (ProgrammeSettings)programme);
        var life = new Life(world, currency);
        tell(life);
        await life.Live();
        var (available, pending, lifetime, debt) = await world.Points(7);
        Assert.Equal(ends, $"{available} {pending} {lifetime} {debt}");
        await world.Verify();
    }

    private static TierLevel Level(string id, long from, decimal times) => new(id, id, null, "#888888", "star", from, 0, times, null, null, null);

    /// <summary>What happens, in the order in which it is written; everything of an order is told as its newest whole.</summary>
    public sealed class Life
    {
        private readonly ModulesWorld world;
        private readonly string currency;
        private readonly List<Func<Task>> steps = [];
        private readonly Dictionary<long, JsonObject> orders = [];
        private Action<JsonObject> everyOrder = _ => { };
        private long? customer = 7;
        private int seconds, refunds, disputes;

        internal Life(ModulesWorld world, string currency) => (this.world, this.currency) = (world, currency);

        internal async Task Live()
        {
            foreach (var step in steps) await step();
        }

        internal Life With(Action<JsonObject> change) => Then(() => everyOrder += change);
        internal Life As(long? who) => Then(() => customer = who);

        /// <param name="goods">Lines such as <c>3x10.00 off 1.50 tax 2.00</c>.</param>
        internal Life Buys(long id, string goods, string? more = null, int daysAgo = 0) => Then(() =>
        {
            New(id, daysAgo, goods, more);
            return Tell(id);
        });

        internal Life Says(long id, Action<JsonObject> change, string? goods = null) => Then(() =>
        {
            if (goods is not null) New(id, 0, goods, null);
            change(orders[id]);
            return Tell(id);
        });

        internal Life Again(long id) => Then(async () => await world.Tell(orders[id].DeepClone()));
        internal Life Adds(long id, string goods) => Says(id, order => order["line_items"]!.AsArray().Add((JsonNode)Goods(order["line_items"]!.AsArray().Count + 1, goods)));
        internal Life Cancels(long id) => Says(id, order => order["cancelled_at"] = Time(world.Now));

        internal Life Refunds(long id, int units, int line = 1, string gateway = "manual") => Says(id, order =>
        {
            var goods = order["line_items"]![line - 1]!;
            goods["current_quantity"] = goods["current_quantity"]!.GetValue<int>() - units;
            var worth = (decimal.Parse(goods["price"]!.GetValue<string>(), CultureInfo.InvariantCulture) * units).ToString(CultureInfo.InvariantCulture);
            var refund = Refund(++refunds, goods["id"]!.GetValue<long>(), units, worth, money: worth);
            (refund["transactions"]![0]!["currency"], refund["transactions"]![0]!["gateway"]) = (currency, gateway);
            order["refunds"]!.AsArray().Add((JsonNode)refund);
            order["financial_status"] = "partially_refunded";
        });

        /// <summary>Money back for nothing returned.</summary>
        internal Life Gives(long id, string money) => Says(id, order => order["refunds"]!.AsArray().Add((JsonNode)Refund(++refunds, 0, 0, "0.00", money, discrepancy: "-" + money)));

        internal Life Disputes(long id, string status) => Then(() => world.Write<OrderMentioned, Handled>(orders => orders.Disputed(world.Shop,
            ModulesWorld.Json(new { id = 900, order_id = id, type = "chargeback", status, initiated_at = Time(world.Now) }), world.Now.AddSeconds(++disputes))));

        internal Life Spends(long points) => Then(async () => Assert.Equal(0, (await world.Do<PointsLedger, SpendAnswer>(ledger =>
            ledger.Spend(world.ShopId, 7, new Posting(EntryKind.Redeemed, -points, 0, $"spent:{++seconds}", null, null, world.Now)))).Missing));

        internal Life SignsUp() => Then(() => world.Write<CustomerChanged, Handled>(customers => customers.Tell(world.Shop,
            ModulesWorld.Json(new { id = 7, email = "anna@example.com", state = "enabled", created_at = Time(world.Now), updated_at = Time(world.Now) }))));

        internal Life Passes(int days) => Then(() => world.Clock.Advance(TimeSpan.FromDays(days)));
        internal Life Has(long available) => Then(async () => Assert.Equal(available, (await world.Points(7)).Available));

        private Life Then(Func<Task> step)
        {
            steps.Add(step);
            return this;
        }

        private Life Then(Action step) => Then(() =>
        {
            step();
            return Task.CompletedTask;
        });

        private void New(long id, int daysAgo, string goods, string? more)
        {
            var order = Order(id, customer, currency: currency).Placed(world.Now.AddDays(-daysAgo));
            order["line_items"] = new JsonArray([.. new[] { goods, more }.OfType<string>().Select((line, place) => (JsonNode)Goods(place + 1, line))]);
            everyOrder(order);
            orders[id] = order;
        }

        private async Task Tell(long id)
        {
            orders[id]["updated_at"] = Time(world.Now.AddSeconds(++seconds));
            Assert.Null((await world.Tell(orders[id].DeepClone())).IgnoredBecause);
        }

        private static JsonObject Goods(long place, string goods)
        {
            var words = goods.Split(' ');
            var (quantity, price) = (int.Parse(words[0].Split('x')[0], CultureInfo.InvariantCulture), words[0].Split('x')[1]);
            return Line(10 + place, quantity, price, discount: After("off"), tax: After("tax"));

            string? After(string word) => Array.IndexOf(words, word) is >= 0 and var at ? words[at + 1] : null;
        }
    }
}
