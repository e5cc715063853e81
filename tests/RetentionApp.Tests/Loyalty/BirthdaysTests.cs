using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Shops;
using RetentionApp.Webhooks;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

/// <summary>It is noon of 1 March 2026 in London; a birthday brings 200 points seven days ahead.</summary>
public sealed class BirthdaysTests
{
    private static ProgrammeSettings Programme(int daysBefore = 7, bool isActive = true) => DeedsTests.With(new DeedRule("birthday", DeedKind.Birthday, 200, isActive, DaysBefore: daysBefore));

    private static Task Set(ModulesWorld world, int month, int day, int? year = null, long customer = 7, string by = Birthdays.Shopper) => world.Do<Birthdays>(birthdays => birthdays.Set(world.ShopId, customer, month, day, year, by));

    private static Task Run(ModulesWorld world) => world.Do<DeedDays>(days => days.Run(default));

    private static async Task Pass(ModulesWorld world, DateTime until)
    {
        world.Clock.Advance(until - world.Now);
        await Run(world);
        await Run(world);
    }

    private static DateTime At(int year, int month, int day, int hour = 12) => new(year, month, day, hour, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task The_gift_comes_seven_days_ahead_at_midnight_in_the_shops_zone_and_once_a_year()
    {
        await using var world = await ModulesWorld.Create(programme: Programme());
        await Set(world, 4, 12);
        await Run(world);
        // Summer time begins on 29 March: 5 April begins at 23:00 UTC the day before.
        await Pass(world, At(2026, 4, 4, 22));
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        await Pass(world, At(2026, 4, 4, 23));
        Assert.Equal((200, 0, 200, 0), await world.Points(7));
        await Pass(world, At(2026, 4, 12));
        await Pass(world, At(2027, 4, 4, 22));
        Assert.Equal((200, 0, 200, 0), await world.Points(7));
        await Pass(world, At(2027, 4, 5));
        Assert.Equal((400, 0, 400, 0), await world.Points(7));
        Assert.Equal(["2026", "2027"], (await world.Rows(db => db.Deeds.AsNoTracking().OrderBy(deed => deed.Id))).Select(deed => deed.Key));
        await world.Verify();
    }

    [Fact]
    public async Task Days_on_which_the_app_stood_still_are_made_up_for()
    {
        await using var world = await ModulesWorld.Create(programme: Programme(daysBefore: 0));
        await Set(world, 3, 10);
        await Set(world, 3, 20, customer: 8);
        await Set(world, 6, 20, customer: 9);
        await Run(world);
        await Pass(world, At(2026, 4, 2));
        Assert.Equal((200, 200, 0), ((await world.Points(7)).Available, (await world.Points(8)).Available, (await world.Points(9)).Available));
        // Half a year is too long ago for a gift.
        await Pass(world, At(2026, 12, 20));
        Assert.Equal(0, (await world.Points(9)).Available);
    }

    [Fact]
    public async Task Birthdays_at_the_turn_of_the_year_belong_to_the_year_they_are_celebrated_in()
    {
        await using var world = await ModulesWorld.Create(programme: Programme());
        await Set(world, 1, 2);
        await Run(world);
        await Pass(world, At(2026, 12, 25));
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        await Pass(world, At(2026, 12, 26));
        await Pass(world, At(2027, 1, 2));
        Assert.Equal((200, 0, 200, 0), await world.Points(7));
        Assert.Equal(("2027", new DateOnly(2026, 12, 26)), ((await world.Rows(db => db.Deeds.AsNoTracking()))[0].Key, (await world.Rows(db => db.Deeds.AsNoTracking()))[0].DoneOn));
        await Pass(world, At(2027, 12, 26));
        Assert.Equal((400, 0, 400, 0), await world.Points(7));
    }

    [Theory]
    [InlineData(2027, 2, 28)]
    [InlineData(2028, 2, 29)]
    public async Task The_29th_of_February_is_celebrated_on_the_28th_where_there_is_none(int year, int month, int day)
    {
        await using var world = await ModulesWorld.Create(programme: Programme(daysBefore: 0));
        await Set(world, 2, 29, 2000);
        await Run(world);
        await Pass(world, At(year, month, day).AddDays(-1));
        var before = (await world.Points(7)).Available;
        await Pass(world, At(year, month, day));
        await Pass(world, At(year, month, day).AddDays(1));
        Assert.Equal(before + 200, (await world.Points(7)).Available);
        Assert.Equal(new DateOnly(year, month, day), (await world.Rows(db => db.Deeds.AsNoTracking().OrderByDescending(deed => deed.Id)))[0].DoneOn);
    }

    [Fact]
    public async Task A_birthday_entered_within_the_days_ahead_is_given_at_once_and_one_just_past_is_not()
    {
        await using var world = await ModulesWorld.Create(programme: Programme());
        await Run(world);
        await Set(world, 3, 8);
        await Set(world, 3, 9, customer: 8);
        await Set(world, 2, 28, customer: 9);
        Assert.Equal((200, 0, 0), ((await world.Points(7)).Available, (await world.Points(8)).Available, (await world.Points(9)).Available));
        await Pass(world, At(2026, 3, 2, 9));
        Assert.Equal((200, 200, 0), ((await world.Points(7)).Available, (await world.Points(8)).Available, (await world.Points(9)).Available));
    }

    [Fact]
    public async Task A_changed_birthday_waits_thirty_days_and_nearly_a_year_after_the_last_gift()
    {
        await using var world = await ModulesWorld.Create(programme: Programme(daysBefore: 0));
        await Set(world, 3, 1);
        Assert.Equal(200, (await world.Points(7)).Available);
        await Set(world, 12, 31);
        await Set(world, 12, 31);
        await Pass(world, At(2026, 12, 31));
        // Another year's day, but only ten months later: not before 25 January.
        await Set(world, 1, 3);
        await Pass(world, At(2027, 1, 3));
        Assert.Equal(200, (await world.Points(7)).Available);
        await Set(world, 2, 1);
        await Set(world, 2, 2);
        await Pass(world, At(2027, 2, 2));
        Assert.Equal(400, (await world.Points(7)).Available);

        // Never given anything, changed to a day of next week: too soon.
        await Set(world, 8, 1, customer: 8);
        await Set(world, 2, 9, customer: 8);
        await Pass(world, At(2027, 2, 9));
        Assert.Equal(0, (await world.Points(8)).Available);
        // The merchant may set it right.
        await Set(world, 2, 10, customer: 8, by: "42");
        await Pass(world, At(2027, 2, 10));
        Assert.Equal(200, (await world.Points(8)).Available);
    }

    [Fact]
    public async Task The_rule_gives_nothing_for_days_before_it_was_switched_on_and_all_days_ahead_afterwards()
    {
        await using var world = await ModulesWorld.Create(programme: Programme(isActive: false));
        await Set(world, 3, 5);
        await Set(world, 3, 20, customer: 8);
        await Run(world);
        await Pass(world, At(2026, 3, 14));
        await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, Programme(), "test"));
        await Pass(world, At(2026, 3, 14, 13));
        Assert.Equal((0, 200), ((await world.Points(7)).Available, (await world.Points(8)).Available));
        // More days ahead: those who come into them get theirs the same day.
        await Set(world, 4, 10, customer: 9);
        await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, Programme(daysBefore: 30), "test"));
        await Pass(world, At(2026, 3, 14, 14));
        Assert.Equal((0, 200, 200), ((await world.Points(7)).Available, (await world.Points(8)).Available, (await world.Points(9)).Available));
    }

    [Fact]
    public async Task Many_birthdays_on_one_day_are_all_given_by_few_questions()
    {
        await using var world = await ModulesWorld.Create(programme: Programme(daysBefore: 0));
        await Run(world);
        await world.Do<AppDb>(db => db.Write(async () =>
        {
            for (var id = 1; id <= 250; id++) await db.Sql.Execute($"INSERT INTO birthdays (shop_id, customer_id, month_day, counts_from, set_at, set_by) VALUES ({world.ShopId}, {id}, 310, {new DateOnly(2026, 3, 1)}, {world.Now}, 'shopper')");
        }));
        await Pass(world, At(2026, 3, 10));
        Assert.Equal(250, await world.Count($"SELECT COUNT(*) FROM deeds"));
        Assert.Equal(50_000, await world.Count($"SELECT SUM(available) FROM accounts"));
    }

    [Fact]
    public async Task It_goes_with_an_erased_customer_and_moves_with_a_merge()
    {
        await using var world = await ModulesWorld.Create(programme: Programme());
        await Set(world, 5, 1, 1990);
        await world.Write<CustomerChanged, Handled>(customers => customers.Merged(world.Shop, HeardDeedsTests.Merge(kept: 8, gone: 7), world.Now));
        Assert.Equal((8L, 501, (int?)1990), (await world.Rows(db => db.Birthdays.AsNoTracking())) is [var one] ? (one.CustomerId, one.MonthDay, one.Year) : default);
        await Set(world, 6, 1, customer: 9);
        await world.Write<CustomerChanged, Handled>(customers => customers.Merged(world.Shop, HeardDeedsTests.Merge(kept: 8, gone: 9), world.Now));
        Assert.Equal(501, Assert.Single(await world.Rows(db => db.Birthdays.AsNoTracking())).MonthDay);
        await world.Write<CustomerChanged, Handled>(customers => customers.Asked(world.Shop, ModulesWorld.Json("""{"customer":{"id":8},"data_request":{"id":9}}"""), world.Now));
        Assert.Contains("\"MonthDay\": 501", Assert.Single(await world.Rows(db => db.PrivacyRequests)).Export);
        await world.Write<CustomerChanged, Handled>(customers => customers.Erased(world.Shop, ModulesWorld.Json(new { id = 8 }), world.Now, isRedaction: false));
        Assert.Empty(await world.Rows(db => db.Birthdays.AsNoTracking()));
    }

    [Fact]
    public async Task Anniversaries_come_every_year_on_the_day_the_account_was_made_in_the_shops_zone()
    {
        await using var world = await ModulesWorld.Create(programme: DeedsTests.With(new DeedRule("anniversary", DeedKind.Anniversary, 100, true)));
        // Half past midnight of 1 July in London.
        await HeardDeedsTests.Tell(world, 7, "enabled", new DateTime(2020, 6, 30, 23, 30, 0, DateTimeKind.Utc));
        await HeardDeedsTests.Tell(world, 8, "disabled", new DateTime(2020, 7, 1, 10, 0, 0, DateTimeKind.Utc));
        await HeardDeedsTests.Tell(world, 9, "enabled", new DateTime(2024, 2, 29, 10, 0, 0, DateTimeKind.Utc));
        await HeardDeedsTests.Tell(world, 10, "enabled", new DateTime(2026, 2, 28, 10, 0, 0, DateTimeKind.Utc));
        await Run(world);
        await Pass(world, At(2026, 6, 30, 22));
        Assert.Equal(0, (await world.Points(7)).Available);
        await Pass(world, At(2026, 6, 30, 23));
        Assert.Equal((100, 0), ((await world.Points(7)).Available, (await world.Points(8)).Available));
        await Pass(world, At(2027, 2, 28));
        await Pass(world, At(2027, 3, 1));
        Assert.Equal((100, 100, 100), ((await world.Points(7)).Available, (await world.Points(9)).Available, (await world.Points(10)).Available));
        await Pass(world, At(2028, 2, 28));
        Assert.Equal((100, 200), ((await world.Points(9)).Available, (await world.Points(10)).Available));
        await Pass(world, At(2028, 2, 29));
        Assert.Equal((200, 200), ((await world.Points(9)).Available, (await world.Points(10)).Available));
        await world.Verify();
    }

    [Fact]
    public async Task A_shop_that_left_gives_nothing()
    {
        await using var world = await ModulesWorld.Create(programme: Programme(daysBefore: 0));
        await Set(world, 3, 10);
        await Run(world);
        await world.Execute($"UPDATE shops SET uninstalled_at = {world.Now}");
        world.Get<ShopDirectory>().Forget(world.ShopId);
        await Pass(world, At(2026, 3, 10));
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
    }

    [Theory]
    [InlineData(2L, 29L, null, true)]
    [InlineData(2L, 30L, null, false)]
    [InlineData(2L, 29L, 2001L, false)]
    [InlineData(13L, 1L, null, false)]
    [InlineData(0L, 1L, null, false)]
    [InlineData(1L, 0L, null, false)]
    [InlineData(1L, 1L, 1899L, false)]
    [InlineData(3L, 1L, 2026L, true)]
    [InlineData(3L, 2L, 2026L, false)]
    [InlineData(1L, 1L, 2027L, false)]
    [InlineData(null, 1L, null, false)]
    public void Only_days_that_exist_and_are_not_ahead_are_birthdays(long? month, long? day, long? year, bool isDay) =>
        Assert.Equal(isDay, Birthdays.IsDay(month, day, year, new DateOnly(2026, 3, 1)));
}
