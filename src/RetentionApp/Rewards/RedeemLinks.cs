using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Rewards;

/// <summary>
/// Links for messages with which a customer redeems one reward: opened, it asks; confirmed, it redeems, once. The link says
/// who is meant but does not sign anybody in: only that customer, signed in at the shop, can confirm it.
/// </summary>
internal sealed class RedeemLinks(SealedLinks links, ShopAddresses addresses, RewardCatalogue rewards, TimeProvider clock)
{
    internal static readonly TimeSpan Usual = TimeSpan.FromDays(30);
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(90);
    private const string Purpose = "redeem";

    /// <summary>A new link; made again it is another one, and each can be confirmed.</summary>
    /// <param name="points">Of a slider how many; null: the fewest.</param>
    /// <param name="lasting">How long it can be confirmed, at most <see cref="Longest"/>; null: <see cref="Usual"/>.</param>
    /// <returns>Null when the shop has no such active reward, it cannot be redeemed by a link, or not with so many points.</returns>
    internal async Task<MadeLink?> Make(Shop shop, long customerId, long rewardId, long? points = null, TimeSpan? lasting = null)
    {
        if ((await rewards.Active(shop.Id)).FirstOrDefault(reward => reward.Id == rewardId) is not { } reward || !CanMake(reward, shop)) return null;
        if (points is not null && (reward.Kind != RewardKind.Slider || Kinds.Slider.Worth(reward, points.Value) is null)) return null;
        var until = clock.GetUtcNow().UtcDateTime + (lasting is { } wish ? wish < Longest ? wish : Longest : Usual);
        var token = links.Seal(Purpose, shop.Id, until, customerId, rewardId, points ?? 0);
        return new MadeLink($"{await addresses.Proxy(shop)}/r/{token}", until);
    }

    /// <summary>A birthday gift asks for a choice, which a link cannot make.</summary>
    internal static bool CanMake(Reward reward, Shop shop) => reward.Kind != RewardKind.BirthdayGift && RewardKinds.Of(reward.Kind).CanMake(shop);

    /// <returns>Null when it is none of this shop's links, or its time is over.</returns>
    internal RedeemLink? Open(long shopId, string token) => links.Open(Purpose, shopId, token) is { Numbers: [var customer, var reward, var points] } opened
        ? new RedeemLink(customer, reward, points == 0 ? null : points, "link-" + opened.Nonce) : null;
}

/// <param name="Until">From then on it does nothing.</param>
internal sealed record MadeLink(string Url, DateTime Until);

/// <param name="Key">The idempotency key of the one redemption that the link can make.</param>
internal sealed record RedeemLink(long CustomerId, long RewardId, long? Points, string Key);
