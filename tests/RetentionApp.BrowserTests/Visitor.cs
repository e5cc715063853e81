using System.Text.Json;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RetentionApp.BrowserTests;

/// <summary>One person at a browser. Notes every error a page reports, and every dialog, which only a script of somebody else's would open here.</summary>
internal sealed class Visitor
{
    private readonly ShopWorld world;
    private readonly List<string> troubles = [];

    internal Visitor(ShopWorld world, IBrowserContext context, IPage page, string language, int width)
    {
        (this.world, Context, Page, Language, Width) = (world, context, page, language, width);
        context.Page += (_, opened) => Watch(opened);
        Watch(page);
    }

    internal IBrowserContext Context { get; }
    internal IPage Page { get; }
    internal string Language { get; }
    internal int Width { get; private set; }
    internal bool IsNarrow => Width < 600;

    /// <summary>Statuses the story provokes; Chromium reports each as an error.</summary>
    internal HashSet<int> Expected { get; } = [];

    /// <summary>The question that the next dialog of ours asks; it is accepted.</summary>
    internal string? Asked { get; set; }

    /// <summary>The app inside Shopify's admin.</summary>
    internal IFrameLocator App => Page.FrameLocator("#app");
    internal IFrame AppFrame => Page.Frames.Single(frame => frame.ParentFrame == Page.MainFrame && frame.Url.StartsWith(world.Host.AppUrl, StringComparison.Ordinal));

    internal async Task OpenAdmin(string path = "/")
    {
        var address = world.AdminUrl + path.TrimStart('/');
        await Page.GotoAsync($"{address}{(path.Contains('?') ? '&' : '?')}locale={Language}");
        await Expect(Page.Locator("#appnav a").First, path).ToBeAttachedAsync(new() { Timeout = 15_000 });
        await Expect(App.Locator("h1").First).ToBeVisibleAsync();
    }

    /// <summary>Follows the side navigation that Shopify draws, opening it first where the screen is narrow.</summary>
    internal async Task GoTo(string section)
    {
        if (IsNarrow) await Page.Locator("#menu").ClickAsync();
        await Page.Locator("#appnav a", new() { HasTextString = section }).ClickAsync();
        await Expect(Page.Locator("#appnav a[aria-current=page]")).ToHaveTextAsync(section);
    }

    /// <summary>The page as it is, on a phone and on a wide screen; it ends as wide as it began.</summary>
    internal async Task AtEveryWidth(Func<int, Task> look)
    {
        var (width, height) = (Width, Page.ViewportSize!.Height);
        foreach (var one in new[] { 360, 1440 })
        {
            Width = one;
            await Page.SetViewportSizeAsync(one, height);
            await look(one);
        }
        Width = width;
        await Page.SetViewportSizeAsync(width, height);
    }

    internal async Task SignIn(string name)
    {
        await Page.GotoAsync($"{world.StorefrontUrl}/locale/{Language}");
        await Page.GotoAsync($"{world.StorefrontUrl}/signin?q={Uri.EscapeDataString(world.Person(name).FirstName!)}");
        await Page.Locator($".people button[value='{world.Person(name).Id}']").ClickAsync();
        await Page.WaitForURLAsync("**/account");
        if (Language != "ru" && world.Person(name).Locale == "ru") await Page.GotoAsync($"{world.StorefrontUrl}/locale/{Language}");
    }

    internal async Task OpenLoyalty(string query = "")
    {
        await Page.GotoAsync($"{world.LoyaltyUrl}/{query}");
        await Expect(Page.Locator("retention-loyalty .ra-balance")).ToBeVisibleAsync();
    }

    /// <summary>Nothing scrolls sideways; a page that does names what sticks out.</summary>
    internal static async Task FitsTheWidth(IFrame frame, string what)
    {
        var wide = await frame.EvaluateAsync<string>("""
            () => {
              const page = document.scrollingElement;
              if (page.scrollWidth <= page.clientWidth) return '';
              const parts = [...document.querySelectorAll('*')].flatMap(one => [one, ...(one.shadowRoot?.querySelectorAll('*') ?? [])]);
              const out = parts.filter(one => one.getBoundingClientRect().right > page.clientWidth + 1).slice(0, 4);
              return `${page.scrollWidth} px in ${page.clientWidth}: ` + out.map(one => one.outerHTML.slice(0, 120)).join(' | ');
            }
            """);
        Assert.True(wide.Length == 0, $"{what} scrolls sideways: {wide}");
    }

    /// <summary>No serious or critical finding of axe-core.</summary>
    internal async Task IsAccessible(IFrame frame, string what)
    {
        await frame.EvaluateAsync(world.Axe + ";undefined");
        var found = await frame.EvaluateAsync<JsonElement>("""
            async () => (await axe.run(document, { resultTypes: ['violations'], iframes: false })).violations
              .filter(one => one.impact === 'serious' || one.impact === 'critical')
              .map(one => `${one.id}: ${one.help}: ` + one.nodes.slice(0, 3).map(node => `${node.html.slice(0, 160)} (${node.failureSummary.replaceAll('\n', ' ')})`).join(' | '))
            """);
        Assert.True(found.GetArrayLength() == 0, $"{what}: {string.Join('\n', found.EnumerateArray().Select(one => one.GetString()))}");
    }

    /// <summary>A picture of the page where <c>SCREENSHOTS</c> names a folder, for a person to look at.</summary>
    internal async Task Picture(string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is not { Length: > 0 } folder) return;
        var (height, isAdmin) = (Page.ViewportSize!.Height, Page.Url.StartsWith(world.AdminUrl, StringComparison.Ordinal));
        if (isAdmin) await Page.SetViewportSizeAsync(Width, Math.Max(height, 60 + await AppFrame.EvaluateAsync<int>("document.documentElement.scrollHeight")));
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{Language}-{Width}.png"), FullPage = true });
        if (isAdmin) await Page.SetViewportSizeAsync(Width, height);
    }

    internal void Verify() => Assert.True(troubles.Count == 0, string.Join('\n', troubles));

    private void Watch(IPage page)
    {
        // Turbo leaves this one behind when a page is replaced while one of its frames still loads.
        page.PageError += (_, error) => { if (!error.Contains("AbortError: signal is aborted", StringComparison.Ordinal)) troubles.Add($"Script error on {page.Url}: {error}"); };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !IsExpected(message.Text)) troubles.Add($"Console on {page.Url}: {message.Text}");
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 500 && !Expected.Contains(response.Status)) troubles.Add($"{response.Status} from {response.Url}");
        };
        page.Dialog += async (_, dialog) =>
        {
            if (Asked is { } question && dialog.Message.Contains(question, StringComparison.Ordinal))
            {
                Asked = null;
                await dialog.AcceptAsync();
                return;
            }
            troubles.Add($"A dialog opened: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    private bool IsExpected(string text) => Expected.Any(status => text.Contains($"status of {status}", StringComparison.Ordinal));
}
