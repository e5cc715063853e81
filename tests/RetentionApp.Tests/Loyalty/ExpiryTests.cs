using System.Text.Json;
using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Admin;
using RetentionApp.Timeline;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

public sealed class ExpiryTests
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    [Theory]
    // At the end of the day in the shop's zone: in summer that is 23:00 UTC.
    [InlineData(nameof(ExpiryKind.PerCredit), 12, "2026-03-15T10:00", null, null, "2027-03-16T00:00")]
    [InlineData(nameof(ExpiryKind.PerCredit), 6, "2026-03-15T10:00", null, null, "2026-09-15T23:00")]
    // 23:30 UTC in summer is the next day in London.
    [InlineData(nameof(ExpiryKind.PerCredit), 12, "2026-06-30T23:30", null, null, "2027-07-01T23:00")]
    [InlineData(nameof(ExpiryKind.PerCredit), 1, "2026-01-31T12:00", null, null, "2026-03-01T00:00")]
    [InlineData(nameof(ExpiryKind.PerCredit), 1, "2026-01-31T12:00", null, "2026-02-20T09:00", "2026-03-23T00:00")]
    [InlineData(nameof(ExpiryKind.Inactivity), 3, "2026-01-10T12:00", "2026-02-10T12:00", null, "2026-05-10T23:00")]
    [InlineData(nameof(ExpiryKind.Inactivity), 3, "2026-01-10T12:00", null, null, "2026-04-10T23:00")]
    // Still pending when the others go: it lives from the day it becomes available.
    [InlineData(nameof(ExpiryKind.Inactivity), 1, "2026-03-20T12:00", "2026-02-10T12:00", null, "2026-04-20T23:00")]
    [InlineData(nameof(ExpiryKind.Inactivity), 1, "2025-03-20T12:00", "2025-02-10T12:00", "2026-03-01T12:00", "2026-03-31T23:00")]
    public void A_credit_expires_at_the_end_of_a_day(string kind, int months, string available, string? active, string? since, string expires)
    {
        var dates = new ExpiryDates(new PointsExpiry(Enum.Parse<ExpiryKind>(kind), months, since is null ? default : Utc(since)), London);
        Assert.Equal(Utc(expires), dates.Of(Utc(available), active is null ? null : Utc(active)));
    }

    [Fact]
    public async Task Credits_get_their_date_when_they_are_made_and_go_at_the_end_of_it()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { Expiry = new PointsExpiry(ExpiryKind.PerCredit, 1) });
        await world.Tell(Order());
        await world.Do<PointsLedger>(ledger => ledger.Adjust(world.ShopId, 7, 40, "sorry", "test", "a"));
        // Available 15 February + 1 month; given on 1 March + 1 month (summer time begins between).
        Assert.Equal([Utc("2026-03-16T00:00"), Utc("2026-04-01T23:00")], await world.Rows(db => db.Lots.OrderBy(l => l.EntryId).Select(l => l.ExpiresAt!.Value)));
        world.Clock.Advance(Utc("2026-03-15T23:59") - world.Now);
        Assert.Equal((190, 0, 190, 0), await world.Points(7));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((40, 0, 190, 0), await world.Points(7));
        for (var times = 0; times < 2; times++) await world.Do<PointsLedger, int>(ledger => ledger.Tidy(100));
        Assert.Equal("150", Assert.Single(await world.Rows(db => db.Timeline.Where(t => t.Kind == TimelineKinds.PointsExpired))).Data);
        Assert.Equal(Utc("2026-03-15T23:59").AddSeconds(59), (await world.Rows(db => db.LedgerEntries.Where(e => e.Kind == EntryKind.Expired))).Single().OccurredAt);
        await world.Verify();
    }

    [Fact]
    public async Task Switching_it_on_dates_old_credits_no_sooner_than_in_thirty_days_and_switching_it_off_takes_the_dates_away()
    {
        await using var world = await ModulesWorld.Create();
        for (var customer = 1; customer <= 250; customer++) await world.Credit(customer, 10, $"old:{customer}", availableAt: world.Now.AddYears(-2));
        await world.Credit(1, 5, "new");
        await world.Do<PointsLedger>(ledger => ledger.Spend(world.ShopId, 2, new Posting(EntryKind.Redeemed, -10, 0, "spent", null, null, world.Now)));
        await Change(world, new PointsExpiry(ExpiryKind.PerCredit, 6, world.Now));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM lots WHERE expires_at IS NULL AND remaining > 0"));
        Assert.Equal([Utc("2026-03-31T23:00"), Utc("2026-09-01T23:00")], (await world.Rows(db => db.Lots.Where(l => l.AccountId == 1).OrderBy(l => l.EntryId).Select(l => l.ExpiresAt!.Value))));
        await world.Verify();
        world.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal((15, 0), ((await world.Points(1)).Available, (await world.Points(2)).Available));
        // Points given back find the date that their lot was passed over for.
        await world.Do<PointsLedger, bool>(ledger => ledger.GiveBack(world.ShopId, 2, "spent", new Posting(EntryKind.RedemptionReturned, 0, 0, "back", null, null, world.Now)));
        Assert.Equal(Utc("2026-03-31T23:00"), (await world.Rows(db => db.Lots.Where(l => l.AccountId == 2))).Single().ExpiresAt);
        // More months: later. Off: never.
        await Change(world, new PointsExpiry(ExpiryKind.PerCredit, 36, world.Now));
        Assert.Equal(Utc("2027-03-02T00:00"), (await world.Rows(db => db.Lots.Where(l => l.AccountId == 1).OrderBy(l => l.EntryId))).First().ExpiresAt);
        await Change(world, null);
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM lots WHERE expires_at IS NOT NULL"));
        world.Clock.Advance(TimeSpan.FromDays(4000));
        Assert.Equal(15, (await world.Points(1)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task By_inactivity_everything_available_goes_unless_the_customer_does_something()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { Expiry = new PointsExpiry(ExpiryKind.Inactivity, 3) });
        await world.Tell(Order(id: 1));
        await world.Tell(Order(id: 2, customer: 8));
        Assert.Equal(Utc("2026-05-01T23:00"), (await world.Rows(db => db.Lots)).First().ExpiresAt);
        world.Clock.Advance(Utc("2026-04-20T12:00") - world.Now);
        // An order of today renews all of Anna's points; its own wait a fortnight.
        await world.Tell(Order(id: 3, customer: 7).With(o => { o["processed_at"] = Time(world.Now); o["updated_at"] = Time(world.Now); }));
        Assert.All(await world.Rows(db => db.Lots.Where(l => l.AccountId == 1)), lot => Assert.Equal(Utc("2026-07-20T23:00"), lot.ExpiresAt));
        await world.Verify();
        world.Clock.Advance(Utc("2026-05-02T00:00") - world.Now);
        Assert.Equal((150, 0), ((await world.Points(7)).Available, (await world.Points(8)).Available));
        // Gone is gone: what comes later renews nothing that had expired, whether or not the job had come by.
        await world.Tell(Order(id: 4, customer: 8).With(o => o["processed_at"] = Time(world.Now)));
        Assert.Equal((0, 150, 300, 0), await world.Points(8));
        await world.Do<PointsLedger>(ledger => ledger.Spend(world.ShopId, 7, new Posting(EntryKind.Redeemed, -100, 0, "spent", null, null, world.Now)));
        Assert.All(await world.Rows(db => db.Lots.Where(l => l.AccountId == 1 && l.Remaining > 0)), lot => Assert.Equal(Utc("2026-08-02T23:00"), lot.ExpiresAt));
        await world.Verify();
    }

    [Fact]
    public async Task Each_warning_is_given_once_and_after_a_pause_only_the_nearest()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { Expiry = new PointsExpiry(ExpiryKind.PerCredit, 2) });
        await world.Credit(7, 100, "a");
        await world.Credit(7, 20, "b");
        await world.Credit(8, 30, "c", availableAt: world.Now.AddDays(5));
        // 1 March + 2 months: the end of 1 May.
        Assert.Empty(await Warned(world));
        world.Clock.Advance(TimeSpan.FromDays(32));
        Assert.Equal(["7:30:120:2026-05-01"], await Warned(world));
        Assert.Equal(["7:30:120:2026-05-01"], await Warned(world));
        world.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal(["7:30:120:2026-05-01", "7:1:120:2026-05-01", "8:7:30:2026-05-06"], await Warned(world));
        world.Clock.Advance(TimeSpan.FromDays(9));
        Assert.Equal(3, (await Warned(world)).Count);
    }

    [Fact]
    public async Task The_merchant_sees_by_month_what_will_expire_and_whose()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { Expiry = new PointsExpiry(ExpiryKind.PerCredit, 1) });
        for (var customer = 1; customer <= 60; customer++) await world.Credit(customer, 10, $"a{customer}");
        await world.Credit(1, 7, "b", availableAt: Utc("2026-03-30T12:00"));
        var preview = new ExpiryPreview(null!, world.Clock);
        await world.Do<RetentionApp.Data.AppDb>(async db =>
        {
            preview = new ExpiryPreview(db, world.Clock);
            var months = await preview.Months(world.Shop);
            Assert.Equal([(3, 0L, 0L), (4, 607L, 60L), (5, 0L, 0L), (6, 0L, 0L)], months.Select(month => (month.First.Month, month.Points, month.Customers)));
            var first = await preview.Page(world.Shop, new DateOnly(2026, 4, 1), null);
            var second = await preview.Page(world.Shop, new DateOnly(2026, 4, 1), first.Next);
            Assert.Equal((50, 11, null), (first.Rows.Count, second.Rows.Count, second.Next));
            Assert.Equal(607, first.Rows.Concat(second.Rows).Sum(row => row.Points));
        });
    }

    private static async Task<List<string>> Warned(ModulesWorld world)
    {
        await world.Do<ExpiryWarnings>(warnings => warnings.Run(default));
        return (await world.Rows(db => db.Timeline.Where(t => t.Kind == TimelineKinds.PointsExpiring).OrderBy(t => t.Id))).Select(row =>
        {
            var data = JsonDocument.Parse(row.Data!).RootElement;
            return $"{row.CustomerId}:{data.GetProperty("days")}:{data.GetProperty("points")}:{data.GetProperty("at").GetString()}";
        }).ToList();
    }

    private static async Task Change(ModulesWorld world, PointsExpiry? expiry)
    {
        await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, new ProgrammeSettings { Expiry = expiry }, "test"));
        await world.Do<BalanceRun>(run => run.Start(world.ShopId));
        for (var times = 0; times < 2; times++) await world.Do<BalanceRun>(run => run.Run(default));
    }

    private static DateTime Utc(string text) => DateTime.SpecifyKind(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
}
