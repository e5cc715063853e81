using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using Xunit;
using static RetentionApp.Tests.Loyalty.CustomerTiersTests;
using static RetentionApp.Tests.Loyalty.TierRulesTests;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

/// <summary>Passes over all customers of a shop.</summary>
public sealed class TierRunTests
{
    [Fact]
    public async Task Saving_tiers_places_everybody_silently_and_a_second_pass_changes_nothing()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(id: 1, customer: 7, quantity: 10));
        await world.Tell(Order(id: 2, customer: 8, quantity: 20));
        await world.Tell(Order(id: 3, customer: 9, quantity: 1));
        await Save(world, Tiers(levels: [Level("silver", 500, entry: 200), Level("gold", 1000)]));
        await Run(world);
        var rows = (await world.Rows(db => db.CustomerTiers.AsNoTracking())).ToDictionary(row => row.CustomerId, row => row.LevelId);
        Assert.Equal(("silver", "gold", null), (rows[7], rows[8], rows[9]));
        Assert.Empty(await Told(world, "tier.reached"));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM ledger_entries WHERE kind = {EntryKind.TierEntered}"));
        var run = await Latest(world);
        Assert.Equal((TierRunState.Done, TierRunReason.Settings, 3L, 2L, 0L), (run.State, run.Reason, run.Done, run.Up, run.Down));
        await Run(world);
        await world.Do<TierRuns>(runs => runs.Start(world.ShopId, TierRunReason.Asked, "42"));
        await Run(world);
        var again = await Latest(world);
        Assert.Equal((3L, 0L, 0L), (again.Done, again.Up, again.Down));
    }

    [Fact]
    public async Task The_pass_decides_what_following_each_customer_decides()
    {
        foreach (var basis in Enum.GetValues<TierBasis>())
        foreach (var window in Enum.GetValues<TierWindow>())
        {
            var tiers = Tiers(window, grace: 5, basis, basis switch { TierBasis.Orders => [Level("silver", 2), Level("gold", 3)], TierBasis.Spent => [Level("silver", 5000), Level("gold", 9000)], _ => [Level("silver", 250), Level("gold", 450)] });
            await using var world = await World(tiers);
            var random = new Random(17);
            for (var id = 1; id <= 40; id++)
                await world.Tell(Order(id, customer: 7 + id % 6, quantity: random.Next(1, 6)).Placed(world.Now.AddDays(-random.Next(0, 800))));
            await Merge(world, kept: 7, gone: 12);
            var followed = await Rows(world);
            await world.Execute($"DELETE FROM customer_tiers");
            await world.Do<TierRuns>(runs => runs.Start(world.ShopId, TierRunReason.Asked, "42"));
            await Run(world);
            Assert.Equal(followed, await Rows(world));
        }
    }

    [Fact]
    public async Task A_pass_goes_on_after_a_restart_where_it_was_and_stops_when_told_to()
    {
        await using var world = await World(Tiers());
        await world.Do<AppDb>(db => db.Write(async () =>
        {
            db.AddRange(Enumerable.Range(1, 2500).Select(id => new Customer { ShopId = world.ShopId, Id = id, SearchText = "", Tags = "", UpdatedAt = world.Now }));
            await db.SaveChangesAsync();
        }));
        await world.Do<TierRuns>(runs => runs.Start(world.ShopId, TierRunReason.Asked, "42"));
        // A first instance did one part and died: its lease is still running.
        await world.Get<TierRunner>().RunNow(await Latest(world), TimeSpan.FromTicks(1), default);
        var part = await Latest(world);
        Assert.Equal((1000L, 1000L, TierRunState.Running), (part.Done, part.Position, part.State));
        await world.Execute($"UPDATE tier_runs SET next_at = {world.Now.AddSeconds(30)} WHERE id = {part.Id}");
        await Run(world);
        Assert.Equal(1000, (await Latest(world)).Done);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await Run(world);
        var done = await Latest(world);
        Assert.Equal((2500L, TierRunState.Done, 2500L), (done.Done, done.State, done.Expected));

        await world.Do<TierRuns>(runs => runs.Start(world.ShopId, TierRunReason.Asked, "42"));
        await world.Get<TierRunner>().RunNow(await Latest(world), TimeSpan.FromTicks(1), default);
        await world.Do<TierRuns>(runs => runs.Stop(world.ShopId));
        await Run(world);
        Assert.Equal((1000L, TierRunState.Stopped), ((await Latest(world)).Done, (await Latest(world)).State));
    }

    [Fact]
    public async Task A_proposal_counts_who_would_move_and_changes_nothing_until_it_is_accepted()
    {
        await using var world = await World(Tiers());
        await world.Tell(Order(id: 1, customer: 7, quantity: 10));
        await world.Tell(Order(id: 2, customer: 8, quantity: 20));
        await world.Tell(Order(id: 3, customer: 9, quantity: 5));
        await Run(world);
        var version = (await world.Do<Programmes, ProgrammeVersion>(programmes => programmes.Current(world.ShopId).AsTask())).Version;
        // Silver from 250: customer 9 rises at once. Gold from 2,000 within a calendar year: customer 8 falls when the year is over.
        var proposal = new TierProposal(Tiers(TierWindow.CalendarYear, levels: [Level("silver", 250), Level("gold", 2000)]), false);
        var preview = await world.Do<TierRuns, TierRun>(runs => runs.Propose(world.ShopId, proposal, version, "42"));
        await Run(world);
        preview = (await world.Do<TierRuns, TierRun?>(runs => runs.Find(world.ShopId, preview.Id)))!;
        Assert.Equal((TierRunState.Done, 1L, 0L, 1L), (preview.State, preview.Up, preview.Down, preview.Falling));
        Assert.Null(await LevelOf(world, 9));
        Assert.True(await world.Do<TierRuns, bool>(runs => runs.Accept(preview, "42")));
        await Run(world);
        Assert.Equal(("silver", "gold"), (await LevelOf(world, 9), await LevelOf(world, 8)));
        Assert.False(await world.Do<TierRuns, bool>(runs => runs.Accept(preview, "42")));
    }

    [Fact]
    public async Task When_thousands_of_periods_end_together_one_pass_does_it_and_tells_each()
    {
        await using var world = await World(Tiers(TierWindow.CalendarYear));
        await Run(world);
        await world.Do<AppDb>(db => db.Write(async () =>
        {
            db.AddRange(Enumerable.Range(1, 2100).Select(id => new Customer { ShopId = world.ShopId, Id = id, SearchText = "", Tags = "", UpdatedAt = world.Now }));
            db.AddRange(Enumerable.Range(1, 2100).Select(id => new CustomerTier
            {
                ShopId = world.ShopId, CustomerId = id, LevelId = "silver", Since = world.Now.AddYears(-1), Until = world.Now.AddDays(-1), DueAt = world.Now.AddDays(-1), EvaluatedAt = world.Now.AddDays(-40),
            }));
            await db.SaveChangesAsync();
        }));
        await Run(world);
        await Run(world);
        Assert.Equal(2100, (await Told(world, "tier.lost")).Count);
        Assert.Equal((TierRunReason.Periods, 2100L), ((await Latest(world)).Reason, (await Latest(world)).Down));
    }

    private static async Task<List<(long, string?, long, DateTime?)>> Rows(ModulesWorld world) =>
        [.. (await world.Rows(db => db.CustomerTiers.AsNoTracking().OrderBy(row => row.CustomerId))).Where(row => row.LevelId is not null || row.Standing != 0).Select(row => (row.CustomerId, row.LevelId, row.Standing, row.Until))];

    private static async Task<TierRun> Latest(ModulesWorld world) => (await world.Do<TierRuns, TierRun?>(runs => runs.Latest(world.ShopId)))!;
}
