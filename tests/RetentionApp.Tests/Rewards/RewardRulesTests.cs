using RetentionApp.Rewards;
using RetentionApp.Rewards.Kinds;
using Xunit;

namespace RetentionApp.Tests.Rewards;

/// <summary>The rules of single kinds and of who may have a reward, without a database.</summary>
public class RewardRulesTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    // 500 points are worth 5.00; from 500 to 1,500 in steps of 250.
    [InlineData("GBP", 500, 500, 1500, 250, 500, 500L)]
    [InlineData("GBP", 500, 500, 1500, 250, 750, 750L)]
    [InlineData("GBP", 500, 500, 1500, 250, 1500, 1500L)]
    [InlineData("GBP", 500, 500, 1500, 250, 499, null)]
    [InlineData("GBP", 500, 500, 1500, 250, 760, null)]
    [InlineData("GBP", 500, 500, 1500, 250, 1750, null)]
    // 300 points are 1.00: three points a penny.
    [InlineData("GBP", 300, 100, 900, 3, 303, 101L)]
    [InlineData("JPY", 1000, 10, 5000, 100, 1100, 11L)]
    [InlineData("KWD", 200, 1250, 2000, 200, 2000, 12500L)]
    public void A_slider_is_worth_the_same_per_point_at_every_step(string currency, long cost, long amount, long most, long step, long points, long? worth)
    {
        var reward = new Reward { Kind = RewardKind.Slider, Currency = currency, Cost = cost, Amount = amount, Terms = new() { MaximumPoints = most, StepPoints = step } };
        Assert.Empty(RewardKinds.Of(RewardKind.Slider).Problems(reward));
        Assert.Equal(worth, Slider.Worth(reward, points));
    }

    [Theory]
    [InlineData(300, 100, 900, 100, "StepPoints")]
    [InlineData(500, 500, 500, 100, "MaximumPoints")]
    [InlineData(500, 500, 1550, 100, "StepPoints")]
    [InlineData(500, 500, 1500, 0, "StepPoints")]
    public void A_slider_whose_steps_are_not_whole_coins_is_refused(long cost, long amount, long most, long step, string field)
    {
        var reward = new Reward { Kind = RewardKind.Slider, Currency = "GBP", Cost = cost, Amount = amount, Terms = new() { MaximumPoints = most, StepPoints = step } };
        Assert.Equal(field, Assert.Single(RewardKinds.Of(RewardKind.Slider).Problems(reward)).Field);
    }

    [Theory]
    // 20 % off, at most £10.00: from £50.00 on it is the cap, below it is the share of the cart that was there.
    [InlineData(2000, 1000, null, null, 1000, 5000)]
    [InlineData(2000, 1000, null, 3000L, 600, 3000)]
    [InlineData(2000, 1000, null, 4999L, 999, 4995)]
    [InlineData(2000, 1000, null, 5000L, 1000, 5000)]
    [InlineData(2000, 1000, null, 12000L, 1000, 5000)]
    // Too little for a penny, nothing, and less than the reward asks for: as if the cart were unknown.
    [InlineData(2000, 1000, null, 4L, 1000, 5000)]
    [InlineData(2000, 1000, null, 0L, 1000, 5000)]
    [InlineData(2000, 1000, 4000L, 3000L, 1000, 5000)]
    [InlineData(2000, 1000, 8000L, 9000L, 1000, 8000)]
    [InlineData(2000, 1000, 4000L, 4200L, 840, 4200)]
    [InlineData(1250, 700, null, 3333L, 416, 3328)]
    [InlineData(3333, 1, null, 100L, 1, 4)]
    [InlineData(10000, 500, null, 499L, 499, 499)]
    public void A_percentage_with_a_cap_takes_neither_more_than_the_cap_nor_more_than_its_share(int percent, long most, long? least, long? cart, long off, long minimum)
    {
        var reward = new Reward { Kind = RewardKind.PercentOff, Currency = "GBP", Cost = 500, MinimumSubtotal = least, Terms = new() { Percent = percent, MaximumOff = most } };
        Assert.Empty(RewardKinds.Of(RewardKind.PercentOff).Problems(reward));
        Assert.Equal((off, minimum), PercentOff.Capped(reward, cart));
        // Whatever a browser says its cart holds: no cart that may use the code gets more than the share and a penny's rounding.
        Assert.True(off * 10_000 <= minimum * percent && off <= most);
    }

    [Theory]
    [InlineData(1240, "GBP", "GBP", 1240L)]
    [InlineData(100000, "JPY", "JPY", 1000L)]
    [InlineData(1240, "KWD", "KWD", 12400L)]
    [InlineData(1240, "EUR", "GBP", null)]
    [InlineData(0, "GBP", "GBP", null)]
    [InlineData(-5, "GBP", "GBP", null)]
    [InlineData(long.MaxValue, "GBP", "GBP", null)]
    public void A_carts_worth_is_counted_in_hundredths_in_every_currency(long hundredths, string cart, string reward, long? minor) => Assert.Equal(minor, new CartWorth(hundredths, cart).In(reward));

    [Theory]
    [InlineData("1990-06-15", "2026-06-07", null)]
    [InlineData("1990-06-15", "2026-06-08", "2026-06-15")]
    [InlineData("1990-06-15", "2026-06-15", "2026-06-15")]
    [InlineData("1990-06-15", "2026-06-29", "2026-06-15")]
    [InlineData("1990-06-15", "2026-06-30", null)]
    [InlineData("1990-01-02", "2025-12-30", "2026-01-02")]
    [InlineData("1990-12-30", "2026-01-05", "2025-12-30")]
    [InlineData("1992-02-29", "2026-02-28", "2026-02-28")]
    [InlineData("1992-02-29", "2028-02-29", "2028-02-29")]
    public void A_birthday_has_seven_days_before_and_fourteen_after(string born, string today, string? occasion) =>
        Assert.Equal(occasion is null ? null : DateOnly.Parse(occasion), BirthdayGift.Occasion(DateOnly.Parse(born), DateOnly.Parse(today), new RewardDetails { DaysBefore = 7, DaysAfter = 14 }));

    [Fact]
    public void A_birthday_gift_is_one_a_year_and_nobodys_whose_birthday_is_unknown()
    {
        var gift = new Reward { Id = 9, Kind = RewardKind.BirthdayGift, Currency = "GBP", Terms = new() { DaysBefore = 7, DaysAfter = 14, Choices = [1, 2] } };
        Assert.Equal(RefusalReason.NotBirthday, Standing.Nothing.WhyNot(gift, Now, TimeZoneInfo.Utc));
        var born = Standing.Nothing with { Birthday = new DateOnly(1990, 3, 4) };
        Assert.Null(born.WhyNot(gift, Now, TimeZoneInfo.Utc));
        Assert.Equal(RefusalReason.NotBirthday, born.WhyNot(gift, Now.AddDays(-5), TimeZoneInfo.Utc));
        var had = born with { Taken = [new Taken(1, 9, Now.AddDays(-1))] };
        Assert.Equal(RefusalReason.LimitReached, had.WhyNot(gift, Now, TimeZoneInfo.Utc));
        Assert.Null(had.WhyNot(gift, Now.AddYears(1), TimeZoneInfo.Utc));
        // A changed date brings no second gift for this year's birthday.
        Assert.Equal(RefusalReason.LimitReached, (had with { Birthday = new DateOnly(1990, 4, 1) }).WhyNot(gift, Now.AddDays(31), TimeZoneInfo.Utc));
    }

    [Fact]
    public void A_gift_does_not_count_towards_the_limit_of_the_reward_it_was()
    {
        var reward = new Reward { Id = 1, Kind = RewardKind.AmountOff, Currency = "GBP", Terms = new() { PerCustomer = 1 } };
        Assert.Null((Standing.Nothing with { Taken = [new Taken(1, 9, Now)] }).WhyNot(reward, Now, TimeZoneInfo.Utc));
        Assert.Equal(RefusalReason.LimitReached, (Standing.Nothing with { Taken = [new Taken(1, null, Now.AddYears(-3))] }).WhyNot(reward, Now, TimeZoneInfo.Utc));
    }

    [Fact]
    public void Codes_are_readable_and_never_the_same()
    {
        var codes = Enumerable.Range(0, 2000).Select(_ => Codes.New("GIFT")).ToList();
        Assert.All(codes, code => Assert.Matches("^GIFT-[A-HJ-NP-Z2-9]{5}-[A-HJ-NP-Z2-9]{5}$", code));
        Assert.Equal(2000, codes.Distinct().Count());
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Matches("^[A-HJ-NP-Z2-9]{16}$", Codes.Card()));
        Assert.True(Codes.IsPrefix("") && Codes.IsPrefix("A1234567890"[..10]));
        Assert.False(Codes.IsPrefix("A1234567890") || Codes.IsPrefix("a") || Codes.IsPrefix("Ä") || Codes.IsPrefix("A-B"));
    }

    [Fact]
    public void A_reward_older_than_its_details_reads_as_before()
    {
        var reward = new Reward { Kind = RewardKind.AmountOff, Currency = "GBP", Details = null };
        Assert.Equal((0, null, true), (reward.Terms.PerCustomer, reward.Terms.TierIds, reward.Terms.IsOfferedAt(Now)));
        var written = new RewardDetails { Percent = 1250, Products = [new Picked(5, "Vase")], Texts = new Dictionary<string, RewardText> { ["ru"] = new("Ваза", null) } };
        Assert.Equal(written, RewardDetails.FromJson(written.ToJson()));
    }
}
