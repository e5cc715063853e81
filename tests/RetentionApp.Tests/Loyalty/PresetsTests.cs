using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Starting;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

public class PresetsTests
{
    /// <summary>In pounds with an average order of £60.00: points per £1, days, rewards, tiers from an amount with a multiplier.</summary>
    [Theory]
    [InlineData(1, 1, "5 · 30 · 1000=£10 · ")]
    [InlineData(1, 2, "4 · 30 · 500=£5 1000=£10 · bronze 0 ×1, silver 180 ×1.25, gold 480 ×1.5")]
    [InlineData(1, 3, "3 · 30 · 500=£5 1000=£10 2500=£25 · member 0 ×1, vip 360 ×2")]
    [InlineData(2, 1, "6 · 14 · 1000=£10 · ")]
    [InlineData(2, 2, "5 · 14 · 1000=£10 2000=£20 · bronze 0 ×1, silver 240 ×1.25, gold 600 ×1.5")]
    [InlineData(2, 3, "4 · 14 · 500=£5 1000=£10 2500=£25 · member 0 ×1, vip 480 ×2")]
    [InlineData(3, 1, "2 · 3 · 500=£5 · ")]
    [InlineData(3, 2, "1 · 3 · 200=£2 400=£4 · bronze 0 ×1, silver 720 ×1.25, gold 1800 ×1.5")]
    [InlineData(3, 3, "1 · 3 · 200=£2 400=£4 1000=£10 · member 0 ×1, vip 1400 ×2")]
    [InlineData(4, 1, "1 · 30 · 100=£1 · ")]
    [InlineData(4, 2, "1 · 30 · 100=£1 200=£2 · bronze 0 ×1, silver 120 ×1.25, gold 300 ×1.5")]
    [InlineData(4, 3, "1 · 30 · 100=£1 200=£2 500=£5 · member 0 ×1, vip 240 ×2")]
    [InlineData(5, 1, "4 · 14 · 500=£5 · ")]
    [InlineData(5, 2, "3 · 14 · 500=£5 1000=£10 · bronze 0 ×1, silver 180 ×1.25, gold 480 ×1.5")]
    [InlineData(5, 3, "2 · 14 · 500=£5 1000=£10 2500=£25 · member 0 ×1, vip 360 ×2")]
    public void Every_ready_programme_has_numbers_that_suit_the_trade(int trade, int programme, string expected)
    {
        var preset = Presets.Of((Trade)trade, (ReadyProgramme)programme, "GBP", 6000, ProgrammeSettings.For("GBP"));
        var settings = preset.Settings;
        Assert.Equal(100, settings.PerAmount);
        Assert.Equal(expected, FormattableString.Invariant(
            $"{settings.Points} · {settings.PendingDays} · {string.Join(' ', preset.Rewards.Select(reward => $"{reward.Cost}=£{reward.Amount / 100}"))} · {string.Join(", ", (settings.Tiers?.Levels ?? []).Select(level => FormattableString.Invariant($"{level.Id} {level.Threshold / 100} ×{level.Times}")))}"));
    }

    public static TheoryData<int, int, string, long> Everything()
    {
        var all = new TheoryData<int, int, string, long>();
        foreach (var trade in Enum.GetValues<Trade>())
            foreach (var programme in Enum.GetValues<ReadyProgramme>())
                foreach (var (currency, average) in new[] { ("GBP", 0L), ("GBP", 900), ("USD", 250_000), ("JPY", 0), ("JPY", 6_000), ("KRW", 80_000), ("VND", 900_000), ("KWD", 20_000), ("IDR", 45_000_000) })
                    all.Add((int)trade, (int)programme, currency, average);
        return all;
    }

    /// <summary>Of a hundred in revenue, 60 come from customers in the first tier, 25 from the second and 15 from the third, or 20 from VIPs.</summary>
    [Theory]
    [MemberData(nameof(Everything))]
    public void A_ready_programme_costs_between_one_and_ten_percent_of_revenue(int trade, int programme, string currency, long average)
    {
        var (settings, rewards) = Presets.Of((Trade)trade, (ReadyProgramme)programme, currency, average, ProgrammeSettings.For(currency));
        decimal[] shares = settings.Tiers?.Levels.Count switch { 3 => [0.6m, 0.25m, 0.15m], 2 => [0.8m, 0.2m], _ => [1] };
        var times = settings.Tiers?.Levels.Select(level => level.Times).ToArray() ?? [1];
        foreach (var reward in rewards)
        {
            var worth = (decimal)reward.Amount / reward.Cost;
            var cost = settings.Points / settings.PerAmount * worth * shares.Zip(times, (share, multiplier) => share * multiplier).Sum();
            Assert.InRange(cost, 0.01m, 0.10m);
        }
        Assert.Equal(rewards.OrderBy(reward => reward.Cost), rewards);
        Assert.All(rewards, reward => Assert.True(reward is { Cost: > 0, Amount: > 0 }));
        if (average > 0) Assert.True(rewards[0].Amount < average, "The first reward is worth less than an order.");
    }

    [Fact]
    public void Zero_decimal_currencies_get_whole_prices()
    {
        var (settings, rewards) = Presets.Of(Trade.Other, ReadyProgramme.Cashback, "JPY", 0, ProgrammeSettings.For("JPY"));
        Assert.Equal((4, 100, new PresetReward(500, 500)), (settings.Points, settings.PerAmount, rewards[0]));
    }

    [Fact]
    public void What_the_merchant_decided_elsewhere_stays()
    {
        var from = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var before = ProgrammeSettings.For("GBP") with
        {
            IsActive = false, FromAt = from, MinimumOrder = 500, CountsShipping = true, ExcludedTags = ["staff"],
            Deeds = [new DeedRule("mine", DeedKind.Birthday, 77, true)], Tiers = new TierSettings(true, TierBasis.Orders, TierWindow.Ever, 0, []),
        };
        var vip = Presets.Of(Trade.Fashion, ReadyProgramme.Vip, "GBP", 6000, before).Settings;
        Assert.Equal((true, from, 500, true, "staff"), (vip.IsActive, vip.FromAt, vip.MinimumOrder, vip.CountsShipping, vip.ExcludedTags![0]));
        Assert.Equal(77, Assert.Single(vip.Deeds!).Points);
        Assert.False(Presets.Of(Trade.Fashion, ReadyProgramme.Cashback, "GBP", 6000, before).Settings.Tiers!.IsActive);
    }
}
