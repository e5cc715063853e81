using System.Text.Json;
using System.Text.Json.Serialization;
using RetentionApp.Commerce;

namespace RetentionApp.Loyalty;

/// <summary>
/// Everything a merchant decides about points, as one document with versions. Orders earn <see cref="Points"/> for every
/// <see cref="PerAmount"/> of what counts. A property added later must mean "as before" when it is 0, false or null:
/// documents written before it do not hold it.
/// </summary>
internal sealed record ProgrammeSettings
{
    public bool IsActive { get; init; } = true;
    /// <summary>Points for each <see cref="PerAmount"/>; at most three decimals, the product with the amount is exact.</summary>
    public decimal Points { get; init; } = 5;
    /// <summary>Minor units of the shop's currency: 100 is £1.00, and also ¥100.</summary>
    public long PerAmount { get; init; } = 100;
    /// <summary>An order whose eligible amount (minor units) is below this earns nothing.</summary>
    public long MinimumOrder { get; init; }
    public bool CountsTax { get; init; }
    public bool CountsShipping { get; init; }
    public bool CountsGiftCards { get; init; }
    /// <summary>True when points are earned on prices before discounts.</summary>
    public bool CountsDiscounts { get; init; }
    public bool CountsTips { get; init; }
    /// <summary>True when the part of an order paid with a gift card earns nothing.</summary>
    public bool LeavesOutGiftCardPayments { get; init; }
    /// <summary>True when the part of an order paid with store credit earns nothing.</summary>
    public bool LeavesOutStoreCreditPayments { get; init; }
    public Rounding Rounding { get; init; }
    public OrderChannels Channels { get; init; }
    /// <summary>Days from payment until points can be used.</summary>
    public int PendingDays { get; init; } = 14;
    /// <summary>True when points can be used once the order is fulfilled, whatever <see cref="PendingDays"/> says.</summary>
    public bool WaitsForFulfilment { get; init; }
    /// <summary>Orders processed before this earn nothing; null: all earn. Not frozen with an order.</summary>
    public DateTime? FromAt { get; init; }
    /// <summary>Days within which a guest's points can be claimed by an account with the same e-mail; 0: guests earn nothing.</summary>
    public int GuestDays { get; init; }
    /// <summary>Customers with one of these tags (compared without case) earn nothing. Not frozen with an order.</summary>
    public IReadOnlyList<string>? ExcludedTags { get; init; }

    public IReadOnlyList<ProductRule>? ProductRules { get; init; }
    public IReadOnlyList<Campaign>? Campaigns { get; init; }
    public OrderBonuses? Bonuses { get; init; }
    public IReadOnlyList<DeedRule>? Deeds { get; init; }
    public IReadOnlyList<Challenge>? Challenges { get; init; }
    public TierSettings? Tiers { get; init; }
    /// <summary>True when each customer's tier and points are written to Shopify, as tags and metafields. Not frozen with an order.</summary>
    public bool PushesCustomers { get; init; }

    /// <summary>True when a refund leaves the points that the order earned.</summary>
    public bool KeepsEarnedPoints { get; init; }
    /// <summary>True when a refund does not give back the points spent on the order's reward.</summary>
    public bool KeepsSpentPoints { get; init; }
    public NegativeBalance NegativeBalance { get; init; }
    public PointsExpiry? Expiry { get; init; }
    /// <summary>True when a code that ran out unused gives its points back.</summary>
    public bool ReturnsExpiredCodes { get; init; }

    /// <summary>Compared by content, lists included.</summary>
    public bool Equals(ProgrammeSettings? other) => other is not null && (ReferenceEquals(this, other) || ToJson() == other.ToJson());
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    /// <summary>5 points per currency unit, or per 100 units where the currency has no minor unit.</summary>
    internal static ProgrammeSettings For(string currency) =>
        new() { PerAmount = Money.Decimals(currency) == 0 ? 100 : Money.Unit(currency) };

    /// <summary>Whether customers' tiers, or what Shopify is told of them, may differ from what <paramref name="before"/> made of them.</summary>
    internal bool AsksForTierRun(ProgrammeSettings? before) => PushesCustomers != (before?.PushesCustomers ?? false)
        || JsonSerializer.Serialize(Tiers, ProgrammeJson.Default.TierSettings) != JsonSerializer.Serialize(before?.Tiers, ProgrammeJson.Default.TierSettings);

    /// <summary>This document made the newest again: from which day orders earn and since when points run out are today's, so that nothing awarded moves and nothing expires unannounced.</summary>
    internal ProgrammeSettings Again(ProgrammeSettings current, DateTime now) => this with
    {
        FromAt = current.FromAt,
        Expiry = Expiry is not { } expiry ? null : current.Expiry is { } present && (present.Kind, present.Months) == (expiry.Kind, expiry.Months) ? present : expiry with { Since = now },
    };

    internal string ToJson() => JsonSerializer.Serialize(this, ProgrammeJson.Default.ProgrammeSettings);
    internal static ProgrammeSettings FromJson(string json) => JsonSerializer.Deserialize(json, ProgrammeJson.Default.ProgrammeSettings)!;
}

/// <summary>What happens to the fraction of a point at the end of an order's exact computation.</summary>
internal enum Rounding { Down = 0, Nearest = 1, Up = 2 }

internal enum OrderChannels { All = 0, Online = 1, PointOfSale = 2 }

/// <summary>What becomes of points taken back that an account no longer has.</summary>
internal enum NegativeBalance
{
    /// <summary>The balance goes below zero and is shown so; the next credits pay it.</summary>
    Allow = 0,
    /// <summary>The missing points are forgiven.</summary>
    Floor = 1,
    /// <summary>Shown as zero; the next credits pay what is missing.</summary>
    Carry = 2,
}

internal enum ProductMatch { Product = 1, Collection = 2, Vendor = 3, Tag = 4 }

/// <summary>Lines of these products earn <see cref="Times"/> as much; 0 leaves them out. The first rule that fits a line decides.</summary>
/// <param name="Value">Shopify's number of the product or collection, or the vendor or tag itself (compared without case).</param>
/// <param name="Label">What the merchant chose it by: a title.</param>
internal sealed record ProductRule(ProductMatch Match, string Value, string? Label, decimal Times);

/// <summary>A time in which orders earn more. Of several that fit, the greatest applies.</summary>
/// <param name="Id">Stable over versions.</param>
/// <param name="Starts">Wall-clock time in the shop's zone.</param>
/// <param name="Ends">Exclusive, wall-clock time in the shop's zone; null: until switched off.</param>
/// <param name="TierIds">Only customers in one of these tiers; null: everyone.</param>
/// <param name="CustomerTags">Only customers with one of these tags (compared without case); null: everyone.</param>
internal sealed record Campaign(
    string Id, string Name, decimal Times, DateTime Starts, DateTime? Ends, bool IsActive, IReadOnlyList<string>? TierIds, IReadOnlyList<string>? CustomerTags);

/// <summary>Whole points on top of what an order's amount earns; 0 or null: none.</summary>
/// <param name="EveryNth">Every n-th order (2, 3, …) earns <paramref name="NthOrder"/>.</param>
/// <param name="BiggestOrder">For an order bigger than every earlier one of the customer; the first does not count.</param>
internal sealed record OrderBonuses(long FirstOrder, int EveryNth, long NthOrder, long BiggestOrder, IReadOnlyList<OrderMilestone>? Milestones);

/// <param name="Amount">Eligible minor units that a single order must reach. Of several the greatest reached counts.</param>
internal sealed record OrderMilestone(long Amount, long Points);

internal enum DeedKind
{
    SignUp = 1, Birthday = 2, Anniversary = 3, Newsletter = 4, Review = 5, Referral = 6, SocialFollow = 7, SocialShare = 8, Profile = 9, Custom = 10,
}

/// <summary>Points for something a shopper does other than buying.</summary>
/// <param name="Id">Stable over versions; for custom deeds the name that the API calls.</param>
/// <param name="Label">For custom deeds and social ones what the shopper reads; null: the kind's own words.</param>
/// <param name="Url">The page to follow or share, for social deeds.</param>
/// <param name="DaysBefore">Days ahead of a birthday or anniversary on which it is given.</param>
/// <param name="PendingDays">Days until the points can be used.</param>
/// <param name="PerDay">At most so many times a day in the shop's zone; 0: no limit. Likewise per year and ever.</param>
/// <param name="Since">When it was switched on, which <see cref="Programmes.Save"/> sees to: what happened before earns nothing.</param>
internal sealed record DeedRule(
    string Id, DeedKind Kind, long Points, bool IsActive, string? Label = null, string? Url = null, int DaysBefore = 0, int PendingDays = 0, int PerDay = 0, int PerYear = 0, int Ever = 0,
    DateTime? Since = null);

internal enum ChallengeKind
{
    /// <summary>Buy in so many different calendar months.</summary>
    Months = 1,
    /// <summary>Buy in so many calendar months in a row.</summary>
    Streak = 2,
    /// <summary>So many orders within <see cref="Challenge.Days"/> days.</summary>
    Orders = 3,
}

/// <summary>A goal with a bonus, reached once a round.</summary>
/// <param name="Id">Stable over versions.</param>
/// <param name="Days">For <see cref="ChallengeKind.Orders"/> the length of the window; else 0.</param>
/// <param name="Since">Only orders paid from then on count: when it was switched on or got another goal. <see cref="Programmes.Save"/> sees to it.</param>
/// <param name="Names">The name in other languages, by their codes; null: none.</param>
internal sealed record Challenge(
    string Id, string Name, ChallengeKind Kind, int Goal, int Days, long Points, bool IsActive, bool Repeats, DateTime? Since = null, IReadOnlyDictionary<string, string>? Names = null)
{
    internal string NameIn(string language) => Names?.GetValueOrDefault(language) is { Length: > 0 } name ? name : Name;
}

internal enum ExpiryKind
{
    /// <summary>Every credit by itself, so many months after it became available.</summary>
    PerCredit = 1,
    /// <summary>All available points after so many months without an order, a deed or a redemption.</summary>
    Inactivity = 2,
}

/// <param name="Since">When the rule was switched on or last changed: nothing expires within <see cref="ExpiryDates.Notice"/> days of it.</param>
internal sealed record PointsExpiry(ExpiryKind Kind, int Months, DateTime Since = default);

internal enum TierBasis { Points = 1, Spent = 2, Orders = 3 }

internal enum TierWindow { RollingYear = 1, CalendarYear = 2, Ever = 3 }

/// <param name="GraceDays">Days after the end of a period during which a lower standing does not yet lower the tier.</param>
/// <param name="Levels">From low to high; a customer below the first has no tier.</param>
internal sealed record TierSettings(bool IsActive, TierBasis Basis, TierWindow Window, int GraceDays, IReadOnlyList<TierLevel> Levels);

/// <param name="Id">Stable over versions.</param>
/// <param name="Names">The name per language; what is missing takes <paramref name="Name"/>.</param>
/// <param name="Colour">#rrggbb.</param>
/// <param name="Icon">A name of the shop front's icon set.</param>
/// <param name="Threshold">Points, minor units or orders, by the basis.</param>
/// <param name="Times">Multiplier on what orders earn; 1 changes nothing.</param>
/// <param name="Perks">Lines of text per language.</param>
/// <param name="EarlyAccessTag">A customer tag in Shopify while in this tier.</param>
internal sealed record TierLevel(
    string Id, string Name, IReadOnlyDictionary<string, string>? Names, string Colour, string Icon, long Threshold, long EntryPoints, decimal Times,
    IReadOnlyDictionary<string, string>? Perks, StandingCode? Standing, string? EarlyAccessTag);

/// <summary>A code that a tier's customers may use on every order while they are in it.</summary>
/// <param name="Percent">1 to 100, with at most two decimals; null: free shipping.</param>
/// <param name="MinimumSubtotal">Minor units; null: any cart.</param>
internal sealed record StandingCode(decimal? Percent, long? MinimumSubtotal);

[JsonSerializable(typeof(ProgrammeSettings))]
internal sealed partial class ProgrammeJson : JsonSerializerContext;
