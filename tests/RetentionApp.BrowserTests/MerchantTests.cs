using Microsoft.Playwright;
using RetentionApp.DevStore.Frame;
using RetentionApp.DevStore.History;
using RetentionApp.DevStore.Startup;
using RetentionApp.DevStore.State;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RetentionApp.BrowserTests;

/// <summary>What a merchant does in the app, inside Shopify's admin.</summary>
[Collection(InTheBrowser.Name)]
public sealed class MerchantTests(ShopWorld world)
{
    [Theory]
    [InlineData("en", 1440, new[] { "Customers", "Programme", "Tiers", "Rewards", "Reports", "Settings" }, new[] { "Customers", "Points for orders", "Tiers", "Rewards", "Points owed", "Settings" })]
    [InlineData("ru", 360, new[] { "Покупатели", "Программа", "Уровни", "Награды", "Отчёты", "Настройки" }, new[] { "Покупатели", "Баллы за заказы", "Уровни", "Награды", "Баллы к погашению", "Настройки" })]
    public Task The_side_navigation_leads_through_every_section_and_back_home(string language, int width, string[] sections, string[] titles) => world.Visit(async visitor =>
    {
        await visitor.OpenAdmin();
        foreach (var (section, title) in sections.Zip(titles))
        {
            await visitor.GoTo(section);
            await Expect(visitor.App.Locator("h1")).ToHaveTextAsync(title);
        }
        if (visitor.IsNarrow) await visitor.Page.Locator("#menu").ClickAsync();
        await visitor.Page.Locator("#side a.app").ClickAsync();
        await Expect(visitor.App.Locator("h1")).ToHaveTextAsync(language == "ru" ? "Главная" : "Home");
        await Expect(visitor.App.Locator("canvas")).ToBeVisibleAsync();
    }, width, language);

    [Fact]
    public Task Going_back_shows_the_page_before() => world.Visit(async visitor =>
    {
        await visitor.OpenAdmin("/customers?q=whitfield");
        await visitor.App.Locator("a.row-link", new() { HasTextString = "Anna Whitfield" }).ClickAsync();
        await Expect(visitor.App.Locator("h1")).ToHaveTextAsync("Anna Whitfield");
        await visitor.Page.GoBackAsync();
        await Expect(visitor.App.Locator("h1")).ToHaveTextAsync("Customers");
        await visitor.Page.GoForwardAsync();
        await Expect(visitor.App.Locator("h1")).ToHaveTextAsync("Anna Whitfield");
    });

    [Fact]
    public Task A_customer_is_found_and_given_points_for_a_reason() => world.Visit(async visitor =>
    {
        var app = visitor.App;
        await visitor.OpenAdmin("/customers");
        await app.Locator("input[type=search]").FillAsync("lindq");
        await app.Locator("input[type=search]").PressAsync("Enter");
        await Expect(app.Locator("tbody tr")).ToHaveCountAsync(1);
        await app.Locator("a.row-link").ClickAsync();
        await Expect(app.Locator("h1")).ToHaveTextAsync("Maria Lindqvist");

        await app.GetByText("Give or take points", new() { Exact = true }).First.ClickAsync();
        var dialog = app.Locator("dialog#adjust");
        await Expect(dialog.Locator("#amount")).ToBeFocusedAsync();
        await dialog.Locator("#amount").FillAsync("1,250");
        await Expect(dialog.Locator(".outcome")).ToContainTextAsync("It applies at once and is logged.");
        await dialog.Locator("#reason").FillAsync("Lost parcel <b>again</b>");
        await dialog.Locator("button.is-primary").ClickAsync();

        await Expect(visitor.Page.Locator("#toasts")).ToContainTextAsync("Points adjusted");
        var row = app.Locator("table tbody tr").First;
        await Expect(row).ToContainTextAsync("Adjusted: Lost parcel <b>again</b>");
        await Expect(row.Locator(".is-up")).ToHaveTextAsync("+1,250");
    });

    [Fact]
    public Task An_adjustment_without_a_reason_says_so_at_the_field_and_keeps_what_was_typed() => world.Visit(async visitor =>
    {
        visitor.Expected.Add(422);
        await visitor.OpenAdmin($"/customers/{world.Person("Tom").Id}");
        var (app, opener) = (visitor.App, visitor.App.Locator("a[data-dialog=adjust]"));
        await opener.ClickAsync();
        await app.Locator("#amount").FillAsync("12.5");
        var answer = await visitor.Page.RunAndWaitForResponseAsync(() => app.Locator("dialog button.is-primary").ClickAsync(), one => one.Request.Method == "POST" && one.Url.Contains("/customers/"));
        Assert.Equal(422, answer.Status);
        await Expect(app.Locator("#amount-error")).ToHaveTextAsync("Points must be a whole number.");
        await Expect(app.Locator("#reason-error")).ToBeVisibleAsync();
        await Expect(app.Locator("#amount")).ToHaveValueAsync("12.5");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(app.Locator("dialog#adjust")).ToBeHiddenAsync();
    });

    [Fact]
    public Task By_keyboard_the_dialog_opens_closes_with_Escape_and_gives_the_focus_back() => world.Visit(async visitor =>
    {
        await visitor.OpenAdmin($"/customers/{world.Person("Tom").Id}");
        var opener = visitor.App.Locator("a[data-dialog=adjust]");
        await visitor.App.Locator("main").FocusAsync();
        for (var tab = 0; tab < 8 && !await opener.EvaluateAsync<bool>("one => one === document.activeElement"); tab++) await visitor.Page.Keyboard.PressAsync("Tab");
        await Expect(opener).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.App.Locator("#amount")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.App.Locator("dialog#adjust")).ToBeHiddenAsync();
        await Expect(opener).ToBeFocusedAsync();
    });

    [Fact]
    public Task The_programme_previews_a_change_saves_it_from_the_bar_and_lists_it() => world.Visit(async visitor =>
    {
        visitor.Expected.Add(422);
        var (app, page) = (visitor.App, visitor.Page);
        await visitor.OpenAdmin("/programme");
        await Expect(page.Locator("#savebar")).ToBeHiddenAsync();
        await app.Locator("#PendingDays").FillAsync("15");
        await app.Locator("#Points").FillAsync("7");
        await Expect(page.Locator("#savebar")).ToBeVisibleAsync();
        await Expect(app.Locator("#preview")).ToContainTextAsync("× 7 / £1.00");
        await page.Locator("#discard").ClickAsync();
        await Expect(app.Locator("#Points")).ToHaveValueAsync("5");
        await Expect(page.Locator("#savebar")).ToBeHiddenAsync();

        await app.Locator("#Points").FillAsync("many");
        var refused = await page.RunAndWaitForResponseAsync(() => page.Locator("#save").ClickAsync(), one => one.Request.Method == "POST" && one.Url.Contains("/programme"));
        Assert.Equal(422, refused.Status);
        await Expect(app.Locator("#Points-error")).ToHaveTextAsync("Points must be a number, for example 5 or 1.5.");
        await Expect(app.Locator(".banner.is-bad")).ToBeFocusedAsync();
        await Expect(app.Locator("#Points")).ToHaveValueAsync("many");

        await app.Locator("#Points").FillAsync("5");
        await app.Locator("#PendingDays").FillAsync("13");
        await page.Locator("#save").ClickAsync();
        await Expect(page.Locator("#toasts")).ToContainTextAsync("Saved");
        await visitor.OpenAdmin("/programme/changes");
        await Expect(app.Locator("section[aria-labelledby=versions] li").First).ToContainTextAsync("Waiting time: 13 days (before: 14 days)");

        await visitor.OpenAdmin("/programme");
        await app.Locator("#PendingDays").FillAsync("14");
        await app.Locator("form#programme button.is-primary").ClickAsync();
        await Expect(page.Locator("#toasts")).ToContainTextAsync("Saved");
        await visitor.OpenAdmin("/programme/changes");
        await Expect(app.Locator("section[aria-labelledby=versions] li").First).ToContainTextAsync("Waiting time: 14 days (before: 13 days)");
    });

    [Fact]
    public Task The_second_of_two_tabs_hears_that_the_programme_was_changed_meanwhile() => world.Visit(async first =>
    {
        await first.OpenAdmin("/programme");
        await world.Visit(async second =>
        {
            second.Expected.Add(422);
            await second.OpenAdmin("/programme");
            await first.App.Locator("#PendingDays").FillAsync("16");
            await first.Page.Locator("#save").ClickAsync();
            await Expect(first.Page.Locator("#toasts")).ToContainTextAsync("Saved");
            await second.App.Locator("#PendingDays").FillAsync("14");
            await second.Page.Locator("#save").ClickAsync();
            await Expect(second.App.Locator(".banner.is-bad")).ToContainTextAsync("Somebody else has changed the programme");
            await second.App.Locator("#PendingDays").FillAsync("14");
            await second.Page.Locator("#save").ClickAsync();
            await Expect(second.Page.Locator("#toasts")).ToContainTextAsync("Saved");
        });
    });

    [Fact]
    public Task The_customers_come_as_a_file() => world.Visit(async visitor =>
    {
        await visitor.OpenAdmin("/customers");
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.App.GetByText("Export CSV").ClickAsync());
        Assert.Equal("customers.csv", download.SuggestedFilename);
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Contains(lines, line => line.Contains("anna.whitfield@example.com", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Кузнецова", StringComparison.Ordinal));
        Assert.True(lines.Length > 26);
    });

    [Fact]
    public Task The_history_shows_the_finished_import_and_what_a_date_would_change() => world.Visit(async visitor =>
    {
        var app = visitor.App;
        await visitor.OpenAdmin("/history");
        await Expect(app.Locator("#progress")).ToContainTextAsync("144 orders");
        await Expect(app.GetByText("Import again")).ToBeVisibleAsync();
        visitor.Expected.Add(422);
        await app.GetByText("Only orders placed from a day on").ClickAsync();
        await app.GetByText("Show what would change").ClickAsync();
        await Expect(app.Locator("#from-error")).ToContainTextAsync("Choose a day");
        await app.Locator("#from").FillAsync(DateTime.UtcNow.AddDays(-90).ToString("yyyy-MM-dd"));
        await app.GetByText("Show what would change").ClickAsync();
        await Expect(app.Locator(".banner.is-info")).ToContainTextAsync("takes back");
    });

    [Fact]
    public Task A_customer_who_is_not_there_and_one_of_another_shop_give_the_same_page() => world.Visit(async visitor =>
    {
        visitor.Expected.Add(404);
        var other = world.Host.Store("other-shop.myshopify.com");
        SampleShop.Fill(other);
        Customer theirs;
        do theirs = other.AddCustomer("Somebody", "Else", $"{Guid.NewGuid():N}@example.com", "en");
        while (world.Store.Customers.ContainsKey(theirs.Id));
        Assert.Equal(200, await Installation.Perform(other, CancellationToken.None));
        await world.Imported(other);
        foreach (var id in new[] { theirs.Id, 1 })
        {
            await visitor.OpenAdmin($"/customers/{id}");
            await Expect(visitor.App.Locator("h1")).ToHaveTextAsync("This page is not there");
        }
        await visitor.App.GetByText("Go to home").ClickAsync();
        await Expect(visitor.App.Locator("h1")).ToHaveTextAsync("Home");
    });

    [Fact]
    public Task A_reload_with_a_token_that_has_run_out_comes_back_to_the_same_page() => world.Visit(async visitor =>
    {
        visitor.Expected.Add(401);
        await visitor.OpenAdmin("/customers?q=whitfield");
        world.Host.Clock.Advance(TimeSpan.FromMinutes(5));
        await visitor.AppFrame.EvaluateAsync("location.reload()");
        await Expect(visitor.App.Locator("h1")).ToHaveTextAsync("Customers");
        await visitor.App.Locator("a.row-link", new() { HasTextString = "Anna Whitfield" }).ClickAsync();
        await Expect(visitor.App.Locator("h1")).ToHaveTextAsync("Anna Whitfield");
        await visitor.Page.ReloadAsync();
        await Expect(visitor.App.Locator("h1")).ToHaveTextAsync("Anna Whitfield");
    });

    [Fact]
    public Task A_token_of_one_shop_does_not_open_another_and_the_app_shows_nothing_outside_the_admin() => world.Visit(async visitor =>
    {
        visitor.Expected.UnionWith([401, 404]);
        var stolen = AdminFrame.AppAddress(world.Store, "", "en").Replace($"shop={world.Store.Domain}", "shop=other-shop.myshopify.com", StringComparison.Ordinal);
        await visitor.Page.GotoAsync(stolen);
        Assert.DoesNotContain("Customers", await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        await visitor.Page.GotoAsync(world.Host.AppUrl + "/customers");
        await Expect(visitor.Page.Locator("body")).ToContainTextAsync("This app opens inside your shop's admin.");
    });
}
