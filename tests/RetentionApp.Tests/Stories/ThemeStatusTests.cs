using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using RetentionApp.Commerce;
using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.Graph;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>Home says what is on in the live theme, from a reading that it never waits for.</summary>
public sealed class ThemeStatusTests : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync() => world = await World.Installed();
    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Home_asks_Shopify_nothing_and_its_frame_asks_once_in_ten_minutes()
    {
        var home = await Page("/");
        Assert.Contains("Looking at your live theme…", home);
        Assert.Contains("<turbo-frame id=\"theme\" target=\"_top\" src=\"/theme\">", home);
        Assert.Equal(0, Asked);
        var frame = await Page("/theme");
        Assert.Equal((1, "Shown", "Shown", "Not shown"), (Asked, State(frame, "Button and panel on every page"), State(frame, "Points on the product page"), State(frame, "List of rewards")));
        Assert.DoesNotContain("src=\"/theme\"", await Page("/"));
        await Page("/theme");
        Assert.Equal(1, Asked);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Contains("src=\"/theme\"", await Page("/"));
        await Page("/theme");
        Assert.Equal(2, Asked);
    }

    [Fact]
    public async Task Checking_again_sees_at_once_what_the_merchant_changed()
    {
        await Page("/theme");
        world.Shop.Theme.Switch(world.Shop.Theme.Embeds[0].Id);
        world.Shop.Theme.Remove(world.Shop.Theme.Blocks["product"][0].Id);
        world.Shop.Theme.Add("cart", "balance");
        using var checkedAgain = await Send(HttpMethod.Post, "/theme");
        Assert.Equal((HttpStatusCode.SeeOther, "/theme"), (checkedAgain.StatusCode, checkedAgain.Headers.Location!.OriginalString));
        var frame = await Page("/theme");
        Assert.Equal(("Not shown", "Not shown", "Shown"), (State(frame, "Button and panel on every page"), State(frame, "Points on the product page"), State(frame, "Points balance")));
        Assert.Contains("In: cart", frame);
        Assert.Contains("Show points in your theme", await Page("/"));
    }

    [Fact]
    public async Task Links_open_the_theme_editor_where_the_switch_is()
    {
        var frame = WebUtility.HtmlDecode(await Page("/theme"));
        var editor = $"{world.App.Shopify.Url}/{world.Shop.Domain}/admin/themes/current/editor";
        Assert.Contains($"href=\"{editor}?context=apps&template=index&activateAppId=devstore-api-key/launcher\"", frame);
        Assert.Contains($"href=\"{editor}?template=product&addAppBlockId=devstore-api-key/product-points&target=mainSection\"", frame);
        Assert.Contains($"href=\"{editor}?template=index&addAppBlockId=devstore-api-key/rewards&target=newAppsSection\"", frame);
        using var browser = new HttpClient();
        Assert.Contains("asks for <b>launcher</b>", await browser.GetStringAsync($"{editor}?context=apps&template=index&activateAppId=devstore-api-key/launcher"));
    }

    [Fact]
    public async Task Without_the_permission_home_says_that_it_does_not_know_and_asks_nobody()
    {
        world.Shop.ChangeScopes(world.Shop.Scopes.Where(scope => scope != Themes.Scope));
        await world.Settled();
        var frame = await Page("/theme");
        Assert.Contains("this app may not read your themes", frame);
        Assert.Null(State(frame, "Button and panel on every page"));
        Assert.Equal(0, Asked);
        world.Shop.ChangeScopes(world.Shop.Scopes.Append(Themes.Scope));
        await world.Settled();
        Assert.Contains("src=\"/theme\"", await Page("/"));
        Assert.Equal("Shown", State(await Page("/theme"), "Button and panel on every page"));
    }

    [Fact]
    public async Task Where_Shopify_does_not_answer_the_last_reading_stays_with_its_time()
    {
        await Page("/theme");
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        world.Shop.Faults.Next(FaultKind.TopLevelErrors, "ThemeFiles", times: 20);
        var frame = await Page("/theme");
        Assert.Contains("Shopify did not answer when we asked about your theme.", frame);
        Assert.Contains("11 min ago", frame);
        Assert.Equal("Shown", State(frame, "Button and panel on every page"));
    }

    [Fact]
    public async Task A_vintage_theme_has_the_launcher_and_no_places_for_blocks()
    {
        world.Shop.Theme.IsVintage = true;
        var frame = await Page("/theme");
        Assert.Equal("Shown", State(frame, "Button and panel on every page"));
        Assert.Contains("This is a vintage theme", frame);
        Assert.DoesNotContain("List of rewards", frame);
    }

    private int Asked => world.Shop.GraphLog.Calls.Count(call => call.Operation == "ThemeFiles");

    private static string? State(string page, string name) =>
        Regex.Match(page, $@"<b>{Regex.Escape(name)}</b>(?:(?!</li>).)*?<span class=""badge ?[^""]*"">([\w ]+)</span>", RegexOptions.Singleline) is { Success: true } match ? match.Groups[1].Value : null;

    private async Task<string> Page(string path)
    {
        using var answer = await Send(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", SessionTokens.Mint(world.Shop)) } };
        return await world.Http.SendAsync(request);
    }
}
