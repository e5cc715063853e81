using System.IO.Compression;
using System.Net;
using System.Text;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Insights;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Tests.Loyalty;
using Xunit;

namespace RetentionApp.Tests.Admin;

public sealed class ImportPagesTests
{
    [Fact]
    public async Task A_merchant_uploads_maps_checks_imports_downloads_what_failed_and_undoes()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Customer(1, 8, "Boris"));
        var file = "Kunde;Kontakt;Punkte\n=cmd();anna@example.com;1.240\nBoris;boris@example.com;viele\n";
        var uploaded = await host.Upload("/imports", "smile <b>.csv", Encoding.UTF8.GetBytes(file));
        Assert.Equal((HttpStatusCode.SeeOther, "/imports/1"), (uploaded.Status, uploaded.Location));
        var seen = await host.Get("/imports/1");
        Assert.Contains("anna@example.com", seen.Text);
        Assert.Contains("smile <b>.csv", (await host.Get("/imports")).Body);

        var missing = await host.Post("/imports/1?handler=Check", new() { ["column-Email"] = "1", ["mode"] = "add" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.Status);
        Assert.Contains("Say which column holds the points, or the birthday or tier.", missing.Text);
        Assert.Equal(HttpStatusCode.SeeOther, (await host.Post("/imports/1?handler=Check", Columns())).Status);
        Assert.Contains("Checking the file", (await host.Get("/imports/1")).Text);
        Assert.Contains("Checking the file", (await host.Get("/imports/1/progress")).Text);
        await host.Do<PointImportRun>(run => run.Run(default));
        seen = await host.Get("/imports/1");
        Assert.Contains("Points given +1,240", seen.Text);
        Assert.Contains("“viele” is no whole number of points", seen.Text);
        Assert.Contains("data-arrived=\"/imports/1\"", (await host.Get("/imports/1/progress")).Body);

        Assert.Equal(HttpStatusCode.SeeOther, (await host.Post("/imports/1?handler=Start", [])).Status);
        await host.Do<PointImportRun>(run => run.Run(default));
        Assert.Contains("Started by staff member 42", (await host.Get("/imports/1")).Text);
        Assert.Contains("Brought over", (await host.Get("/customers/7")).Text);
        Assert.Equal("\uFEFFKunde,Kontakt,Punkte,Why it failed\r\nBoris,boris@example.com,viele,“viele” is no whole number of points\r\n", Encoding.UTF8.GetString(await host.Bytes("/imports/1?handler=Failed")));

        Assert.Equal(HttpStatusCode.SeeOther, (await host.Post("/imports/1?handler=Undo", [])).Status);
        await host.Do<PointImportRun>(run => run.Run(default));
        Assert.Contains("Undone by staff member 42", (await host.Get("/imports/1")).Text);
        Assert.Contains("0 points", (await host.Get("/customers/7")).Text);
        foreach (var locale in new[] { "ru", "ar" }) Assert.Equal(HttpStatusCode.OK, (await host.Get("/imports/1", locale: locale)).Status);
    }

    [Fact]
    public async Task A_shop_with_tiers_is_asked_for_their_column_and_sees_what_it_would_set()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7));
        var file = "email,points balance,vip tier,date of birth\nanna@example.com,40,Gold,1990-05-17\n"u8.ToArray();
        await host.Upload("/imports", "a.csv", file, preset: "Smile.io");
        Assert.DoesNotContain("column-Tier", (await host.Get("/imports/1")).Body);
        await host.Do<Programmes>(async programmes => await programmes.Save(1, ProgrammeSettings.For("GBP") with { Tiers = TierRulesTests.Tiers() }, "42"));
        var seen = await host.Get("/imports/1");
        Assert.Contains("By your tiers' names: Silver, Gold, Platinum.", seen.Text);
        Assert.Contains("<option value=\"2\" selected=\"selected\">vip tier", seen.Body);
        await host.Post("/imports/1?handler=Check", new() { ["column-Email"] = "0", ["column-Points"] = "1", ["column-Tier"] = "2", ["column-Birthday"] = "3", ["mode"] = "add" });
        await host.Do<PointImportRun>(run => run.Run(default));
        seen = await host.Get("/imports/1");
        Assert.Contains("Customers raised to a tier 1 Birthdays entered 1", seen.Text);
        Assert.Contains("40 Gold · 17 May", seen.Text);
        await host.Post("/imports/1?handler=Start", []);
        await host.Do<PointImportRun>(run => run.Run(default));
        Assert.Contains("Customers raised to a tier 1", (await host.Get("/imports/1")).Text);
        Assert.Contains("brought by an import", (await host.Get("/customers/7/deeds")).Text);
    }

    [Fact]
    public async Task Another_shops_import_is_not_there_whatever_is_done_to_it()
    {
        await using var host = await AdminHost.Start();
        await host.Upload("/imports", "points.csv", "email,points\nanna@example.com,5\n"u8.ToArray(), shop: 2);
        Assert.Equal(HttpStatusCode.OK, (await host.Get("/imports/1", shop: 2)).Status);
        foreach (var path in new[] { "/imports/1", "/imports/1/progress", "/imports/1?handler=Failed", "/imports/99" }) Assert.Equal(HttpStatusCode.NotFound, (await host.Get(path)).Status);
        foreach (var handler in new[] { "Check", "Start", "Stop", "Undo", "Delete", "Reread" }) Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/imports/1?handler=" + handler, Columns())).Status);
        Assert.DoesNotContain("points.csv", (await host.Get("/imports")).Text);
        Assert.Contains("points.csv", (await host.Get("/imports", shop: 2)).Text);
    }

    [Fact]
    public async Task A_file_in_Windows_1251_is_read_and_can_be_read_in_another_way()
    {
        await using var host = await AdminHost.Start();
        await host.Upload("/imports", "points.csv", PointFile.Named("windows-1251").GetBytes("Почта;Баллы;Примечание\nanna@example.com;5;Спасибо вам большое\n"));
        Assert.Contains("Спасибо вам большое", (await host.Get("/imports/1")).Text);
        Assert.Equal(HttpStatusCode.SeeOther, (await host.Post("/imports/1?handler=Reread", new() { ["encoding"] = "windows-1252", ["delimiter"] = ";" })).Status);
        Assert.DoesNotContain("Спасибо", (await host.Get("/imports/1")).Text);
        Assert.Equal(HttpStatusCode.SeeOther, (await host.Post("/imports/1?handler=Reread", new() { ["encoding"] = "windows-1251", ["delimiter"] = ";" })).Status);
        Assert.Contains("Спасибо", (await host.Get("/imports/1")).Text);
        Assert.Equal("/imports", (await host.Post("/imports/1?handler=Delete", [])).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("/imports/1")).Status);
    }

    [Fact]
    public async Task A_file_that_is_no_table_is_refused_with_words()
    {
        await using var host = await AdminHost.Start();
        foreach (var (bytes, words) in new[] { (""u8.ToArray(), "The file is empty."), ("PK\u0003\u0004xlsx"u8.ToArray(), "This is no CSV file."), ("email,points"u8.ToArray(), "a heading and no rows") })
        {
            var seen = await host.Upload("/imports", "points.csv", bytes);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
            Assert.Contains(words, seen.Text);
        }
        Assert.Contains("Choose a file.", (await host.Post("/imports", [])).Text);
    }

    [Fact]
    public async Task Everything_can_be_taken_along_with_BOM_ISO_times_and_no_formula()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7, first: "=cmd()", last: "O'Hara, \"A\""), AdminHost.Customer(1, 8, "Борис"), AdminHost.Customer(2, 9),
            new Redemption { Id = 3, ShopId = 1, AccountId = 1, CustomerId = 7, RewardId = 1, IdempotencyKey = "k", Title = "5.00 GBP · 3", Cost = 500, Amount = 500, Currency = "GBP", Code = "ABC-1", State = RedemptionState.Issued, CreatedAt = AdminHost.Now });
        await host.Add(new Birthday { ShopId = 1, CustomerId = 7, MonthDay = 517, Year = 1990, CountsFrom = new DateOnly(2026, 3, 1), SetAt = AdminHost.Now, SetBy = "42" },
            new CustomerFigures { ShopId = 1, CustomerId = 7, Orders = 2, Spent = 4210, LastOrderAt = AdminHost.Now });
        foreach (var (shop, customer) in new[] { (1, 7L), (2, 9L) })
            await host.Do<PointsLedger, Adjusted>(ledger => ledger.Adjust(shop, customer, 120, "@sorry", "42", "k"));
        var customers = Encoding.UTF8.GetString(await host.Bytes("/exports?handler=File&name=customers"));
        Assert.StartsWith("\uFEFFcustomer_id,first_name,", customers);
        Assert.Contains("7,'=cmd(),\"O'Hara, \"\"A\"\"\",'=cmd()@example.com,,,,120,0,0,120,,,,1990-05-17,2,4210,2026-03-01T12:00:00Z\r\n", customers);
        // What was taken along can be brought elsewhere, and here again.
        Assert.Equal([PointField.Email, PointField.CustomerId, PointField.Points, PointField.Lifetime, PointField.Tier, PointField.Birthday], PointColumns.Guess(customers.TrimStart('\uFEFF').Split("\r\n")[0].Split(','), null).Keys.Order());
        Assert.Contains("8,Борис,", customers);
        Assert.DoesNotContain("\n9,", customers);
        var points = Encoding.UTF8.GetString(await host.Bytes("/exports?handler=File&name=points"));
        Assert.Equal("1,7,Adjusted,120,120,adjustment:k,,'@sorry,2026-03-01T12:00:00Z,2026-03-01T12:00:00Z", points.Split("\r\n")[1]);
        Assert.Equal(3, points.Split("\r\n").Length);

        await using var zip = new ZipArchive(new MemoryStream(await host.Bytes("/exports?handler=All")));
        Assert.Equal(["customers.csv", "points.csv", "redemptions.csv"], zip.Entries.Select(entry => entry.Name));
        using var reader = new StreamReader(zip.GetEntry("redemptions.csv")!.Open());
        Assert.Contains("3,7,1,5.00 GBP · 3,500,500,GBP,ABC-1,Issued,2026-03-01T12:00:00Z,", await reader.ReadToEndAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("/exports?handler=File&name=shops")).Status);
    }

    [Fact]
    public async Task An_export_of_more_than_a_page_has_every_line_once()
    {
        await using var host = await AdminHost.Start();
        await host.Add(Enumerable.Range(1, 2100).Select(id => (object)AdminHost.Customer(1, id)).ToArray());
        await host.Do<PointsLedger>(async ledger =>
        {
            for (var n = 1; n <= 2100; n++) await ledger.Adjust(1, n % 3 + 1, n, "x", "42", "k" + n);
        });
        Assert.Equal(Enumerable.Range(1, 2100).Select(id => id.ToString()), Lines(await host.Bytes("/exports?handler=File&name=customers")).Select(line => line.Split(',')[0]));
        Assert.Equal(Enumerable.Range(1, 2100).Select(id => (long)id), Lines(await host.Bytes("/exports?handler=File&name=points")).Select(line => long.Parse(line.Split(',')[0])).Order());
    }

    [Fact]
    public async Task The_report_shows_its_sums_and_its_file_balances_on_every_line()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7));
        await host.Do<PointsLedger, Adjusted>(ledger => ledger.Adjust(1, 7, 1240, "x", "42", "k"));
        await host.Do<PointsLedger, SpendAnswer>(ledger => ledger.Spend(1, 7, new Posting(EntryKind.Redeemed, -500, 0, "redemption:1", 1, null, AdminHost.Now)));
        await PointsReportTests.Count(() => host.Do<PointCounting>(counting => counting.Run()),
            statement => host.Do<AppDb, long>(db => db.Sql.Long(statement).AsTask()), () => host.Do<PointCounting>(counting => counting.Compare(1)));
        var seen = await host.Get("/reports/points?period=month");
        Assert.Contains("Redeemed −500 worth −£5.00", seen.Text);
        Assert.Contains("Closing 740 worth £7.40", seen.Text);
        Assert.Contains("Outstanding 740", seen.Text);
        Assert.Contains("The movements say the same.", seen.Text);
        Assert.DoesNotContain("differ by", seen.Text);

        foreach (var by in new[] { "day", "month" })
        {
            var lines = Lines(await host.Bytes($"/reports/points?handler=Csv&period=year&by={by}"));
            Assert.All(lines, line =>
            {
                var cells = line.Split(',');
                Assert.Equal(2 + 2 * 11, cells.Length);
                var points = cells[2..13].Select(long.Parse).ToList();
                var money = cells[13..24].Select(cell => decimal.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).ToList();
                Assert.Equal((0, points[9]), (points[10], points[..9].Sum()));
                Assert.Equal((0m, money[9]), (money[10], money[..9].Sum()));
            });
            // From 1 April to 1 March, and the total.
            Assert.Equal(by == "day" ? 335 + 1 : 12 + 1, lines.Count);
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Get("/reports/points?from=2026-03-01&to=2026-02-01")).Status);
        Assert.DoesNotContain("740", (await host.Get("/reports/points", shop: 2)).Text);
    }

    private static Dictionary<string, string> Columns() => new() { ["column-Email"] = "1", ["column-Points"] = "2", ["mode"] = "add", ["dates"] = "day", ["waiting"] = "true" };

    private static List<string> Lines(byte[] file) => Encoding.UTF8.GetString(file).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
}
