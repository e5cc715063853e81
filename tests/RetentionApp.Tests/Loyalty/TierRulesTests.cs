using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Tiers;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

/// <summary>Silver from 500, Gold from 1,000, Platinum from 5,000; every rule with its numbers.</summary>
public sealed class TierRulesTests
{
    private static readonly DateTime May = Utc(2026, 5, 3, 14);

    [Theory]
    [InlineData(0, null)]
    [InlineData(499, null)]
    [InlineData(500, "silver")]
    [InlineData(999, "silver")]
    [InlineData(1000, "gold")]
    [InlineData(4999, "gold")]
    [InlineData(5000, "platinum")]
    [InlineData(-20, null)]
    public void The_level_is_the_highest_whose_threshold_the_standing_reaches(long standing, string? level)
    {
        var decision = TierRules.Decide(null, new TierFacts(standing), Tiers(), Period(), May);
        Assert.Equal((level, standing), (decision.Next.LevelId, decision.Next.Standing));
        Assert.Equal(level is null ? TierMove.None : TierMove.Up, decision.Move);
    }

    [Fact]
    public void It_goes_up_at_once_and_holds_for_a_year_from_that_day()
    {
        var silver = Row("silver", since: Utc(2026, 1, 10), until: Utc(2027, 1, 11));
        var up = TierRules.Decide(silver, new TierFacts(1200), Tiers(), Period(), May, order: 42);
        Assert.Equal((TierMove.Up, "gold", May, Utc(2027, 5, 4), 42L), (up.Move, up.Next.LevelId, up.Next.Since, up.Next.Until, up.Next.ReachedBy));
        Assert.Equal(("silver", "gold"), (up.From!.Id, up.To!.Id));
        Assert.Equal(Utc(2027, 4, 4), up.Next.DueAt);
    }

    [Fact]
    public void A_lower_standing_changes_nothing_before_the_period_ends()
    {
        var decision = TierRules.Decide(Row("gold", until: Utc(2027, 5, 4)), new TierFacts(300), Tiers(), Period(), Utc(2027, 1, 1));
        Assert.Equal((TierMove.None, "gold", Utc(2027, 5, 4)), (decision.Move, decision.Next.LevelId, decision.Next.Until));
    }

    [Theory]
    // A rolling year, reached on 3 May 2026; 10 days of grace.
    [InlineData("2027-04-03", 1200, 400, "gold", false)]
    [InlineData("2027-04-04", 1200, 400, "gold", true)]
    [InlineData("2027-04-04", 1200, 1000, "gold", false)]
    [InlineData("2027-05-04", 400, 400, "gold", true)]
    [InlineData("2027-05-13", 400, 999, "gold", true)]
    [InlineData("2027-05-13", 400, 1000, "gold", false)]
    [InlineData("2027-05-14", 400, 999, "silver", false)]
    [InlineData("2027-05-14", 499, 499, null, false)]
    public void At_the_end_of_a_rolling_year_the_period_with_its_grace_decides(string day, long standing, long ending, string? level, bool isFalling)
    {
        var decision = TierRules.Decide(Row("gold", until: Utc(2027, 5, 4)), new TierFacts(standing, 0, ending), Tiers(grace: 10), Period(grace: 10), Day(day));
        Assert.Equal((level, isFalling), (decision.Next.LevelId, decision.IsFalling));
    }

    [Fact]
    public void A_renewed_rolling_year_follows_the_one_that_ended_and_no_longer_hangs_on_one_order()
    {
        var row = Row("gold", until: Utc(2027, 5, 4));
        row.ReachedBy = 42;
        var decision = TierRules.Decide(row, new TierFacts(1100, 0, 1100), Tiers(), Period(), Utc(2027, 5, 4, 2));
        Assert.Equal((TierMove.None, "gold", Utc(2028, 5, 4), null), (decision.Move, decision.Next.LevelId, decision.Next.Until, decision.Next.ReachedBy));
    }

    [Fact]
    public void What_the_ending_period_holds_keeps_a_level_and_never_raises_one()
    {
        var decision = TierRules.Decide(Row("silver", until: Utc(2027, 5, 4)), new TierFacts(400, 0, 1500), Tiers(grace: 10), Period(grace: 10), Utc(2027, 5, 5));
        Assert.Equal("silver", decision.Next.LevelId);
    }

    [Fact]
    public void The_customer_is_warned_once_thirty_days_before_the_end_and_again_only_for_another_end()
    {
        var row = Row("gold", until: Utc(2027, 5, 4));
        var early = TierRules.Decide(row, new TierFacts(400, 0, 400), Tiers(), Period(), Utc(2027, 4, 3, 23));
        Assert.False(early.Warns);
        Assert.Equal(Utc(2027, 4, 4), early.Next.DueAt);
        var warned = TierRules.Decide(row, new TierFacts(400, 0, 400), Tiers(), Period(), Utc(2027, 4, 4));
        Assert.True(warned.Warns);
        Assert.Equal(Utc(2027, 5, 4), warned.Next.DueAt);
        Assert.False(TierRules.Decide(warned.Next, new TierFacts(400, 0, 400), Tiers(), Period(), Utc(2027, 4, 5)).Warns);
        // Saved by an order, and short again after its refund.
        var saved = TierRules.Decide(warned.Next, new TierFacts(1100, 0, 1100), Tiers(), Period(), Utc(2027, 4, 10));
        Assert.Null(saved.Next.WarnedFor);
        Assert.True(TierRules.Decide(saved.Next, new TierFacts(400, 0, 400), Tiers(), Period(), Utc(2027, 4, 12)).Warns);
    }

    [Fact]
    public void A_calendar_year_carries_its_level_through_the_next()
    {
        var (tiers, period) = (Tiers(TierWindow.CalendarYear), Period(TierWindow.CalendarYear));
        var reached = TierRules.Decide(null, new TierFacts(1000), tiers, period, May).Next;
        Assert.Equal(Utc(2028, 1, 1), reached.Until);
        var january = TierRules.Decide(reached, new TierFacts(0, 1000), tiers, period, Utc(2027, 1, 1));
        Assert.Equal(("gold", Utc(2028, 1, 1)), (january.Next.LevelId, january.Next.Until));
        var december = TierRules.Decide(january.Next, new TierFacts(600, 1000), tiers, period, Utc(2027, 12, 2));
        Assert.True(december.Warns);
        var next = TierRules.Decide(december.Next, new TierFacts(0, 600), tiers, period, Utc(2028, 1, 1));
        Assert.Equal((TierMove.Down, "silver", Utc(2029, 1, 1)), (next.Move, next.Next.LevelId, next.Next.Until));
    }

    [Fact]
    public void In_the_grace_of_a_calendar_year_what_is_bought_still_counts_for_the_year_that_ended()
    {
        var (tiers, period) = (Tiers(TierWindow.CalendarYear, grace: 10), Period(TierWindow.CalendarYear, grace: 10));
        var row = Row("gold", until: Utc(2027, 1, 1));
        var held = TierRules.Decide(row, new TierFacts(0, 700, 700), tiers, period, Utc(2027, 1, 5));
        Assert.Equal(("gold", true), (held.Next.LevelId, held.IsFalling));
        Assert.Equal(Utc(2027, 1, 11), held.Next.DueAt);
        var saved = TierRules.Decide(held.Next, new TierFacts(300, 700, 1000), tiers, period, Utc(2027, 1, 6));
        Assert.Equal(("gold", Utc(2028, 1, 1)), (saved.Next.LevelId, saved.Next.Until));
        Assert.Equal("silver", TierRules.Decide(held.Next, new TierFacts(200, 700, 0), tiers, period, Utc(2027, 1, 11)).Next.LevelId);
    }

    [Fact]
    public void A_refund_that_takes_the_standing_below_lowers_the_level_at_the_periods_end_only()
    {
        var (tiers, period) = (Tiers(TierWindow.CalendarYear), Period(TierWindow.CalendarYear));
        var reached = TierRules.Decide(null, new TierFacts(1000), tiers, period, May, order: 7).Next;
        var refunded = TierRules.Decide(reached, new TierFacts(900), tiers, period, Utc(2026, 6, 1), order: 6);
        Assert.Equal((TierMove.None, "gold", Utc(2027, 1, 1)), (refunded.Move, refunded.Next.LevelId, refunded.Next.Until));
        Assert.Equal("silver", TierRules.Decide(refunded.Next, new TierFacts(0, 900), tiers, period, Utc(2027, 1, 1)).Next.LevelId);
    }

    [Fact]
    public void When_the_very_order_goes_back_that_reached_the_level_it_goes_at_once_to_what_was_held_before()
    {
        var silver = Row("silver", since: Utc(2026, 1, 10), until: Utc(2027, 1, 11));
        var gold = TierRules.Decide(silver, new TierFacts(1200), Tiers(), Period(), May, order: 42).Next;
        var partly = TierRules.Decide(gold, new TierFacts(1000), Tiers(), Period(), May.AddDays(1), order: 42);
        Assert.Equal((TierMove.None, "gold"), (partly.Move, partly.Next.LevelId));
        var back = TierRules.Decide(gold, new TierFacts(400), Tiers(), Period(), May.AddDays(2), order: 42);
        Assert.Equal((TierMove.Down, "silver", Utc(2026, 1, 10), Utc(2027, 1, 11)), (back.Move, back.Next.LevelId, back.Next.Since, back.Next.Until));
        Assert.Null(back.Next.ReachedBy);
        var first = TierRules.Decide(null, new TierFacts(600), Tiers(), Period(), May, order: 43).Next;
        Assert.Null(TierRules.Decide(first, new TierFacts(0), Tiers(), Period(), May.AddDays(2), order: 43).Next.LevelId);
    }

    [Fact]
    public void Without_a_window_a_lost_standing_ends_the_level_after_its_grace_and_a_regained_one_keeps_it()
    {
        var (tiers, period) = (Tiers(TierWindow.Ever, grace: 10), Period(TierWindow.Ever, grace: 10));
        var row = Row("gold", until: null);
        Assert.Null(TierRules.Decide(row, new TierFacts(1000), tiers, period, May).Next.Until);
        var short1 = TierRules.Decide(row, new TierFacts(990), tiers, period, May);
        Assert.Equal(("gold", Utc(2026, 5, 4), true), (short1.Next.LevelId, short1.Next.Until, short1.Warns));
        Assert.Equal("gold", TierRules.Decide(short1.Next, new TierFacts(990), tiers, period, Utc(2026, 5, 13, 23)).Next.LevelId);
        Assert.Equal("silver", TierRules.Decide(short1.Next, new TierFacts(990), tiers, period, Utc(2026, 5, 14)).Next.LevelId);
        Assert.Null(TierRules.Decide(short1.Next, new TierFacts(1000), tiers, period, Utc(2026, 5, 10)).Next.Until);
    }

    [Fact]
    public void What_is_set_by_hand_stays_until_its_end_and_then_the_rules_decide_without_grace()
    {
        var row = Row("silver", until: Utc(2026, 9, 1));
        row.ManualUntil = Utc(2026, 9, 1);
        Assert.Equal("silver", TierRules.Decide(row, new TierFacts(5000), Tiers(), Period(), May).Next.LevelId);
        Assert.Equal("silver", TierRules.Decide(row, new TierFacts(0), Tiers(grace: 10), Period(grace: 10), Utc(2026, 8, 31, 23)).Next.LevelId);
        Assert.True(TierRules.Decide(row, new TierFacts(0), Tiers(), Period(), Utc(2026, 8, 2)).Warns);
        var ended = TierRules.Decide(row, new TierFacts(0), Tiers(grace: 10), Period(grace: 10), Utc(2026, 9, 1));
        Assert.Equal((TierMove.Down, null, null), (ended.Move, ended.Next.LevelId, ended.Next.ManualUntil));
        var raised = TierRules.Decide(row, new TierFacts(1000), Tiers(), Period(), Utc(2026, 9, 1));
        Assert.Equal((TierMove.Up, "gold"), (raised.Move, raised.Next.LevelId));
        row.ManualUntil = CustomerTier.ForGood;
        var forGood = TierRules.Decide(row, new TierFacts(0), Tiers(), Period(), Utc(2040, 1, 1)).Next;
        Assert.Equal(("silver", null, null), (forGood.LevelId, forGood.Until, forGood.DueAt));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(700, "silver")]
    public void A_level_that_was_taken_away_is_replaced_without_congratulation(long standing, string? level)
    {
        var decision = TierRules.Decide(Row("bronze", until: Utc(2027, 1, 1)), new TierFacts(standing), Tiers(), Period(), May);
        Assert.Equal((TierMove.Placed, level, null), (decision.Move, decision.Next.LevelId, decision.From));
    }

    [Fact]
    public void Deciding_twice_decides_the_same()
    {
        foreach (var window in Enum.GetValues<TierWindow>())
        foreach (var standing in new long[] { 0, 500, 1000, 9000 })
        foreach (var day in Enumerable.Range(0, 60).Select(week => Utc(2026, 1, 1).AddDays(week * 17)))
        {
            var row = Row("gold", until: window == TierWindow.Ever ? null : Utc(2027, 5, 4));
            var once = TierRules.Decide(row, new TierFacts(standing, standing / 2, standing), Tiers(window, 10), Period(window, 10), day).Next;
            var twice = TierRules.Decide(once, new TierFacts(standing, standing / 2, standing), Tiers(window, 10), Period(window, 10), day);
            Assert.Equal((TierMove.None, once.LevelId, once.Until, once.DueAt), (twice.Move, twice.Next.LevelId, twice.Next.Until, twice.Next.DueAt));
            Assert.True(once.DueAt is null || once.DueAt > day, $"{window} {standing} {day:d} is due at {once.DueAt}");
        }
    }

    internal static TierSettings Tiers(TierWindow window = TierWindow.RollingYear, int grace = 0, TierBasis basis = TierBasis.Points, params TierLevel[] levels) =>
        new(true, basis, window, grace, levels.Length > 0 ? levels : [Level("silver", 500), Level("gold", 1000), Level("platinum", 5000)]);

    internal static TierLevel Level(string id, long threshold, long entry = 0, decimal times = 1, StandingCode? standing = null, string? tag = null) =>
        new(id, char.ToUpperInvariant(id[0]) + id[1..], null, "#aa7700", "star", threshold, entry, times, null, standing, tag);

    private static TierPeriod Period(TierWindow window = TierWindow.RollingYear, int grace = 0) => new(window, grace, TimeZoneInfo.Utc);

    private static CustomerTier Row(string level, DateTime? until, DateTime? since = null) =>
        new() { ShopId = 1, CustomerId = 7, LevelId = level, Since = since ?? Utc(2026, 1, 1), Until = until, EvaluatedAt = Utc(2026, 1, 1) };

    private static DateTime Utc(int year, int month, int day, int hour = 0) => new(year, month, day, hour, 0, 0, DateTimeKind.Utc);

    private static DateTime Day(string day) => DateTime.SpecifyKind(DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
}
