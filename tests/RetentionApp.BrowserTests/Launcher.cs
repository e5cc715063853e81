using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace RetentionApp.BrowserTests;

/// <summary>The parts of the launcher on a page; all but the host lie in its open shadow root.</summary>
internal sealed partial class Launcher(IPage page)
{
    internal ILocator Button => page.Locator("retention-launcher a.open");
    internal ILocator Dialog => page.Locator("retention-launcher dialog");

    /// <summary>The button that asks for the first reward within reach.</summary>
    internal ILocator Reward => Dialog.Locator("button.go[aria-expanded]").First;
    internal ILocator Confirm => Dialog.Locator("form button[type=submit]").First;

    /// <summary>The code that was announced, once it was; the customer may hold others.</summary>
    internal async Task<string> NewCode()
    {
        var ear = Dialog.Locator("[role=status]");
        await Expect(ear).ToContainTextAsync(Made());
        var code = Made().Match(await ear.InnerTextAsync()).Value;
        await Expect(Dialog.Locator(".code b[data-code]", new() { HasTextString = code })).ToBeVisibleAsync();
        return code;
    }

    internal async Task Open()
    {
        await Button.ClickAsync();
        await Expect(Dialog).ToBeVisibleAsync();
        await Expect(Dialog.Locator(".wait")).ToHaveCountAsync(0);
    }

    /// <summary>Where the focus is: "a" for the button, "dialog …" inside the panel, null for nothing, else the name of the element.</summary>
    internal Task<string?> Focused() => page.EvaluateAsync<string?>("""
        () => {
          let one = document.activeElement;
          if (!one || one === document.body || one === document.documentElement) return null;
          while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
          return one.closest('dialog') ? `dialog ${one.localName} ${one.textContent.slice(0, 30)}${one.name ?? ''}` : one.localName === 'a' && one.classList.contains('open') ? 'a' : one.outerHTML.slice(0, 80);
        }
        """);

    internal async Task IsAtTheEndCorner(bool isRightToLeft)
    {
        var box = (await Button.BoundingBoxAsync())!;
        var width = page.ViewportSize!.Width;
        Assert.True(isRightToLeft ? box.X < width / 3 : box.X + box.Width > width * 2 / 3, $"The button stands at {box.X} of {width}.");
    }

    /// <summary>Notes what moves on every page from here on, without a person having asked for it.</summary>
    internal static Task WatchShifts(IPage page) => page.AddInitScriptAsync("""
        window.shifted = [];
        new PerformanceObserver(list => {
          for (const one of list.getEntries()) if (!one.hadRecentInput)
            window.shifted.push(`${one.value.toFixed(4)} at ${one.startTime.toFixed()} ms: ` + one.sources.map(part => `${part.node?.outerHTML?.slice(0, 80)} from ${JSON.stringify(part.previousRect)} to ${JSON.stringify(part.currentRect)}`).join(' | '));
        }).observe({ type: 'layout-shift', buffered: true });
        """);

    /// <summary>Nothing has moved by itself since this page was opened.</summary>
    internal static async Task NothingMoved(IPage page) =>
        Assert.Equal("", await page.EvaluateAsync<string>("new Promise(done => requestAnimationFrame(() => setTimeout(() => done(window.shifted.join('\\n')), 50)))"));

    [GeneratedRegex("[A-Z2-9]{5}-[A-Z2-9]{5}")] private static partial Regex Made();
}
