using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Tests.Loyalty;
using Xunit;
using static RetentionApp.Tests.Intake.PointImporting;

namespace RetentionApp.Tests.Intake;

public sealed class PointImportTests
{
    [Fact]
    public async Task A_file_is_checked_then_given_and_failed_rows_are_named()
    {
        await using var world = await World();
        var import = await Upload(world, "email,points\nanna@x.com,\"1,240\"\nboris@x.com,ten\nnew@x.com,30\nclara@x.com,-20\n");
        Assert.Equal(PointImportState.Uploaded, import.State);
        import = await Check(world, import);
        Assert.Equal((PointImportState.Checked, 4, 2, 1, 1, 1240, 20), (import.State, import.Rows, import.Given, import.Waiting, import.Failed, import.PointsGiven, import.PointsTaken));
        Assert.Equal([new RowProblem(3, RowFault.NotWhole, "ten")], import.ProblemList);
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM ledger_entries"));

        import = await Start(world, import);
        Assert.Equal((PointImportState.Done, 2, 1, 1, 0, 1240, 20), (import.State, import.Given, import.Waiting, import.Failed, import.Repeated, import.PointsGiven, import.PointsTaken));
        Assert.Equal((1240, 0, 1240, 0), await world.Points(1));
        Assert.Equal((-20, 0, -20, 20), await world.Points(3));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM point_import_parts"));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM timeline"));
        await world.Verify();
    }

    [Fact]
    public async Task The_same_file_again_does_nothing_and_a_file_with_one_row_put_right_gives_that_row_only()
    {
        await using var world = await World();
        const string file = "email,points\nanna@x.com,100\nboris@x.com,ten\nclara@x.com,50\nclara@x.com,50\n";
        await Import(world, file);
        var again = await Import(world, file);
        Assert.Equal((0, 3, 1), (again.Given, again.Repeated, again.Failed));
        var corrected = await Import(world, "points;e-mail\n10;Boris@x.com\n50.00;CLARA@x.com\n");
        Assert.Equal((1, 1, 0), (corrected.Given, corrected.Repeated, corrected.Failed));
        Assert.Equal((100, 10, 50), ((await world.Points(1)).Available, (await world.Points(2)).Available, (await world.Points(3)).Available));

        var gift = await Import(world, file, import => import.IsAgain = true);
        Assert.Equal((2, 1, 1), (gift.Given, gift.Repeated, gift.Failed));
        Assert.Equal(200, (await world.Points(1)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_balance_is_set_whatever_it_was_and_what_still_waits_stays_on_top()
    {
        await using var world = await World();
        await world.Credit(1, 300, "a");
        await world.Credit(1, 40, "b", availableAt: world.Now.AddDays(3));
        await world.Credit(2, 10, "c");
        await world.Do<PointsLedger>(async ledger => await ledger.TakeBack(world.ShopId, await world.Count($"SELECT id FROM accounts WHERE customer_id = 2"), new Posting(EntryKind.Adjusted, -30, -30, "d", null, null, world.Now), null));
        var import = await Import(world, "email,balance,lifetime points\nanna@x.com,120,900\nboris@x.com,50,\nclara@x.com,0,\n", import => import.IsTarget = true);
        Assert.Equal((3, 70, 180), (import.Given, import.PointsGiven, import.PointsTaken));
        Assert.Equal((120, 40, 900, 0), await world.Points(1));
        Assert.Equal((50, 0, 50, 0), await world.Points(2));
        Assert.Equal((0, 0, 0, 0), await world.Points(3));

        // Clara earns; the same file must not take that from her.
        await world.Credit(3, 15, "e");
        var again = await Import(world, "email,balance,lifetime points\nanna@x.com,120,900\nboris@x.com,50,\nclara@x.com,0,\n", import => import.IsTarget = true);
        Assert.Equal((0, 3), (again.Given, again.Repeated));
        Assert.Equal(15, (await world.Points(3)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task Undo_takes_back_all_that_was_given_and_makes_room_for_the_file_to_come_again()
    {
        await using var world = await World();
        const string file = "email,points\nanna@x.com,100\nclara@x.com,-30\nnew@x.com,5\n";
        await world.Credit(3, 50, "a");
        var import = await Import(world, file);
        await world.Do<PointsLedger>(ledger => ledger.Spend(world.ShopId, 1, new Posting(EntryKind.Redeemed, -60, 0, "redemption:1", 1, null, world.Now)));
        await world.Do<PointsLedger>(ledger => ledger.Merge(world.ShopId, 3, 2));
        await world.Write<Customers>(customers => customers.Merge(world.ShopId, 3, 2, world.Now));

        for (var i = 0; i < 2; i++)
        {
            await world.Do<PointImports, bool>(imports => imports.Undo(import, "42"));
            await Run(world);
        }
        import = await Find(world, import.Id);
        Assert.Equal((PointImportState.Undone, "42"), (import.State, import.UndoneBy));
        Assert.Equal((-60, 0, 0, 60), await world.Points(1));
        Assert.Equal((50, 0, 50, 0), await world.Points(2));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM point_import_rows WHERE state IN (0, 1)"));

        var again = await Import(world, file);
        // Clara was merged away: her address leads to nobody now.
        Assert.Equal((1, 2, 0), (again.Given, again.Waiting, again.Repeated));
        Assert.Equal(40, (await world.Points(1)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_restart_in_the_middle_goes_on_behind_what_was_committed_and_a_stop_can_go_on()
    {
        await using var world = await World(customers: 250);
        var import = await Check(world, await Upload(world, "email,points\n" + string.Concat(Enumerable.Range(1, 250).Select(n => $"c{n}@x.com,{n}\n"))));
        await world.Do<PointImports, bool>(imports => imports.Start(import, "42"));
        // The process dies after the first commit.
        using var dying = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Do<PointImportRun>(async run =>
        {
            var watch = Task.Run(async () =>
            {
                while (await world.Count($"SELECT position FROM point_imports") == 0) await Task.Delay(2);
                await dying.CancelAsync();
            });
            await run.Run(dying.Token);
            await watch;
            dying.Token.ThrowIfCancellationRequested();
        }));
        var done = (await Find(world, import.Id)).Position;
        Assert.Equal(done, await world.Count($"SELECT COUNT(*) FROM ledger_entries"));
        if (done < 250) Assert.Equal(PointImportState.Running, (await Find(world, import.Id)).State);

        await world.Do<PointImports>(imports => imports.Stop(import));
        await Run(world);
        Assert.Equal(done, (await Find(world, import.Id)).Position);
        if (done < 250)
        {
            Assert.Equal(PointImportState.Stopped, (await Find(world, import.Id)).State);
            await world.Do<PointImports, bool>(async imports => await imports.Start(await Find(world, import.Id), "42"));
            await Run(world);
        }
        Assert.Equal((PointImportState.Done, 250, 250), ((await Find(world, import.Id)).State, (await Find(world, import.Id)).Given, await world.Count($"SELECT COUNT(*) FROM ledger_entries")));
        Assert.Equal(250 * 251 / 2, await world.Count($"SELECT CAST(SUM(points) AS BIGINT) FROM ledger_entries"));
        await world.Verify();
    }

    [Fact]
    public async Task Points_wait_for_a_customer_and_are_given_when_one_with_that_address_appears()
    {
        await using var world = await World();
        var import = await Import(world, "email,points,expires\nNew@x.com,30,2026-12-31\nlater@x.com,40,\n");
        var payload = new { id = 77, email = "new@x.com", updated_at = "2026-03-01T12:00:00Z" };
        for (var i = 0; i < 2; i++) await world.Write<CustomerChanged>(customers => customers.Tell(world.Shop, ModulesWorld.Json(payload)));
        Assert.Equal(30, (await world.Points(77)).Available);
        // London's last day of the year ends at midnight UTC.
        Assert.Equal(new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc), (await world.Rows(db => db.Set<Lot>())).Single().ExpiresAt);

        // The history brings the other one, without a webhook.
        await world.Write<Customers>(customers => customers.Record(world.ShopId, new CustomerHeard(78, "later@x.com", null, null, null, null, null, "", null, null, world.Now)));
        for (var i = 0; i < 2; i++) await world.Do<PointRows>(rows => rows.SettleWaiting(default));
        Assert.Equal(40, (await world.Points(78)).Available);
        import = await Find(world, import.Id);
        Assert.Equal((2, 0, 70), (import.Given, import.Waiting, import.PointsGiven));
        await world.Verify();
    }

    [Fact]
    public async Task What_waits_for_an_address_is_given_in_the_order_of_the_imports()
    {
        await using var world = await World();
        string File(int points) => "email,balance\n" + string.Concat(Enumerable.Range(1, 12).Select(n => $"new{n}@x.com,{points + n}\n"));
        foreach (var points in new[] { 500, 100 }) await Import(world, File(points), import => import.IsTarget = true);
        await world.Write<Customers>(async customers =>
        {
            for (var n = 1; n <= 12; n++) await customers.Record(world.ShopId, new CustomerHeard(70 + n, $"new{n}@x.com", null, null, null, null, null, "", null, null, world.Now));
        });
        await world.Do<PointRows>(rows => rows.SettleWaiting(default));
        for (var n = 1; n <= 12; n++) Assert.Equal(100 + n, (await world.Points(70 + n)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task Points_for_an_address_that_two_customers_have_go_on_waiting_and_hold_up_nobody()
    {
        await using var world = await World();
        var import = await Import(world, "email,points\nboth@x.com,30\nlater@x.com,40\n");
        await world.Write<Customers>(async customers =>
        {
            foreach (var (id, name) in new[] { (77, "both"), (78, "both"), (79, "later") }) await customers.Record(world.ShopId, new CustomerHeard(id, name + "@x.com", null, null, null, null, null, "", null, null, world.Now));
        });
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await world.Do<PointRows>(rows => rows.SettleWaiting(patience.Token));
        Assert.False(patience.IsCancellationRequested);
        Assert.Equal((0, 0, 40), ((await world.Points(77)).Available, (await world.Points(78)).Available, (await world.Points(79)).Available));
        import = await Find(world, import.Id);
        Assert.Equal((1, 1), (import.Given, import.Waiting));
    }

    [Fact]
    public async Task Points_brought_over_without_a_date_expire_as_the_programme_says()
    {
        await using var world = await World();
        await world.Do<Programmes>(async programmes => await programmes.Save(world.ShopId, (await programmes.Current(world.ShopId)).Settings with { Expiry = new PointsExpiry(ExpiryKind.PerCredit, 12) }, "42"));
        await Import(world, "email,points,expires\nanna@x.com,30,\nboris@x.com,40,2026-05-05\n");
        var lots = await world.Rows(db => db.Set<Lot>().OrderBy(lot => lot.Points));
        Assert.Equal([new DateOnly(2027, 3, 2), new DateOnly(2026, 5, 6)], lots.Select(lot => DateOnly.FromDateTime(lot.ExpiresAt!.Value.AddHours(1))));
        await world.Verify();
    }

    [Fact]
    public async Task Tiers_and_birthdays_come_with_the_points_raise_only_tell_nobody_and_can_be_undone()
    {
        await using var world = await World(tiers: TierRulesTests.Tiers(levels: [TierRulesTests.Level("silver", 500, entry: 50), TierRulesTests.Level("gold", 1000, entry: 100)]));
        await world.Do<CustomerTiers>(tiers => tiers.Assign(world.ShopId, 2, "gold", world.Now.AddDays(90), "42"));
        await world.Do<Birthdays>(birthdays => birthdays.Set(world.ShopId, 3, 6, 1, null, "42"));
        var told = await world.Count($"SELECT COUNT(*) FROM timeline WHERE kind = 'tier.reached'");
        const string file = "email,points,vip tier,birthday\nanna@x.com,100,Gold,1990-05-17\nboris@x.com,10,Silver,\nclara@x.com,5,,1991-12-24\nnew@x.com,7,Silver,2000-02-29\nanna@x.com,1,Platinum,\n";
        var checkedOnly = await Check(world, await Upload(world, file));
        Assert.Equal((3, 1, 1, 115, 1, 1), (checkedOnly.Given, checkedOnly.Waiting, checkedOnly.Failed, checkedOnly.PointsGiven, checkedOnly.TiersSet, checkedOnly.BirthdaysSet));
        Assert.Equal([new RowProblem(6, RowFault.NoTier, "Platinum")], checkedOnly.ProblemList);
        var import = await Start(world, checkedOnly);
        Assert.Equal((3, 1, 1, 115, 1, 1), (import.Given, import.Waiting, import.Failed, import.PointsGiven, import.TiersSet, import.BirthdaysSet));

        // Anna is raised as if she had reached gold today; Boris keeps the gold he was given, Clara the birthday she has.
        Assert.Equal("gold gold ", string.Join(' ', await CustomerTiersTests.LevelOf(world, 1), await CustomerTiersTests.LevelOf(world, 2), await CustomerTiersTests.LevelOf(world, 3)));
        var anna = (await world.Rows(db => db.CustomerTiers.AsNoTracking().Where(tier => tier.CustomerId == 1))).Single();
        Assert.Equal((null, new DateTime(2027, 3, 2, 0, 0, 0, DateTimeKind.Utc)), (anna.ManualUntil, anna.Until!.Value));
        Assert.Equal([(1L, 517), (3L, 601)], (await world.Rows(db => db.Birthdays.AsNoTracking().OrderBy(row => row.CustomerId))).Select(row => (row.CustomerId, row.MonthDay)));
        Assert.Equal((told, 0), (await world.Count($"SELECT COUNT(*) FROM timeline WHERE kind = 'tier.reached'"), await world.Count($"SELECT COUNT(*) FROM ledger_entries WHERE kind = {EntryKind.TierEntered}")));

        // What waited comes whole, and counts as one row.
        await world.Write<CustomerChanged>(customers => customers.Tell(world.Shop, ModulesWorld.Json(new { id = 77, email = "new@x.com", updated_at = "2026-03-01T12:00:00Z" })));
        Assert.Equal(("silver", 7), (await CustomerTiersTests.LevelOf(world, 77), (await world.Points(77)).Available));
        import = await Find(world, import.Id);
        Assert.Equal((4, 0, 2, 2), (import.Given, import.Waiting, import.TiersSet, import.BirthdaysSet));
        Assert.Equal((0, 4, 1), await Import(world, file) is var again ? (again.Given, again.Repeated, again.Failed) : default);

        await world.Do<PointImports, bool>(imports => imports.Undo(import, "42"));
        await Run(world);
        Assert.Equal(" gold ", string.Join(' ', await CustomerTiersTests.LevelOf(world, 1), await CustomerTiersTests.LevelOf(world, 2), await CustomerTiersTests.LevelOf(world, 77)));
        Assert.Equal(3, Assert.Single(await world.Rows(db => db.Birthdays.AsNoTracking())).CustomerId);
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM timeline WHERE kind = 'tier.lost'"));
        await world.Verify();
    }

    [Fact]
    public async Task A_file_that_gains_a_tier_column_gives_the_tier_and_no_points_twice()
    {
        await using var world = await World(tiers: TierRulesTests.Tiers(TierWindow.Ever));
        await Import(world, "email,points\nanna@x.com,100\n");
        var import = await Import(world, "email,points,tier\nanna@x.com,100,Silver\n");
        Assert.Equal((1, 0, 0, 1), (import.Given, import.Repeated, import.PointsGiven, import.TiersSet));
        Assert.Equal((100, "silver"), ((await world.Points(1)).Available, await CustomerTiersTests.LevelOf(world, 1)));
        // For good where tiers have no end, and a level above can still be reached.
        await world.Do<CustomerTiers>(tiers => tiers.Follow(world.ShopId, 1));
        Assert.Equal("silver", await CustomerTiersTests.LevelOf(world, 1));
        Assert.Equal(1, (await Import(world, "email,tier\nanna@x.com,Gold\nboris@x.com,none\n")).TiersSet);
        Assert.Equal("gold", await CustomerTiersTests.LevelOf(world, 1));
    }
}
