using FsCheck;
using FsCheck.Fluent;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

public sealed class PointsReportTests
{
    [Fact]
    public async Task A_day_by_day_report_adds_up_to_what_the_accounts_hold()
    {
        await using var world = await ModulesWorld.Create();
        await world.Credit(7, 100, "a");
        world.Clock.Advance(TimeSpan.FromDays(1));
        await Post(world, 7, -40, EntryKind.Redeemed, "redemption:1");
        await world.Credit(8, 25, "b", availableAt: world.Now.AddDays(3));
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.Do<PointsLedger>(ledger => ledger.Erase(world.ShopId, 8));
        await Count(world);

        var lines = await Days(world, 0, 3);
        Assert.Equal([(0L, 100L), (100, 85), (85, 85), (85, 60)], lines.Select(line => (line.Opening, line.Closing)));
        Assert.Equal((100, -40, 25, -25), (lines[0][PointColumn.Adjusted], lines[1][PointColumn.Redeemed], lines[1][PointColumn.Adjusted], lines[3][PointColumn.Moved]));
        Assert.All(lines, line => Assert.Equal(0, line.Check));
        var closing = await world.Do<PointsReport, PointClosing?>(report => report.ClosingOf(world.ShopId, Today(world)));
        Assert.Equal((60, 0, 0, 0, 60), (closing!.Available, closing.Pending, closing.Debt, closing.Difference, closing.Outstanding));
        await world.Verify();
    }

    [Fact]
    public async Task Eight_months_with_everything_that_can_happen_balance_line_by_line_and_in_sum()
    {
        // March to October: earn, redeem, take back, expire, adjust, bring over, merge, erase; one each month, in whole days of London.
        await using var world = await ModulesWorld.Create();
        async Task Month(Func<PointsLedger, Task> happens)
        {
            var month = new DateTime(world.Now.Year, world.Now.Month, 1, 12, 0, 0, DateTimeKind.Utc);
            world.Clock.Advance(month.AddDays(19) - world.Now);
            await world.Do<PointsLedger>(ledger => ledger.Tidy(100));
            await world.Do<PointsLedger>(happens);
            world.Clock.Advance(month.AddMonths(1) - world.Now);
        }
        Posting Made(EntryKind kind, long points, string source) => new(kind, points, Math.Max(0, points), source, null, null, world.Now);
        await Month(ledger => ledger.Credit(world.ShopId, 7, Made(EntryKind.OrderEarned, 1000, "order:1#1"), world.Now, expiresAt: new DateTime(2026, 6, 15, 0, 0, 0, DateTimeKind.Utc), 1));
        await Month(ledger => ledger.Spend(world.ShopId, 7, Made(EntryKind.Redeemed, -300, "redemption:1")));
        var account = await world.Count($"SELECT id FROM accounts WHERE customer_id = 7");
        await Month(ledger => ledger.TakeBack(world.ShopId, account, Made(EntryKind.OrderReversed, -150, "order:1#2"), 1));
        await Month(_ => Task.CompletedTask);
        await Month(ledger => ledger.Adjust(world.ShopId, 7, 80, "sorry", "42", "adjust:1"));
        await Month(ledger => ledger.BringOver(world.ShopId, 8, 500, 900, isTarget: false, null, null, "import:1:a"));
        await Month(ledger => ledger.Merge(world.ShopId, 8, 7));
        await Month(ledger => ledger.Erase(world.ShopId, 7));
        await Count(world);

        var days = await world.Do<PointsReport, IReadOnlyList<BalanceLine>>(report => report.Days(world.ShopId, new DateOnly(2026, 3, 1), new DateOnly(2026, 10, 31)));
        var months = BalanceLine.ByMonth(days);
        Assert.Equal(["3: 0 Earned 1000 = 1000", "4: 1000 Redeemed -300 = 700", "5: 700 Reversed -150 = 550", "6: 550 Expired -550 = 0", "7: 0 Adjusted 80 = 80", "8: 80 Imported 500 = 580", "9: 580 Moved 0 = 580", "10: 580 Moved -580 = 0"],
            months.Select(month => $"{month.From.Month}: {month.Opening} {Moved(month)} = {month.Closing}"));
        foreach (var lines in new[] { days, months, [.. months.Select(month => month.In(points => points * 7 / 300))] })
        {
            Assert.All(lines, line => Assert.Equal(0, line.Check));
            Assert.Equal(0, BalanceLine.Sum(lines)!.Check);
        }
        Assert.Equal(0, (await world.Do<PointsReport, PointClosing?>(report => report.ClosingOf(world.ShopId, Today(world))))!.Difference);
        await world.Verify();

        static string Moved(BalanceLine line) => Enum.GetValues<PointColumn>().Where(column => line[column] != 0).Select(column => $"{column} {line[column]}").SingleOrDefault() ?? "Moved 0";
    }

    [Fact]
    public async Task Counting_twice_counts_once_and_verify_finds_a_day_that_was_changed()
    {
        await using var world = await ModulesWorld.Create();
        await world.Credit(7, 100, "a");
        for (var i = 0; i < 3; i++) await Count(world);
        Assert.Equal(100, (await Days(world, 0, 0))[0].Closing);
        await world.Verify();
        await world.Execute($"UPDATE point_days SET credited = 90");
        Assert.Contains((await world.Do<Verification, Verified>(verification => verification.Verify())).Findings, finding => finding.Contains("the report's days say 90 points in 1 entries, the ledger says 100 in 1"));
        await world.Do<PointCounting>(counting => counting.Compare(world.ShopId));
        Assert.Equal(-10, (await world.Do<PointsReport, PointClosing?>(report => report.ClosingOf(world.ShopId, Today(world))))!.Difference);
    }

    [Fact]
    public async Task A_back_dated_entry_counts_on_the_day_it_was_posted_so_a_closed_month_stays()
    {
        await using var world = await ModulesWorld.Create();
        await world.Credit(7, 100, "a");
        await Count(world);
        var march = await Days(world, 0, 30);
        world.Clock.Advance(TimeSpan.FromDays(40));
        await world.Do<PointsLedger>(ledger => ledger.Credit(world.ShopId, 7, new Posting(EntryKind.OrderEarned, 50, 50, "order:1#1", 1, null, ModulesWorld.Start), world.Now, null, 1));
        await Count(world);
        Assert.Equivalent(march, await Days(world, 0, 30), strict: true);
        Assert.Equal(50, (await Days(world, 40, 40))[0][PointColumn.Earned]);
    }

    // British clocks go forward on 29 March 2026: that day has 23 hours and begins at 00:00 UTC, the next one at 23:00 UTC.
    [Theory]
    [InlineData("2026-03-28T23:59:59Z", 28)]
    [InlineData("2026-03-29T00:00:00Z", 29)]
    [InlineData("2026-03-29T22:59:59Z", 29)]
    [InlineData("2026-03-29T23:00:00Z", 30)]
    public async Task Days_are_those_of_the_shops_clock_also_when_it_changes(string posted, int day)
    {
        await using var world = await ModulesWorld.Create();
        world.Clock.Advance(DateTimeOffset.Parse(posted).UtcDateTime - world.Now);
        await world.Credit(7, 10, "a");
        await Count(world);
        var only = Assert.Single(await world.Rows(db => db.Set<PointDay>()));
        Assert.Equal((new DateOnly(2026, 3, day), 10, 0, 1), (only.Day, only.Credited, only.Debited, only.Entries));
    }

    [Fact]
    public async Task The_report_balances_after_any_sequence_of_happenings()
    {
        await using var world = await ModulesWorld.Create();
        var customer = 100L;
        var first = Today(world);
        Prop.ForAll(Happenings.Any, steps => PointsLedgerTests.Follow(world, steps, customer += 2).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(15));
        await Count(world);
        var lines = await world.Do<PointsReport, IReadOnlyList<BalanceLine>>(report => report.Days(world.ShopId, first, Today(world)));
        Assert.All(lines, line => Assert.Equal(0, line.Check));
        Assert.All(lines.Zip(lines.Skip(1)), pair => Assert.Equal(pair.First.Closing, pair.Second.Opening));
        Assert.Equal(await world.Count($"SELECT CAST(SUM(available + pending) AS BIGINT) FROM accounts"), lines[^1].Closing);
        await world.Do<PointCounting>(counting => counting.Compare(world.ShopId));
        Assert.Equal(0, (await world.Do<PointsReport, PointClosing?>(report => report.ClosingOf(world.ShopId, Today(world))))!.Difference);
        await world.Verify();
        foreach (var worth in new Func<long, long>[] { points => points * 500 / 500, points => points * 7 / 300, points => points * 500 / 3 })
        {
            var money = lines.Select(line => line.In(worth)).ToList();
            Assert.All(money, line => Assert.Equal(0, line.Check));
            Assert.Equal(0, BalanceLine.Sum(money)!.Check);
            Assert.All(BalanceLine.ByMonth(money), month => Assert.Equal(0, month.Check));
        }
    }

    // 500 points = £5.00: 3 points are 3 pence. 300 points = 7 yen: 100 points are 2 yen and a third.
    [Theory]
    [InlineData(500, 500, new long[] { 250, -100 }, new long[] { 250, -100 })]
    [InlineData(300, 7, new long[] { 100, 100, 100 }, new long[] { 2, 2, 3 })]
    [InlineData(300, 7, new long[] { 100, -100, -50 }, new long[] { 2, -2, -1 })]
    public void Money_is_shared_out_so_that_it_balances(long cost, long amount, long[] moves, long[] expected)
    {
        var line = new BalanceLine(default, default, 0, moves, moves.Sum()).In(points => points * amount / cost);
        Assert.Equal(expected, line.Moves);
        Assert.Equal(0, line.Check);
    }

    [Theory]
    [InlineData(EntryKind.OrderEarned, true, PointColumn.Earned)]
    [InlineData(EntryKind.OrderReversed, true, PointColumn.Reversed)]
    [InlineData(EntryKind.OrderReversed, false, PointColumn.Reversed)]
    [InlineData(EntryKind.Redeemed, false, PointColumn.Redeemed)]
    [InlineData(EntryKind.RedemptionReturned, true, PointColumn.GivenBack)]
    [InlineData(EntryKind.Adjusted, false, PointColumn.Adjusted)]
    [InlineData(EntryKind.Forgiven, true, PointColumn.Reversed)]
    [InlineData(EntryKind.OrderBonus, true, PointColumn.Earned)]
    [InlineData(EntryKind.OrderBonus, false, PointColumn.Reversed)]
    [InlineData(EntryKind.Imported, false, PointColumn.Imported)]
    [InlineData(EntryKind.Transferred, false, PointColumn.Moved)]
    [InlineData(EntryKind.Erased, false, PointColumn.Moved)]
    [InlineData(EntryKind.Expired, false, PointColumn.Expired)]
    [InlineData((EntryKind)999, true, PointColumn.Earned)]
    [InlineData((EntryKind)999, false, PointColumn.Reversed)]
    public void Every_kind_of_entry_has_a_column(object kind, bool isCredit, object column) => Assert.Equal((PointColumn)column, PointsReport.ColumnOf((EntryKind)kind, isCredit));

    internal static Task Count(ModulesWorld world) =>
        Count(() => world.Do<PointCounting>(counting => counting.Run()), world.Count, () => world.Do<PointCounting>(counting => counting.Compare(world.ShopId)));

    /// <summary>On PostgreSQL an entry counts once every transaction of the whole server that was open with it has ended.</summary>
    internal static async Task Count(Func<Task> run, Func<FormattableString, Task<long>> count, Func<Task> compare)
    {
        for (var turn = 0; turn < 600; turn++)
        {
            await run();
            if (await count($"SELECT COUNT(*) FROM ledger_entries WHERE id > (SELECT CAST(value AS BIGINT) FROM shop_settings WHERE shop_id = 0)") == 0)
            {
                await compare();
                return;
            }
            await Task.Delay(50);
        }
        throw new TimeoutException("Entries stayed uncounted: a transaction stayed open.");
    }

    private static DateOnly Today(ModulesWorld world) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(world.Now, Zones.Of(world.Shop)));

    private static Task<IReadOnlyList<BalanceLine>> Days(ModulesWorld world, int from, int to) =>
        world.Do<PointsReport, IReadOnlyList<BalanceLine>>(report => report.Days(world.ShopId, DateOnly.FromDateTime(ModulesWorld.Start).AddDays(from), DateOnly.FromDateTime(ModulesWorld.Start).AddDays(to)));

    private static Task Post(ModulesWorld world, long customer, long points, EntryKind kind, string source) =>
        world.Do<PointsLedger>(ledger => ledger.Spend(world.ShopId, customer, new Posting(kind, points, 0, source, null, null, world.Now)));
}
