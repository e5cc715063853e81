using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Simulating;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

public class SimulatorTests
{
    private static readonly DateOnly February = new(2026, 2, 1);
    private static readonly SimulatedProgramme Today = new(ProgrammeSettings.For("GBP"), 500, 500, 0);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(124, 1)]
    [InlineData(125, 2)]
    [InlineData(250, 3)]
    [InlineData(499, 4)]
    [InlineData(500, 5)]
    [InlineData(999, 5)]
    [InlineData(1000, 6)]
    public void Customers_are_told_apart_by_how_far_they_come_towards_a_reward_of_500(long points, int step) => Assert.Equal(step, SimulatedMonth.Step(points, 500));

    [Fact]
    public void A_month_is_added_up_under_both_programmes_by_the_rule_that_orders_go_through()
    {
        var month = new SimulatedMonth(February, TimeZoneInfo.Utc, Today, Today with { Settings = Today.Settings with { Points = 10, MinimumOrder = 1500 }, MonthTimes = 1.5m });
        month.Add(Order(7, 3, 3333));
        month.Add(Order(8, 3, 1000));
        month.Add(Order(7, 28, 6800));

        var result = month.Result(revenue: 11_133);
        // 5 × 33.33 = 166, 5 × 10 = 50, 5 × 68 = 340; then 15 × 33.33 = 499, nothing below 15.00, 15 × 68 = 1,020.
        Assert.Equal((3, 2, 556, 1519), (result.Orders, result.Customers, result.Today.Points, result.Draft.Points));
        Assert.Equal((2, 1, 1, 1), (result.Today.Customers, result.Draft.Customers, result.Today.Reached, result.Draft.Reached));
        Assert.Equal((216, 340, 499, 1020), (result.Today.Days[2], result.Today.Days[27], result.Draft.Days[2], result.Draft.Days[27]));
        Assert.Equal([0, 1, 0, 0, 0, 1, 0], result.Today.Steps);
        Assert.Equal([1, 0, 0, 0, 0, 0, 1], result.Draft.Steps);
        Assert.Equal(556, Today.Worth(result.Today.Points));
    }

    [Fact]
    public void Tiers_rise_while_the_month_goes_on_and_campaigns_count_in_their_time()
    {
        var tiers = new TierSettings(true, TierBasis.Spent, TierWindow.RollingYear, 0, [Level("basic", 0, 1), Level("gold", 5000, 2)]);
        var campaign = new Campaign("c", "Valentine", 3, new DateTime(2026, 2, 14), new DateTime(2026, 2, 15), true, null, ["vip"]);
        var month = new SimulatedMonth(February, TimeZoneInfo.Utc, Today, Today with { Settings = Today.Settings with { Tiers = tiers, Campaigns = [campaign] } });
        month.Add(Order(7, 1, 1000, before: new Bought(4000, 2)));
        month.Add(Order(7, 2, 1000));
        month.Add(Order(8, 14, 1000, tags: ["VIP"]));
        month.Add(Order(9, 14, 1000));
        // 50, then 5,000 spent make gold: 100; the campaign only for its tag: 150 and 50.
        Assert.Equal((200, 350), (month.Result(0).Today.Points, month.Result(0).Draft.Points));
    }

    [Fact]
    public async Task A_real_month_is_computed_in_the_background_and_kept_and_twice_gives_the_same()
    {
        await using var world = await ModulesWorld.Create();
        await Buy(world, customers: 3, each: 400, new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc));
        await Buy(world, customers: 1, each: 1, new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), firstId: 9000);
        Assert.Equal([new DateOnly(2026, 3, 1), February], await world.Do<Simulations, IReadOnlyList<DateOnly>>(all => all.Months(world.Shop)));

        for (var round = 0; round < 2; round++)
        {
            var started = await world.Do<Simulations, Simulation>(all => all.Start(world.Shop, February, 1, Today, Today with { Settings = Today.Settings with { Points = 10 } }));
            Assert.Equal(1200, started.Expected);
            Assert.True(await world.Get<SimulationRun>().Next(default));
            Assert.False(await world.Get<SimulationRun>().Next(default));
            var done = (await world.Do<Simulations, Simulation?>(all => all.Latest(world.ShopId)))!;
            var result = SimulatedResult.FromJson(done.Result!);
            Assert.Equal((SimulationState.Done, 1200, 1200, 3), (done.State, done.Orders, result.Orders, result.Customers));
            Assert.Equal((1_200_000, 60_000, 120_000), (result.Revenue, result.Today.Points, result.Draft.Points));
        }
    }

    [Fact]
    public async Task It_can_be_stopped_and_a_new_one_replaces_one_that_runs()
    {
        await using var world = await ModulesWorld.Create();
        await Buy(world, customers: 1, each: 5, new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc));
        await world.Do<Simulations, Simulation>(all => all.Start(world.Shop, February, 1, Today, Today));
        await world.Do<Simulations>(all => all.Stop(world.ShopId));
        Assert.False(await world.Get<SimulationRun>().Next(default));
        Assert.Equal(SimulationState.Stopped, (await world.Do<Simulations, Simulation?>(all => all.Latest(world.ShopId)))!.State);

        var first = await world.Do<Simulations, Simulation>(all => all.Start(world.Shop, February, 1, Today, Today));
        await world.Do<Simulations, Simulation>(all => all.Start(world.Shop, February, 1, Today, Today));
        Assert.Equal(SimulationState.Stopped, (await world.Do<Simulations, Simulation?>(all => all.Find(world.ShopId, first.Id)))!.State);
        Assert.Null(await world.Do<Simulations, Simulation?>(all => all.Find(world.ShopId + 1, first.Id)));
        Assert.True(await world.Get<SimulationRun>().Next(default));
        Assert.False(await world.Get<SimulationRun>().Next(default));
    }

    [Fact]
    public async Task One_that_a_restart_interrupted_begins_anew_when_its_lease_is_over()
    {
        await using var world = await ModulesWorld.Create();
        await Buy(world, customers: 1, each: 5, new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc));
        await world.Do<Simulations, Simulation>(all => all.Start(world.Shop, February, 1, Today, Today));
        await world.Execute($"UPDATE simulations SET lease_until = {world.Now.AddMinutes(1)}, orders = 3");
        Assert.False(await world.Get<SimulationRun>().Next(default));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await world.Get<SimulationRun>().Next(default));
        Assert.Equal(SimulationState.Done, (await world.Do<Simulations, Simulation?>(all => all.Latest(world.ShopId)))!.State);
    }

    private static Task Buy(ModulesWorld world, int customers, int each, DateTime from, long firstId = 1000) => world.Do<RetentionApp.Data.AppDb>(async db =>
    {
        for (var customer = 0; customer < customers; customer++)
            for (var i = 0; i < each; i++)
                db.Add(RetentionApp.Tests.Admin.AdminHost.Order(world.ShopId, firstId + customer * 1000L + i, 7 + customer, from.AddMinutes(i)));
        await db.Write(() => db.SaveChangesAsync());
    });

    private static SimulatedOrder Order(long customer, int day, long price, Bought before = default, string[]? tags = null) =>
        new(customer, new DateTime(2026, 2, day, 12, 0, 0, DateTimeKind.Utc), new OrderFacts { Lines = [new OrderLine(1, null, null, "Vase", 1, 1, price, 0, 0, false, false)] }, [], tags ?? [], before, new Dictionary<long, ProductFact>());

    private static TierLevel Level(string id, long threshold, decimal times) => new(id, id, null, "#000000", "star", threshold, 0, times, null, null, null);
}
