using System.Globalization;
using System.Net;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using Xunit;
using static RetentionApp.Tests.Storefront.StorefrontHost;

namespace RetentionApp.Tests.Storefront;

public class LoyaltyJsonTests
{
    [Fact]
    public async Task A_member_sees_points_worth_rewards_and_history()
    {
        await using var host = await Start();
        await host.AddMember(available: 1240, pending: 57, lifetime: 1797, nextChangeAt: Now.AddDays(14));
        await host.Add(host.Entry(EntryKind.OrderEarned, 1740, "#1042", Now.AddDays(-40)), host.Entry(EntryKind.Redeemed, -500, "5.00 GBP · 1", Now.AddDays(-3)),
            Lot(9, 57, Now.AddDays(14)), Redemption("ANNA-7Q4K", RedemptionState.Issued, expiresAt: Now.AddDays(30)));

        var json = await host.Json("/loyalty");

        Assert.Equal(Anna, json.GetProperty("customer").GetProperty("id").GetInt64());
        Assert.Equal("Anna", json.GetProperty("customer").GetProperty("firstName").GetString());
        Assert.Equal((1240, 57, 1797), (json.GetProperty("available").GetInt64(), json.GetProperty("pending").GetInt64(), json.GetProperty("lifetime").GetInt64()));
        Assert.Equal("""{"amount":"12.40","currency":"GBP"}""", json.GetProperty("value").GetRawText());
        Assert.Equal("""{"points":57,"at":"2025-12-06T12:00:00Z"}""", json.GetProperty("nextAvailable").GetRawText());
        Assert.Equal(["£5.00 off True", "£20.00 off False"], json.GetProperty("rewards").EnumerateArray().Select(reward => $"{reward.GetProperty("name")} {reward.GetProperty("affordable")}"));
        Assert.Equal(["-500 £5.00 off 2025-11-19T12:00:00Z", "1740 Order #1042 2025-10-13T12:00:00Z"],
            json.GetProperty("history").EnumerateArray().Select(entry => $"{entry.GetProperty("points")} {entry.GetProperty("reason")} {entry.GetProperty("at")}"));
        Assert.Equal("ANNA-7Q4K", json.GetProperty("codes")[0].GetProperty("code").GetString());
        Assert.Equal("5 points for every £1.00 you spend", json.GetProperty("ways")[0].GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_guest_sees_what_there_is_to_earn()
    {
        await using var host = await Start();
        var answer = await host.Http.GetAsync(host.Address("/loyalty", customer: null));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store, private", string.Join(", ", answer.Headers.CacheControl!.ToString().Split(", ").Order()));
        var json = await host.Json("/loyalty", customer: null);
        Assert.Equal("null", json.GetProperty("customer").GetRawText());
        Assert.Equal(0, json.GetProperty("available").GetInt64());
        Assert.NotEmpty(json.GetProperty("ways").EnumerateArray());
        Assert.All(json.GetProperty("rewards").EnumerateArray(), reward => Assert.False(reward.GetProperty("affordable").GetBoolean()));
    }

    [Fact]
    public async Task A_customer_we_never_heard_of_has_no_points()
    {
        await using var host = await Start();
        var json = await host.Json("/loyalty", customer: 404);
        Assert.Equal(404, json.GetProperty("customer").GetProperty("id").GetInt64());
        Assert.Equal("0.00", json.GetProperty("value").GetProperty("amount").GetString());
    }

    [Fact]
    public async Task Points_become_available_and_expire_when_the_clock_says_so()
    {
        await using var host = await Start();
        await host.AddMember(available: 100, pending: 300, lifetime: 400, debt: 20, nextChangeAt: Now.AddMinutes(-1));
        await host.Add(Lot(1, 100, Now.AddDays(-9), expiresAt: Now.AddMinutes(-1)), Lot(2, 200, Now), Lot(3, 100, Now.AddSeconds(1)));
        var json = await host.Json("/loyalty");
        Assert.Equal((180, 100), (json.GetProperty("available").GetInt64(), json.GetProperty("pending").GetInt64()));
        Assert.Equal("1.80", json.GetProperty("value").GetProperty("amount").GetString());
    }

    [Fact]
    public async Task Owed_points_are_worth_nothing_rather_than_less()
    {
        await using var host = await Start();
        await host.AddMember(available: -110, debt: 110);
        var json = await host.Json("/loyalty");
        Assert.Equal(-110, json.GetProperty("available").GetInt64());
        Assert.Equal("0.00", json.GetProperty("value").GetProperty("amount").GetString());
    }

    [Fact]
    public async Task Worth_is_rounded_down_to_the_minor_unit()
    {
        await using var host = await Start();
        await host.Offer(Reward(1, 3, 1), Reward(2, 900, 900));
        await host.AddMember(available: 8);
        Assert.Equal("0.02", (await host.Json("/loyalty")).GetProperty("value").GetProperty("amount").GetString());
    }

    [Fact]
    public async Task Who_was_merged_away_sees_the_account_that_survived()
    {
        await using var host = await Start();
        await host.AddMember(available: 640, customer: 11, firstName: "Ann");
        await host.Add(Person(12, "Anna", mergedInto: 11), Person(13, "Anne", mergedInto: 12));
        var json = await host.Json("/loyalty", customer: 13);
        Assert.Equal(640, json.GetProperty("available").GetInt64());
        Assert.Equal("Ann", json.GetProperty("customer").GetProperty("firstName").GetString());
    }

    [Fact]
    public async Task History_holds_the_last_twenty_in_the_order_in_which_things_happened()
    {
        await using var host = await Start();
        await host.AddMember();
        // Past orders are imported after the first new ones have come in.
        for (var day = 0; day < 25; day++) await host.Add(host.Entry(EntryKind.OrderEarned, day, "#" + day, Now.AddDays(-(day * 7 % 25))));
        var history = (await host.Json("/loyalty")).GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(20, history.Count);
        Assert.Equal(history.Select(entry => entry.GetProperty("at").GetString()).OrderDescending(), history.Select(entry => entry.GetProperty("at").GetString()));
    }

    [Theory]
    [InlineData("ru", null, "5 баллов за каждые 1,00 £ в заказе")]
    [InlineData(null, "de", "5 Punkte je 1,00 £ Einkaufswert")]
    [InlineData(null, null, "5 points for every £1.00 you spend")]
    [InlineData("xx-nowhere", "de", "5 Punkte je 1,00 £ Einkaufswert")]
    public async Task Words_are_in_the_language_of_the_page_then_the_customer_then_the_shop(string? page, string? customer, string expected)
    {
        await using var host = await Start();
        await host.AddMember(locale: customer);
        var title = (await host.Json("/loyalty", locale: page)).GetProperty("ways")[0].GetProperty("title").GetString()!;
        Assert.Equal(expected, title.Replace('\u00a0', ' '));
    }

    [Fact]
    public async Task A_changed_programme_is_seen_at_once()
    {
        await using var host = await Start();
        await host.Json("/loyalty");
        await host.Run(new ProgrammeSettings { Points = 1.5m });
        Assert.Equal("1.5 points for every £1.00 you spend", (await host.Json("/loyalty")).GetProperty("ways")[0].GetProperty("title").GetString());
        await host.Run(new ProgrammeSettings { IsActive = false });
        Assert.Empty((await host.Json("/loyalty")).GetProperty("ways").EnumerateArray());
    }

    [Theory]
    [InlineData("HEAD", "/loyalty")]
    [InlineData("GET", "/nowhere/at/all")]
    [InlineData("DELETE", "/loyalty/redeem")]
    public async Task Anything_else_is_404_with_nothing_in_it(string method, string path)
    {
        await using var host = await Start();
        var answer = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), host.Address(path)));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/loyalty")]
    [InlineData("/")]
    [InlineData("/panel")]
    [InlineData("/nowhere")]
    public async Task Without_a_signature_nothing_is_answered(string path)
    {
        await using var host = await Start();
        var address = host.Address(path).Replace(Anna.ToString(CultureInfo.InvariantCulture), "1", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.GetAsync(address)).StatusCode);
    }
}
