using System.Net;
using System.Text.Json;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shops;
using RetentionApp.Storefront;
using RetentionApp.Tests.Storefront;
using Xunit;
using static RetentionApp.Tests.Storefront.StorefrontHost;

namespace RetentionApp.Tests.Surfaces;

/// <summary>What account, thank-you and checkout extensions read and do.</summary>
public sealed class ShopperSurfaceTests
{
    private static readonly object Wish = new { rewardId = 7, idempotencyKey = "a-key-of-mine" };

    [Fact]
    public async Task One_call_brings_balance_rewards_history_and_the_merchants_word()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var json = await host.Ask(SurfaceTokens.Shopper(), "/loyalty?locale=ru").Said();
        Assert.Equal((1240, 2, "Заказ #1042"), (json.GetProperty("available").GetInt64(), json.GetProperty("rewards").GetArrayLength(), json.GetProperty("history")[0].GetProperty("reason").GetString()));
        Assert.Equal("""{"one":"балл","few":"балла","many":"баллов","other":"балла"}""", json.GetProperty("word").ToString());
        // The account and the panel over the shop's pages say the same.
        var panel = await host.Json("/loyalty/panel", locale: "ru");
        foreach (var name in new[] { "customer", "value", "rewards", "ways", "earn", "history", "words", "state" }) Assert.Equal(panel.GetProperty(name).ToString(), json.GetProperty(name).ToString());
    }

    [Fact]
    public async Task A_guest_sees_what_there_is_and_is_asked_to_sign_in()
    {
        await using var host = await Start();
        var json = await host.Ask(SurfaceTokens.Shopper(null), "/loyalty").Said();
        Assert.Equal((JsonValueKind.Null, 0, 2), (json.GetProperty("customer").ValueKind, json.GetProperty("available").GetInt64(), json.GetProperty("rewards").GetArrayLength()));
        var answer = await host.Ask(SurfaceTokens.Shopper(null), "/redemptions", Wish);
        Assert.Equal((HttpStatusCode.Unauthorized, "sign_in"), (answer.StatusCode, (await Task.FromResult(answer).Said()).GetProperty("code").GetString()));
        Assert.Equal("guest", (await host.Ask(SurfaceTokens.Shopper(null), "/orders/1").Said()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Whose_points_they_are_says_the_token_and_not_the_request()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        await host.Add(Person(5));
        var body = await host.Ask(SurfaceTokens.Shopper(5), "/redemptions?logged_in_customer_id=207119551", new { rewardId = 7, idempotencyKey = "k", customerId = Anna, customer = Anna }).Said();
        Assert.Equal("not_enough_points", body.GetProperty("code").GetString());
        Assert.Equal(1240, (await host.Json("/loyalty")).GetProperty("available").GetInt64());
    }

    [Fact]
    public async Task The_same_key_redeems_once_however_often_it_is_sent_and_whoever_sends_it_finds_it_again()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => await (await host.Ask(SurfaceTokens.Shopper(), "/redemptions", Wish)).Content.ReadAsStringAsync()));
        Assert.Single(answers.Distinct());
        // The account is on a domain of its own, the cart on the shop's.
        Assert.Equal($"https://vases.example/discount/{JsonDocument.Parse(answers[0]).RootElement.GetProperty("code").GetString()}?redirect=/cart", JsonDocument.Parse(answers[0]).RootElement.GetProperty("applyUrl").GetString());
        Assert.Equal(740, (await host.Ask(SurfaceTokens.Shopper(), "/loyalty").Said()).GetProperty("available").GetInt64());
        var found = await host.Ask(SurfaceTokens.Shopper(), "/redemptions/a-key-of-mine").Said();
        Assert.Equal(JsonDocument.Parse(answers[0]).RootElement.GetProperty("code").GetString(), found.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await host.Ask(SurfaceTokens.Shopper(5), "/redemptions/a-key-of-mine")).StatusCode);
        await host.Holds(db => Assert.Null(db.Set<Redemption>().Single().MadeBy));
    }

    [Fact]
    public async Task A_code_is_the_customers_own_to_take_back()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var id = (await host.Ask(SurfaceTokens.Shopper(), "/redemptions", Wish).Said()).GetProperty("id").GetInt64();
        Assert.Equal(HttpStatusCode.NotFound, (await host.Ask(SurfaceTokens.Shopper(5), $"/redemptions/{id}/cancel", new { })).StatusCode);
        host.IsShopifyThere = false;
        Assert.Equal("cancelling", (await host.Ask(SurfaceTokens.Shopper(), $"/redemptions/{id}/cancel", new { }).Said()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Too_many_wishes_of_one_customer_wait_and_the_extension_may_read_how_long()
    {
        await using var host = await Start();
        for (var i = 0; i < RedeemLimit.PerMinute; i++) await host.Ask(SurfaceTokens.Shopper(), "/redemptions", Wish);
        var answer = await host.Ask(SurfaceTokens.Shopper(), "/redemptions", Wish);
        Assert.Equal((HttpStatusCode.TooManyRequests, "*"), (answer.StatusCode, answer.Headers.GetValues("Access-Control-Allow-Origin").Single()));
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await host.Ask(SurfaceTokens.Shopper(5), "/redemptions", Wish)).StatusCode);
    }

    [Fact]
    public async Task At_the_till_staff_see_the_customers_points_and_redeem_in_their_own_name()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        Assert.Equal(1240, (await host.Ask(SurfaceTokens.Till(), $"/till/customers/{Anna}").Said()).GetProperty("available").GetInt64());
        var body = await host.Ask(SurfaceTokens.Till(), $"/till/customers/{Anna}/redemptions", Wish).Said();
        Assert.Equal("issued", body.GetProperty("status").GetString());
        Assert.Equal(body.GetProperty("code").GetString(), (await host.Ask(SurfaceTokens.Till(), $"/till/customers/{Anna}/redemptions/a-key-of-mine").Said()).GetProperty("code").GetString());
        Assert.Equal(740, (await host.Json("/loyalty")).GetProperty("available").GetInt64());
        host.IsShopifyThere = false;
        await host.Ask(SurfaceTokens.Till(), $"/till/customers/{Anna}/redemptions/{body.GetProperty("id").GetInt64()}/cancel", new { });
        await host.Holds(db => Assert.Equal((SurfaceTokens.Staff, SurfaceTokens.Staff), (db.Set<Redemption>().Single().MadeBy, db.Set<Redemption>().Single().ClosedBy)));
    }

    [Fact]
    public async Task An_order_tells_its_points_to_its_buyer_alone()
    {
        await using var host = await Start();
        await host.AddMember(lifetime: 57, pending: 57);
        await host.Add(Order(1), Order(2), new OrderAward { ShopId = 1, OrderId = 1, AccountId = Anna, ProgrammeVersion = 1, Points = 57, Eligible = 1140, Entries = 1, AvailableAt = Now.AddDays(11) });
        var json = await host.Ask(SurfaceTokens.Shopper(), "/orders/1").Said();
        Assert.Equal(("earned", 57, Now.AddDays(11)), (json.GetProperty("state").GetString(), json.GetProperty("points").GetInt64(), json.GetProperty("usableAt").GetDateTime()));
        Assert.Equal("on_the_way", (await host.Ask(SurfaceTokens.Shopper(5), "/orders/1").Said()).GetProperty("state").GetString());
        Assert.Equal("on_the_way", (await host.Ask(SurfaceTokens.Shopper(), "/orders/4711").Said()).GetProperty("state").GetString());
        await host.Run(new ProgrammeSettings { IsActive = false });
        Assert.False((await host.Ask(SurfaceTokens.Shopper(), "/orders/1").Said()).GetProperty("active").GetBoolean());

        static RetentionApp.Commerce.Order Order(long id) => new()
        {
            ShopId = 1, Id = id, Name = "#" + id, CustomerId = Anna, Currency = "GBP", CreatedAt = Now, ProcessedAt = Now, UpdatedAt = Now, PaidAt = Now, FinancialStatus = "paid", Facts = "{}",
        };
    }
}
