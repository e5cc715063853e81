using RetentionApp.Language;
using Xunit;

namespace RetentionApp.Tests.Language;

public class PluralTests
{
    // CLDR's names of the forms, by language, for the same seven quantities.
    [Theory]
    [InlineData("en", "0:Other 1:One 2:Other 5:Other 11:Other 21:Other 1.5:Other 1000000:Other")]
    [InlineData("de", "0:Other 1:One 2:Other 5:Other 11:Other 21:Other 1.5:Other 1000000:Other")]
    [InlineData("ru", "0:Many 1:One 2:Few 5:Many 11:Many 21:One 1.5:Other 1000000:Many 12:Many 22:Few 111:Many 101:One")]
    [InlineData("fr", "0:One 1:One 2:Other 5:Other 11:Other 21:Other 1.5:One 1000000:Many 2.5:Other")]
    [InlineData("es", "0:Other 1:One 2:Other 5:Other 11:Other 21:Other 1.5:Other 1000000:Many 1000001:Other")]
    [InlineData("ja", "0:Other 1:Other 2:Other 5:Other 11:Other 21:Other 1.5:Other 1000000:Other")]
    public void Every_language_counts_by_its_own_rules(string language, string table)
    {
        foreach (var cell in table.Split(' '))
        {
            var (number, form) = (cell.Split(':')[0], cell.Split(':')[1]);
            Assert.Equal(form, Plurals.Of(language, decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToString());
        }
    }

    [Theory]
    [InlineData("1", "1 балл")]
    [InlineData("2", "2 балла")]
    [InlineData("5", "5 баллов")]
    [InlineData("11", "11 баллов")]
    [InlineData("21", "21 балл")]
    [InlineData("1.5", "1,5 балла")]
    public void Russian_points_agree_with_their_number(string number, string expected) =>
        Assert.Equal(expected, WordsIn("ru").Points(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_language_without_texts_counts_as_English_does()
    {
        Assert.EndsWith(" points", WordsIn("zh-CN").Points(5));
        Assert.EndsWith(" points", WordsIn("uk").Points(21));
        Assert.EndsWith(" point", WordsIn("ko").Points(1));
    }

    [Fact]
    public void A_merchants_own_word_is_used_with_all_its_forms()
    {
        var words = new Words(Cultures.Choose("ru"), new PointsName(new Dictionary<string, string[]> { ["ru"] = ["лист", "листа", "листьев", "листа"] }));
        Assert.Equal("22 листа", words.Points(22));
        Assert.Equal("7 листьев", words.Points(7));
    }

    [Fact]
    public void Holes_choose_a_form_with_or_without_the_number()
    {
        Assert.Equal("2 orders", string.Format(WordsIn("en"), "{0:n|order|orders}", 2));
        Assert.Equal("order", string.Format(WordsIn("en"), "{0:|order|orders}", 1));
        Assert.Equal("1,240 points", string.Format(WordsIn("en"), "{0:points}", 1240));
    }

    [Theory]
    [InlineData("de-AT", "de-AT")]
    [InlineData("pt_BR", "pt-BR")]
    [InlineData("zz-Nonsense", "ru")]
    [InlineData("", "ru")]
    [InlineData(null, "ru")]
    public void The_first_locale_that_exists_is_taken(string? page, string expected) => Assert.Equal(expected, Cultures.Choose(page, "ru").Name);

    private static Words WordsIn(string locale) => new(Cultures.Choose(locale), PointsName.Default);
}
