using System.Net;
using System.Text.Json;
using RetentionApp.Data;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Storefront;
using Xunit;
using static RetentionApp.Tests.Storefront.StorefrontHost;

namespace RetentionApp.Tests.Storefront;

/// <summary>Return links and invitations.</summary>
public class LandingPagesTests
{
    [Fact]
    public async Task Who_comes_back_finds_the_code_applied_and_reads_what_it_is_worth_and_until_when()
    {
        await using var host = await Start();
        await host.AddMember();
        var path = await BackTo(host, Redemption("ANNA-1", RedemptionState.Issued, expiresAt: Now.AddDays(12)));
        var page = await host.Text(path);
        Assert.Contains("Good to see you again, Anna", page, StringComparison.Ordinal);
        Assert.Contains("£5.00 off", page, StringComparison.Ordinal);
        Assert.Contains("until 4 December", page, StringComparison.Ordinal);
        Assert.Contains("data-ra-apply=\"/discount/ANNA-1?redirect=/cart\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/discount/ANNA-1?redirect=/cart\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5L)]
    public async Task Somebody_elses_browser_is_greeted_without_a_name(long? holder)
    {
        await using var host = await Start();
        await host.AddMember();
        await host.AddMember(customer: 5, firstName: "Eve");
        var page = await host.Text(await BackTo(host, Redemption("ANNA-1", RedemptionState.Issued)), holder);
        Assert.Contains("Good to see you again", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna,", page.Replace("ANNA", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("Eve", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((int)RedemptionState.Used, "This code has been used")]
    [InlineData((int)RedemptionState.Cancelled, "The code is cancelled")]
    [InlineData((int)RedemptionState.Ended, "This code has run out")]
    public async Task A_code_that_is_over_is_told_kindly_and_not_applied(int state, string told)
    {
        await using var host = await Start();
        await host.AddMember();
        var path = await BackTo(host, Redemption("ANNA-1", RedemptionState.Issued));
        await host.Ask((AppDb db) => db.Write(() => db.Sql.Execute($"UPDATE redemptions SET state = {state} WHERE shop_id = {1}").AsTask()));
        var page = await host.Text(path);
        Assert.Contains(told, page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-ra-apply", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/discount/", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_whose_day_has_passed_is_over_before_the_job_has_seen_it()
    {
        await using var host = await Start();
        await host.AddMember();
        var path = await BackTo(host, Redemption("ANNA-1", RedemptionState.Issued, expiresAt: Now));
        Assert.Contains("This code has run out", await host.Text(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_code_that_was_issued_gets_a_return_link_and_only_of_its_own_shop()
    {
        await using var host = await Start();
        await host.AddMember();
        var card = Redemption("CARD-1", RedemptionState.Issued, "key-3");
        card.Kind = RewardKind.GiftCard;
        var rows = new[] { Redemption("ANNA-1", RedemptionState.Pending, "key-1"), Redemption("ANNA-2", RedemptionState.Used, "key-2"), card };
        await host.Add(rows);
        foreach (var row in rows) Assert.Null(await host.Ask((ReturnLinks links) => links.Make(host.Shop, row.Id)));
        var token = host.Get<SealedLinks>().Seal("back", 2, Now.AddDays(1), rows[0].Id);
        Assert.Contains("This link no longer works", await host.Text("/back/" + token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_friend_is_welcomed_by_the_shops_name_and_the_invitation_goes_with_the_cart()
    {
        await using var host = await Start();
        await host.AddMember();
        var code = await host.Ask((Invitations invitations) => invitations.CodeOf(1, Anna));
        foreach (var typed in new[] { code, code.ToUpperInvariant() })
        {
            var page = await host.Text("/refer/" + typed, customer: null);
            Assert.Contains("Welcome to <bdi>Vases</bdi>", page.Replace("<bdi>Welcome to Vases</bdi>", "Welcome to <bdi>Vases</bdi>", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains("action=\"/cart/update\"", page, StringComparison.Ordinal);
            Assert.Contains($"name=\"attributes[referral]\" value=\"{code}\"", page, StringComparison.Ordinal);
            Assert.Contains($"data-ra-remember=\"referral\" data-ra-value=\"{code}\"", page, StringComparison.Ordinal);
            Assert.DoesNotContain("Anna", page, StringComparison.Ordinal);
            foreach (var promise in new[] { "gift", "£", "off your", "reward" }) Assert.DoesNotContain(promise, page[page.IndexOf("data-ra-panel", StringComparison.Ordinal)..], StringComparison.OrdinalIgnoreCase);
        }
        Assert.Contains("This is your own invitation", await host.Text("/refer/" + code), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zzzzzzzzz")]
    [InlineData("x")]
    [InlineData("%7B%7Bshop%7D%7D%3Cscript%3E")]
    public async Task An_unknown_invitation_is_welcomed_all_the_same(string code)
    {
        await using var host = await Start();
        var answer = await host.Http.GetAsync(host.Address("/refer/" + code, customer: null));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("This invitation is no longer valid", page, StringComparison.Ordinal);
        Assert.DoesNotContain("cart/update", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shops_name_that_holds_Liquid_or_script_is_shown_as_it_was_typed()
    {
        await using var host = await Start();
        await host.Ask((AppDb db) => db.Write(() => db.Sql.Execute($"UPDATE shops SET name = {"{{ shop }}<script>x</script>"}").AsTask()));
        host.Get<RetentionApp.Shops.ShopDirectory>().Forget(1);
        var page = await host.Text("/refer/zzzzzzzzz", customer: null);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>x", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;x", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_tries_codes_from_one_address_learns_nothing_more_after_a_while()
    {
        await using var host = await Start();
        await host.AddMember();
        var code = await host.Ask((Invitations invitations) => invitations.CodeOf(1, Anna));
        async Task<string> From(string address, string tried)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, host.Address("/refer/" + tried, customer: null));
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
            return await (await host.Http.SendAsync(request)).Content.ReadAsStringAsync();
        }
        for (var i = 0; i < RedeemLimit.GuestsPerMinute; i++) await From("203.0.113.7", "zzzzzzzzz");
        Assert.DoesNotContain(code, await From("203.0.113.7", code), StringComparison.Ordinal);
        Assert.Contains(code, await From("203.0.113.8", code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_referral_programme_nobody_is_shown_an_invitation_and_with_one_it_is_always_the_same()
    {
        await using var host = await Start();
        await host.AddMember();
        Assert.Equal(JsonValueKind.Null, (await host.Json("/loyalty/panel")).GetProperty("referral").ValueKind);
        Assert.Equal(0, await host.Ask((AppDb db) => db.Sql.Long($"SELECT COUNT(*) FROM invitations WHERE shop_id = {1}").AsTask()));
        await host.Ask((AppDb db) => db.Write(() => db.Sql.Execute($"INSERT INTO shop_settings (shop_id, name, value) VALUES (1, {"referrals"}, {"on"})").AsTask()));
        var first = (await host.Json("/loyalty/panel")).GetProperty("referral");
        Assert.Equal(first.GetRawText(), (await host.Json("/loyalty/panel")).GetProperty("referral").GetRawText());
        Assert.Equal("https://vases.example/apps/retention/refer/" + first.GetProperty("code").GetString(), first.GetProperty("url").GetString());
        Assert.Equal(JsonValueKind.Null, (await host.Json("/loyalty/panel", customer: null)).GetProperty("referral").ValueKind);
    }

    /// <summary>The link's path below the proxy.</summary>
    private static async Task<string> BackTo(StorefrontHost host, Redemption redemption)
    {
        await host.Add(redemption);
        return (await host.Ask((ReturnLinks links) => links.Make(host.Shop, redemption.Id)))!.Url["https://vases.example/apps/retention".Length..];
    }
}
