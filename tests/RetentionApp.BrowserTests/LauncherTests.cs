using Microsoft.Playwright;
using RetentionApp.DevStore.State;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RetentionApp.BrowserTests;

/// <summary>The launcher and its panel in the shop's theme, as guests and members of three languages meet them on a phone and on a wide screen.</summary>
[Collection(InTheBrowser.Name)]
public sealed class LauncherTests(ShopWorld world)
{
    private const string Vase = "/products/white-glass-vase";

    [Theory]
    [InlineData("en", 360)]
    [InlineData("en", 1440)]
    [InlineData("ru", 360)]
    [InlineData("ru", 1440)]
    [InlineData("ar", 360)]
    [InlineData("ar", 1440)]
    public Task A_guest_is_invited_and_comes_back_signed_in(string language, int width) => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        await Launcher.WatchShifts(page);
        await page.GotoAsync($"{world.StorefrontUrl}/locale/{language}");
        await page.GotoAsync(world.StorefrontUrl + Vase);
        var launcher = new Launcher(page);
        await launcher.IsAtTheEndCorner(language == "ar");
        await Visitor.FitsTheWidth(page.MainFrame, $"The product page with the launcher in {language} at {width}");
        await launcher.Open();
        await Expect(launcher.Dialog.Locator("section h3").First).ToBeVisibleAsync();
        await Expect(launcher.Dialog).ToHaveAttributeAsync("dir", language == "ar" ? "rtl" : "ltr");
        await visitor.Picture("launcher-guest");
        await Visitor.FitsTheWidth(page.MainFrame, $"The open panel in {language} at {width}");
        await visitor.IsAccessible(page.MainFrame, $"The panel of a guest in {language} at {width}");
        await Launcher.NothingMoved(page);
        await launcher.Dialog.Locator("a[href*='login'], a[href*='signin']").First.ClickAsync();
        await page.WaitForURLAsync("**/signin*");
        await page.Locator($".people button[value='{world.Person("Elsie").Id}']").ClickAsync();
        await Expect(page.Locator("header.shop")).ToContainTextAsync("Elsie");
    }, width, language);

    [Theory]
    [InlineData("en", 360, "Ben")]
    [InlineData("en", 1440, "Ingrid")]
    [InlineData("ru", 360, "Noah")]
    [InlineData("ru", 1440, "Ruth")]
    [InlineData("ar", 360, "Yuki")]
    [InlineData("ar", 1440, "Samir")]
    public Task A_member_turns_points_into_a_code_and_finds_the_discount_in_the_cart(string language, int width, string name) => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        await visitor.SignIn(name);
        await page.GotoAsync($"{world.StorefrontUrl}/locale/{language}");
        await world.Give(world.Person(name).Id, to: 600);
        await Launcher.WatchShifts(page);
        await page.GotoAsync(world.StorefrontUrl + Vase);
        await page.Locator(".product form .primary").ClickAsync();
        await page.WaitForURLAsync("**/cart");
        await page.GotoAsync(world.StorefrontUrl + Vase);
        var launcher = new Launcher(page);
        await launcher.Open();
        await launcher.Reward.ClickAsync();
        await Expect(launcher.Confirm).ToBeVisibleAsync();
        await Expect(launcher.Confirm).ToContainTextAsync("500");
        await visitor.Picture("launcher-question");
        await visitor.IsAccessible(page.MainFrame, $"The question in {language} at {width}");
        await launcher.Confirm.ClickAsync();
        var code = await launcher.NewCode();
        await Expect(launcher.Dialog.Locator("p.big")).ToContainTextAsync("100");
        await visitor.Picture("launcher-code");
        await Visitor.FitsTheWidth(page.MainFrame, $"The code in {language} at {width}");
        await visitor.IsAccessible(page.MainFrame, $"The code in {language} at {width}");
        await Launcher.NothingMoved(page);
        await launcher.Dialog.Locator($"a[href*='/discount/{code}']").ClickAsync();
        await page.WaitForURLAsync("**/cart");
        await Expect(page.Locator(".total .code")).ToHaveTextAsync(code);
        await Expect(page.Locator("main")).ToContainTextAsync("−£5.00");
        await visitor.Picture("launcher-cart");
    }, width, language);

    [Fact]
    public Task The_first_paint_shows_the_balance_and_asks_nobody() => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        var asked = new List<string>();
        page.Request += (_, request) => { if (request.Url.Contains("/apps/", StringComparison.Ordinal)) asked.Add(request.Url); };
        world.Person("Grace").Metafields["$app:loyalty.balance"] = new Metafield("number_integer", "1240");
        await visitor.SignIn("Grace");
        await page.GotoAsync(world.StorefrontUrl + Vase, new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Expect(new Launcher(page).Button).ToHaveTextAsync("1,240 points");
        Assert.Empty(asked);
        await new Launcher(page).Open();
        Assert.NotEmpty(asked);
    });

    [Fact]
    public Task Without_JavaScript_the_launcher_is_a_link_to_the_loyalty_page() => world.Visit(async visitor =>
    {
        await visitor.Page.GotoAsync(world.StorefrontUrl + Vase);
        var launcher = new Launcher(visitor.Page);
        await Expect(launcher.Button).ToBeVisibleAsync();
        await visitor.Picture("launcher-without-script");
        await launcher.Button.ClickAsync();
        await visitor.Page.WaitForURLAsync("**/apps/retention");
        await Expect(visitor.Page.Locator("retention-loyalty .ra").First).ToBeVisibleAsync();
    }, 360, hasScript: false);

    [Fact]
    public Task Where_the_app_is_out_of_reach_the_panel_says_so_and_tries_again() => world.Visit(async visitor =>
    {
        visitor.Expected.UnionWith([502]);
        var (page, isDown) = (visitor.Page, true);
        await page.RouteAsync("**/apps/retention/loyalty/**", async route => await (isDown ? route.FulfillAsync(new() { Status = 502, Body = "<h1>Resting</h1>" }) : route.ContinueAsync()));
        await visitor.SignIn("Hannah");
        await page.GotoAsync(world.StorefrontUrl + Vase);
        var launcher = new Launcher(page);
        await launcher.Open();
        await Expect(launcher.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("We cannot reach your account right now.");
        await visitor.IsAccessible(page.MainFrame, "The panel without the app");
        isDown = false;
        await launcher.Dialog.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(launcher.Dialog.Locator("p.big")).ToBeVisibleAsync();
    });

    [Theory]
    [InlineData("en", 1440)]
    [InlineData("ar", 360)]
    public Task Everything_is_reached_by_keyboard_the_focus_stays_inside_and_returns(string language, int width) => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        await visitor.SignIn("Wei");
        await page.GotoAsync($"{world.StorefrontUrl}/locale/{language}");
        await world.Give(world.Person("Wei").Id, to: 600);
        await page.GotoAsync(world.StorefrontUrl + Vase);
        var launcher = new Launcher(page);
        for (var tab = 0; tab < 60 && await launcher.Focused() != "a"; tab++) await page.Keyboard.PressAsync("Tab");
        Assert.Equal("a", await launcher.Focused());
        await page.Keyboard.PressAsync("Enter");
        await Expect(launcher.Dialog).ToBeVisibleAsync();
        await Expect(launcher.Reward).ToBeVisibleAsync();
        var seen = new HashSet<string>();
        for (var tab = 0; tab < 40; tab++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focused = await launcher.Focused();
            // Between the last and the first element the browser's own bar has its turn: then nothing of the page is focused.
            Assert.True(focused is null || focused.StartsWith("dialog", StringComparison.Ordinal), $"The focus left the panel for {focused}.");
            if (focused is not null) seen.Add(focused);
        }
        Assert.True(seen.Count > 3, string.Join(", ", seen));
        await launcher.Reward.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(launcher.Confirm).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(launcher.Dialog).ToBeHiddenAsync();
        Assert.Equal("a", await launcher.Focused());
    }, width, language);

    [Fact]
    public Task Names_that_are_markup_stay_text_in_launcher_panel_and_blocks() => world.Visit(async visitor =>
    {
        const string Hostile = "<img src=x onerror=alert(1)>{{ shop.name }}</script><script>alert(2)</script>";
        var page = visitor.Page;
        await world.Tamper($"UPDATE rewards SET name = {Hostile}");
        try
        {
            await world.ThemeKnows(told => told.Contains("onerror", StringComparison.Ordinal), "the reward has another name");
            world.Store.Theme.Add("index", "rewards");
            await visitor.SignIn("<script>");
            await world.Give(world.Person("<script>").Id, to: 600);
            await page.GotoAsync($"{world.StorefrontUrl}/");
            await Expect(page.Locator("main .shopify-app-block")).ToContainTextAsync(Hostile);
            var launcher = new Launcher(page);
            await launcher.Open();
            await Expect(launcher.Dialog).ToContainTextAsync("<script>alert('hello')</script>");
            await Expect(launcher.Dialog).ToContainTextAsync(Hostile);
            Assert.Equal(0, await page.Locator("img[onerror]").CountAsync());
            await visitor.Picture("launcher-hostile");
            await Visitor.FitsTheWidth(page.MainFrame, "The panel with hostile names");
        }
        finally
        {
            foreach (var one in world.Store.Theme.Blocks["index"].ToArray()) world.Store.Theme.Remove(one.Id);
            await world.Tamper($"UPDATE rewards SET name = NULL");
            await world.ThemeKnows(told => !told.Contains("onerror", StringComparison.Ordinal), "the reward has its own name again");
        }
    }, 360);

    [Fact]
    public Task The_product_page_s_points_follow_variant_and_quantity_without_moving_the_page() => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        await Launcher.WatchShifts(page);
        await page.GotoAsync(world.StorefrontUrl + Vase);
        var said = page.Locator("retention-points [data-said]");
        await Expect(said).ToContainTextAsync("190 points");
        await page.Locator("select[name=id]").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(said).ToContainTextAsync("285 points");
        await page.Locator("input[name=quantity]").FillAsync("3");
        await Expect(said).ToContainTextAsync("855 points");
        await visitor.Picture("product-points");
        await Launcher.NothingMoved(page);
        await page.GotoAsync($"{world.StorefrontUrl}{Vase}?variant={world.Store.Products.Values.First(one => one.Handle == "white-glass-vase").VariantId + 2}");
        await Expect(said).ToContainTextAsync("380 points");
    }, 360);

    [Theory]
    [InlineData("en")]
    [InlineData("ar")]
    public Task The_theme_editor_shows_every_block_with_examples(string language) => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        string[] blocks = ["balance", "tier-progress", "rewards", "ways-to-earn"];
        foreach (var block in blocks) world.Store.Theme.Add("index", block);
        try
        {
            await page.GotoAsync($"{world.StorefrontUrl}/locale/{language}");
            await page.GotoAsync($"{world.StorefrontUrl}/?design_mode=1");
            await visitor.AtEveryWidth(async width =>
            {
                await visitor.Picture("theme-editor");
                await Visitor.FitsTheWidth(page.MainFrame, $"The blocks in design mode at {width}");
            });
            await Expect(page.Locator("main .shopify-app-block")).ToHaveCountAsync(blocks.Length);
            await Expect(page.Locator(".trouble")).ToHaveCountAsync(0);
            await visitor.IsAccessible(page.MainFrame, $"The blocks in design mode in {language}");
            await new Launcher(page).Open();
        }
        finally
        {
            foreach (var one in world.Store.Theme.Blocks["index"].ToArray()) world.Store.Theme.Remove(one.Id);
        }
    }, language: language);
}
