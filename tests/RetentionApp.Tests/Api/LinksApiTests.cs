using System.Net;
using RetentionApp.Rewards;
using Xunit;

namespace RetentionApp.Tests.Api;

/// <summary>Links for merchants' own messages, over the API.</summary>
public sealed class LinksApiTests : IAsyncLifetime
{
    private static string Path(string reward, long customer = ApiHost.Anna) => $"customers/{customer}/rewards/{reward}/redeem-link";
    private ApiHost host = null!;

    public async Task InitializeAsync() => host = await ApiHost.Start();
    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_redeem_link_names_customer_reward_and_time_and_takes_nothing()
    {
        await host.Give(ApiHost.Anna, 1000);
        var reward = await Reward();
        var said = await host.Get(Path(reward) + "?days=14");
        Assert.Equal(HttpStatusCode.OK, said.Status);
        Assert.StartsWith("https://shop1.myshopify.com/apps/retention/r/", said["url"], StringComparison.Ordinal);
        Assert.Equal(host.Now.AddDays(14), DateTimeOffset.Parse(said["expiresAt"]!).UtcDateTime);
        var link = await host.Do<RedeemLinks, RedeemLink?>(links => Task.FromResult(links.Open(1, said["url"]!.Split("/r/")[1])));
        Assert.Equal((ApiHost.Anna, reward, null), (link!.CustomerId, link.RewardId.ToString(), link.Points));
        Assert.NotEqual(said["url"], (await host.Get(Path(reward)))["url"]);
        Assert.Equal(0, await host.Count($"SELECT COUNT(*) FROM redemptions"));
        Assert.Null(await host.Do<RedeemLinks, RedeemLink?>(links => Task.FromResult(links.Open(2, said["url"]!.Split("/r/")[1]))));
    }

    [Fact]
    public async Task What_cannot_be_linked_to_is_refused_with_what_to_do()
    {
        var reward = await Reward();
        foreach (var (path, status, code) in new[]
        {
            (Path("4711"), 404, "not_found"), (Path("x"), 404, "not_found"), (Path(reward) + "?points=500", 422, "no_link"), (Path(reward) + "?days=91", 422, "invalid_request"), (Path(reward) + "?days=0", 422, "invalid_request"),
            (Path(reward, customer: 404), 404, "not_found"), (Path(reward, customer: 99), 404, "not_found"),
        })
        {
            var refused = await host.Get(path);
            Assert.Equal((status, code), ((int)refused.Status, refused["code"]));
        }
    }

    [Fact]
    public async Task A_return_link_is_for_a_code_that_waits_to_be_used()
    {
        await host.Give(ApiHost.Anna, 1000);
        var code = await host.Post($"customers/{ApiHost.Anna}/redemptions", new { rewardId = await Reward(), idempotencyKey = "a" });
        var said = await host.Get($"redemptions/{code["id"]}/return-link");
        Assert.StartsWith("https://shop1.myshopify.com/apps/retention/back/", said["url"], StringComparison.Ordinal);
        Assert.Equal(code["code"], (await host.Do<ReturnLinks, Redemption?>(links => links.Open(1, said["url"]!.Split("/back/")[1])))!.Code);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("redemptions/4711/return-link")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get($"redemptions/{code["id"]}/return-link", await host.MakeKey(["redemptions:read"], shop: 2))).Status);
        await host.Post($"redemptions/{code["id"]}/cancel", "");
        Assert.Equal((HttpStatusCode.Conflict, "no_link"), ((await host.Get($"redemptions/{code["id"]}/return-link")).Status, (await host.Get($"redemptions/{code["id"]}/return-link"))["code"]));
    }

    [Fact]
    public async Task A_link_that_redeems_asks_for_the_right_to_redeem()
    {
        var reader = await host.MakeKey(["redemptions:read", "rewards:read", "customers:read"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.Get(Path(await Reward()), reader)).Status);
    }

    private async Task<string> Reward() => (await host.Get("rewards")).Ids()[0];
}
