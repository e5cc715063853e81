using System.Globalization;
using RetentionApp.Commerce;
using RetentionApp.Loyalty.Earning;
using Xunit;

namespace RetentionApp.Tests.Commerce;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("12.40", "GBP", 1240, "12.40")]
    [InlineData("12.4", "GBP", 1240, "12.40")]
    [InlineData("0", "GBP", 0, "0.00")]
    [InlineData("-5.00", "EUR", -500, "-5.00")]
    [InlineData("1500", "JPY", 1500, "1500")]
    [InlineData("1500.00", "JPY", 1500, "1500")]
    [InlineData("1.234", "KWD", 1234, "1.234")]
    [InlineData("19.995", "USD", 2000, "20.00")]
    [InlineData("0.004", "USD", 0, "0.00")]
    [InlineData("-0.005", "USD", -1, "-0.01")]
    [InlineData("92233720368547.75", "USD", 9223372036854775, "92233720368547.75")]
    public void Text_of_shopify_becomes_minor_units_and_back(string text, string currency, long minor, string written)
    {
        Assert.Equal(minor, Money.Parse(text, currency));
        Assert.Equal(written, Money.Text(minor, currency));
    }

    [Theory]
    [InlineData("twelve")]
    [InlineData("£5")]
    [InlineData("")]
    public void What_is_no_amount_is_not_guessed(string text) => Assert.Throws<FormatException>(() => Money.Parse(text, "GBP"));

    [Theory]
    [InlineData(123450, "GBP", "en-GB", "£1,234.50")]
    [InlineData(123450, "GBP", "ru", "1 234,50 £")]
    [InlineData(1500, "JPY", "ja", "¥1,500")]
    [InlineData(1500, "JPY", "ru", "1 500 ¥")]
    [InlineData(1234, "KWD", "en-GB", "KWD1.234")]
    [InlineData(-500, "USD", "en-US", "-$5.00")]
    public void People_see_their_separators_and_the_currencys_own_sign(long minor, string currency, string culture, string expected) =>
        Assert.Equal(expected, Money.Format(minor, currency, CultureInfo.GetCultureInfo(culture)).Replace('\u00a0', ' ').Replace('\u202f', ' '));

    [Theory]
    [InlineData(1, 3, 0)]
    [InlineData(-1, 3, -1)]
    [InlineData(7, 7, 1)]
    [InlineData(-6, 3, -2)]
    [InlineData(0, 5, 0)]
    public void A_fraction_is_rounded_down_also_below_zero(long numerator, long denominator, long floor) => Assert.Equal(floor, (new Ratio(numerator) / denominator).Floor());

    [Fact]
    public void Fractions_lose_nothing()
    {
        var third = new Ratio(1) / 3;
        Assert.Equal(Ratio.One, third + third + third);
        Assert.Equal(Ratio.Zero, third - third);
        Assert.Equal(new Ratio(3) / 2, Ratio.Of(1.5m));
        Assert.Equal(new Ratio(-1) / 8, Ratio.Of(-0.125m));
        Assert.Equal(1000, (Ratio.Of(0.001m) * 1_000_000).Floor());
        Assert.True(third < Ratio.One && Ratio.One > third);
        Assert.Equal(Ratio.One, Ratio.Max(third, Ratio.One));
    }
}
