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
    public void Bonuses_stand_where_they_would_for_each_programme()
    {
        var bonuses = new OrderBonuses(100, 2, 20, 40, [new OrderMilestone(5000, 7)]);
        var month = new SimulatedMonth(February, TimeZoneInfo.Utc, Today, Today with { Settings = Today.Settings with { Bonuses = bonuses, MinimumOrder = 1000 } });
        month.Add(Order(7, 1, 900)); // 45; below the draft's minimum: not even the first
        month.Add(Order(7, 2, 1000)); // 50; 50 + 100
        month.Add(Order(7, 3, 6000)); // 300; 300 + 20 + 40 + 7
        month.Add(Order(8, 3, 3000, before: new Bought(0, 0, Place: 4, Biggest: 2500))); // 150; the fifth and the biggest: 150 + 40
        month.Add(Order(8, 4, 2900)); // 145; the sixth: 145 + 20
        Assert.Equal((690, 150 + 367 + 190 + 165), (month.Result(0).Today.Points, month.Result(0).Draft.Points));
    }

    [Fact]
    public void An_order_from_a_channel_that_does_not_earn_has_no_bonus_either()
    {
        var month = new SimulatedMonth(February, TimeZoneInfo.Utc, Today, Today with { Settings = Today.Settings with { Channels = OrderChannels.PointOfSale, Bonuses = new OrderBonuses(100, 0, 0, 0, null) } });
        var online = Order(7, 1, 1000);
        month.Add(online);
        month.Add(online with { Facts = online.Facts with { Source = "pos" } });
        Assert.Equal((100, 150), (month.Result(0).Today.Points, month.Result(0).Draft.Points));
    }

    [Fact]
    public void Guests_earn_where_their_account_came_in_time_but_in_no_tier()
    {
        var tiers = new TierSettings(true, TierBasis.Spent, TierWindow.RollingYear, 0, [Level("gold", 0, 2)]);
        var month = new SimulatedMonth(February, TimeZoneInfo.Utc, Today with { Settings = Today.Settings with { GuestDays = 10 } }, Today with { Settings = Today.Settings with { GuestDays = 30, Tiers = tiers } });
        month.Add(Order(7, 1, 1000) with { IsGuest = true, AccountAt = new DateTime(2026, 2, 12, 0, 0, 0, DateTimeKind.Utc) });
        month.Add(Order(8, 1, 1000) with { IsGuest = true, AccountAt = new DateTime(2026, 2, 11, 12, 0, 0, DateTimeKind.Utc) });
        month.Add(Order(8, 2, 1000));
        // 10 days: the second and the third; 30 days: both guests once, the third as Gold.
        Assert.Equal((100, 200), (month.Result(0).Today.Points, month.Result(0).Draft.Points));
    }

    [Fact]
    public async Task The_month_reads_guests_by_their_address_and_the_places_of_earlier_orders()
    {
        await using var world = await ModulesWorld.Create(programme: ProgrammeSettings.For("GBP") with { GuestDays = 3 });
        await world.Tell(Sample.Order(id: 1).Placed(Sample.PlacedAt.AddDays(-20)));
        await world.Tell(Sample.Order(id: 2).Placed(Sample.PlacedAt));
        await world.Tell(Sample.Order(id: 3, customer: null).Placed(Sample.PlacedAt.AddDays(1))); // claimed at once: the address is Anna's
        await world.Tell(Sample.Order(id: 4, customer: null).With(order => order["email"] = "nobody@example.com").Placed(Sample.PlacedAt.AddDays(2)));
        var draft = Today with { Settings = Today.Settings with { Bonuses = new OrderBonuses(100, 2, 20, 0, null) } };
        await world.Do<Simulations, Simulation>(all => all.Start(world.Shop, February, 1, Today with { Settings = Today.Settings with { GuestDays = 3 } }, draft));
        Assert.True(await world.Get<SimulationRun>().Next(default));
        var result = SimulatedResult.FromJson((await world.Do<Simulations, Simulation?>(all => all.Latest(world.ShopId)))!.Result!);
        // The guest's order counts where guests earn; without, the second order of two has a bonus.
        Assert.Equal((300, 170), (result.Today.Points, result.Draft.Points));
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
