using System.Net;
using RetentionApp.Api;
using RetentionApp.Commerce;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using Xunit;

namespace RetentionApp.Tests.Api;

/// <summary>What can be read: the shop's own, page by page, whatever is added meanwhile.</summary>
public sealed class ApiReadingTests : IAsyncLifetime
{
    private ApiHost host = null!;

    public async Task InitializeAsync() => host = await ApiHost.Start();
    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_customer_is_answered_with_text_ids_and_UTC_times()
    {
        var said = await host.Get($"customers/{ApiHost.Anna}");
        Assert.Equal("""
            {"id":"207119551","email":"anna@example.com","firstName":"Anna","lastName":"Ash","locale":null,"tags":["vip","early"],"acceptsEmailMarketing":false,"createdAt":null,"updatedAt":"2026-02-01T00:00:00Z"}
            """, said.Text);
        Assert.Contains("no-store", said.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("customers/99")]
    [InlineData("customers/99/balance")]
    [InlineData("customers/99/ledger")]
    [InlineData("customers/12345")]
    [InlineData("customers/abc")]
    [InlineData("customers/-1")]
    [InlineData("customers/99999999999999999999")]
    [InlineData("redemptions/5")]
    [InlineData("redemptions/x")]
    [InlineData("nothing")]
    [InlineData("customers/1/2/3")]
    public async Task Another_shops_id_an_unknown_one_and_no_id_at_all_are_404(string path)
    {
        await host.Add(new Redemption { Id = 5, ShopId = 2, CustomerId = 99, IdempotencyKey = "k", Title = "t", Currency = "GBP", Code = "AAAAA-BBBBB", State = RedemptionState.Issued, CreatedAt = host.Now });
        var said = await host.Get(path);
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json", "404"), (said.Status, said.ContentType, said["status"]));
        Assert.NotEqual("", said["detail"]);
    }

    [Fact]
    public async Task A_merged_customer_answers_as_the_one_it_became_and_an_erased_one_is_gone()
    {
        await host.Add(new Customer { ShopId = 1, Id = 5, SearchText = "", Tags = "", UpdatedAt = host.Now, MergedInto = ApiHost.Anna }, new Customer { ShopId = 1, Id = 6, SearchText = "", Tags = "", UpdatedAt = host.Now, DeletedAt = host.Now });
        await host.Give(ApiHost.Anna, 70);
        Assert.Equal(ApiHost.Anna.ToString(), (await host.Get("customers/5"))["id"]);
        Assert.Equal(("207119551", "70"), (await host.Get("customers/5/balance")) is var balance ? (balance["customerId"], balance["available"]) : default);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("customers/6")).Status);
        Assert.Equal([ApiHost.Anna.ToString(), ApiHost.Ben.ToString()], (await host.Get("customers")).Ids());
    }

    [Fact]
    public async Task Pages_hold_every_customer_once_though_others_come_and_go_meanwhile()
    {
        await host.Add([.. Enumerable.Range(1, 40).Select(n => (object)ApiHost.Customer(1, n * 10, "P" + n))]);
        var next = 5;
        var ids = await host.Walk("customers?limit=7", () => host.Add(ApiHost.Customer(1, (next += 10) - 10, "N" + next)));
        var expected = Enumerable.Range(1, 40).Select(n => (n * 10).ToString()).Append(ApiHost.Anna.ToString()).Append(ApiHost.Ben.ToString());
        Assert.Equal(expected, ids.Where(id => !id.EndsWith('5')));
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task Updated_since_goes_by_the_last_change_ties_included()
    {
        var at = new DateTime(2026, 2, 10, 0, 0, 0, DateTimeKind.Utc);
        await host.Add([.. Enumerable.Range(1, 9).Select(n => (object)ApiHost.Customer(1, 100 - n, "T" + n, at)), ApiHost.Customer(1, 3, "Late", at.AddHours(1)), ApiHost.Customer(1, 4, "Early", at.AddHours(-1))]);
        Assert.Equal(["91", "92", "93", "94", "95", "96", "97", "98", "99", "3"], await host.Walk("customers?limit=2&updatedSince=2026-02-10T00:00:00Z"));
        Assert.Equal(["3"], (await host.Get("customers?updatedSince=2026-02-10T02:00:00%2B01:00")).Ids());
        Assert.Equal(["95"], (await host.Get("customers?updatedSince=2026-02-10&email=T5@Example.com")).Ids());
        Assert.Equal(["95"], (await host.Get("customers?email=t5@example.com")).Ids());
        Assert.Empty((await host.Get("customers?email=cleo@example.com")).Ids());
    }

    [Theory]
    [InlineData("customers?limit=0", 422)]
    [InlineData("customers?limit=251", 422)]
    [InlineData("customers?limit=ten", 422)]
    [InlineData("customers?updatedSince=yesterday", 422)]
    [InlineData("customers?cursor=nonsense", 400)]
    [InlineData("customers?cursor=%00", 400)]
    [InlineData("redemptions?customer=anna", 422)]
    public async Task What_is_asked_wrongly_is_explained(string path, int status)
    {
        var said = await host.Get(path);
        Assert.Equal((status, "application/problem+json"), ((int)said.Status, said.ContentType));
        Assert.True(said["detail"]!.Length > 20);
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused()
    {
        var page = await host.Get("customers?limit=1");
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Get("customers?updatedSince=2026-01-01&cursor=" + page["next"])).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Get("redemptions?cursor=" + page["next"])).Status);
        Assert.Equal(new Cursor("ledger", 7, host.Now), Cursor.Read(new Cursor("ledger", 7, host.Now).ToString()));
    }

    [Fact]
    public async Task A_page_holds_at_most_250()
    {
        await host.Add([.. Enumerable.Range(1, 260).Select(n => (object)ApiHost.Customer(1, n, "P" + n))]);
        var page = await host.Get("customers?limit=250");
        Assert.Equal(250, page.Ids().Count);
        Assert.Equal(12, (await host.Get($"customers?limit=250&cursor={page["next"]}")).Ids().Count);
    }

    /// <summary>500 points are worth £5.00: 1,240 are £12.40. 83 wait until the 10th.</summary>
    [Fact]
    public async Task A_balance_says_what_is_there_what_waits_and_what_it_is_worth()
    {
        await host.Give(ApiHost.Anna, 1240);
        await host.Do<PointsLedger>(ledger => ledger.Credit(1, ApiHost.Anna, new Posting(EntryKind.OrderEarned, 83, 83, "order:7#1", 7, "#1042", host.Now), host.Now.AddDays(9), null, 7));
        await host.Do<Programmes>(programmes => programmes.Save(1, ProgrammeSettings.For("GBP") with { Tiers = new(true, TierBasis.Points, TierWindow.Ever, 0, [new("gold", "Gold", null, "#aa8800", "star", 1000, 0, 1, null, null, null)]) }, "t"));
        await host.Add(new CustomerTier { ShopId = 1, CustomerId = ApiHost.Anna, LevelId = "gold", Since = host.Now, Standing = 1240, EvaluatedAt = host.Now });
        var said = await host.Get($"customers/{ApiHost.Anna}/balance");
        Assert.Equal("""
            {"customerId":"207119551","available":1240,"pending":83,"lifetime":1323,"value":{"amount":"12.40","currency":"GBP"},"nextAvailable":{"points":83,"at":"2026-03-10T12:00:00Z"},"nextExpiring":null,"isBlocked":false,"tier":{"id":"gold","name":"Gold","since":"2026-03-01T12:00:00Z","until":null}}
            """, said.Text);
        host.Clock.Advance(TimeSpan.FromDays(9));
        Assert.Equal(("1323", "0"), (await host.Get($"customers/{ApiHost.Anna}/balance")) is var later ? (later["available"], later["pending"]) : default);
        Assert.Equal("0", (await host.Get($"customers/{ApiHost.Ben}/balance"))["available"]);
    }

    [Fact]
    public async Task The_ledger_is_read_from_the_latest_and_stays_in_step_while_entries_are_added()
    {
        for (var n = 1; n <= 10; n++) await host.Give(ApiHost.Anna, n, "g" + n);
        await host.Do<PointsLedger>(ledger => ledger.Credit(1, ApiHost.Anna, new Posting(EntryKind.OrderEarned, 83, 83, "order:7#1", 7, "#1042", host.Now.AddDays(-3)), host.Now, null, 7));
        var n2 = 100;
        var ids = await host.Walk($"customers/{ApiHost.Anna}/ledger?limit=3", () => host.Give(ApiHost.Anna, 1, "later" + n2++));
        Assert.Equal(11, ids.Count);
        Assert.Equal(11, ids.Distinct().Count());
        var last = (await host.Get($"customers/{ApiHost.Anna}/ledger?limit=250")).Body.GetProperty("data").EnumerateArray().Last();
        Assert.Equal(("orderEarned", 83, "#1042", "7"), (last.GetProperty("kind").GetString(), last.GetProperty("points").GetInt32(), last.GetProperty("note").GetString(), last.GetProperty("orderId").GetString()));
        Assert.Empty((await host.Get($"customers/{ApiHost.Ben}/ledger")).Ids());
    }

    [Fact]
    public async Task Rewards_are_those_of_the_shop()
    {
        var said = await host.Get("rewards");
        var reward = said.Body.GetProperty("data").EnumerateArray().Single();
        Assert.Equal(("amountOff", 500, "5.00"), (reward.GetProperty("kind").GetString(), reward.GetProperty("cost").GetInt32(), reward.GetProperty("amount").GetProperty("amount").GetString()));
    }
}
