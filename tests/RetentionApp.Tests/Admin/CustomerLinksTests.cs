using System.Net;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using Xunit;
using static RetentionApp.Tests.Admin.AdminHost;

namespace RetentionApp.Tests.Admin;

/// <summary>The page with a customer's links.</summary>
public sealed class CustomerLinksTests
{
    [Fact]
    public async Task It_offers_a_link_for_every_reward_and_every_code_that_waits()
    {
        await using var host = await Start();
        await host.Add(Customer(1, 7), new Account { Id = 7, ShopId = 1, CustomerId = 7, CreatedAt = Now });
        Redemption Code(string code, RedemptionState state) => new()
        {
            ShopId = 1, AccountId = 7, CustomerId = 7, RewardId = 1, IdempotencyKey = code, Title = "5.00 GBP · " + code, Cost = 500, Amount = 500, Currency = "GBP", Code = code, State = state, CreatedAt = Now,
        };
        await host.Add(Code("ANNA-1", RedemptionState.Issued), Code("ANNA-2", RedemptionState.Used));
        var page = (await host.Get("/customers/7/links")).Body;
        Assert.Contains("£5.00 off", page, StringComparison.Ordinal);
        Assert.Single(Links(page, "r"));
        Assert.Single(Links(page, "back"));
        Assert.Contains("ANNA-1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ANNA-2", page, StringComparison.Ordinal);
        Assert.Contains("data-copy=\"link-reward-", page, StringComparison.Ordinal);
        Assert.Contains("Ссылки для клиента", (await host.Get("/customers/7/links", locale: "ru")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_invitation_is_hidden_until_the_shop_has_a_referral_programme()
    {
        await using var host = await Start();
        await host.Add(Customer(1, 7));
        Assert.DoesNotContain("/refer/", (await host.Get("/customers/7/links")).Body, StringComparison.Ordinal);
        await host.Do<AppDb>(db => db.Write(() => db.Sql.Execute($"INSERT INTO shop_settings (shop_id, name, value) VALUES (1, {"referrals"}, {"on"})").AsTask()));
        Assert.Single(Links((await host.Get("/customers/7/links")).Body, "refer"));
    }

    [Fact]
    public async Task Another_shops_customer_and_an_erased_one_are_not_there_and_a_merged_one_leads_on()
    {
        await using var host = await Start();
        var (erased, merged) = (Customer(1, 8), Customer(1, 9));
        (erased.DeletedAt, merged.MergedInto) = (Now, 7);
        await host.Add(Customer(1, 7), erased, merged);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("/customers/7/links", shop: 2)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("/customers/8/links")).Status);
        Assert.Equal("/customers/7/links", (await host.Get("/customers/9/links")).Location);
        Assert.Contains("href=\"/customers/7/links\"", (await host.Get("/customers/7")).Body, StringComparison.Ordinal);
    }

    private static List<string> Links(string page, string kind) =>
        [.. System.Text.RegularExpressions.Regex.Matches(page, $"https://shop1\\.myshopify\\.com/apps/retention/{kind}/[A-Za-z0-9_-]+").Select(match => match.Value)];
}
