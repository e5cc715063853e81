using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using Xunit;
using static RetentionApp.Tests.Loyalty.OrderEarningTests;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

/// <summary>Bonuses in the ledger. Three vases are £30.00 and 150 points; the first order gives 100 more, every second 20, the biggest yet 40.</summary>
public sealed class BonusEarningTests
{
    private static readonly ProgrammeSettings Generous = new() { Bonuses = new OrderBonuses(100, 2, 20, 40, [new(5000, 7)]) };

    [Fact]
    public async Task An_order_that_is_cancelled_hands_its_bonus_to_the_next()
    {
        await using var world = await ModulesWorld.Create(programme: Generous);
        await world.Tell(On(1, day: 1));
        await world.Tell(On(1, day: 1));
        await world.Tell(On(2, day: 2, quantity: 6));
        // 150 + 100; 300, second, biggest, above £50.00: + 20 + 40 + 7.
        Assert.Equal((617, 0, 617, 0), await world.Points(7));
        await world.Tell(On(1, day: 1, seconds: 1).With(order => order["cancelled_at"] = Time(PlacedAt)));
        Assert.Equal((407, 0, 407, 0), await world.Points(7));
        Assert.Equal(
            ["order:1#1 150", "bonus:first:1#1 100", "order:2#1 300", "bonus:nth:2#1 20", "bonus:biggest:2#1 40", "bonus:milestone:2#1 7", "order:1#2 -150", "bonus:first:1#2 -100", "bonus:first:2#1 100", "bonus:nth:2#2 -20", "bonus:biggest:2#2 -40"],
            await world.Rows(db => db.LedgerEntries.OrderBy(entry => entry.Id).Select(entry => entry.Source + " " + entry.Points)));
        await world.Verify();
    }

    [Fact]
    public async Task An_earlier_order_that_is_heard_later_is_the_first()
    {
        await using var world = await ModulesWorld.Create(programme: Generous);
        await world.Tell(On(2, day: 2));
        Assert.Equal(250, (await world.Points(7)).Available);
        await world.Tell(On(1, day: 1));
        Assert.Equal(150 + 100 + 150 + 20, (await world.Points(7)).Available);
        Assert.Equal(100, await world.Count($"SELECT points FROM order_bonuses WHERE order_id = 1 AND kind = 1"));
    }

    [Fact]
    public async Task Who_bought_before_the_programme_began_is_not_new_and_their_biggest_order_counts()
    {
        await using var world = await ModulesWorld.Create(programme: Generous with { FromAt = PlacedAt.AddDays(5) });
        await world.Tell(On(1, day: 1, quantity: 9).With(order => order["total_price"] = "94.00"));
        await world.Tell(On(2, day: 6));
        Assert.Equal((150, 0, 150, 0), await world.Points(7));
        // The second that earns, above £50.00, and no bigger than the £94.00 of before.
        await world.Tell(On(3, day: 7, quantity: 9));
        Assert.Equal(150 + 450 + 20 + 7, (await world.Points(7)).Available);
        await world.Tell(On(4, day: 8, quantity: 10));
        Assert.Equal(627 + 500 + 40 + 7, (await world.Points(7)).Available);
        // The early order was cancelled after all: the first that earns was the first one.
        await world.Tell(On(1, day: 1, quantity: 9, seconds: 1).With(order => order["cancelled_at"] = Time(PlacedAt)));
        Assert.Equal(1174 + 100 + 40, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task Orders_too_small_for_a_point_are_orders_all_the_same()
    {
        var tiers = new TierSettings(IsActive: true, TierBasis.Spent, TierWindow.Ever, 0, [new TierLevel("silver", "Silver", null, "#999999", "star", 2500, 30, 2, null, null, null)]);
        await using var world = await ModulesWorld.Create(programme: Generous with { Points = 1, PerAmount = 1000, Tiers = tiers, Challenges = [new Challenge("c", "Three", ChallengeKind.Orders, 3, 30, 11, IsActive: true, Repeats: false, Since: PlacedAt)] });
        for (var id = 1; id <= 3; id++) await world.Tell(On(id, day: id, quantity: 1).With(order => order["line_items"]![0]!["price"] = $"9.0{id}"));
        // 0 points each; first 100, second 20 and biggest 40, third biggest 40; the third meets the challenge (11) and £27.06 reach Silver (30).
        Assert.Equal((241, 0), ((await world.Points(7)).Lifetime, (await world.Points(7)).Debt));
        Assert.Equal("silver", (await world.Do<CustomerTiers, TierLevel?>(all => all.LevelOf(world.ShopId, 7).AsTask()))?.Id);
        await world.Tell(On(3, day: 3, quantity: 1, seconds: 1).With(order => order["cancelled_at"] = Time(PlacedAt)));
        Assert.Equal(241 - 40 - 11, (await world.Points(7)).Lifetime);
        await world.Verify();
    }

    [Fact]
    public async Task A_bonus_follows_its_order_to_another_customer_and_into_a_merged_account()
    {
        await using var world = await ModulesWorld.Create(programme: Generous);
        await world.Tell(On(1, day: 1));
        await world.Tell(On(2, day: 2));
        await world.Tell(On(1, day: 1, customer: 8, seconds: 1));
        Assert.Equal((250, 250), ((await world.Points(7)).Available, (await world.Points(8)).Available));
        await world.Write<CustomerChanged>(customers => customers.Merged(world.Shop,
            ModulesWorld.Json("""{"admin_graphql_api_customer_kept_id":"gid://shopify/Customer/8","admin_graphql_api_customer_deleted_id":"gid://shopify/Customer/7"}"""), world.Now));
        Assert.Equal((420, 0), ((await world.Points(8)).Available, (await world.Points(7)).Debt));
        await world.Tell(On(1, day: 1, customer: null, seconds: 2));
        Assert.Equal(250, (await world.Points(8)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task Which_rules_decide_is_frozen_with_each_order()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(On(1, day: 1));
        await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, Generous, "test"));
        await world.Tell(On(2, day: 2));
        // The first has none; the second is the second.
        Assert.Equal(150 + 150 + 20, (await world.Points(7)).Available);
        await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, new ProgrammeSettings(), "test"));
        await world.Tell(On(1, day: 1, seconds: 1, quantity: 0));
        Assert.Equal(150 + 100, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_shop_without_bonuses_keeps_none()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(On(1, day: 1));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM order_bonuses"));
    }

    [Fact]
    public async Task However_the_news_of_several_orders_is_shuffled_and_doubled_their_last_states_decide()
    {
        await using var world = await ModulesWorld.Create(programme: Generous with { Rounding = Rounding.Nearest, ProductRules = [new ProductRule(ProductMatch.Product, "111", null, 1.7m)] });
        var steps = Gen.Elements(Step.Pay, Step.Pay, Step.Refund, Step.Refund, Step.Goodwill, Step.Cancel, Step.Hand, Step.Edit).ArrayOf();
        var cases = steps.SelectMany(_ => steps, (one, two) => (one, two)).SelectMany(_ => steps, (two, three) => (Lives: new[] { two.one, two.two, three }, two))
            .SelectMany(_ => Gen.Choose(0, int.MaxValue), (lives, seed) => (lives.Lives, Seed: seed));
        var round = 0L;
        Prop.ForAll(cases.ToArbitrary(), one => Live(world, one.Lives, new Random(one.Seed), ++round).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
        await world.Verify();
    }

    private static async Task Live(ModulesWorld world, Step[][] lives, Random random, long round)
    {
        var (anna, ben, carl, dora) = (round * 100, round * 100 + 1, round * 100 + 2, round * 100 + 3);
        var orders = lives.Select((life, index) => Versions(life, round * 100 + index, anna, ben, random)).ToList();
        foreach (var (versions, index) in orders.Select((versions, index) => (versions, index)))
            foreach (var version in versions) version["processed_at"] = Time(PlacedAt.AddDays((index * 2) % 3));
        var deliveries = orders.SelectMany(versions => versions.SelectMany((version, index) => Enumerable.Repeat((Version: version, At: PlacedAt.AddSeconds(index)), random.Next(1, 3)))).OrderBy(_ => random.Next()).ToList();
        foreach (var (version, at) in deliveries) await world.Tell(version.ToJsonString(), at);

        foreach (var (versions, index) in orders.Select((versions, index) => (versions, index)))
        {
            var last = versions[^1].DeepClone().AsObject();
            last["id"] = round * 100 + 50 + index;
            foreach (var refund in last["refunds"]!.AsArray()) refund!["id"] = refund["id"]!.GetValue<long>() + 500_000_000;
            last["customer"]!["id"] = last["customer"]!["id"]!.GetValue<long>() == anna ? carl : dora;
            await world.Tell(last.ToJsonString());
        }
        Assert.Equal(await world.Points(carl), await world.Points(anna));
        Assert.Equal(await world.Points(dora), await world.Points(ben));
    }

    private static JsonObject On(long id, int day, int quantity = 3, long? customer = 7, int seconds = 0) =>
        Order(id, customer, quantity: Math.Max(quantity, 1), current: quantity, seconds: seconds).With(order => order["processed_at"] = Time(PlacedAt.AddDays(day)));
}
