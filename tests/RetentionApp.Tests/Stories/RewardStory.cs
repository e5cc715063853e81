using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RetentionApp.DevStore.State;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>A shop in which Anna has 2,000 points, and the ways to spend them.</summary>
public abstract class RewardStory : IAsyncLifetime
{
    private protected World world = null!;

    public async Task InitializeAsync()
    {
        world = await World.Installed();
        await world.Give(world.Anna, 2000);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    private protected async Task<long> Offer(RewardKind kind, long cost, long amount = 0, long? minimum = null, int? days = null, RewardDetails? terms = null, (bool Product, bool Order, bool Shipping)? combines = null)
    {
        var shop = await world.Row();
        var reward = new Reward
        {
            ShopId = shop.Id, Kind = kind, Cost = cost, Amount = amount, Currency = "GBP", MinimumSubtotal = minimum, ValidDays = days, CreatedAt = world.Clock.Now,
            CombinesWithProduct = combines?.Product ?? false, CombinesWithOrder = combines?.Order ?? false, CombinesWithShipping = combines?.Shipping ?? true, Terms = terms ?? RewardDetails.None,
        };
        Assert.Empty(RewardKinds.Of(kind).Problems(reward));
        await world.App.With<RewardCatalogue>(catalogue => catalogue.Save(reward, "test"));
        return reward.Id;
    }

    private protected async Task<string> Code(long reward)
    {
        var (status, body) = await world.Redeem(world.Anna, Guid.NewGuid().ToString(), reward);
        Assert.Equal((HttpStatusCode.OK, "issued"), (status, body.GetProperty("status").GetString()));
        return body.GetProperty("code").GetString()!;
    }

    private protected async Task<JsonElement> Wish(long reward, string key, object more)
    {
        var wish = JsonSerializer.SerializeToNode(more)!.AsObject();
        (wish["rewardId"], wish["idempotencyKey"]) = (reward, key);
        using var answer = await world.Http.PostAsync(world.ProxyAddress("/proxy/loyalty/redeem", world.Anna), JsonContent.Create(wish));
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private protected async Task<JsonElement> Eventually(long reward, string key)
    {
        JsonElement said = default;
        await TestApp.Until(async () =>
        {
            var (status, body) = await world.Redeem(world.Anna, key, reward);
            Assert.Equal(HttpStatusCode.OK, status);
            said = body;
            if (body.GetProperty("status").GetString() == "issued") return true;
            await Issue();
            return false;
        }, "the reward was there");
        return said;
    }

    private protected async Task Issue()
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.App.With<CodeIssuing, int>(issuing => issuing.IssueDue(default));
    }

    private protected async Task<CancelOutcome> Cancel(long id)
    {
        var shop = await world.Row();
        return await world.App.With<Cancelling, CancelOutcome>(cancelling => cancelling.Cancel(shop.Id, world.Anna.Id, id, null, default));
    }

    private protected Task Close() => world.App.With<CodeClosing, int>(closing => closing.CloseDue(default));
}
