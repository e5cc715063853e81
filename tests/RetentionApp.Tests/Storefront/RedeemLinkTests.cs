using System.Net;
using System.Text.RegularExpressions;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shops;
using Xunit;
using static RetentionApp.Tests.Storefront.StorefrontHost;

namespace RetentionApp.Tests.Storefront;

/// <summary>One-click redeem links: what opening, confirming, repeating and passing one on does.</summary>
public class RedeemLinkTests
{
    [Fact]
    public async Task Opening_a_link_asks_and_takes_nothing_however_often_a_scanner_opens_it()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var path = await Link(host);
        for (var i = 0; i < 3; i++) await host.Text(path);
        var head = await host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, host.Address(path)));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        var answer = await host.Http.GetAsync(host.Address(path));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal("application/liquid", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl is { NoStore: true, Private: true });
        Assert.Equal(("no-referrer", "noindex, nofollow"), (answer.Headers.GetValues("Referrer-Policy").Single(), answer.Headers.GetValues("X-Robots-Tag").Single()));
        Assert.Contains("This takes 500 points and gives you a code: £5.00 off.", page, StringComparison.Ordinal);
        Assert.Contains("You will have 740 points left.", page, StringComparison.Ordinal);
        Assert.Contains($"action=\"/apps/retention{path}\"", page, StringComparison.Ordinal);
        Assert.Equal((1240, 0), await Standing(host));
    }

    [Fact]
    public async Task Confirming_it_redeems_once_however_often_and_however_fast_it_is_confirmed()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var path = await Link(host);
        var pages = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => await (await host.PostForm(path)).Content.ReadAsStringAsync()));
        var code = Regex.Match(pages[0], "[A-Z2-9]{5}-[A-Z2-9]{5}").Value;
        Assert.NotEmpty(code);
        Assert.All(pages, page => Assert.Contains(code, page, StringComparison.Ordinal));
        Assert.Equal((740, 1), await Standing(host));
        var again = await host.Text(path);
        Assert.Contains(code, again, StringComparison.Ordinal);
        Assert.Contains($"/discount/{code}?redirect=/cart", again, StringComparison.Ordinal);
        Assert.DoesNotContain($"action=\"/apps/retention{path}\"", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_links_are_two_wishes()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        await host.PostForm(await Link(host));
        await host.PostForm(await Link(host));
        Assert.Equal((240, 2), await Standing(host));
    }

    [Theory]
    [InlineData(null, "Sign in with the account")]
    [InlineData(5L, "This link belongs to another account")]
    public async Task Whoever_else_holds_the_link_neither_spends_the_points_nor_sees_a_code(long? holder, string told)
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        await host.AddMember(available: 9000, customer: 5, firstName: "Eve");
        var path = await Link(host);
        Assert.Contains(told, await host.Text(path, holder), StringComparison.Ordinal);
        var answer = await (await host.PostForm(path, holder)).Content.ReadAsStringAsync();
        Assert.Contains(told, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("1,240", answer, StringComparison.Ordinal);
        Assert.Contains($"return_url=%2Fapps%2Fretention%2Fr%2F", answer, StringComparison.Ordinal);
        Assert.Equal((1240, 0), await Standing(host));
        await host.PostForm(path);
        Assert.DoesNotMatch("[A-Z2-9]{5}-[A-Z2-9]{5}", await host.Text(path, holder));
    }

    [Fact]
    public async Task Who_was_merged_away_confirms_for_the_account_that_survived()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var path = await Link(host, customer: 12);
        await host.Add(Person(12, "Ann", mergedInto: Anna));
        await host.PostForm(path, customer: 12);
        Assert.Equal((740, 1), await Standing(host));
        Assert.Matches("[A-Z2-9]{5}-[A-Z2-9]{5}", await host.Text(path, Anna));
    }

    [Theory]
    [InlineData("/r/nonsense")]
    [InlineData("/r/CfDJ8")]
    [InlineData("/back/nonsense")]
    public async Task What_is_no_link_of_ours_is_told_kindly(string path)
    {
        await using var host = await Start();
        await host.AddMember();
        var answer = await host.Http.GetAsync(host.Address(path));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("This link no longer works", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_is_good_for_its_shop_its_purpose_and_its_time()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var links = host.Get<SealedLinks>();
        string Sealed(string purpose, long shop, DateTime until) => links.Seal(purpose, shop, until, Anna, 7, 0);
        foreach (var token in new[] { Sealed("redeem", 2, Now.AddDays(1)), Sealed("back", 1, Now.AddDays(1)), Sealed("redeem", 1, Now), Sealed("redeem", 1, Now.AddDays(1)) + "x" })
            Assert.Contains("This link no longer works", await (await host.PostForm("/r/" + token)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((1240, 0), await Standing(host));
        await host.PostForm("/r/" + Sealed("redeem", 1, Now.AddSeconds(1)));
        Assert.Equal((740, 1), await Standing(host));
    }

    [Fact]
    public async Task What_stands_in_the_way_is_told_before_anything_is_asked()
    {
        await using var host = await Start();
        await host.AddEarner(478);
        var path = await Link(host);
        Assert.Contains("You need 22 points more for this reward.", await host.Text(path), StringComparison.Ordinal);
        Assert.Contains("You need 22 points more for this reward.", await (await host.PostForm(path)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await host.Offer(Reward(8, 100, 100));
        Assert.Contains("This reward is not available", await host.Text(path), StringComparison.Ordinal);
        Assert.Contains("This reward is not available", await host.Text(path, customer: null), StringComparison.Ordinal);
        await host.Run(new ProgrammeSettings { IsActive = false });
        await host.Offer(Reward(7, 100, 100));
        Assert.Contains("Points are paused", await host.Text(path), StringComparison.Ordinal);
        Assert.Equal((478, 0), await Standing(host));
    }

    [Theory]
    [InlineData((int)RedemptionState.Used, "This code has been used")]
    [InlineData((int)RedemptionState.Cancelled, "The code is cancelled")]
    [InlineData((int)RedemptionState.Ended, "This code has run out")]
    [InlineData((int)RedemptionState.Pending, "Your code is on its way")]
    [InlineData((int)RedemptionState.Refused, "The shop could not make your code")]
    public async Task A_link_that_was_confirmed_tells_what_became_of_it(int state, string told)
    {
        await using var host = await Start();
        await host.AddMember();
        var token = host.Get<SealedLinks>().Seal("redeem", 1, Now.AddDays(1), Anna, 7, 0);
        var key = (await host.Ask((RedeemLinks links) => Task.FromResult(links.Open(1, token))))!.Key;
        await host.Add(Redemption("ANNA-1", (RedemptionState)state, key));
        Assert.Contains(told, await host.Text("/r/" + token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slider_is_redeemed_for_the_points_of_the_link()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var slider = Reward(9, 100, 100);
        (slider.Kind, slider.Terms) = (RewardKind.Slider, new RewardDetails { MaximumPoints = 1000, StepPoints = 100 });
        await host.Offer(slider);
        Assert.Null(await Made(host, 9, points: 150));
        Assert.Null(await Made(host, 9, points: 1100));
        Assert.Null(await Made(host, 4711));
        var path = await Link(host, reward: 9, points: 700);
        Assert.Contains("£7.00", await host.Text(path), StringComparison.Ordinal);
        await host.PostForm(path);
        Assert.Equal((540, 1), await Standing(host));
    }

    [Fact]
    public async Task A_body_that_no_form_of_ours_sends_is_not_read()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var answer = await host.PostForm(await Link(host), Anna, ("x", new string('x', 5000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal((1240, 0), await Standing(host));
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_make_the_browser_confirm_it()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var request = new HttpRequestMessage(HttpMethod.Post, host.Address(await Link(host))) { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Http.SendAsync(request)).StatusCode);
        Assert.Equal((1240, 0), await Standing(host));
    }

    [Theory]
    [InlineData("ru", "740 баллов")]
    [InlineData("de", "500")]
    [InlineData("fr", "500")]
    [InlineData("es", "500")]
    [InlineData("ja", "500")]
    [InlineData("ar", "dir=\"rtl\"")]
    public async Task It_speaks_the_shops_languages(string locale, string told)
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        Assert.Contains(told, await host.Text(await Link(host), locale: locale), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_people_typed_run_neither_as_script_nor_as_Liquid()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        await host.Offer(Reward(7, 500, 500, name: "{{ shop.secret }}<script>alert(1)</script>{% include 'x' %}"));
        foreach (var page in new[] { await host.Text(await Link(host)), await host.Text(await Link(host), customer: null), await (await host.PostForm(await Link(host))).Content.ReadAsStringAsync() })
        {
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
            Assert.DoesNotContain("{%", page, StringComparison.Ordinal);
        }
    }

    private static Task<MadeLink?> Made(StorefrontHost host, long reward, long? points = null, long customer = Anna) => host.Ask((RedeemLinks links) => links.Make(host.Shop, customer, reward, points));

    /// <summary>The link's path below the proxy.</summary>
    private static async Task<string> Link(StorefrontHost host, long reward = 7, long? points = null, long customer = Anna)
    {
        var made = (await Made(host, reward, points, customer))!;
        Assert.StartsWith("https://vases.example/apps/retention/r/", made.Url, StringComparison.Ordinal);
        Assert.Equal(Now.AddDays(30), made.Until);
        return made.Url["https://vases.example/apps/retention".Length..];
    }

    private static async Task<(long Available, long Redemptions)> Standing(StorefrontHost host) => (
        (await host.Json("/loyalty")).GetProperty("available").GetInt64(), await host.Ask((AppDb db) => db.Sql.Long($"SELECT COUNT(*) FROM redemptions WHERE shop_id = {1}").AsTask()));
}
