using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Tiers;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

/// <summary>From when facts count and until when a tier is held: leap days, clock changes, zones. Times are UTC.</summary>
public sealed class TierPeriodTests
{
    [Theory]
    [InlineData("2027-05-03T14:00Z", "UTC", "2026-05-04T00:00Z")]
    [InlineData("2029-02-28T10:00Z", "UTC", "2028-02-29T00:00Z")]
    [InlineData("2028-02-29T10:00Z", "UTC", "2027-03-01T00:00Z")]
    [InlineData("2028-03-01T10:00Z", "UTC", "2027-03-02T00:00Z")]
    // London is an hour ahead of UTC in summer: half past eleven in the evening UTC is the next day there.
    [InlineData("2026-06-30T23:30Z", "Europe/London", "2025-07-01T23:00Z")]
    [InlineData("2026-06-30T22:30Z", "Europe/London", "2025-06-30T23:00Z")]
    public void A_rolling_year_begins_with_the_day_after_todays_date_a_year_ago(string now, string zone, string from) =>
        Assert.Equal(At(from), Of(TierWindow.RollingYear, zone).From(At(now)));

    [Theory]
    [InlineData("2026-12-31T23:30Z", "Europe/London", "2026-01-01T00:00Z", "2028-01-01T00:00Z")]
    [InlineData("2026-12-31T23:30Z", "Asia/Tokyo", "2026-12-31T15:00Z", "2028-12-31T15:00Z")]
    [InlineData("2027-01-01T03:00Z", "America/New_York", "2026-01-01T05:00Z", "2028-01-01T05:00Z")]
    public void A_calendar_year_is_the_shops_own_and_carries_a_level_through_the_next(string now, string zone, string from, string until)
    {
        var period = Of(TierWindow.CalendarYear, zone);
        Assert.Equal(At(from), period.From(At(now)));
        Assert.Equal(At(until), period.End(At(now)));
    }

    [Theory]
    [InlineData("2026-05-03T14:00Z", "UTC", "2027-05-04T00:00Z")]
    [InlineData("2028-02-29T14:00Z", "UTC", "2029-03-01T00:00Z")]
    [InlineData("2027-02-28T14:00Z", "UTC", "2028-02-29T00:00Z")]
    // Santiago skips midnight on 6 September 2026: the day begins when the clock goes on.
    [InlineData("2025-09-05T14:00Z", "America/Santiago", "2026-09-06T04:00Z")]
    public void A_level_of_a_rolling_year_is_held_to_the_end_of_the_same_day_a_year_on(string reached, string zone, string until) =>
        Assert.Equal(At(until), Of(TierWindow.RollingYear, zone).End(At(reached)));

    [Fact]
    public void The_period_that_is_judged_at_its_end_is_the_year_behind_the_day_on_which_the_level_was_reached()
    {
        var period = Of(TierWindow.RollingYear, "UTC");
        var until = period.End(At("2026-05-03T14:00Z"))!.Value;
        Assert.Equal(At("2026-05-04T00:00Z"), period.FromOfPeriod(until));
    }

    [Fact]
    public void Ever_has_no_beginning_and_no_end()
    {
        var period = Of(TierWindow.Ever, "UTC");
        Assert.Equal(DateTime.UnixEpoch, period.From(At("2026-05-03T14:00Z")));
        Assert.Null(period.End(At("2026-05-03T14:00Z")));
        Assert.Equal(At("2026-05-04T00:00Z"), period.Tonight(At("2026-05-03T14:00Z")));
    }

    [Theory]
    [InlineData("2027-01-01T00:00Z", 10, true)]
    [InlineData("2027-01-10T23:59Z", 10, true)]
    [InlineData("2027-01-11T00:00Z", 10, false)]
    [InlineData("2027-01-01T00:00Z", 0, false)]
    public void The_days_of_grace_begin_with_the_year(string now, int grace, bool isGrace) =>
        Assert.Equal(isGrace, (Of(TierWindow.CalendarYear, "UTC") with { GraceDays = grace }).IsGraceOfLastYear(At(now)));

    private static TierPeriod Of(TierWindow window, string zone) => new(window, 0, TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static DateTime At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;
}
