using Microsoft.Playwright;
using RetentionApp.Loyalty;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RetentionApp.BrowserTests;

/// <summary>Points beside orders, from the merchant's switch to the shopper's page.</summary>
[Collection(InTheBrowser.Name)]
public sealed class EarningTests(ShopWorld world)
{
    private static readonly DeedRule[] Deeds =
    [
        new("birthday", DeedKind.Birthday, 200, true, DaysBefore: 7), new("signup", DeedKind.SignUp, 100, true), new("insta", DeedKind.SocialFollow, 20, true, "Instagram", "https://social.example/vases"),
        new("quiz", DeedKind.Custom, 15, true, "A name as long as a shop may give it, with <b>marks</b> in it"),
    ];
    private static readonly Challenge[] Challenges = [new("three", "Three months with us", ChallengeKind.Months, 3, 0, 300, true, true, Since: new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc))];

    [Theory]
    [InlineData("en", 1440)]
    [InlineData("ru", 360)]
    public Task A_merchant_switches_a_birthday_on_corrects_a_link_and_sees_what_shoppers_see(string language, int width) => Clean(() => world.Visit(async visitor =>
    {
        visitor.Expected.Add(422);
        await visitor.OpenAdmin("/programme/deeds");
        var app = visitor.App;
        await app.Locator("details:has(#birthday-points) summary").ClickAsync();
        await app.Locator("#birthday-points").FillAsync("250");
        await app.Locator("#birthday-active").CheckAsync();
        await Expect(app.Locator("#preview")).ToContainTextAsync("+250");
        await app.Locator("details:has(#follow-new-label) summary").ClickAsync();
        await app.Locator("#follow-new-label").FillAsync("Instagram");
        await app.Locator("#follow-new-url").FillAsync("https://localhost");
        await visitor.IsAccessible(visitor.AppFrame, "Ways to earn, opened");
        await Visitor.FitsTheWidth(visitor.AppFrame, "Ways to earn, opened");
        await app.Locator("#deeds .actions button").ClickAsync();
        await Expect(app.Locator("#follow-new-url-error")).ToBeVisibleAsync();
        await visitor.Picture("deeds-wrong");
        await visitor.IsAccessible(visitor.AppFrame, "Ways to earn with a mistake");
        await app.Locator("#follow-new-url").FillAsync("https://social.example/vases");
        await app.Locator("#deeds .actions button").ClickAsync();
        await Expect(app.Locator("details:has(#birthday-points) .badge.is-good")).ToBeVisibleAsync();
        await Expect(app.Locator("details:has-text('Instagram') .badge.is-good")).ToBeVisibleAsync();
    }, width, language));

    [Theory]
    [InlineData("en", 360, "Ingrid")]
    [InlineData("ru", 1440, "George")]
    public Task A_shopper_follows_a_link_and_enters_a_birthday(string language, int width, string who) => Clean(() => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        await world.Programme(settings => settings with { Deeds = Deeds, Challenges = Challenges });
        await visitor.Context.RouteAsync("https://social.example/**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<p>hello</p>" }));
        await visitor.SignIn(who);
        await visitor.OpenLoyalty();
        await visitor.IsAccessible(page.MainFrame, "The loyalty page with ways to earn");
        var opened = await visitor.Context.RunAndWaitForPageAsync(() => page.Locator("[data-ra-deed] button").ClickAsync());
        Assert.Equal("https://social.example/vases", opened.Url);
        await opened.CloseAsync();
        await Expect(page.Locator(".ra-live")).ToContainTextAsync("20");
        await Expect(page.Locator("[data-ra-deed]")).ToHaveCountAsync(0);
        await Expect(page.Locator(".ra-history")).ToContainTextAsync("Instagram");

        await page.Locator("[data-ra-birthday] select[name=day]").SelectOptionAsync("29");
        await page.Locator("[data-ra-birthday] select[name=month]").SelectOptionAsync("2");
        await page.Locator("[data-ra-birthday] input[name=year]").FillAsync("2001");
        visitor.Expected.Add(422);
        await page.Locator("[data-ra-birthday] button").ClickAsync();
        await Expect(page.Locator("[data-ra-birthday] [data-ra-error]")).ToBeVisibleAsync();
        await page.Locator("[data-ra-birthday] input[name=year]").FillAsync("2000");
        await page.Locator("[data-ra-birthday] button").ClickAsync();
        await Expect(page.Locator("section[aria-labelledby=ra-birthday] > p")).ToContainTextAsync(language == "ru" ? "29 февраля 2000" : "February 29, 2000");
        await Expect(page.Locator("[role=progressbar]")).ToHaveCountAsync(1);
        await visitor.Picture("earn-done");
        await Visitor.FitsTheWidth(page.MainFrame, "The loyalty page with ways to earn");
        await visitor.IsAccessible(page.MainFrame, "The loyalty page with a birthday");
    }, width, language));

    [Fact]
    public Task Without_script_the_same_forms_work() => Clean(() => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        await world.Programme(settings => settings with { Deeds = Deeds });
        await visitor.SignIn("Anna");
        await visitor.OpenLoyalty();
        await page.Locator("[data-ra-deed] button").ClickAsync();
        await Expect(page.Locator(".ra-notice-said")).ToHaveTextAsync("20 points are yours.");
        await Expect(page.Locator(".ra-what a")).ToHaveAttributeAsync("href", "https://social.example/vases");
        await page.Locator("[data-ra-birthday] select[name=day]").SelectOptionAsync("1");
        await page.Locator("[data-ra-birthday] select[name=month]").SelectOptionAsync("5");
        await page.Locator("[data-ra-birthday] button").ClickAsync();
        await Expect(page.Locator(".ra-notice-said")).ToHaveTextAsync("Your birthday is saved.");
        await Expect(page.Locator("section[aria-labelledby=ra-birthday] > p")).ToHaveTextAsync("May 1");
    }, hasScript: false));

    /// <summary>The other stories know nothing of deeds.</summary>
    private async Task Clean(Func<Task> story)
    {
        try
        {
            await story();
        }
        finally
        {
            await world.Programme(settings => settings with { Deeds = null, Challenges = null });
        }
    }
}
