using RetentionApp.Admin;
using Xunit;

namespace RetentionApp.Tests.Admin;

public class TypedTests
{
    [Theory]
    [InlineData("12.40", 12.40)]
    [InlineData("12,40", 12.40)]
    [InlineData("1 240,5", 1240.5)]
    [InlineData("1\u00a0240", 1240)]
    [InlineData("1,240.50", 1240.5)]
    [InlineData("1.240,50", 1240.5)]
    [InlineData("-3", -3)]
    public void A_number_is_read_as_people_type_it(string text, double expected) => Assert.Equal((decimal)expected, Typed.Number(text));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("x")]
    [InlineData("1e5")]
    [InlineData("£5")]
    [InlineData("99999999999999999999999999")]
    public void Anything_else_is_no_number(string? text) => Assert.Null(Typed.Number(text));

    [Theory]
    [InlineData("1,240", 1240)]
    [InlineData("1.240", 1240)]
    [InlineData("1 240", 1240)]
    [InlineData("-5", -5)]
    public void A_whole_number_may_have_groups(string text, long expected) => Assert.Equal(expected, Typed.Whole(text));

    [Theory]
    [InlineData("12.40", "GBP", 1240L)]
    [InlineData("12.405", "GBP", null)]
    [InlineData("100", "JPY", 100L)]
    [InlineData("1.5", "JPY", null)]
    [InlineData("1.234", "KWD", 1234L)]
    public void An_amount_is_no_finer_than_its_currency(string text, string currency, long? expected) => Assert.Equal(expected, Typed.Amount(text, currency));
}
