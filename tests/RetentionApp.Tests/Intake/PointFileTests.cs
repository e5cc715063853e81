using System.Text;
using RetentionApp.Intake;
using RetentionApp.Tests.Loyalty;
using Xunit;

namespace RetentionApp.Tests.Intake;

public sealed class PointFileTests
{
    private static readonly Dictionary<PointField, int> Plain = new() { [PointField.Email] = 0, [PointField.Points] = 1 };

    [Theory]
    [InlineData("email,points\na@x.com,5\n", "a@x.com|5")]
    [InlineData("email,points\r\n\r\n\"a@x.com\",\"1,240\"\r\n,,\r\n", "a@x.com|1,240")]
    [InlineData("email,note\n\"a@x.com\",\"says \"\"hi\"\",\nand more\"\n", "a@x.com|says \"hi\",\nand more")]
    [InlineData("email,points\na@x.com\nb@x.com,5,more,cells\n", "a@x.com / b@x.com|5|more|cells")]
    [InlineData("email,points\na \"quoted\" x,5", "a \"quoted\" x|5")]
    public async Task A_row_is_what_stands_between_line_ends_outside_quotes(string text, string expected) =>
        Assert.Equal(expected, string.Join(" / ", (await Rows(Encoding.UTF8.GetBytes(text), ",")).Skip(1).Select(row => string.Join('|', row.Cells))));

    [Theory]
    [InlineData("utf-8", ",")]
    [InlineData("utf-8", ";")]
    [InlineData("windows-1251", ";")]
    [InlineData("utf-16", "\t")]
    [InlineData("utf-16BE", "|")]
    public async Task Encoding_and_delimiter_are_found_with_and_without_a_mark(string encoding, string delimiter)
    {
        var bytes = PointFile.Named(encoding).GetBytes($"e-mail{delimiter}баллы{delimiter}примечание\nanna@x.com{delimiter}120{delimiter}Спасибо! Вы с нами\n");
        if (encoding != "windows-1251") bytes = [.. PointFile.Named(encoding).Preamble, .. bytes];
        var probe = new EncodingProbe();
        // In pieces that cut letters in two.
        foreach (var piece in bytes.Chunk(7)) probe.Look(piece);
        Assert.Equal((encoding, delimiter, false), (probe.Encoding, PointFile.Delimiter(probe.Head), probe.IsBinary));
        var rows = await Rows(bytes, delimiter, probe.Encoding);
        Assert.Equal(["e-mail", "баллы", "примечание"], rows[0].Cells);
        Assert.Equal("Спасибо! Вы с нами", rows[1].Cells[2]);
        Assert.Equal(new Dictionary<PointField, int> { [PointField.Email] = 0, [PointField.Points] = 1, [PointField.Note] = 2 }, PointColumns.Guess(rows[0].Cells, null));
    }

    [Fact]
    public void A_lone_accent_is_western_and_a_workbook_is_no_text()
    {
        Assert.Equal("windows-1252", Probe(PointFile.Named("windows-1252").GetBytes("email,note\nx@y.fr,Café déjà vu")).Encoding);
        Assert.Equal("utf-8", Probe("email,note\nx@y.fr,Café déjà vu"u8).Encoding);
        Assert.True(Probe([0x50, 0x4B, 3, 4, 20, 0]).IsBinary);
        Assert.True(Probe([0x89, 0x50, 0x4E, 0x47, 0, 0]).IsBinary);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_is_named_by_its_line_and_eats_no_memory()
    {
        var text = "email,points\na@x.com,5\n\"b@x.com,5\n" + new string('x', 100_000);
        await Assert.ThrowsAsync<UnreadableFile>(() => Rows(Encoding.UTF8.GetBytes(text), ","));
    }

    [Theory]
    [InlineData("Smile.io", "email,points", "Email=0 Points=1")]
    [InlineData("Smile.io", "\uFEFFEMAIL,Points", "Email=0 Points=1")]
    [InlineData("Yotpo", "First Name,Last Name,Email,Points Balance,Points Spent", "Email=2 Points=3")]
    [InlineData("Rivo", "Email,Points Balance,Birthdate,VIP Tier,Activation Date,Credits Balance", "Email=0 Points=1 Tier=3 Birthday=2")]
    [InlineData("Smile.io", "First name,Email,Date of birth,Points balance,VIP tier", "Email=1 Points=3 Tier=4 Birthday=2")]
    [InlineData("Yotpo", "Email,Points Balance,VIP Tier Name,Birthday (MM/DD)", "Email=0 Points=1 Tier=2 Birthday=3")]
    [InlineData(null, "Почта;Уровень;День рождения", "Email=0 Tier=1 Birthday=2")]
    [InlineData("LoyaltyLion", "merchant_id,email,points_approved", "Email=1 CustomerId=0 Points=2")]
    [InlineData("BON", "Shopify Customer ID,Customer Email,Points", "Email=1 CustomerId=0 Points=2")]
    [InlineData("Growave", "Customer ID,Email,Current points", "Email=1 CustomerId=0 Points=2")]
    [InlineData(null, "Почта;Остаток баллов;Действуют до", "Email=0 Points=1 Expires=2")]
    [InlineData(null, "who,how much", "")]
    public void Columns_are_guessed_from_their_headings(string? preset, string heading, string expected) =>
        Assert.Equal(expected, string.Join(' ', PointColumns.Guess(heading.Split(',', ';'), preset).OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}")));

    [Theory]
    [InlineData("1240", 1240)]
    [InlineData(" 1,240 ", 1240)]
    [InlineData("1 240", 1240)]
    [InlineData("1\u00a0240\u202f000", 1240000)]
    [InlineData("1.240.000", 1240000)]
    [InlineData("120.00", 120)]
    [InlineData("120,0", 120)]
    [InlineData("-50", -50)]
    [InlineData("12.5", null)]
    [InlineData("1O0", null)]
    [InlineData("1e3", null)]
    [InlineData("", null)]
    public void Points_are_whole_numbers_as_people_and_programmes_write_them(string text, int? expected) => Assert.Equal(expected, (int?)PointWish.Whole(text));

    [Theory]
    [InlineData("2026-12-31", true, "2026-12-31")]
    [InlineData("2026-12-31T23:59:59Z", false, "2026-12-31")]
    [InlineData("31.12.2026", false, "2026-12-31")]
    [InlineData("03/04/2026", true, "2026-04-03")]
    [InlineData("03/04/2026", false, "2026-03-04")]
    [InlineData("12/31/2026 10:00", false, "2026-12-31")]
    [InlineData("31/31/2026", true, null)]
    [InlineData("soon", true, null)]
    public void Dates_are_read_in_the_order_the_merchant_chose(string text, bool isDayFirst, string? expected) => Assert.Equal(expected, PointWish.Date(text, isDayFirst)?.ToString("yyyy-MM-dd"));

    [Theory]
    [InlineData("1990-05-17", true, "5-17 1990")]
    [InlineData("1990-05-17T00:00:00Z", false, "5-17 1990")]
    [InlineData("17.05.1990", false, "5-17 1990")]
    [InlineData("05/17/1990", false, "5-17 1990")]
    [InlineData("04/03/1990", true, "3-4 1990")]
    [InlineData("05/17", false, "5-17 ")]
    [InlineData("17/05", true, "5-17 ")]
    [InlineData("05-17", true, "5-17 ")]
    [InlineData("1004-02-29", true, "2-29 ")]
    [InlineData("02/29/2001", false, null)]
    [InlineData("2027-01-01", true, null)]
    [InlineData("17 May", true, null)]
    public void A_birthday_is_read_with_or_without_its_year(string text, bool isDayFirst, string? expected) =>
        Assert.Equal(expected, PointWish.Born(text, isDayFirst, new DateOnly(2026, 3, 1)) is { } born ? $"{born.Month}-{born.Day} {born.Year}" : null);

    [Theory]
    [InlineData("gold", "gold")]
    [InlineData("GOLD", "gold")]
    [InlineData("Золото", "gold")]
    [InlineData("none", null)]
    [InlineData("Platinum", "?")]
    public void A_tier_is_known_by_its_name_in_any_language(string name, string? expected)
    {
        var columns = new Dictionary<PointField, int> { [PointField.Email] = 0, [PointField.Points] = 1, [PointField.Tier] = 2 };
        var gold = TierRulesTests.Level("gold", 1000) with { Names = new Dictionary<string, string> { ["ru"] = "Золото" } };
        var (wish, problem) = PointWish.Read(new FileRow(2, ["a@x.com", "5", name]), columns, true, false, default, [gold]);
        Assert.Equal(expected, problem is { Fault: RowFault.NoTier } ? "?" : wish!.Tier);
    }

    [Theory]
    [InlineData(",5", RowFault.NoCustomer)]
    [InlineData("nobody,5", RowFault.BadEmail)]
    [InlineData("a@x.com,", RowFault.NoPoints)]
    [InlineData("a@x.com,1.5", RowFault.NotWhole)]
    [InlineData("a@x.com,10000001", RowFault.TooMany)]
    [InlineData("a@x.com,-1", RowFault.Negative)]
    public void A_row_that_cannot_be_taken_says_why(string row, object fault)
    {
        var (wish, problem) = PointWish.Read(new FileRow(7, row.Split(',')), Plain, true, isTarget: true, new DateOnly(2026, 3, 1));
        Assert.Null(wish);
        Assert.Equal((7, (RowFault)fault), (problem!.Line, problem.Fault));
    }

    [Fact]
    public void A_row_is_known_again_by_whom_it_names_and_what_it_gives()
    {
        PointWish Read(string email, string points) => PointWish.Read(new FileRow(2, [email, points]), Plain, true, false, default).Wish!;
        Assert.Equal(Read("A@x.com ", "1,240").Content(false), Read("a@X.com", "1240.0").Content(false));
        Assert.Equal(-5, Read("a@x.com", "'-5").Points);
        Assert.NotEqual(Read("a@x.com", "5").Content(false), Read("a@x.com", "6").Content(false));
        Assert.NotEqual(Read("a@x.com", "5").Content(false), Read("a@x.com", "5").Content(true));
    }

    private static EncodingProbe Probe(ReadOnlySpan<byte> bytes)
    {
        var probe = new EncodingProbe();
        probe.Look(bytes);
        return probe;
    }

    private static async Task<List<FileRow>> Rows(byte[] bytes, string delimiter, string encoding = PointFile.Utf8)
    {
        var rows = new List<FileRow>();
        await foreach (var row in PointFile.Rows(new MemoryStream(bytes), encoding, delimiter)) rows.Add(row);
        return rows;
    }
}
