using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>What came of a wish to redeem or cancel: the key under which the code is, or why not.</summary>
internal sealed record Outcome(string? Key, Problem? Problem, CancelOutcome? Cancelled = null)
{
    /// <summary>What else was done, in words.</summary>
    internal string? Said { get; init; }
}

internal sealed record PageView(ProxyContext Proxy, ShopFront Front, Shopper? Shopper, FormToken? Token, Outcome? Outcome, DateTime Now)
{
    /// <summary>Null for a guest, and where the shop has neither deeds nor challenges.</summary>
    internal EarnStanding? Standing { get; init; }

    /// <summary>Null for a guest, and where the shop has no tiers.</summary>
    internal ShopperTier? Tier { get; init; }
}

/// <summary>Reads all that a page or the panel shows of one shopper.</summary>
internal sealed class PageViews(ReadPool pool, ShopFronts fronts, FormTokens tokens, EnteredBirthdays birthdays, TimeProvider clock)
{
    internal async Task<PageView> Read(HttpContext http, ProxyContext proxy, Outcome? outcome)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (programme, rewards) = await Offers.Current(http, proxy.ShopId);
        var zone = Days.Zone(proxy.Shop.TimeZone);
        var shopper = proxy.CustomerId is { } customer
            ? await Shoppers.Read(pool, proxy.ShopId, customer, zone, now, Offers.Standing(birthdays, proxy.ShopId, rewards, programme.Settings), programme.Settings.Expiry is not null) : null;
        var token = shopper is null ? null : tokens.Issue(proxy.ShopId, shopper.CustomerId);
        var standing = shopper is null ? null : await EarnStanding.Read(pool, proxy.ShopId, shopper.CustomerId, programme.Settings, rewards.Any(reward => reward.Kind == RewardKind.BirthdayGift), zone, now);
        var front = fronts.For(proxy, shopper?.Locale, programme, rewards);
        var tier = front.Tiers is { } board && shopper is not null ? await ShopperTier.Read(pool, proxy.ShopId, shopper.CustomerId, board.Settings, front.Zone, now) : null;
        return new PageView(proxy, front, shopper, token, outcome, now) { Standing = standing, Tier = tier };
    }
}
