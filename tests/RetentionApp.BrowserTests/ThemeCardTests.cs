using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RetentionApp.BrowserTests;

/// <summary>The card on home that says what is on in the theme, in the frame that fetches itself.</summary>
[Collection(InTheBrowser.Name)]
public sealed class ThemeCardTests(ShopWorld world)
{
    [Theory]
    [InlineData("en", "Shown", "Not shown", "Check again", "Switch on", 1440)]
    [InlineData("ru", "Показывается", "Не показывается", "Проверить ещё раз", "Включить", 360)]
    public Task The_card_reads_the_theme_by_itself_checks_again_and_leads_to_the_switch(string language, string shown, string notShown, string again, string switchOn, int width) => world.Visit(async visitor =>
    {
        await visitor.OpenAdmin();
        var launcher = visitor.App.Locator("turbo-frame#theme .in-theme > li").First;
        await Expect(launcher.Locator(".badge")).ToHaveTextAsync(shown);
        world.Store.Theme.Switch(world.Store.Theme.Embeds[0].Id);
        try
        {
            await visitor.App.GetByRole(AriaRole.Button, new() { Name = again }).ClickAsync();
            await Expect(launcher.Locator(".badge")).ToHaveTextAsync(notShown);
            await visitor.Picture("theme-card");
            await Visitor.FitsTheWidth(visitor.AppFrame, "Home with the theme's card");
            await visitor.IsAccessible(visitor.AppFrame, "Home with the theme's card");
            await launcher.Locator("a", new() { HasTextString = switchOn }).ClickAsync();
            await visitor.Page.WaitForURLAsync("**/theme?context=apps&template=index&activateAppId=*");
            await Expect(visitor.Page.Locator(".banner.note")).ToContainTextAsync("launcher");
        }
        finally
        {
            world.Store.Theme.Switch(world.Store.Theme.Embeds[0].Id);
        }
        // Whoever comes next finds the card as it was.
        await visitor.OpenAdmin();
        await visitor.App.GetByRole(AriaRole.Button, new() { Name = again }).ClickAsync();
        await Expect(launcher.Locator(".badge")).ToHaveTextAsync(shown);
    }, width, language);
}
