using System.Collections.Concurrent;
using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>What a shop offers, in the words of one language: the same for all its shoppers.</summary>
internal sealed class ShopFront
{
    internal required Words Words { get; init; }
    internal required TimeZoneInfo Zone { get; init; }
    internal required string Currency { get; init; }
    internal required bool IsActive { get; init; }
    internal required OfferedReward[] Rewards { get; init; }
    internal required WayToEarn[] Ways { get; init; }
    /// <summary>The reward whose rate says what points are worth: the cheapest that takes money off.</summary>
    internal required Reward? Rate { get; init; }

    /// <summary>What <paramref name="points"/> are worth, in minor units of <see cref="Currency"/>: rounded down, never negative.</summary>
    internal long Worth(long points) => Rate is null || points <= 0 ? 0 : (long)((Int128)points * Rate.Amount / Rate.Cost);

    internal string Say(DateTime at, DateTime now) => Days.Say(at, now, Zone, Words.Culture);
}

/// <param name="Conditions">"On orders of £20.00 or more", "Use it within 30 days".</param>
internal sealed record OfferedReward(Reward Reward, string Name, string[] Conditions)
{
    internal long Id => Reward.Id;
    internal long Cost => Reward.Cost;
}

internal sealed record WayToEarn(string Kind, string Title, string? Detail);

internal sealed class ShopFronts(IStringLocalizer<StorefrontTexts> texts, LedgerWords ledger)
{
    private const int Kept = 10_000;
    private readonly ConcurrentDictionary<(long Shop, string Culture), Entry> fronts = new();

    /// <summary>The shop's offer in the first language of page, customer and shop that exists. Composed once per change of the programme or the rewards.</summary>
    internal ShopFront For(ProxyContext proxy, string? customerLocale, ProgrammeVersion programme, IReadOnlyList<Reward> rewards)
    {
        var shop = proxy.Shop;
        var culture = Cultures.Choose(proxy.Locale, customerLocale, shop.Locale);
        if (fronts.TryGetValue((shop.Id, culture.Name), out var entry) && entry.Version == programme.Version && ReferenceEquals(entry.Rewards, rewards)
            && entry.Currency == shop.Currency && entry.TimeZone == shop.TimeZone && entry.PointsWord == shop.PointsWord) return entry.Front;

        var front = Compose(shop.Currency, shop.TimeZone, new Words(culture, PointsName.Of(shop.PointsWord)), programme.Settings, rewards);
        if (fronts.Count >= Kept) fronts.Clear();
        fronts[(shop.Id, culture.Name)] = new Entry(programme.Version, rewards, shop.Currency, shop.TimeZone, shop.PointsWord, front);
        return front;
    }

    /// <summary>What a bought code is called: the merchant's name for the reward while it is offered, else what it takes off.</summary>
    internal string Title(IReadOnlyList<Reward> offered, long rewardId, long amount, string currency, Words words) =>
        offered.FirstOrDefault(reward => reward.Id == rewardId)?.Name ?? ledger.AmountOff(amount, currency, words);

    internal string Title(ShopFront front, HeldCode code) =>
        front.Rewards.FirstOrDefault(reward => reward.Id == code.RewardId)?.Reward.Name ?? ledger.AmountOff(code.Amount, code.Currency, front.Words);

    private ShopFront Compose(string currency, string timeZone, Words words, ProgrammeSettings programme, IReadOnlyList<Reward> rewards)
    {
        var rate = rewards.Where(reward => reward is { Kind: RewardKind.AmountOff, Cost: > 0 }).MinBy(reward => reward.Cost);
        return new ShopFront
        {
            Words = words,
            Zone = Days.Zone(timeZone),
            Currency = rate?.Currency ?? currency,
            IsActive = programme.IsActive,
            Rewards = [.. rewards.OrderBy(reward => reward.Cost).Select(reward => Offer(reward, words))],
            Ways = programme.IsActive ? [ByOrders(programme, currency, words)] : [],
            Rate = rate,
        };
    }

    private OfferedReward Offer(Reward reward, Words words)
    {
        var conditions = new List<string>(2);
        if (reward.MinimumSubtotal is > 0) conditions.Add(words[texts, "On orders of {0} or more", Money.Format(reward.MinimumSubtotal.Value, reward.Currency, words.Culture)]);
        if (reward.ValidDays is > 0) conditions.Add(words[texts, "Use it within {0:n|day|days}", reward.ValidDays.Value]);
        return new OfferedReward(reward, reward.Name ?? ledger.AmountOff(reward.Amount, reward.Currency, words), [.. conditions]);
    }

    private WayToEarn ByOrders(ProgrammeSettings programme, string currency, Words words)
    {
        var title = words[texts, "{0:points} for every {1} you spend", programme.Points, Money.Format(programme.PerAmount, currency, words.Culture)];
        var waiting = programme.PendingDays > 0 ? words[texts, "You can use them {0:n|day|days} after you pay.", programme.PendingDays] : words[texts, "You can use them as soon as you have paid."];
        return new WayToEarn("order", title, programme.MinimumOrder > 0
            ? words[texts, "Orders of {0} or more count.", Money.Format(programme.MinimumOrder, currency, words.Culture)] + " " + waiting
            : waiting);
    }

    private sealed record Entry(int Version, IReadOnlyList<Reward> Rewards, string Currency, string TimeZone, string? PointsWord, ShopFront Front);
}

/// <summary>The shop's programme and rewards; from memory while that is fresh, without opening a database context.</summary>
internal static class Offers
{
    internal static async ValueTask<(ProgrammeVersion Programme, IReadOnlyList<Reward> Rewards)> Current(HttpContext http, long shopId) => (
        http.RequestServices.GetRequiredService<ProgrammeCache>().Current(shopId) ?? await http.RequestServices.GetRequiredService<Programmes>().FindCurrent(shopId) ?? ProgrammeVersion.None,
        http.RequestServices.GetRequiredService<RewardCache>().Active(shopId) ?? await http.RequestServices.GetRequiredService<RewardCatalogue>().Active(shopId));
}
