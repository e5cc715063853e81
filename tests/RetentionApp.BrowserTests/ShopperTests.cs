using Microsoft.Playwright;
using RetentionApp.DevStore.Graph;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RetentionApp.BrowserTests;

/// <summary>What a shopper lives through, from the first order to the code at the checkout; the back office plays the rest.</summary>
[Collection(InTheBrowser.Name)]
public sealed class ShopperTests(ShopWorld world)
{
    [Theory]
    [InlineData("en", 360)]
    [InlineData("ru", 1440)]
    public Task A_shopper_buys_waits_redeems_and_pays_with_the_code(string language, int width) => world.Visit(async visitor =>
    {
        var (page, ru) = (visitor.Page, language == "ru");
        var email = $"story-{language}@example.com";
        await page.GotoAsync($"{world.StorefrontUrl}/locale/{language}");
        await page.GotoAsync($"{world.StorefrontUrl}/signin");
        await page.Locator("input[name=first]").FillAsync("Nora");
        await page.Locator("input[name=last]").FillAsync("Story " + language);
        await page.Locator("input[name=email]").FillAsync(email);
        await page.Locator("aside button").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Nora Story " + language);

        await Buy("lambswool-throw", 2, "later");
        var order = page.Url.Split('/')[^1];
        await page.GotoAsync($"{world.OfficeUrl}/orders/{order}");
        await page.GetByText("Mark as paid").ClickAsync();
        await Eventually(() => visitor.OpenLoyalty(), ".ra-history", "+790");
        await Expect(page.Locator(".ra-balance")).ToHaveTextAsync(ru ? "0 баллов" : "0 points");
        await Expect(page.Locator(".ra-worth")).ToContainTextAsync("790");
        await Expect(page.Locator(".ra-confirm")).ToHaveCountAsync(0);

        await page.GotoAsync($"{world.OfficeUrl}/clock");
        await page.GetByText("+14 days").ClickAsync();
        await page.GetByText("+1 day", new() { Exact = true }).ClickAsync();
        await visitor.OpenLoyalty();
        await Expect(page.Locator(".ra-balance")).ToHaveTextAsync(ru ? "790 баллов" : "790 points");
        await visitor.Picture("story-available");

        await page.Locator(".ra-confirm summary").ClickAsync();
        await Expect(page.Locator(".ra-confirm form")).ToContainTextAsync(ru ? "У вас останется 290 баллов." : "You will have 290 points left.");
        await visitor.Picture("story-confirm");
        await page.Locator(".ra-confirm button[type=submit]").DblClickAsync();
        await Expect(page.Locator("[data-ra-new]")).ToBeFocusedAsync();
        await Expect(page.Locator(".ra-code")).ToHaveCountAsync(1);
        await Expect(page.Locator(".ra-balance")).ToHaveTextAsync(ru ? "290 баллов" : "290 points");
        await visitor.Picture("story-code");
        await Visitor.FitsTheWidth(page.MainFrame, "The loyalty page with a code");
        await visitor.IsAccessible(page.MainFrame, "The loyalty page with a code");
        var code = (await page.Locator("[data-ra-code-text]").InnerTextAsync()).Trim();
        await page.ReloadAsync();
        await Expect(page.Locator("[data-ra-code-text]")).ToHaveTextAsync(code);

        await page.Locator(".ra-codes a.ra-button").ClickAsync();
        await Expect(page.Locator(".flash")).ToBeVisibleAsync();
        await page.GotoAsync($"{world.StorefrontUrl}/products/serving-bowl-oak-green");
        await page.Locator(".product form button").ClickAsync();
        await page.GotoAsync($"{world.StorefrontUrl}/checkout");
        await Expect(page.Locator("aside dl .code")).ToHaveTextAsync(code);
        await Expect(page.Locator("aside .sum")).ToContainTextAsync("41.95");
        await visitor.Picture("story-checkout");
        await page.Locator("button[value=now]").ClickAsync();
        await Expect(page.Locator(".sums .code")).ToHaveTextAsync(code);
        await Eventually(() => visitor.OpenLoyalty(), ".ra-history", ru ? "Скидка 5,00" : "£5.00 off");
        await Eventually(() => visitor.OpenLoyalty(), ".ra-history", "+185");
        await Expect(page.Locator(".ra-codes")).ToHaveCountAsync(0);

        await page.GotoAsync($"{world.OfficeUrl}/orders/{order}");
        await page.Locator("input[name=units-0]").FillAsync("1");
        await page.Locator("button[value=refund]").ClickAsync();
        await Expect(page.Locator("ul.plain")).ToContainTextAsync("1 × Lambswool throw");
        await Eventually(() => visitor.OpenLoyalty(), ".ra-history li:first-child", ru ? "Возврат по заказу" : "Refund on order");
        await Expect(page.Locator(".ra-history li:first-child .ra-minus")).ToHaveTextAsync("−395");
        await Expect(page.Locator(".ra-balance")).ToHaveTextAsync(ru ? "−105 баллов" : "−105 points");
        await visitor.Picture("story-refunded");

        async Task Buy(string handle, int quantity, string pay)
        {
            await page.GotoAsync($"{world.StorefrontUrl}/products/{handle}");
            await page.Locator("input[name=quantity]").FillAsync(quantity.ToString());
            await page.Locator(".product form button").ClickAsync();
            await page.GotoAsync($"{world.StorefrontUrl}/checkout");
            await page.Locator($"button[value={pay}]").ClickAsync();
            await page.WaitForURLAsync("**/orders/*");
        }

        // The webhook is on its way: the page is asked again until it shows what it brings.
        async Task Eventually(Func<Task> open, string where, string text)
        {
            for (var attempt = 0; ; attempt++)
            {
                await open();
                if ((await page.Locator(where).AllInnerTextsAsync()).Any(one => one.Replace('\u00a0', ' ').Contains(text, StringComparison.Ordinal))) return;
                Assert.True(attempt < 40, $"“{text}” did not come: {string.Join(' ', await page.Locator(where).AllInnerTextsAsync())}");
                await Task.Delay(150);
            }
        }
    }, width, language);

    [Theory]
    [InlineData("en", "Sign in to see yours")]
    [InlineData("ru", "Войдите, чтобы увидеть")]
    public Task A_guest_is_invited_to_sign_in_and_the_link_leads_there(string language, string words) => world.Visit(async visitor =>
    {
        await visitor.Page.GotoAsync($"{world.StorefrontUrl}/locale/{language}");
        await visitor.OpenLoyalty();
        await Expect(visitor.Page.Locator("[data-ra-guest]")).ToContainTextAsync(words);
        await visitor.Page.Locator("[data-ra-guest] a").ClickAsync();
        await visitor.Page.Locator($".people button[value='{world.Person("Noah").Id}']").ClickAsync();
        await Expect(visitor.Page.Locator(".ra-name")).ToHaveTextAsync("Noah");
    }, 360, language);

    [Fact]
    public Task Without_JavaScript_a_reward_is_taken_with_a_form_and_sending_it_again_takes_nothing_more() => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        await visitor.SignIn("Ingrid");
        await visitor.OpenLoyalty();
        await Expect(page.Locator(".ra-balance")).ToHaveTextAsync("2,298 points");
        await page.Locator(".ra-confirm summary").ClickAsync();
        await Expect(page.Locator("[data-ra-cancel]")).ToBeHiddenAsync();
        await page.Locator(".ra-confirm button[type=submit]").ClickAsync();
        await Expect(page.Locator("[data-ra-code-text]")).ToHaveCountAsync(1);
        await Expect(page.Locator(".ra-balance")).ToHaveTextAsync("1,798 points");
        await visitor.Picture("story-no-script");
        await page.ReloadAsync();
        await Expect(page.Locator("[data-ra-code-text]")).ToHaveCountAsync(1);
        await Expect(page.Locator(".ra-balance")).ToHaveTextAsync("1,798 points");
    }, hasScript: false);

    [Fact]
    public Task By_keyboard_a_reward_opens_closes_with_Escape_and_gives_the_focus_back() => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        await visitor.SignIn("Anna");
        await visitor.OpenLoyalty();
        var opener = page.Locator(".ra-confirm summary");
        for (var tab = 0; tab < 25 && !await opener.EvaluateAsync<bool>("one => one.matches(':focus')"); tab++) await page.Keyboard.PressAsync("Tab");
        await Expect(opener).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        var send = page.Locator(".ra-confirm button[type=submit]");
        await Expect(send).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(send).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(send).ToBeHiddenAsync();
        await Expect(opener).ToBeFocusedAsync();
    });

    [Fact]
    public Task Two_tabs_with_points_for_one_reward_take_it_once_and_the_second_says_why() => world.Visit(async visitor =>
    {
        visitor.Expected.UnionWith([409, 422]);
        await visitor.SignIn("George");
        // Whatever the sample left: exactly one reward's worth.
        await world.Give(world.Person("George").Id, to: 600);
        await visitor.OpenLoyalty();
        var second = await visitor.Context.NewPageAsync();
        await second.GotoAsync(world.LoyaltyUrl + "/");
        foreach (var page in new[] { visitor.Page, second })
        {
            await page.Locator(".ra-confirm summary").ClickAsync();
            await page.Locator(".ra-confirm button[type=submit]").ClickAsync();
            await Expect(page.Locator(page == second ? "[data-ra-error]" : "[data-ra-code-text]")).ToBeVisibleAsync();
        }
        await Expect(second.Locator("[data-ra-error]")).ToContainTextAsync("Not enough points. You need 400 points more for this reward.");
        await visitor.OpenLoyalty();
        await Expect(visitor.Page.Locator(".ra-balance")).ToHaveTextAsync("100 points");
    });

    [Theory]
    [InlineData("ru", "Ваш код скоро будет")]
    public Task Where_Shopify_is_slow_the_code_is_on_its_way_and_comes_by_itself(string language, string words) => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        await visitor.SignIn("Priya");
        await world.Give(world.Person("Priya").Id, to: 500);
        world.Store.Faults.Next(new Fault(FaultKind.Slow, "DiscountCreate", Delay: TimeSpan.FromSeconds(3)));
        await visitor.OpenLoyalty();
        var codes = await page.Locator("[data-ra-code-text]").CountAsync();
        await page.Locator(".ra-confirm summary").ClickAsync();
        await page.Locator(".ra-confirm button[type=submit]").ClickAsync();
        await Expect(page.Locator(".ra-code-waiting")).ToContainTextAsync(words);
        await visitor.Picture("story-waiting");
        await visitor.IsAccessible(page.MainFrame, "A code on its way");
        await Expect(page.Locator("[data-ra-code-text]")).ToHaveCountAsync(codes + 1, new() { Timeout = 15_000 });
        await Expect(page.Locator(".ra-live")).ToContainTextAsync("-");
    }, 360, language);

    [Fact]
    public Task Where_Shopify_refuses_the_code_the_points_come_back_the_reason_is_read_and_asking_again_works() => world.Visit(async visitor =>
    {
        visitor.Expected.UnionWith([409, 422]);
        var page = visitor.Page;
        await visitor.SignIn("Sofia");
        await world.Give(world.Person("Sofia").Id, to: 700);
        world.Store.Faults.Next(FaultKind.UserErrors, "DiscountCreate");
        await visitor.OpenLoyalty();
        await page.Locator(".ra-confirm summary").ClickAsync();
        await page.Locator(".ra-confirm button[type=submit]").ClickAsync();
        await Expect(page.Locator("[data-ra-error]")).ToContainTextAsync("Your points are back on your account.");
        await visitor.Picture("story-refused");
        await page.Locator(".ra-confirm button[type=submit]").ClickAsync();
        await Expect(page.Locator("[data-ra-code-text]")).ToHaveCountAsync(1);
        await Expect(page.Locator(".ra-balance")).ToHaveTextAsync("200 points");
    }, 360);

    [Fact]
    public Task A_name_that_is_a_script_never_runs_and_one_that_never_ends_breaks_no_page() => world.Visit(async visitor =>
    {
        var page = visitor.Page;
        var script = world.Person("<script>");
        var endless = world.Store.AddCustomer(new string('W', 120), "{{ shop.name }} <img src=x onerror=alert(1)>", $"{new string('m', 100)}@example.com", "en");
        await visitor.SignIn("<script>");
        await visitor.OpenLoyalty();
        await Expect(page.Locator(".ra-name")).ToHaveTextAsync(script.FirstName!);
        await visitor.SignIn(endless.FirstName!);
        await visitor.OpenLoyalty();
        await Visitor.FitsTheWidth(page.MainFrame, "The loyalty page of an endless name");
        foreach (var path in new[] { "", "customers", $"customers/{script.Id}", $"customers/{endless.Id}", $"orders/{script.Orders[0].Id}" })
        {
            await page.GotoAsync($"{world.OfficeUrl}/{path}");
            await Visitor.FitsTheWidth(page.MainFrame, $"Back office /{path}");
        }
        foreach (var path in new[] { "/customers", $"/customers/{script.Id}", $"/customers/{script.Id}?tab=orders", $"/customers/{endless.Id}" })
        {
            for (var attempt = 0; ; attempt++)
            {
                visitor.Expected.Add(404);
                await visitor.OpenAdmin(path);
                if (attempt > 40 || await visitor.App.Locator("h1").InnerTextAsync() != "This page is not there") break;
            }
            await visitor.Picture("endless" + path.Replace('/', '-').Replace('?', '-'));
            await Visitor.FitsTheWidth(visitor.AppFrame, path);
        }
        await Expect(visitor.App.Locator("h1")).ToContainTextAsync("{{ shop.name }} <img src=x onerror=alert(1)>");
    }, 360);

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public Task The_loyalty_page_works_from_right_to_left(int width) => world.Visit(async visitor =>
    {
        await visitor.SignIn("Chloé");
        await visitor.OpenLoyalty("?locale=ar");
        await Expect(visitor.Page.Locator(".ra")).ToHaveAttributeAsync("dir", "rtl");
        await visitor.Picture("loyalty-ar");
        await Visitor.FitsTheWidth(visitor.Page.MainFrame, $"The loyalty page from right to left at {width}");
    }, width);

    [Fact]
    public Task A_form_of_somebody_else_or_an_unknown_reward_takes_no_points() => world.Visit(async visitor =>
    {
        await visitor.SignIn("Екатерина");
        await visitor.OpenLoyalty();
        var before = await visitor.Page.Locator(".ra-balance").InnerTextAsync();
        var answer = await visitor.Page.EvaluateAsync<string>("""
            async () => {
              const prefix = location.pathname.replace(/\/$/, '');
              const sent = await fetch(prefix + '/redeem', { method: 'POST', body: new URLSearchParams({ token: 'forged', rewardId: '1' }) });
              return await sent.text();
            }
            """);
        Assert.Contains("This page was open for too long", answer, StringComparison.Ordinal);
        await visitor.OpenLoyalty();
        await Expect(visitor.Page.Locator(".ra-balance")).ToHaveTextAsync(before);
    });
}
