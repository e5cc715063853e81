using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Earning;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

public sealed class ChallengeCountTests
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    [Theory]
    // Goal, days paid (noon unless a time is given), today → when rounds were won, progress, last day.
    [InlineData("Months", 3, 0, "", "2026-03-15", "", 0, null)]
    [InlineData("Months", 3, 0, "2026-01-05 2026-01-20 2026-03-02", "2026-03-15", "", 2, null)]
    [InlineData("Months", 3, 0, "2026-01-05 2026-03-02 2026-07-01", "2026-07-02", "2026-07-01", 0, null)]
    [InlineData("Months", 2, 0, "2026-01-05 2026-02-02 2026-02-20 2026-03-01 2026-04-01", "2026-04-02", "2026-02-02 2026-04-01", 0, null)]
    // Half past midnight in summer's London is still June in UTC.
    [InlineData("Months", 2, 0, "2026-06-01 2026-06-30T23:30:00Z", "2026-07-02", "2026-06-30T23:30:00Z", 0, null)]
    [InlineData("Months", 2, 0, "2026-06-01 2026-06-30T22:30:00Z", "2026-07-02", "", 1, null)]
    [InlineData("Streak", 3, 0, "2025-11-30 2025-12-31 2026-01-01", "2026-01-10", "2026-01-01", 0, null)]
    [InlineData("Streak", 3, 0, "2025-11-30 2026-01-01 2026-02-01", "2026-02-10", "", 2, "2026-03-31")]
    [InlineData("Streak", 3, 0, "2025-12-05", "2026-01-31", "", 1, "2026-01-31")]
    [InlineData("Streak", 3, 0, "2025-12-05", "2026-02-01", "", 0, null)]
    [InlineData("Streak", 2, 0, "2026-01-01 2026-02-01 2026-03-01 2026-04-01 2026-06-01", "2026-06-02", "2026-02-01 2026-04-01", 1, "2026-07-31")]
    [InlineData("Orders", 3, 30, "2026-01-01 2026-01-15 2026-01-30", "2026-02-01", "2026-01-30", 0, null)]
    [InlineData("Orders", 3, 30, "2026-01-01 2026-01-15 2026-01-31", "2026-02-01", "", 2, "2026-02-13")]
    [InlineData("Orders", 3, 30, "2026-01-01 2026-01-15", "2026-01-30", "", 2, "2026-01-30")]
    [InlineData("Orders", 3, 30, "2026-01-01 2026-01-15", "2026-01-31", "", 1, "2026-02-13")]
    [InlineData("Orders", 2, 7, "2026-01-01 2026-01-01 2026-01-02 2026-01-09 2026-01-10", "2026-01-10", "2026-01-01 2026-01-10", 0, null)]
    // Thirty days over the change to summer time are thirty days.
    [InlineData("Orders", 2, 2, "2026-03-28T00:30:00Z 2026-03-29T22:30:00Z", "2026-03-30", "2026-03-29T22:30:00Z", 0, null)]
    [InlineData("Orders", 2, 2, "2026-03-28T00:30:00Z 2026-03-29T23:30:00Z", "2026-03-30", "", 1, "2026-03-31")]
    public void Rounds_follow_from_the_days_on_which_orders_were_paid(string kind, int goal, int days, string paid, string today, string wins, int progress, string? until)
    {
        var challenge = new Challenge("c", "C", Enum.Parse<ChallengeKind>(kind), goal, days, 100, IsActive: true, Repeats: true);
        var times = Times(paid);
        foreach (var order in new[] { times, [.. times.Reverse()], [.. times.Skip(1), .. times.Take(1)] })
        {
            var count = ChallengeCount.Of(challenge, order, London, DateOnly.Parse(today));
            Assert.Equal(Times(wins), count.Wins);
            Assert.Equal((progress, until is null ? (DateOnly?)null : DateOnly.Parse(until)), (count.Progress, count.Until));
        }
    }

    [Fact]
    public void A_challenge_that_does_not_repeat_is_won_once_and_stays_full()
    {
        var challenge = new Challenge("c", "C", ChallengeKind.Months, 2, 0, 100, IsActive: true, Repeats: false);
        var count = ChallengeCount.Of(challenge, Times("2026-01-05 2026-02-02 2026-03-01 2026-04-01"), London, new DateOnly(2026, 5, 1));
        Assert.Equal(Times("2026-02-02"), count.Wins);
        Assert.Equal(2, count.Progress);
    }

    [Fact]
    public void Orders_paid_before_the_challenge_began_do_not_count()
    {
        var challenge = new Challenge("c", "C", ChallengeKind.Months, 2, 0, 100, IsActive: true, Repeats: true, Since: new DateTime(2026, 2, 2, 12, 0, 0, DateTimeKind.Utc));
        Assert.Equal(1, ChallengeCount.Of(challenge, Times("2026-01-05 2026-02-01 2026-02-02"), London, new DateOnly(2026, 3, 1)).Progress);
    }

    private static DateTime[] Times(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => DateTime.Parse(one.Contains('T') ? one : one + "T12:00:00Z").ToUniversalTime())];
}
