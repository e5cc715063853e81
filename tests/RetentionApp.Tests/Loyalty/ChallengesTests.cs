using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Webhooks;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

/// <summary>Every order of three vases earns 150 points here; the challenge brings 1,000.</summary>
public sealed class ChallengesTests
{
    private static readonly DateTime January = new(2025, 1, 10, 12, 0, 0, DateTimeKind.Utc);

    private static ProgrammeSettings With(ChallengeKind kind = ChallengeKind.Months, int goal = 3, int days = 0, bool repeats = true, long points = 1000, bool isActive = true) => ProgrammeSettings.For("GBP") with
    {
        PendingDays = 0, Challenges = [new Challenge("months", "Three months", kind, goal, days, points, isActive, repeats, Since: January.AddDays(-1))],
    };

    /// <summary>An order paid so many months after January; <paramref name="current"/> 0: all of it went back.</summary>
    private static JsonObject InMonth(int month, int current = 3, long customer = 7, int seconds = 0, long? id = null) => Order(id ?? month + 1, customer, current: current, seconds: seconds).With(order =>
    {
        foreach (var name in new[] { "created_at", "processed_at" }) order[name] = Time(January.AddMonths(month));
        order["updated_at"] = Time(January.AddMonths(month).AddSeconds(seconds));
    });

    [Fact]
    public async Task The_third_month_brings_the_bonus_once()
    {
        await using var world = await ModulesWorld.Create(programme: With());
        await world.Tell(InMonth(0));
        await world.Tell(InMonth(1));
        Assert.Equal((300, 0, 300, 0), await world.Points(7));
        for (var times = 0; times < 3; times++) await world.Tell(InMonth(3));
        Assert.Equal((1450, 0, 1450, 0), await world.Points(7));
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM timeline WHERE kind = 'challenge.won'"));
        await world.Verify();
    }

    [Fact]
    public async Task A_refund_that_leaves_too_few_orders_takes_the_bonus_back_and_a_new_order_brings_it_again()
    {
        await using var world = await ModulesWorld.Create(programme: With());
        foreach (var month in new[] { 0, 1, 2 }) await world.Tell(InMonth(month));
        await world.Tell(InMonth(1, current: 1, seconds: 1));
        Assert.Equal((1350, 0, 1350, 0), await world.Points(7));
        await world.Tell(InMonth(1, current: 0, seconds: 2));
        Assert.Equal((300, 0, 300, 0), await world.Points(7));
        await world.Tell(InMonth(5));
        Assert.Equal((1450, 0, 1450, 0), await world.Points(7));
        Assert.Equal([1000, -1000, 1000], (await world.Rows(db => db.LedgerEntries.Where(entry => entry.Kind == EntryKind.ChallengeWon || entry.Kind == EntryKind.ChallengeLost).OrderBy(entry => entry.Id))).Select(entry => entry.Points));
        await world.Verify();
    }

    [Theory]
    [InlineData(true, 2000)]
    [InlineData(false, 1000)]
    public async Task Rounds_repeat_where_the_merchant_says_so(bool repeats, long bonus)
    {
        await using var world = await ModulesWorld.Create(programme: With(goal: 2, repeats: repeats));
        foreach (var month in new[] { 0, 1, 2, 3, 4 }) await world.Tell(InMonth(month));
        Assert.Equal(750 + bonus, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_streak_breaks_with_the_month_that_was_left_out()
    {
        await using var world = await ModulesWorld.Create(programme: With(ChallengeKind.Streak));
        foreach (var month in new[] { 0, 1, 3, 4 }) await world.Tell(InMonth(month));
        Assert.Equal((600, 0, 600, 0), await world.Points(7));
        // The missing month is heard of late.
        await world.Tell(InMonth(2));
        Assert.Equal((1750, 0, 1750, 0), await world.Points(7));
    }

    [Fact]
    public async Task The_bonus_can_be_used_when_the_order_that_met_it_can()
    {
        await using var world = await ModulesWorld.Create(programme: With(goal: 1) with { PendingDays = 500 });
        await world.Tell(InMonth(0));
        Assert.Equal((0, 1150, 1150, 0), await world.Points(7));
        world.Clock.Advance(January.AddDays(500) - world.Now);
        Assert.Equal((1150, 0, 1150, 0), await world.Points(7));
    }

    [Fact]
    public async Task What_was_won_stays_when_the_challenge_changes_or_ends_and_a_new_goal_begins_anew()
    {
        await using var world = await ModulesWorld.Create(programme: With(goal: 2));
        foreach (var month in new[] { 0, 1 }) await world.Tell(InMonth(month));
        Task Save(ProgrammeSettings settings) => world.Do<Programmes>(programmes => programmes.Save(world.ShopId, settings, "test"));
        await Save(With(goal: 2, points: 5000));
        await world.Tell(InMonth(1, current: 2, seconds: 1));
        Assert.Equal((1250, 0, 1250, 0), await world.Points(7));
        await Save(With(goal: 3));
        await world.Tell(InMonth(3));
        Assert.Equal((1400, 0, 1400, 0), await world.Points(7));
        await Save(With(goal: 3, isActive: false));
        await world.Tell(InMonth(1, current: 0, seconds: 2));
        Assert.Equal((1300, 0, 1300, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public async Task A_merge_adds_up_what_both_bought_and_leaves_one_bonus_per_round()
    {
        await using var world = await ModulesWorld.Create(programme: With(goal: 2));
        foreach (var month in new[] { 0, 1 }) await world.Tell(InMonth(month));
        foreach (var month in new[] { 0, 1 }) await world.Tell(InMonth(month, customer: 8, id: 20 + month));
        await world.Tell(InMonth(3, customer: 9, id: 30));
        Assert.Equal((1300, 1300), ((await world.Points(7)).Available, (await world.Points(8)).Available));
        await Merge(world, 8, 7);
        // Four orders in two months are one round.
        Assert.Equal((1600, 0, 1600, 0), await world.Points(8));
        await world.Tell(InMonth(2, customer: 7, id: 40));
        await Merge(world, 8, 9);
        Assert.Equal((2900, 0, 2900, 0), await world.Points(8));
        await world.Verify();
    }

    [Fact]
    public async Task An_order_that_changes_hands_takes_its_part_with_it()
    {
        await using var world = await ModulesWorld.Create(programme: With(goal: 2));
        foreach (var month in new[] { 0, 1 }) await world.Tell(InMonth(month));
        await world.Tell(InMonth(1, customer: 8, seconds: 1));
        Assert.Equal(((150, 0, 150, 0), (150, 0, 150, 0)), (await world.Points(7), await world.Points(8)));
        await world.Verify();
    }

    [Fact]
    public async Task An_erased_customer_wins_and_loses_nothing_more()
    {
        await using var world = await ModulesWorld.Create(programme: With(goal: 2));
        foreach (var month in new[] { 0, 1 }) await world.Tell(InMonth(month));
        await world.Write<CustomerChanged, Handled>(customers => customers.Erased(world.Shop, ModulesWorld.Json(new { id = 7 }), world.Now.AddYears(1), isRedaction: false));
        await world.Tell(InMonth(1, current: 0, seconds: 5));
        await world.Tell(InMonth(3));
        Assert.True(await world.Balance(7) is { Available: 0, IsClosed: true });
        await world.Verify();
    }

    [Fact]
    public async Task Orders_of_one_customer_paid_at_the_same_moment_bring_the_bonus_once()
    {
        await using var world = await ModulesWorld.Create(programme: With(ChallengeKind.Orders, goal: 8, days: 365));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => world.Tell(InMonth(0, id: 50 + n)))));
        Assert.Equal((2200, 0, 2200, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public void Deliveries_doubled_and_in_any_order_end_in_the_same()
    {
        JsonObject[] news = [InMonth(0), InMonth(1), InMonth(1, current: 0, seconds: 1), InMonth(2), InMonth(3), InMonth(3, current: 2, seconds: 1), InMonth(4), InMonth(4, current: 0, seconds: 9), InMonth(6)];
        Prop.ForAll(Gen.Shuffle(news.Concat(news.Take(5)).ToArray()).ToArbitrary(), order => Run(order).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(12));

        static async Task Run(JsonObject[] order)
        {
            await using var world = await ModulesWorld.Create(programme: With(goal: 2));
            foreach (var one in order) await world.Tell((JsonObject)one.DeepClone());
            // January, March, April and July remain: two rounds of two, and 150 + 150 + 100 + 150.
            Assert.Equal((2550, 0, 2550, 0), await world.Points(7));
            await world.Verify();
        }
    }

    private static Task<Handled> Merge(ModulesWorld world, long kept, long gone) => world.Write<CustomerChanged, Handled>(customers => customers.Merged(world.Shop, HeardDeedsTests.Merge(kept, gone), world.Now));
}
