using RetentionApp.Admin;
using Xunit;

namespace RetentionApp.Tests.Admin;

public sealed class CsvTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("says \"hi\"", "\"says \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=cmd()", "'=cmd()")]
    [InlineData("+44 20", "'+44 20")]
    [InlineData("-5+3", "'-5+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("＝cmd()", "'＝cmd()")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("-", "'-")]
    [InlineData("a=b", "a=b")]
    public void A_cell_is_quoted_where_it_must_be_and_is_never_a_formula(string text, string expected) => Assert.Equal($"x,{expected}\r\n", Csv.Row("x", text));

    [Fact]
    public void Every_cell_keeps_its_place_also_behind_empty_ones() => Assert.Equal(",,5,\r\n", Csv.Row("", null, "5", ""));
}
