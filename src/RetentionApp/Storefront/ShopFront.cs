using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Storefront;

/// <summary>What a shop offers, in the words of one language: the same for all its shoppers.</summary>
internal sealed class ShopFront
{
    internal required Words Words { get; init; }
    internal required TimeZoneInfo Zone { get; init; }
    internal required string Currency { get; init; }
    internal required bool IsActive { get; init; }
    internal NegativeBalance NegativeBalance { get; init; }
    internal required OfferedReward[] Rewards { get; init; }
    internal required WayToEarn[] Ways { get; init; }
    internal required EarnOffer[] Earn { get; init; }
    internal required ChallengeOffer[] Challenges { get; init; }
    /// <summary>Null: the shop has no tiers.</summary>
    internal TierBoard? Tiers { get; init; }
    /// <summary>The reward whose rate says what points are worth: the cheapest that takes money off.</summary>
    internal required Reward? Rate { get; init; }

    /// <summary>What <paramref name="points"/> are worth, in minor units of <see cref="Currency"/>: rounded down, never negative.</summary>
    internal long Worth(long points) => Rate is null || points <= 0 ? 0 : (long)((Int128)points * Rate.Amount / Rate.Cost);

    /// <summary>Why nobody, or this shopper, can have the reward whatever their points; null when they can.</summary>
    internal RefusalReason? WhyNot(OfferedReward reward, Shopper? shopper, DateTime now) => shopper is null
        ? reward.Reward.Stock is <= 0 ? RefusalReason.SoldOut : reward.IsGift ? RefusalReason.NotBirthday : null
        : shopper.Standing.WhyNot(reward.Reward, now, Zone);

    internal string Say(DateTime at, DateTime now) => Days.Say(at, now, Zone, Words.Culture);
}

/// <param name="Conditions">"On orders of £20.00 or more", "Use it within 30 days".</param>
/// <param name="Choices">Of a birthday gift what can be chosen.</param>
internal sealed record OfferedReward(Reward Reward, KindOfReward Kind, string Name, string? Description, string[] Conditions, OfferedReward[] Choices)
{
    internal long Id => Reward.Id;
    internal long Cost => Reward.Cost;
    internal bool IsGift => Reward.Kind == RewardKind.BirthdayGift;
    internal RewardDetails Terms => Reward.Terms;
}

internal sealed record WayToEarn(string Kind, string Title, string? Detail);

internal sealed class ShopFronts(IStringLocalizer<StorefrontTexts> texts, LedgerWords ledger, EarnOffers earn, TierWords tiers, TimeProvider clock)
{
    private const int Kept = 10_000;
    private readonly ConcurrentDictionary<(long Shop, string Culture), Entry> fronts = new();

    /// <summary>The shop's offer in the first language of page, customer and shop that exists. Composed once per change of the programme or the rewards.</summary>
    internal ShopFront For(ProxyContext proxy, string? customerLocale, ProgrammeVersion programme, IReadOnlyList<Reward> rewards)
    {
        var shop = proxy.Shop;
        var culture = Cultures.Choose(proxy.Locale, customerLocale, shop.Locale);
        if (fronts.TryGetValue((shop.Id, culture.Name), out var entry) && entry.Version == programme.Version && ReferenceEquals(entry.Rewards, rewards)
            && entry.Currency == shop.Currency && entry.TimeZone == shop.TimeZone && entry.Scopes == shop.Scopes && entry.PointsWord == shop.PointsWord && entry.Until > clock.GetUtcNow().UtcDateTime) return entry.Front;

        var front = Compose(shop, culture, programme.Settings, rewards);
        if (fronts.Count >= Kept) fronts.Clear();
        fronts[(shop.Id, culture.Name)] = new Entry(programme.Version, rewards, shop.Currency, shop.TimeZone, shop.Scopes, shop.PointsWord, Campaigns.NextChange(programme.Settings.Campaigns, clock.GetUtcNow().UtcDateTime, front.Zone), front);
        return front;
    }

    /// <summary>What a bought reward is called: the merchant's name for it while it is offered, else what it is.</summary>
    internal string Title(IReadOnlyList<Reward> offered, Redemption redemption, Words words) =>
        Title(offered.FirstOrDefault(reward => reward.Id == redemption.RewardId), redemption.Descriptor, words);

    internal string Title(ShopFront front, HeldCode code) =>
        Title(front.Rewards.FirstOrDefault(reward => reward.Id == code.RewardId)?.Reward, code.Descriptor, front.Words);

    private string Title(Reward? reward, string descriptor, Words words)
    {
        var what = ledger.Describe(descriptor, words);
        if (reward?.NameIn(words.Language) is not { } name) return what;
        // What a cap came to stands in no name.
        return reward.Terms.MaximumOff is null ? name : $"{name}: {what}";
    }

    private ShopFront Compose(Shop shop, CultureInfo culture, ProgrammeSettings programme, IReadOnlyList<Reward> rewards)
    {
        var words = new Words(culture, PointsName.Of(shop.PointsWord));
        var offered = rewards.Where(reward => RewardKinds.Of(reward.Kind).CanMake(shop)).Select(reward => Offer(reward, shop, programme.Tiers, words)).Where(reward => !reward.IsGift || reward.Choices.Length > 0).ToArray();
        var rate = offered.Select(one => one.Reward).Where(reward => reward is { Kind: RewardKind.AmountOff or RewardKind.Slider, Cost: > 0 }).MinBy(reward => reward.Cost);
        return new ShopFront
        {
            Words = words,
            Zone = Days.Zone(shop.TimeZone),
            Currency = rate?.Currency ?? shop.Currency,
            IsActive = programme.IsActive,
            NegativeBalance = programme.NegativeBalance,
            Rewards = offered,
            Ways = programme.IsActive ? [ByOrders(programme, shop.Currency, words), .. ByCampaigns(programme, Days.Zone(shop.TimeZone), words), .. ByBonuses(programme.Bonuses, shop.Currency, words)] : [],
            Earn = earn.Of(programme, words),
            Challenges = earn.ChallengesOf(programme, words),
            Rate = rate,
            Tiers = TierBoard.Of(programme, shop.Currency, tiers, words),
        };
    }

    private OfferedReward Offer(Reward reward, Shop shop, TierSettings? tiers, Words words)
    {
        var kind = RewardKinds.Of(reward.Kind);
        var name = reward.NameIn(words.Language) ?? ledger.Describe(kind.DescribeOffer(reward), words);
        var description = reward.Terms.Texts?.GetValueOrDefault(words.Language)?.Description ?? reward.Terms.Description;
        var choices = reward.ChoiceRewards.Where(one => RewardKinds.Of(one.Kind).CanMake(shop) && one.Kind is not (RewardKind.BirthdayGift or RewardKind.Slider)).Select(one => Offer(one, shop, tiers, words));
        return new OfferedReward(reward, kind, name, description, [.. Conditions(reward, kind, tiers, words)], [.. choices]);
    }

    private IEnumerable<string> Conditions(Reward reward, KindOfReward kind, TierSettings? tiers, Words words)
    {
        string Say(long minor) => Money.Format(minor, reward.Currency, words.Culture);
        var levels = (tiers?.Levels ?? []).Where(level => reward.Terms.TierIds?.Contains(level.Id) == true).Select(level => TierWords.Name(level, words.Language)).ToList();
        if (levels.Count > 0) yield return words[texts, "Only for {0}", string.Join(", ", levels)];
        if (reward.Kind == RewardKind.Slider) yield return words[texts, "{0} for every {1:points}", Say(reward.Amount), reward.Cost];
        if (kind.HasMinimum && reward.MinimumSubtotal is > 0 and var minimum) yield return words[texts, "On orders of {0} or more", Say(minimum)];
        if (kind.HasItems && (reward.Terms.Products is { Count: > 0 } || reward.Terms.Collections is { Count: > 0 })) yield return words[texts, "On selected products"];
        if (reward.Terms.MaximumOff is { } cap && reward.CartForAll is { } full)
            yield return words[texts, "Worked out from your cart; without one {0} off orders of {1} or more", Say(cap), Say(full)];
        if (reward.Kind == RewardKind.FreeShipping && reward.Terms.MaximumShipping is { } shipping) yield return words[texts, "For shipping of up to {0}", Say(shipping)];
        if (reward.ValidDays is > 0 and var days && reward.Kind != RewardKind.BirthdayGift) yield return words[texts, reward.Kind == RewardKind.EarlyAccess ? "Lasts {0:n|day|days}" : "Use it within {0:n|day|days}", days];
    }

    private WayToEarn ByOrders(ProgrammeSettings programme, string currency, Words words)
    {
        var title = words[texts, "{0:points} for every {1} you spend", programme.Points, Money.Format(programme.PerAmount, currency, words.Culture)];
        var waiting = programme.WaitsForFulfilment ? words[texts, "You can use them once your order has been sent."] : programme.PendingDays > 0 ? words[texts, "You can use them {0:n|day|days} after you pay.", programme.PendingDays] : words[texts, "You can use them as soon as you have paid."];
        return new WayToEarn("order", title, programme.MinimumOrder > 0
            ? words[texts, "Orders of {0} or more count.", Money.Format(programme.MinimumOrder, currency, words.Culture)] + " " + waiting
            : waiting);
    }

    /// <summary>Those that run now for everyone.</summary>
    private IEnumerable<WayToEarn> ByCampaigns(ProgrammeSettings programme, TimeZoneInfo zone, Words words)
    {
        foreach (var campaign in Campaigns.Running(programme.Campaigns, clock.GetUtcNow().UtcDateTime, zone).Where(campaign => campaign is { TierIds: null, CustomerTags: null }))
            yield return new WayToEarn("campaign", words[texts, "{0}: points × {1}", campaign.Name, campaign.Times.ToString("0.###", words.Culture)],
                campaign.Ends is { } ends ? words[texts, "Campaign until {0}", ends.AddSeconds(-1).ToString("m", words.Culture)] : null);
    }

    private IEnumerable<WayToEarn> ByBonuses(OrderBonuses? bonuses, string currency, Words words)
    {
        if (bonuses is null) yield break;
        if (bonuses.FirstOrder > 0) yield return new WayToEarn("bonus", words[texts, "{0:points} more for your first order", bonuses.FirstOrder], null);
        if (bonuses is { EveryNth: >= 2, NthOrder: > 0 }) yield return new WayToEarn("bonus", words[texts, "{0:points} more after every {1:n|order|orders}", bonuses.NthOrder, bonuses.EveryNth], null);
        if (bonuses.BiggestOrder > 0) yield return new WayToEarn("bonus", words[texts, "{0:points} more for your biggest order so far", bonuses.BiggestOrder], null);
        foreach (var milestone in bonuses.Milestones ?? [])
            yield return new WayToEarn("bonus", words[texts, "{0:points} more for an order of {1} or more", milestone.Points, Money.Format(milestone.Amount, currency, words.Culture)], null);
    }

    /// <param name="Until">When a campaign starts or ends next.</param>
    private sealed record Entry(int Version, IReadOnlyList<Reward> Rewards, string Currency, string TimeZone, string Scopes, string? PointsWord, DateTime Until, ShopFront Front);
}

/// <summary>The shop's programme and rewards; from memory while that is fresh, without opening a database context.</summary>
internal static class Offers
{
    internal static async ValueTask<(ProgrammeVersion Programme, IReadOnlyList<Reward> Rewards)> Current(HttpContext http, long shopId) => (
        http.RequestServices.GetRequiredService<ProgrammeCache>().Current(shopId) ?? await http.RequestServices.GetRequiredService<Programmes>().FindCurrent(shopId) ?? ProgrammeVersion.None,
        http.RequestServices.GetRequiredService<RewardCache>().Active(shopId) ?? await http.RequestServices.GetRequiredService<RewardCatalogue>().Active(shopId));

    /// <summary>How to read what the rewards ask about a customer; null where they ask nothing, which costs nothing then.</summary>
    internal static Func<Sql, long, Task<Standing>>? Standing(EnteredBirthdays birthdays, long shopId, IReadOnlyList<Reward> rewards, ProgrammeSettings programme) =>
        Rewards.Standing.IsNeeded(rewards) ? (sql, customer) => Rewards.Standing.Read(sql, birthdays, shopId, customer, rewards, programme) : null;
}
