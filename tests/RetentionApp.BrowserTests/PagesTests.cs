using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RetentionApp.BrowserTests;

/// <summary>Every page of the admin, the shop and the back office: fits its width, is accessible, reports nothing wrong.</summary>
[Collection(InTheBrowser.Name)]
public sealed class PagesTests(ShopWorld world)
{
    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public Task Every_admin_page_fits_and_is_accessible(string language) => world.Visit(async visitor =>
    {
        visitor.Expected.Add(404);
        var anna = world.Person("Anna").Id;
        var script = world.Person("<script>").Id;
        (string Name, string Path)[] pages =
        [
            ("home", "/"), ("customers", "/customers"), ("customers-search", "/customers?q=anna"), ("customers-nobody", "/customers?q=zzzz"), ("customers-owing", "/customers?show=owing"),
            ("customer", $"/customers/{anna}"), ("customer-orders", $"/customers/{anna}?tab=orders"), ("customer-rewards", $"/customers/{anna}?tab=rewards"), ("customer-adjust", $"/customers/{anna}?adjust=true"),
            ("customer-script", $"/customers/{script}"), ("customer-missing", "/customers/1"), ("programme", "/programme"), ("balance", "/programme/balance"), ("expiring", "/programme/expiring"), ("customer-block", $"/customers/{script}/block"), ("customer-merge", $"/customers/{script}/merge?q=a"), ("programme-products", "/programme/products"), ("programme-campaigns", "/programme/campaigns"), ("programme-campaign", "/programme/campaigns/new"), ("programme-bonuses", "/programme/bonuses"), ("rewards", "/rewards"), ("rewards-new", "/rewards/new"), ("reward", "/rewards/1"), ("reward-slider", "/rewards/0?kind=amount_off_slider"),
            ("reward-product", "/rewards/0?kind=free_product"), ("reward-card", "/rewards/0?kind=gift_card"), ("reward-birthday", "/rewards/0?kind=birthday_gift"), ("redemptions", "/redemptions"), ("programme-deeds", "/programme/deeds"), ("programme-challenges", "/programme/challenges"), ("customer-deeds", $"/customers/{anna}/deeds"), ("customer-links", $"/customers/{anna}/links"), ("history", "/history"), ("history-preview", "/history?preview=true&which=from&from=2026-01-01"),
            ("tiers", "/tiers"), ("tiers-edit", "/tiers/edit"), ("deliveries", "/deliveries"), ("deliveries-failed", "/deliveries?state=failed"), ("privacy", "/privacy"), ("customers-sorted", "/customers?sort=points"), ("customers-spent", "/customers?sort=spent"), ("points-owed", "/reports/points"), ("points-owed-days", "/reports/points?period=quarter"), ("imports", "/imports"), ("exports", "/exports"),
            ("settings", "/settings"), ("settings-points", "/settings/points"),
            ("start-1", "/start?step=1"), ("start-2", "/start?step=2"), ("start-3", "/start?step=3"), ("start-4", "/start?step=4"), ("start-5", "/start?step=5"),
            ("changes", "/programme/changes"), ("changes-restore", "/programme/changes?restore=1"), ("simulator", "/programme/simulator"), ("api-keys", "/api-keys"), ("api-guide", "/api"), ("hooks", "/hooks"), ("flow", "/flow"), ("api-keys", "/api-keys"), ("api-guide", "/api"), ("hooks", "/hooks"), ("flow", "/flow"), ("lost", "/customers/x/y"),
        ];
        foreach (var (name, path) in pages)
        {
            await visitor.OpenAdmin(path);
            await Expect(visitor.App.Locator("html")).ToHaveAttributeAsync("lang", language);
            await visitor.AtEveryWidth(async width =>
            {
                await visitor.Picture("admin-" + name);
                await Visitor.FitsTheWidth(visitor.AppFrame, $"{path} at {width}");
                await Visitor.FitsTheWidth(visitor.Page.MainFrame, $"The frame around {path} at {width}");
                if (IsChecked(language, width)) await visitor.IsAccessible(visitor.AppFrame, $"{path} in {language} at {width}");
            });
        }
    }, language: language);

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public Task Every_page_of_the_shop_fits_and_the_loyalty_page_is_accessible(string language) => world.Visit(async visitor =>
    {
        visitor.Expected.Add(404);
        var page = visitor.Page;
        await page.GotoAsync($"{world.StorefrontUrl}/locale/{language}");
        await Look("loyalty-guest", () => visitor.OpenLoyalty(), isOurs: true);
        foreach (var (name, who) in new[] { ("loyalty-regular", "Anna"), ("loyalty-new", "Newcomer"), ("loyalty-script", "<script>"), ("loyalty-olga", "Ольга") })
        {
            await visitor.SignIn(who);
            await Look(name, () => visitor.OpenLoyalty(), isOurs: true);
        }
        await Look("shop-account", () => page.GotoAsync($"{world.StorefrontUrl}/account"));
        await Look("shop-home", () => page.GotoAsync($"{world.StorefrontUrl}/"));
        await page.Locator(".grid a").First.ClickAsync();
        await Look("shop-product", () => Task.CompletedTask);
        await page.Locator(".product form button").ClickAsync();
        await Look("shop-cart", () => page.GotoAsync($"{world.StorefrontUrl}/cart"));
        await Look("shop-checkout", () => page.GotoAsync($"{world.StorefrontUrl}/checkout"));
        await Look("shop-signin", () => page.GotoAsync($"{world.StorefrontUrl}/signin"));
        await Look("shop-order", () => page.GotoAsync($"{world.StorefrontUrl}/orders/{world.Person("Anna").Orders[0].Id}"));
        await Look("shop-missing", () => page.GotoAsync($"{world.StorefrontUrl}/products/none"));

        async Task Look(string name, Func<Task> open, bool isOurs = false)
        {
            await open();
            await visitor.AtEveryWidth(async width =>
            {
                await visitor.Picture(name);
                await Visitor.FitsTheWidth(page.MainFrame, $"{name} at {width}");
                if (isOurs && IsChecked(language, width)) await visitor.IsAccessible(page.MainFrame, $"{name} in {language} at {width}");
            });
        }
    }, language: language);

    /// <summary>Each layout and each language once: axe takes longer than everything else here.</summary>
    private static bool IsChecked(string language, int width) => language == "ru" == width < 600;

    [Fact]
    public Task Every_page_of_the_back_office_fits() => world.Visit(async visitor =>
    {
        visitor.Expected.Add(404);
        var order = world.Person("Anna").Orders[0].Id;
        foreach (var path in new[] { "", $"orders/{order}", "orders/1", "customers", $"customers/{world.Person("<script>").Id}", "products", "discounts", "deliveries", "calls", "mailbox", "theme", "theme?template=index", "clock", "app" })
        {
            await visitor.Page.GotoAsync($"{world.OfficeUrl}/{path}");
            await visitor.AtEveryWidth(async width =>
            {
                await visitor.Picture("office-" + (path.Length == 0 ? "orders" : path.Split('/') is [var folder, _] ? $"{folder}-one" : path));
                await Visitor.FitsTheWidth(visitor.Page.MainFrame, $"/{path} at {width}");
            });
        }
    });
}
