using System.Net;
using System.Text.RegularExpressions;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Storefront;
using Xunit;
using static RetentionApp.Tests.Storefront.StorefrontHost;

namespace RetentionApp.Tests.Storefront;

public partial class LoyaltyPageTests
{
    [Fact]
    public async Task It_is_Liquid_in_the_shops_own_layout()
    {
        await using var host = await Start();
        var answer = await host.Http.GetAsync(host.Address("/"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/liquid", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.DoesNotContain("<html", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_is_invited_to_sign_in()
    {
        await using var host = await Start();
        var page = await host.Text("/", customer: null);
        Assert.Contains("""href="/account/login?return_url=%2Fapps%2Fretention" """.TrimEnd(), page, StringComparison.Ordinal);
        Assert.Contains("Sign in to see yours", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-ra-redeem", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_without_points_reads_how_to_get_some()
    {
        await using var host = await Start();
        await host.AddMember();
        var page = await host.Text("/");
        Assert.Contains("0 points", page, StringComparison.Ordinal);
        Assert.Contains("Your first order brings some.", page, StringComparison.Ordinal);
        Assert.Contains("Nothing here yet.", page, StringComparison.Ordinal);
        Assert.Contains("500 to go", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_with_enough_is_asked_before_points_are_taken()
    {
        await using var host = await Start();
        await host.AddMember(available: 1240, pending: 57, nextChangeAt: Now.AddDays(14));
        await host.Add(Lot(1, 57, Now.AddDays(14)));
        var page = await host.Text("/");
        Assert.Contains("worth £12.40 · 57 more on 6 December", page, StringComparison.Ordinal);
        Assert.Contains("This takes 500 points and gives you a code: £5.00 off.", page, StringComparison.Ordinal);
        Assert.Contains("You will have 740 points left.", page, StringComparison.Ordinal);
        Assert.Contains("760 to go", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_waits_to_be_used_and_one_on_its_way_is_not_shown()
    {
        await using var host = await Start();
        await host.AddMember(available: 240);
        await host.Add(Redemption("ANNA-7Q4K", RedemptionState.Issued, expiresAt: Now.AddDays(59)), Redemption("ANNA-LATE", RedemptionState.Pending, "page-0002"),
            Redemption("ANNA-OLD", RedemptionState.Issued, "page-0003", Now.AddDays(-1)), Redemption("ANNA-USED", RedemptionState.Used, "page-0004"));
        var page = await host.Text("/");
        Assert.Contains("""href="/discount/ANNA-7Q4K?redirect=/cart" """.TrimEnd(), page, StringComparison.Ordinal);
        Assert.Contains("until 20 January 2026", page, StringComparison.Ordinal);
        Assert.Contains("Your code is on its way", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ANNA-LATE", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ANNA-OLD", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ANNA-USED", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_programme_says_that_points_are_safe_and_takes_none()
    {
        await using var host = await Start();
        await host.AddMember(available: 1240);
        await host.Run(new ProgrammeSettings { IsActive = false });
        var page = await host.Text("/");
        Assert.Contains("Points are paused", page, StringComparison.Ordinal);
        Assert.Contains("1,240 points", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-ra-redeem", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_nothing_can_be_read_the_page_says_so()
    {
        await using var host = await Start();
        await host.AddMember(available: 5);
        await host.Break();
        var answer = await host.Http.GetAsync(host.Address("/"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("We cannot show your points right now", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owed_points_are_explained()
    {
        await using var host = await Start();
        await host.AddMember(available: -110, debt: 110);
        var page = await host.Text("/");
        Assert.Contains("−110 points", page, StringComparison.Ordinal);
        Assert.Contains("You had already used points of an order that went back.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_typed_is_text_for_browser_and_Liquid_alike()
    {
        const string evil = "<script>alert(1)</script>{{ 7 | times: 6 }}{% assign a = 1 %}\"'";
        await using var host = await Start();
        await host.Offer(Reward(7, 500, 500, evil));
        await host.AddMember(available: 900, firstName: evil);
        await host.Add(host.Entry(EntryKind.Adjusted, 5, evil, Now), Redemption("A", RedemptionState.Issued));
        foreach (var page in new[] { await host.Text("/"), await host.Text("/panel"), await host.Text("/", locale: evil) })
        {
            Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
            Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
            Assert.DoesNotContain("{%", page, StringComparison.Ordinal);
        }
        Assert.Contains(evil, WebUtility.HtmlDecode(await host.Text("/panel")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_from_right_to_left_keeps_English_sentences_whole()
    {
        await using var host = await Start();
        await host.AddMember(available: 5);
        var page = await host.Text("/", locale: "ar");
        Assert.Contains("""lang="en" dir="rtl" """.TrimEnd(), page, StringComparison.Ordinal);
        Assert.Contains("<bdi>Points and rewards</bdi>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Points and rewards", "until 20 January 2026")]
    [InlineData("ru", "Баллы и подарки", "до 20 января 2026 г.")]
    [InlineData("de", "Punkte und Prämien", "bis 20. Januar 2026")]
    [InlineData("fr", "Points et récompenses", "jusqu’au 20 janvier 2026")]
    [InlineData("es", "Puntos y recompensas", "hasta el 20 de enero de 2026")]
    [InlineData("ja", "ポイントと特典", "2026年1月20日まで")]
    public async Task It_speaks_six_languages(string locale, string title, string until)
    {
        await using var host = await Start();
        await host.AddMember(available: 5);
        await host.Add(Redemption("A", RedemptionState.Issued, expiresAt: Now.AddDays(59)));
        var page = WebUtility.HtmlDecode(await host.Text("/", locale: locale == "en" ? "en-GB" : locale)).Replace('\u00a0', ' ').Replace('\u202f', ' ');
        Assert.Contains(title, page, StringComparison.Ordinal);
        Assert.Contains(until, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_JavaScript_the_form_brings_the_page_with_the_code_and_once_only()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var form = Form(await host.Text("/"));
        var first = await Send(host, form);
        var second = await Send(host, form);
        Assert.Contains("Your code is ready", first, StringComparison.Ordinal);
        Assert.Contains("740 points", second, StringComparison.Ordinal);
        Assert.Equal(Code().Match(first).Value, Code().Match(second).Value);
    }

    [Fact]
    public async Task A_form_that_is_not_ours_takes_nothing()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        await host.AddMember(available: 1240, customer: 5);
        var theirs = Form(await host.Text("/", customer: 5));
        Assert.Contains("No points were taken.", await Send(host, theirs), StringComparison.Ordinal);
        Assert.Contains("No points were taken.", await Send(host, new() { ["rewardId"] = "7" }), StringComparison.Ordinal);
        Assert.Contains("No points were taken.", await Send(host, new() { ["rewardId"] = "7", ["token"] = "forged" }), StringComparison.Ordinal);
        Assert.Contains("1,240 points", await host.Text("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_refused_says_why_on_the_page()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        host.Refusal = "No more discounts";
        var page = await Send(host, Form(await host.Text("/")));
        Assert.Contains("Your points are back on your account.", page, StringComparison.Ordinal);
        Assert.Contains("1,240 points", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_too_large_is_not_read()
    {
        await using var host = await Start();
        var answer = await host.Http.PostAsync(host.Address("/redeem"), new FormUrlEncodedContent([new("token", new string('x', 5000))]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task The_script_is_kept_by_browsers_until_it_changes()
    {
        await using var host = await Start();
        var path = Script().Match(await host.Text("/")).Groups[1].Value;
        var script = await host.Http.GetAsync("/proxy" + path);
        Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);
        Assert.Equal(TimeSpan.FromDays(365), script.Headers.CacheControl!.MaxAge);
        Assert.Equal(TimeSpan.FromMinutes(5), (await host.Http.GetAsync("/proxy/assets/loyalty.css?v=old")).Headers.CacheControl!.MaxAge);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/proxy/assets/other.js")).StatusCode);
    }

    private static Dictionary<string, string> Form(string page) => new()
    {
        ["token"] = WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value),
        ["rewardId"] = "7",
    };

    private static async Task<string> Send(StorefrontHost host, Dictionary<string, string> form)
    {
        var answer = await host.Http.PostAsync(host.Address("/redeem"), new FormUrlEncodedContent(form));
        Assert.Equal("application/liquid", answer.Content.Headers.ContentType!.MediaType);
        return await answer.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("data-ra-code-text>([^<]+)<")]
    private static partial Regex Code();

    [GeneratedRegex("<script src=\"/apps/retention(/assets/loyalty\\.js\\?v=[0-9a-f]+)\"")]
    private static partial Regex Script();
}
