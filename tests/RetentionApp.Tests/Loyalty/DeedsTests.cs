using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Shops;
using RetentionApp.Webhooks;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

public sealed class DeedsTests
{
    internal static ProgrammeSettings With(params DeedRule[] rules) => ProgrammeSettings.For("GBP") with { PendingDays = 0, Deeds = rules };

    private static DeedRule Quiz(long points = 30, int perDay = 0, int perYear = 0, int ever = 0, int pendingDays = 0, bool isActive = true) =>
        new("quiz", DeedKind.Custom, points, isActive, "The quiz", PendingDays: pendingDays, PerDay: perDay, PerYear: perYear, Ever: ever);

    private static Task<DeedAnswer> Do(ModulesWorld world, string key, long customer = 7, string deed = "quiz", DateTime? at = null, DeedCaller by = DeedCaller.Api) =>
        world.Do<Deeds, DeedAnswer>(deeds => deeds.Do(world.ShopId, customer, deed, key, at, by));

    [Fact]
    public async Task The_same_key_gives_points_once_and_another_gives_them_again()
    {
        await using var world = await ModulesWorld.Create(programme: With(Quiz()));
        var first = await Do(world, "a");
        var again = await Do(world, "a");
        Assert.Equal((DeedOutcome.Done, DeedOutcome.Repeated), (first.Outcome, again.Outcome));
        Assert.Equal((first.Deed!.Id, 30L), (again.Deed!.Id, again.Deed.Points));
        Assert.Equal(DeedOutcome.Done, (await Do(world, "b")).Outcome);
        Assert.Equal(DeedOutcome.Done, (await Do(world, "a", customer: 8)).Outcome);
        Assert.Equal((60, 0, 60, 0), await world.Points(7));
        var row = (await world.Rows(db => db.Deeds.AsNoTracking().Where(deed => deed.CustomerId == 7).OrderBy(deed => deed.Id)))[0];
        Assert.Equal(("quiz", "a", "The quiz", 30L, new DateOnly(2026, 3, 1), 1), (row.DeedId, row.Key, row.Label, row.Points, row.DoneOn, row.ProgrammeVersion));
        await world.Verify();
    }

    [Fact]
    public async Task The_same_key_twelve_times_at_once_gives_once()
    {
        await using var world = await ModulesWorld.Create(programme: With(Quiz()));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => Do(world, "a"))));
        Assert.Equal(1, answers.Count(answer => answer.Outcome == DeedOutcome.Done));
        Assert.Equal(11, answers.Count(answer => answer.Outcome == DeedOutcome.Repeated));
        Assert.Equal((30, 0, 30, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public async Task Twelve_different_keys_at_once_do_not_pass_a_limit_of_three()
    {
        await using var world = await ModulesWorld.Create(programme: With(Quiz(perDay: 3)));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(() => Do(world, "k" + n))));
        Assert.Equal(3, answers.Count(answer => answer.Outcome == DeedOutcome.Done));
        Assert.All(answers.Where(answer => answer.Outcome != DeedOutcome.Done), answer => Assert.Equal((DeedOutcome.LimitReached, DeedLimit.Day), (answer.Outcome, answer.Limit)));
        Assert.Equal((90, 0, 90, 0), await world.Points(7));
    }

    [Theory]
    // Twice a day in London: the clocks go forward on 29 March 2026 and back on 25 October.
    [InlineData("2026-03-10T23:59:59Z 2026-03-10T23:59:59Z 2026-03-11T00:00:00Z", 2, 0, 0, "Done Done Done")]
    [InlineData("2026-03-10T00:00:00Z 2026-03-10T12:00:00Z 2026-03-10T23:59:59Z", 2, 0, 0, "Done Done Day")]
    [InlineData("2026-03-29T00:30:00Z 2026-03-29T22:59:59Z 2026-03-29T23:00:00Z", 1, 0, 0, "Done Day Done")]
    [InlineData("2026-10-24T23:00:00Z 2026-10-25T23:59:59Z 2026-10-26T00:00:00Z", 1, 0, 0, "Done Day Done")]
    [InlineData("2025-12-31T23:59:59Z 2026-01-01T00:00:00Z 2026-01-02T00:00:00Z", 0, 1, 0, "Done Done Year")]
    [InlineData("2025-06-30T23:30:00Z 2025-07-01T10:00:00Z 2025-07-02T10:00:00Z", 1, 0, 2, "Done Day Done")]
    [InlineData("2024-01-01T00:00:00Z 2025-01-01T00:00:00Z 2026-01-01T00:00:00Z", 1, 1, 2, "Done Done Ever")]
    public async Task Limits_count_by_the_day_and_the_year_in_the_shops_zone(string times, int perDay, int perYear, int ever, string expected)
    {
        await using var world = await ModulesWorld.Create(programme: With(Quiz(perDay: perDay, perYear: perYear, ever: ever)));
        world.Clock.Advance(TimeSpan.FromDays(365));
        var said = new List<string>();
        foreach (var (time, n) in times.Split(' ').Select((time, n) => (time, n)))
            said.Add(await Do(world, "k" + n, at: DateTime.Parse(time).ToUniversalTime()) is { Limit: { } limit } ? limit.ToString() : "Done");
        Assert.Equal(expected, string.Join(' ', said));
        await world.Verify();
    }

    [Fact]
    public async Task The_day_is_the_shops_not_the_clocks()
    {
        await using var world = await ModulesWorld.Create(programme: With(Quiz(perDay: 1)));
        await world.Execute($"UPDATE shops SET time_zone = 'Pacific/Auckland' WHERE id = {world.ShopId}");
        world.Get<ShopDirectory>().Forget(world.ShopId);
        // 23:59 and 00:00 in Auckland, both on the 28th of February in UTC.
        Assert.Equal(DeedOutcome.Done, (await Do(world, "a", at: new DateTime(2026, 2, 28, 10, 59, 0, DateTimeKind.Utc))).Outcome);
        Assert.Equal(DeedOutcome.Done, (await Do(world, "b", at: new DateTime(2026, 2, 28, 11, 0, 0, DateTimeKind.Utc))).Outcome);
        Assert.Equal(DeedOutcome.LimitReached, (await Do(world, "c", at: new DateTime(2026, 3, 1, 10, 59, 0, DateTimeKind.Utc))).Outcome);
    }

    [Fact]
    public async Task Points_of_a_deed_wait_as_long_as_the_rule_says_and_keep_the_account_active()
    {
        await using var world = await ModulesWorld.Create(programme: With(Quiz(pendingDays: 10)));
        Assert.Equal(world.Now.AddDays(10), (await Do(world, "a")).Deed!.AvailableAt);
        Assert.Equal((0, 30, 30, 0), await world.Points(7));
        Assert.Equal(world.Now, Assert.Single(await world.Rows(db => db.Accounts.AsNoTracking())).ActiveAt);
        world.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal((30, 0, 30, 0), await world.Points(7));
    }

    [Fact]
    public async Task What_is_unknown_off_or_not_theirs_to_report_earns_nothing()
    {
        await using var world = await ModulesWorld.Create(programme: With(Quiz(), new DeedRule("old", DeedKind.Custom, 5, false), new DeedRule("birthday", DeedKind.Birthday, 5, true), new DeedRule("insta", DeedKind.SocialFollow, 5, true)));
        Assert.Equal(DeedOutcome.Unknown, (await Do(world, "a", deed: "nothing")).Outcome);
        Assert.Equal(DeedOutcome.Inactive, (await Do(world, "a", deed: "old")).Outcome);
        Assert.Equal(DeedOutcome.Unknown, (await Do(world, "a", deed: "birthday")).Outcome);
        Assert.Equal(DeedOutcome.Unknown, (await Do(world, "a", deed: "quiz", by: DeedCaller.Shopper)).Outcome);
        Assert.Equal(DeedOutcome.Done, (await Do(world, "a", deed: "insta", by: DeedCaller.Shopper)).Outcome);
        Assert.Equal(DeedOutcome.LimitReached, (await Do(world, "b", deed: "insta")).Outcome);

        await Do(world, "a");
        await world.Do<Programmes>(async programmes => await programmes.Save(world.ShopId, (await programmes.Current(world.ShopId)).Settings with { IsActive = false }, "test"));
        Assert.Equal((DeedOutcome.Repeated, DeedOutcome.Inactive), ((await Do(world, "a")).Outcome, (await Do(world, "c")).Outcome));
        Assert.Equal((35, 0, 35, 0), await world.Points(7));
    }

    [Fact]
    public async Task Who_is_blocked_excluded_or_erased_earns_nothing()
    {
        await using var world = await ModulesWorld.Create(programme: With(Quiz()) with { ExcludedTags = ["Wholesale"] });
        await world.Credit(7, 10, "x");
        await world.Execute($"UPDATE accounts SET blocked_at = {world.Now} WHERE customer_id = 7");
        Assert.Equal(DeedOutcome.Blocked, (await Do(world, "a")).Outcome);
        await HeardDeedsTests.Tell(world, 8, tags: "vip, wholesale");
        Assert.Equal(DeedOutcome.Blocked, (await Do(world, "a", customer: 8)).Outcome);
        await Do(world, "a@example.com", customer: 9);
        await world.Write<CustomerChanged, Handled>(customers => customers.Erased(world.Shop, ModulesWorld.Json(new { id = 9 }), world.Now, isRedaction: false));
        Assert.Equal(DeedOutcome.Closed, (await Do(world, "b", customer: 9)).Outcome);
        Assert.DoesNotContain("a@example.com", Assert.Single(await world.Rows(db => db.Deeds.AsNoTracking())).Key);
        await world.Verify();
    }

    [Fact]
    public async Task After_a_merge_both_ones_deeds_count_and_neither_can_be_reported_again()
    {
        await using var world = await ModulesWorld.Create(programme: With(Quiz(ever: 3)));
        await Do(world, "a", customer: 7);
        await Do(world, "b", customer: 7);
        await Do(world, "a", customer: 8);
        await world.Write<CustomerChanged, Handled>(customers => customers.Merged(world.Shop, HeardDeedsTests.Merge(kept: 8, gone: 7), world.Now));
        Assert.Equal(DeedOutcome.Repeated, (await Do(world, "b", customer: 7)).Outcome);
        Assert.Equal(DeedOutcome.Repeated, (await Do(world, "a", customer: 7)).Outcome);
        Assert.Equal(DeedOutcome.LimitReached, (await Do(world, "c", customer: 7)).Outcome);
        Assert.Equal((90, 0, 90, 0), await world.Points(8));
        await world.Verify();
    }

    [Theory]
    [InlineData(false, "Repeated")]
    [InlineData(true, "Done")] // the key was somebody's data: nobody remembers it
    public async Task A_key_is_used_up_also_where_the_deletion_was_heard_before_the_merge(bool isRedacted, string then)
    {
        await using var world = await ModulesWorld.Create(programme: With(Quiz()));
        await Do(world, "a", customer: 7);
        await Do(world, "b", customer: 7);
        foreach (var isRedaction in isRedacted ? new[] { false, true } : [false, false])
            await world.Write<CustomerChanged, Handled>(customers => customers.Erased(world.Shop, ModulesWorld.Json(isRedaction ? new { customer = new { id = 7 } } : new { id = 7 }), world.Now, isRedaction));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM deeds WHERE key IN ('a', 'b')"));
        await world.Write<CustomerChanged, Handled>(customers => customers.Merged(world.Shop, HeardDeedsTests.Merge(kept: 8, gone: 7), world.Now));
        Assert.Equal(then, (await Do(world, "a", customer: 8)).Outcome.ToString());
        Assert.Equal(DeedOutcome.Done, (await Do(world, "c", customer: 8)).Outcome);
        await world.Write<CustomerChanged, Handled>(customers => customers.Erased(world.Shop, ModulesWorld.Json(new { id = 8 }), world.Now, isRedaction: false));
        await world.Verify();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 0)]
    [InlineData(0, 20)]
    public async Task Undoing_takes_back_once_first_from_what_the_deed_itself_brought(int pendingDays, int spent)
    {
        await using var world = await ModulesWorld.Create(programme: With(Quiz(pendingDays: pendingDays, ever: 1)));
        await world.Credit(7, 100, "other", expiresAt: world.Now.AddDays(1));
        var deed = (await Do(world, "a")).Deed!;
        if (spent > 0) await world.Do<PointsLedger>(ledger => ledger.Spend(world.ShopId, 7, new Posting(EntryKind.Redeemed, -spent, 0, "spent", null, null, world.Now)));
        Assert.True(await world.Do<Deeds, bool>(deeds => deeds.Undo(world.ShopId, deed.Id, "entered twice", "42")));
        Assert.False(await world.Do<Deeds, bool>(deeds => deeds.Undo(world.ShopId, deed.Id, "again", "42")));
        Assert.False(await world.Do<Deeds, bool>(deeds => deeds.Undo(world.ShopId + 1, deed.Id, "another shop's", "42")));
        Assert.Equal((100 - spent, 0, 100, 0), await world.Points(7));
        Assert.Equal(100 - spent, await world.Count($"SELECT SUM(remaining) FROM lots WHERE expires_at IS NOT NULL"));
        Assert.Equal(DeedOutcome.LimitReached, (await Do(world, "b")).Outcome);
        Assert.Equal(DeedOutcome.Repeated, (await Do(world, "a")).Outcome);
        await world.Verify();
    }

    [Fact]
    public async Task A_rule_that_is_switched_on_again_starts_anew_and_one_that_is_edited_goes_on()
    {
        await using var world = await ModulesWorld.Create(programme: With(Quiz()));
        Task<ProgrammeVersion> Save(DeedRule rule) => world.Do<Programmes, ProgrammeVersion>(programmes => programmes.Save(world.ShopId, With(rule), "test"));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(ModulesWorld.Start, (await Save(Quiz(points: 50))).Settings.Deeds![0].Since);
        Assert.Equal(2, (await Save(Quiz(points: 50))).Version);
        Assert.Null((await Save(Quiz(isActive: false))).Settings.Deeds![0].Since);
        Assert.Equal(ModulesWorld.Start.AddDays(1), (await Save(Quiz())).Settings.Deeds![0].Since);
    }

    [Fact]
    public async Task A_review_and_a_referral_are_credited_by_their_own_keys()
    {
        await using var world = await ModulesWorld.Create(programme: With(new DeedRule("review", DeedKind.Review, 50, true, PerDay: 1), new DeedRule("referral", DeedKind.Referral, 500, true)));
        Assert.Equal(DeedOutcome.Done, (await world.Do<Deeds, DeedAnswer>(deeds => deeds.ReviewLeft(world.ShopId, 7, "r1"))).Outcome);
        Assert.Equal(DeedOutcome.LimitReached, (await world.Do<Deeds, DeedAnswer>(deeds => deeds.ReviewLeft(world.ShopId, 7, "r2"))).Outcome);
        Assert.Equal(DeedOutcome.Done, (await world.Do<Deeds, DeedAnswer>(deeds => deeds.ReferralCompleted(world.ShopId, 7, "8"))).Outcome);
        Assert.Equal(DeedOutcome.Repeated, (await world.Do<Deeds, DeedAnswer>(deeds => deeds.ReferralCompleted(world.ShopId, 7, "8"))).Outcome);
        Assert.Equal((550, 0, 550, 0), await world.Points(7));
    }
}
