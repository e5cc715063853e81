using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Webhooks;
using Xunit;

namespace RetentionApp.Tests.Admin;

public partial class PagesTests
{
    private static readonly string[] Paths = ["/", "/customers", "/customers?sort=spent", "/customers?sort=quiet", "/customers/7", "/customers/7?tab=orders", "/customers/7?tab=rewards", "/programme", "/programme/preview", "/programme/products", "/programme/products/preview", "/programme/products/find?q=vase", "/programme/campaigns", "/programme/campaigns/new", "/programme/campaigns/new/preview", "/programme/bonuses", "/programme/bonuses/preview", "/rewards", "/rewards/new", "/rewards/1", "/rewards/0?kind=amount_off_slider", "/rewards/0?kind=percent_off", "/rewards/0?kind=free_shipping",
        "/rewards/0?kind=free_product", "/rewards/0?kind=gift_card", "/rewards/0?kind=store_credit", "/rewards/0?kind=early_access", "/rewards/0?kind=birthday_gift", "/redemptions", "/redemptions?state=unclear", "/programme/deeds", "/programme/deeds/preview", "/programme/challenges", "/programme/challenges/preview", "/customers/7/deeds", "/customers/7/links", "/programme/balance", "/programme/expiring", "/programme/expiring?month=2026-12", "/customers/7/block", "/customers/7/merge", "/customers/7/merge?q=anna", "/history", "/history/progress", "/deliveries", "/privacy", "/settings", "/tiers", "/tiers/edit", "/tiers/preview", "/tiers/progress", "/imports", "/exports", "/reports/points", "/reports/points?period=quarter", "/reports/points?from=2026-01-01&to=2026-02-01&by=day", "/api-keys", "/api", "/hooks", "/flow", "/theme"];

    private static readonly string[] SetupPaths =
    [
        "/start", "/start?step=2", "/start?step=3", "/start?step=4", "/start?step=5", "/start/preview", "/programme/changes", "/programme/changes?from=1&to=1", "/programme/changes?restore=1",
        "/programme/simulator", "/programme/simulator/progress", "/settings/points", "/settings/points/examples",
    ];

    [Theory]
    [InlineData("en-GB")]
    [InlineData("ru")]
    [InlineData("de")]
    [InlineData("ar")]
    public async Task Every_page_opens_in_an_empty_shop_and_holds_no_inline_script_or_style(string locale)
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7));
        foreach (var path in Paths.Concat(SetupPaths))
        {
            var seen = await host.Get(path, locale: locale);
            Assert.True(seen.Status == HttpStatusCode.OK, $"{path} answered {seen.Status}");
            Assert.DoesNotMatch(Inline(), seen.Body);
            if (locale == "ru" && !string.IsNullOrWhiteSpace(seen.Text)) Assert.True(Regex.IsMatch(seen.Text, "[а-я]"), $"{path} is not in Russian: {seen.Text}");
            if (seen.Body.Contains("<head>")) Assert.Matches("(?s)<meta name=\"shopify-api-key\" content=\"key\">.*?<script src=\"https://cdn.shopify.com/shopifycloud/app-bridge.js\"", seen.Body);
        }
    }

    [Fact]
    public async Task Another_shops_customer_is_not_there()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(2, 7));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("/customers/7")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/customers/7", new() { ["amount"] = "5", ["reason"] = "x", ["key"] = Guid.NewGuid().ToString("N") })).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.Get("/customers/7", shop: 2)).Status);
        Assert.Contains("This page is not there", (await host.Get("/customers/abc")).Text);
    }

    [Fact]
    public async Task Another_shops_export_and_deliveries_are_not_there()
    {
        await using var host = await AdminHost.Start();
        await host.Add(new PrivacyRequest { Id = 5, ShopId = 2, Kind = PrivacyRequestKind.Export, CustomerId = 7, RequestedAt = AdminHost.Now, Export = "{}" },
            new Delivery { Id = 5, ShopId = 2, WebhookId = "w", Topic = "orders/paid", ReceivedAt = AdminHost.Now, State = DeliveryState.Buried, Attempts = 8, Body = [1] });
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/privacy?handler=Download&id=5", [])).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/deliveries?handler=Retry", new() { ["id"] = "5" })).Status);
        Assert.DoesNotContain("orders/paid", (await host.Get("/deliveries")).Text);

        Assert.Contains("ready to hand over", (await host.Get("/privacy", shop: 2)).Text);
        Assert.Equal("{}", (await host.Post("/privacy?handler=Download&id=5", [], shop: 2)).Body);
        Assert.Contains("downloaded", (await host.Get("/privacy", shop: 2)).Text);
        Assert.Equal(HttpStatusCode.SeeOther, (await host.Post("/deliveries?handler=Retry", new() { ["id"] = "5" }, shop: 2)).Status);
    }

    [Fact]
    public async Task An_adjustment_sent_twice_counts_once_and_is_explained()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7));
        var form = new Dictionary<string, string> { ["direction"] = "give", ["amount"] = "1,240", ["reason"] = "Late parcel", ["key"] = Guid.NewGuid().ToString("N") };
        Assert.Equal("/customers/7?done=adjusted", (await host.Post("/customers/7", form)).Location);
        Assert.Equal(HttpStatusCode.SeeOther, (await host.Post("/customers/7", form)).Status);
        var seen = await host.Get("/customers/7");
        Assert.Contains("1,240 points worth £12.40", seen.Text);
        Assert.Single(Regex.Matches(seen.Text, "Adjusted: Late parcel"));
        Assert.Contains("1 240 баллов", (await host.Get("/customers/7", locale: "ru")).Text);

        var taken = new Dictionary<string, string>(form) { ["direction"] = "take", ["amount"] = "40", ["key"] = Guid.NewGuid().ToString("N") };
        await host.Post("/customers/7", taken);
        Assert.Contains("1,200 points", (await host.Get("/customers/7")).Text);
    }

    [Theory]
    [InlineData("", "x", "Points must be a whole number.")]
    [InlineData("1.5", "x", "Points must be a whole number.")]
    [InlineData("-5", "x", "Points must be more than zero")]
    [InlineData("99999999999", "x", "At most 10,000,000 points at once.")]
    [InlineData("5", "  ", "Say why")]
    public async Task A_wrong_adjustment_comes_back_with_its_error(string amount, string reason, string error)
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7));
        var seen = await host.Post("/customers/7", new() { ["direction"] = "give", ["amount"] = amount, ["reason"] = reason, ["key"] = "k" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
        Assert.Contains(error, seen.Text);
        Assert.Contains("<dialog class=\"dialog\" id=\"adjust\" aria-labelledby=\"adjust-title\" open=\"open\">", seen.Body);
        Assert.Equal(0, await host.Do<AppDb, int>(db => db.Set<LedgerEntry>().CountAsync()));
    }

    [Fact]
    public async Task The_programme_is_saved_as_a_new_version_and_says_what_changed()
    {
        await using var host = await AdminHost.Start();
        var form = Programme();
        form["Points"] = "7,5";
        Assert.Equal("/programme?done=saved", (await host.Post("/programme", form, locale: "ru")).Location);
        var seen = await host.Get("/programme/changes");
        Assert.Contains("7.5 points for every £1.00 (before: 5 points for every £1.00)", seen.Text);
        Assert.Contains("staff member 42", seen.Text);
        Assert.Equal(2, await host.Do<Programmes, int>(async programmes => (await programmes.Current(1)).Version));
        Assert.Equal(1, await host.Do<Programmes, int>(async programmes => (await programmes.Current(2)).Version));
    }

    [Theory]
    [InlineData("Points", "", "Points must be a number")]
    [InlineData("Points", "0", "Points must be more than 0")]
    [InlineData("PerAmount", "1.234", "The amount must be a number")]
    [InlineData("PendingDays", "366", "The waiting time must be a whole number of days from 0 to 365.")]
    [InlineData("Version", "0", "Somebody else has changed the programme meanwhile.")]
    public async Task A_wrong_programme_comes_back_with_its_error_and_changes_nothing(string field, string value, string error)
    {
        await using var host = await AdminHost.Start();
        var form = Programme();
        form["Points"] = "9";
        form[field] = value;
        var seen = await host.Post("/programme", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
        Assert.Contains(error, seen.Text);
        Assert.Equal(1, await host.Do<Programmes, int>(async programmes => (await programmes.Current(1)).Version));
    }

    [Fact]
    public async Task The_preview_computes_a_real_order_with_what_is_typed()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Order(1, 1042, 7, AdminHost.Now.AddDays(-1)));
        var seen = await host.Get("/programme/preview?IsActive=true&Points=7&PerAmount=1&PendingDays=3");
        Assert.Contains("#1042, 28 Feb, Anna B.", seen.Text);
        Assert.Contains("70 points = £0.70", seen.Text);
        Assert.Contains("No paid order is known yet.", (await host.Get("/programme/preview", shop: 2)).Text);
    }

    [Fact]
    public async Task Home_names_what_needs_attention()
    {
        await using var host = await AdminHost.Start();
        await host.Add(new Delivery { ShopId = 1, WebhookId = "w", Topic = "orders/paid", ReceivedAt = AdminHost.Now, State = DeliveryState.Buried, Attempts = 8, Note = "no shop money" },
            new HistoryImport { ShopId = 1, State = ImportState.Failed, Error = "The file is gone.", StartedAt = AdminHost.Now, PhaseStartedAt = AdminHost.Now, NextAt = AdminHost.Now });
        var seen = (await host.Get("/")).Text;
        Assert.Contains("Deliveries that failed for good: 1 no shop money", seen);
        Assert.Contains("The import of your order history failed The file is gone.", seen);
        Assert.Contains("Only the last 60 days of orders can be read", seen);
        Assert.Contains("Nothing failed", (await host.Get("/deliveries?state=failed", shop: 2)).Text);

        await host.Post("/", new() { ["step"] = "dismissed" });
        Assert.DoesNotContain("Setup guide", (await host.Get("/")).Text);
        Assert.Contains("Setup guide", (await host.Get("/", shop: 2)).Text);
    }

    [Fact]
    public async Task A_new_from_date_is_explained_before_it_applies()
    {
        await using var host = await AdminHost.Start();
        Assert.Contains("This changes nothing", (await host.Get("/history?preview=true&which=from&from=2026-01-01")).Text);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Get("/history?preview=true&which=from&from=")).Status);
        Assert.Null(await host.Do<Programmes, DateTime?>(async programmes => (await programmes.Current(1)).Settings.FromAt));
        Assert.Equal("/history?done=applied", (await host.Post("/history?handler=Apply", new() { ["which"] = "from", ["from"] = "2026-01-01" })).Location);
        // Midnight in New York.
        Assert.Equal(new DateTime(2026, 1, 1, 5, 0, 0, DateTimeKind.Utc), await host.Do<Programmes, DateTime?>(async programmes => (await programmes.Current(1)).Settings.FromAt));
    }

    private static Dictionary<string, string> Programme() => new()
    {
        ["Version"] = "1", ["IsActive"] = "true", ["Points"] = "5", ["PerAmount"] = "1", ["Minimum"] = "", ["PendingDays"] = "14",
    };

    [GeneratedRegex(@"<style|\sstyle=|\son\w+=""|<script(?![^>]*\ssrc=)")] private static partial Regex Inline();
}
