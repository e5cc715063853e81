using Microsoft.Extensions.DependencyInjection;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using Xunit;

namespace RetentionApp.Tests.History;

/// <summary>
/// A real shop's orders and returns, told one by one as they happened, under different programmes. What every customer must
/// have in the end is worked out apart, in decimals and as plainly as possible. TEST_REAL_LINES says how much of the file.
/// </summary>
public sealed class RealProgrammesTests
{
    private static readonly int Lines = int.TryParse(Environment.GetEnvironmentVariable("TEST_REAL_LINES"), out var lines) ? lines : 40_000;

    private static readonly TierLevel Bronze = Level("bronze", 0, 1.1m), Silver = Level("silver", 300_00, 1.25m), Gold = Level("gold", 1000_00, 1.5m);

    [SharedFact]
    public async Task Simple_cashback()
    {
        var programme = new ProgrammeSettings { PendingDays = 0 };
        await Run(programme, new Recount(programme), async (world, recount, _) => Same(recount.Lifetimes(), await Available(world)));
    }

    [SharedFact]
    public async Task Refunds_that_leave_the_points()
    {
        var programme = new ProgrammeSettings { PendingDays = 0, KeepsEarnedPoints = true };
        await Run(programme, new Recount(programme), async (world, recount, _) => Same(recount.Lifetimes(), await Available(world)));
    }

    [SharedFact]
    public async Task Points_with_tiers_product_rules_campaigns_and_expiry()
    {
        var programme = new ProgrammeSettings
        {
            Tiers = new TierSettings(IsActive: true, TierBasis.Spent, TierWindow.Ever, 0, [Bronze, Silver, Gold]),
            ProductRules = [new ProductRule(ProductMatch.Vendor, "maker 8", null, 2), new ProductRule(ProductMatch.Vendor, "Maker 4", null, 0), new ProductRule(ProductMatch.Vendor, "maker 7", null, 1.3m)],
            Campaigns = [Campaign("weekend", 2, "2026-04-03", "2026-04-05", null), Campaign("gold week", 3, "2026-04-06", "2026-04-13", ["gold"]), Campaign("late", 1.7m, "2026-09-01", "2026-12-01", null)],
            Expiry = new PointsExpiry(ExpiryKind.PerCredit, 1),
        };
        await Run(programme, new Recount(programme), async (world, recount, events) =>
        {
            world.Clock.Advance(RealShop.Utc(events[^1].At.Date.AddDays(30).AddHours(12)) - world.Now);
            while (await world.Do<PointsLedger, int>(ledger => ledger.Tidy(500)) > 0) { }
            // Of who sent nothing back the points still there follow from the days of their orders alone.
            var expected = recount.Alive(events, events[^1].At.Date.AddDays(30).AddHours(12));
            var actual = await Available(world);
            Assert.NotEmpty(expected);
            Same(expected, actual);
            Assert.Equal(await world.Count($"SELECT SUM(available) + SUM(pending) FROM accounts"), await world.Count($"SELECT SUM(points) FROM ledger_entries"));
        });
    }

    [SharedFact]
    public async Task A_club_with_multipliers_bonuses_spending_and_debts_that_are_carried()
    {
        var programme = new ProgrammeSettings
        {
            PendingDays = 0, Points = 1.5m, Rounding = Rounding.Nearest, KeepsSpentPoints = true, NegativeBalance = NegativeBalance.Carry,
            Tiers = new TierSettings(IsActive: true, TierBasis.Spent, TierWindow.Ever, 0, [Silver, Gold with { Times = 2 }]), Bonuses = new OrderBonuses(100, 3, 50, 25, [new OrderMilestone(500_00, 60), new OrderMilestone(2000_00, 200)]),
        };
        await Run(programme, new Recount(programme), async (world, recount, _) =>
        {
            Same(recount.Balances(), await Available(world));
            Assert.True(await world.Count($"SELECT COUNT(*) FROM ledger_entries WHERE kind = {EntryKind.Redeemed}") > 100);
        }, spends: 200);
    }

    private static async Task Run(ProgrammeSettings programme, Recount recount, Func<ModulesWorld, Recount, List<RealEvent>, Task> check, long spends = 0)
    {
        await using var world = await ModulesWorld.Create(programme: programme);
        var events = RealShop.Read(Lines);
        // A day to a transaction: jobs at midnight, then what happened.
        foreach (var day in events.GroupBy(one => one.At.Date)) await world.Do<IServiceProvider>(scope => scope.GetRequiredService<AppDb>().Write(async () =>
        {
            world.Clock.Advance(RealShop.Utc(day.Key) - world.Now);
            if (programme.Tiers is not null) while (await scope.GetRequiredService<CustomerTiers>().FollowDue(500, default) > 0) { }
            recount.Midnight(day.Key);
            foreach (var one in day)
            {
                if (RealShop.Utc(one.At) > world.Now) world.Clock.Advance(RealShop.Utc(one.At) - world.Now);
                one.Happen(world.Now);
                Assert.Null((await scope.GetRequiredService<OrderChanged>().Tell(world.Shop, ModulesWorld.Json(one.Order.Payload(one.At.AddSeconds(one.Order.Version))), world.Now)).IgnoredBecause);
                recount.Happened(one);
                if (spends == 0) continue;
                while ((await scope.GetRequiredService<PointsLedger>().Spend(world.ShopId, one.Order.Customer, new Posting(EntryKind.Redeemed, -spends, 0, $"spent:{Guid.NewGuid()}", null, null, world.Now))).Missing == 0) { }
                recount.Spend(one.Order.Customer, spends);
            }
        }));
        Assert.True(events.Count > 400 && events.Count(one => one.Back is not null) > 20, $"{events.Count} events, {events.Count(one => one.Back is not null)} returns");
        Same(recount.Lifetimes(), (await world.Rows(db => db.Accounts)).ToDictionary(account => account.CustomerId, account => account.Lifetime));
        await check(world, recount, events);
        await world.Verify();
    }

    /// <summary>Who never had a point has no account.</summary>
    private static void Same(Dictionary<long, long> expected, Dictionary<long, long> actual) =>
        Assert.Empty(expected.Where(one => actual.GetValueOrDefault(one.Key) != one.Value).Select(one => $"customer {one.Key}: {one.Value}, not {actual.GetValueOrDefault(one.Key)}"));

    private static async Task<Dictionary<long, long>> Available(ModulesWorld world) => (await world.Rows(db => db.Accounts)).ToDictionary(account => account.CustomerId, account => account.Available);

    private static TierLevel Level(string id, long from, decimal times) => new(id, id, null, "#888888", "star", from, 0, times, null, null, null);

    private static Campaign Campaign(string name, decimal times, string from, string to, IReadOnlyList<string>? tiers) =>
        new(name, name, times, DateTime.Parse(from, null), DateTime.Parse(to, null), IsActive: true, tiers, null);
}
