using FsCheck;
using FsCheck.Fluent;
using RetentionApp.Loyalty;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

public sealed class PointsLedgerTests
{
    [Fact]
    public async Task The_database_holds_what_the_book_says_at_any_time_and_verifies()
    {
        await using var world = await ModulesWorld.Create();
        var customer = 100L;
        Prop.ForAll(Happenings.Any, steps => Follow(world, steps, customer += 2).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
        await world.Verify();
        world.Clock.Advance(TimeSpan.FromDays(30));
        while (await world.Do<PointsLedger, int>(ledger => ledger.Tidy(200)) > 0) { }
        await world.Verify();
    }

    internal static async Task Follow(ModulesWorld world, Happening[] steps, long first)
    {
        var model = new ModelAccounts(world.Now);
        var spent = new List<(int Who, string Source)>();
        var number = 0;
        // Both accounts exist from the start, by the same step on either side.
        foreach (var step in steps.Prepend(new(What.Credit, 1, 5, 0, 0, 3)).Prepend(new(What.Credit, 0, 5, 0, 0, 3)))
        {
            var source = $"test:{first}:{++number}";
            var taken = step.What == What.Tidy ? model.Take(step with { Who = 0 }) & model.Take(step with { Who = 1 }) : model.Take(step);
            await Take(world, step, first, source, taken, spent);
            for (var who = 0; who < 2; who++) Assert.Equal(model.Balance(who), await Shown(world, first + who));
        }
    }

    private static async Task<(long, long, long, long)> Shown(ModulesWorld world, long customer) => await world.Points(customer);

    private static async Task Take(ModulesWorld world, Happening step, long first, string source, bool taken, List<(int Who, string Source)> spent)
    {
        var customer = first + step.Who;
        Posting Posting(long points, long lifetime) => new(EntryKind.Adjusted, points, lifetime, source, null, null, world.Now);
        switch (step.What)
        {
            case What.Wait:
                world.Clock.Advance(TimeSpan.FromHours(step.Points));
                break;
            case What.Tidy:
                await world.Do<PointsLedger, int>(ledger => ledger.Tidy(1000));
                break;
            case What.Credit:
                var (availableAt, expiresAt) = ModelAccounts.Dates(step, world.Now);
                await world.Do<PointsLedger>(ledger => ledger.Credit(world.ShopId, customer, Posting(step.Points, step.Points), availableAt, expiresAt, step.Order));
                break;
            case What.TakeBack:
                var account = await Account(world, customer);
                await world.Do<PointsLedger>(ledger => ledger.TakeBack(world.ShopId, account, Posting(-step.Points, -step.Points), step.Order));
                break;
            case What.Spend:
                var answer = await world.Do<PointsLedger, SpendAnswer>(ledger => ledger.Spend(world.ShopId, customer, Posting(-step.Points, 0)));
                Assert.Equal(taken, answer.Missing == 0);
                if (taken) spent.Add((step.Who, source));
                break;
            case What.GiveBack when taken:
                var original = spent.First(one => one.Who == step.Who);
                spent.Remove(original);
                var into = await Account(world, customer);
                Task<bool> GiveBack() => world.Do<PointsLedger, bool>(ledger => ledger.GiveBack(world.ShopId, into, original.Source, Posting(0, 0) with { Source = original.Source + ":back" }));
                Assert.True(await GiveBack());
                Assert.False(await GiveBack());
                break;
            case What.Merge:
                await world.Do<PointsLedger>(ledger => ledger.Merge(world.ShopId, customer, first + 1 - step.Who));
                for (var i = 0; i < spent.Count; i++) if (spent[i].Who == step.Who) spent[i] = (1 - step.Who, spent[i].Source);
                break;
        }
    }

    private static Task<long> Account(ModulesWorld world, long customer) => world.Count($"SELECT id FROM accounts WHERE shop_id = {world.ShopId} AND customer_id = {customer}");

    [Fact]
    public async Task An_adjustment_is_made_once_per_key_and_not_on_a_closed_account()
    {
        await using var world = await ModulesWorld.Create();
        Task<Adjusted> Adjust(long points, string key) => world.Do<PointsLedger, Adjusted>(ledger => ledger.Adjust(world.ShopId, 7, points, "Sorry", "42", key));
        Assert.False((await Adjust(100, "a")).IsRepeated);
        Assert.True((await Adjust(100, "a")).IsRepeated);
        await Adjust(-130, "b");
        Assert.Equal((-30, 0, -30, 30), await world.Points(7));
        await Adjust(50, "c");
        Assert.Equal((20, 0, 20, 0), await world.Points(7));
        await world.Do<PointsLedger>(ledger => ledger.Erase(world.ShopId, 7));
        Assert.True((await Adjust(100, "d")).IsClosed);
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM ledger_entries WHERE note IS NOT NULL AND kind = {EntryKind.Adjusted}"));
        await world.Verify();
    }

    [Fact]
    public async Task A_closed_account_takes_no_credit_and_spends_nothing()
    {
        await using var world = await ModulesWorld.Create();
        await world.Credit(7, 100, "a");
        await world.Do<PointsLedger>(ledger => ledger.Erase(world.ShopId, 7));
        await world.Credit(7, 100, "b");
        Assert.True((await world.Do<PointsLedger, SpendAnswer>(ledger => ledger.Spend(world.ShopId, 7, new Posting(EntryKind.Redeemed, -1, 0, "s", null, null, world.Now)))).IsClosed);
        var balance = await world.Balance(7);
        Assert.Equal((0, 0, 100, true), (balance.Available, balance.Pending, balance.Lifetime, balance.IsClosed));
        await world.Verify();
    }

    [Fact]
    public async Task The_same_source_is_never_posted_twice()
    {
        await using var world = await ModulesWorld.Create();
        await world.Credit(7, 100, "order:1#1");
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => world.Credit(7, 100, "order:1#1"));
        Assert.Equal((100, 0, 100, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public async Task Many_at_once_never_overspend()
    {
        await using var world = await ModulesWorld.Create();
        await world.Credit(7, 1000, "a");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(() =>
            world.Do<PointsLedger, SpendAnswer>(ledger => ledger.Spend(world.ShopId, 7, new Posting(EntryKind.Redeemed, -300, 0, $"s{n}", null, null, world.Now))))));
        Assert.Equal(3, answers.Count(answer => answer.Missing == 0));
        Assert.Equal((100, 0, 1000, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public async Task Two_merges_against_each_other_do_not_wait_for_ever()
    {
        await using var world = await ModulesWorld.Create();
        for (var round = 0; round < 10; round++)
        {
            await world.Credit(1, 10, $"a{round}");
            await world.Credit(2, 10, $"b{round}");
            await Task.WhenAll(
                Task.Run(() => world.Do<PointsLedger>(ledger => ledger.Merge(world.ShopId, 1, 2))),
                Task.Run(() => world.Do<PointsLedger>(ledger => ledger.Merge(world.ShopId, 2, 1))));
        }
        Assert.Equal(200, (await world.Points(1)).Available + (await world.Points(2)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task Transactions_that_wait_for_each_other_are_repeated()
    {
        await using var world = await ModulesWorld.Create();
        await world.Credit(1, 10, "a");
        await world.Credit(2, 10, "b");
        Task Both(long one, long other, string source) => Task.Run(() => world.Write<PointsLedger>(async ledger =>
        {
            await ledger.Credit(world.ShopId, one, new Posting(EntryKind.Adjusted, 1, 1, source + one, null, null, world.Now), world.Now, null, null);
            await Task.Delay(100);
            await ledger.Credit(world.ShopId, other, new Posting(EntryKind.Adjusted, 1, 1, source + other, null, null, world.Now), world.Now, null, null);
        }));
        await Task.WhenAll(Both(1, 2, "x"), Both(2, 1, "y"));
        Assert.Equal((12, 12), ((await world.Points(1)).Available, (await world.Points(2)).Available));
        await world.Verify();
    }

    [Fact]
    public async Task Verification_names_what_does_not_hold()
    {
        await using var world = await ModulesWorld.Create();
        await world.Credit(7, 100, "a");
        await world.Execute($"UPDATE accounts SET available = 90, lifetime = 80");
        await world.Execute($"UPDATE lots SET remaining = 70");
        var verified = await world.Do<Verification, Verified>(verification => verification.Verify());
        Assert.Equal((1, 1, 100, 4), (verified.Accounts, verified.Entries, verified.Outstanding, verified.Findings.Count));
    }
}
