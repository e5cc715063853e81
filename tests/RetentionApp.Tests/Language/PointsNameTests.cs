using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using RetentionApp.Language;
using Xunit;

namespace RetentionApp.Tests.Language;

public class PointsNameTests
{
    private static readonly PointsName Stars = new(new Dictionary<string, string[]>
    {
        ["en"] = ["star", "stars"],
        ["ru"] = ["звезда", "звезды", "звёзд", "звезды", "звёзды"],
        ["de"] = ["Stern", "Sterne"],
        ["fr"] = ["étoile", "d’étoiles", "étoiles"],
        ["es"] = ["estrella", "de estrellas", "estrellas"],
        ["ja"] = ["スター"],
    });

    [Theory]
    [InlineData("en", "Your points", "Your stars")]
    [InlineData("en", "Points and rewards for a point", "Stars and rewards for a star")]
    [InlineData("en", "{0:points} more", "{0:points} more")]
    [InlineData("en", "{0:n|point|points} more", "{0:n|star|stars} more")]
    [InlineData("en", "{0} percentage points at the point of sale, appointed", "{0} percentage points at the point of sale, appointed")]
    [InlineData("ru", "Баллы и подарки", "Звёзды и подарки")]
    [InlineData("ru", "Нет баллов, оплата баллами, в баллах, к баллам", "Нет звёзд, оплата звёздами, в звёздах, к звёздам")]
    [InlineData("ru", "1 балл, 2 балла", "1 звезда, 2 звезды")]
    [InlineData("de", "Ihre Punkte, mit Punkten, ein Punkt", "Ihre Sterne, mit Sternen, ein Stern")]
    [InlineData("fr", "Vos points, assez de points, un point", "Vos étoiles, assez d’étoiles, un étoile")]
    [InlineData("es", "Tus puntos, un millón de puntos", "Tus estrellas, un millón de estrellas")]
    [InlineData("ja", "保有ポイント", "保有スター")]
    public void A_text_says_the_merchants_word_in_the_form_that_ours_had(string language, string ours, string theirs) => Assert.Equal(theirs, Stars.Rename(ours, language));

    [Theory]
    [InlineData("бонусы", "бонусами бонусам бонусах")]
    [InlineData("мили", "милями милям милях")]
    [InlineData("очки", "очками очкам очках")]
    [InlineData("листья", "листьями листьям листьях")]
    [InlineData("зёрна", "зёрнами зёрнам зёрнах")]
    [InlineData("кешбэк", "кешбэк кешбэк кешбэк")]
    public void Russian_cases_follow_from_the_plural(string plural, string expected)
    {
        var name = new PointsName(new Dictionary<string, string[]> { ["ru"] = ["а", "б", "в", "г", plural] });
        Assert.Equal(expected, name.Rename("баллами баллам баллах", "ru"));
    }

    [Fact]
    public void Without_a_word_of_its_own_a_language_stays_as_it_is()
    {
        var onlyEnglish = new PointsName(new Dictionary<string, string[]> { ["en"] = ["star", "stars"] });
        Assert.Equal("Ваши баллы", onlyEnglish.Rename("Ваши баллы", "ru"));
        Assert.Equal("Your points", PointsName.Default.Rename("Your points", "en"));
        Assert.Equal("5 баллов", new Words(Cultures.Choose("ru"), onlyEnglish).Points(5));
    }

    [Fact]
    public void A_stored_word_is_read_back() => Assert.Equal("5 звёзд", new Words(Cultures.Choose("ru"), PointsName.Of(Stars.ToJson())).Points(5));

    /// <summary>Every text there is, also those written later: once the merchant has a word, ours is nowhere left.</summary>
    [Theory]
    [InlineData("en", "point")]
    [InlineData("ru", "балл")]
    [InlineData("de", "punkt")]
    [InlineData("fr", "point")]
    [InlineData("es", "punto")]
    [InlineData("ja", "ポイント")]
    public void No_text_keeps_our_own_word(string language, string ours)
    {
        var left = Directory.EnumerateFiles(Source, "*.resx", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/") && !file.Contains("/bin/") && LanguageOf(file) == language)
            .SelectMany(file => XDocument.Load(file).Descendants("data").Select(data => (File: Path.GetFileName(file), Key: data.Attribute("name")!.Value, Text: Stars.Rename(data.Element("value")!.Value, language))))
            .Where(text => Without(text.Text).Contains(ours, StringComparison.OrdinalIgnoreCase)).Select(text => $"{text.File}: {text.Text}");
        Assert.Empty(left);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [InlineData("sv")]
    [InlineData("fr")]
    public void People_read_a_real_minus(string locale)
    {
        var words = new Words(Cultures.Choose(locale), PointsName.Default);
        Assert.StartsWith("−", words.Number(-105));
        Assert.Contains("−", RetentionApp.Commerce.Money.Format(-500, "GBP", words.Culture));
        Assert.Contains("−", (-0.5m).ToString("P1", words.Culture));
        Assert.Equal("-105", (-105).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_admin_takes_words_and_formats_from_one_language()
    {
        Assert.Equal("en-GB", Cultures.ChooseAmong(Cultures.Admin, "en-GB", "ru").Name);
        Assert.Equal("ru", Cultures.ChooseAmong(Cultures.Admin, "ar", "ru").Name);
        Assert.Equal("en", Cultures.ChooseAmong(Cultures.Admin, "ar", "de").Name);
        Assert.Equal("en", Cultures.ChooseAmong(Cultures.Admin, null, "").Name);
    }

    // Holes, and words that only look like ours.
    private static string Without(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\{\d+:points\}|percentage points|point of sale|appoint|[Ee]ndpoint|(?i)rendez-vous", "");

    private static string LanguageOf(string file) => Path.GetFileNameWithoutExtension(file).Split('.') is [_, var language] ? language : "en";

    private static readonly string Source = Path.GetFullPath(Path.Combine(Here(), "../../../src/RetentionApp"));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
