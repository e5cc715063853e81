using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RetentionApp.BrowserTests;

/// <summary>The UI extensions as bundled, in frames, with tokens like Shopify's and across origins.</summary>
[Collection(InTheBrowser.Name)]
public sealed class SurfaceTests(ShopWorld world)
{
    [Theory]
    [InlineData("en", 360, "James")]
    [InlineData("ru", 1440, "Алексей")]
    public Task A_shopper_redeems_at_the_checkout_and_finds_the_code_in_the_account(string language, int width, string name) => world.Visit(async visitor =>
    {
        var (page, ru) = (visitor.Page, language == "ru");
        await world.Give(world.Person(name).Id, to: 1240);
        await visitor.SignIn(name);
        await page.GotoAsync($"{world.StorefrontUrl}/products/serving-bowl-oak-green");
        await page.Locator(".product form button").First.ClickAsync();
        await page.WaitForURLAsync("**/cart");

        await page.GotoAsync($"{world.StorefrontUrl}/loyalty");
        var checkout = page.FrameLocator("iframe[title=Checkout]");
        await Expect(checkout.Locator("s-heading")).ToContainTextAsync(ru ? "баллов" : "You have 1,240 points");
        await checkout.GetByRole(AriaRole.Button, new() { NameRegex = new(ru ? "500 баллов" : "500 points") }).ClickAsync();
        await checkout.GetByRole(AriaRole.Button, new() { Name = ru ? "Применить" : "Apply", Exact = true }).ClickAsync();
        await Expect(checkout.GetByText(ru ? "Применено к заказу" : "Applied to your order")).ToBeVisibleAsync();

        await page.ReloadAsync();
        var account = page.FrameLocator("iframe[title='Account: loyalty page']");
        var code = await account.Locator("s-clipboard-item").First.GetAttributeAsync("text");
        await Expect(account.GetByText(ru ? "740 баллов" : "740 points").First).ToBeVisibleAsync();
        await visitor.Picture("surfaces");
        await Visitor.FitsTheWidth(page.MainFrame, "The page of extensions");
        await Visitor.FitsTheWidth(page.Frames.Single(frame => frame.Url.Contains("loyalty-page")), "The account's loyalty page");
        await page.GotoAsync($"{world.StorefrontUrl}/checkout");
        await Expect(page.Locator(".code").First).ToHaveTextAsync(code!);
    }, width, language);

    [Fact]
    public Task Staff_redeem_for_a_customer_at_the_till() => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        await world.Give(world.Person("Louis").Id, to: 600);
        await page.GotoAsync($"{world.OfficeUrl}/till?customer={world.Person("Louis").Id}");
        await Expect(page.FrameLocator("iframe[title='Home screen: tile']").Locator("s-tile")).ToHaveAttributeAsync("subheading", "600 points");
        var till = page.FrameLocator("iframe[title='Behind the tile']");
        await till.GetByRole(AriaRole.Button, new() { NameRegex = new("500 points") }).ClickAsync();
        await till.GetByRole(AriaRole.Button, new() { Name = "Redeem", Exact = true }).ClickAsync();
        await Expect(till.GetByText("In the cart:")).ToBeVisibleAsync();
        await Expect(till.GetByText("100 points", new() { Exact = true })).ToBeVisibleAsync();
        await visitor.OpenAdmin("/redemptions");
        await Expect(visitor.App.GetByText("At the till, by staff member").First).ToBeVisibleAsync();
    });
}
