using System.ComponentModel;
using System.Globalization;
using RetentionApp.Commerce;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;

namespace RetentionApp.Api;

/// <summary>The shapes that the API answers with. Names and descriptions go into the documentation as they stand here.</summary>
internal sealed record MoneyAnswer(
    [property: Description("Decimal text with the currency's digits: 12.40, in yen 1240.")] string Amount,
    [property: Description("ISO 4217 code.")] string Currency)
{
    internal static MoneyAnswer Of(long minor, string currency) => new(Money.Text(minor, currency), currency);
}

internal sealed record PageAnswer<T>(
    IReadOnlyList<T> Data,
    [property: Description("Send it as cursor to get the next page; null on the last one.")] string? Next);

internal sealed record CustomerAnswer(
    [property: Description("Shopify's number of the customer.")] string Id, string? Email, string? FirstName, string? LastName, string? Locale, IReadOnlyList<string> Tags, bool AcceptsEmailMarketing,
    DateTime? CreatedAt, [property: Description("When Shopify last changed the customer.")] DateTime UpdatedAt);

internal sealed record TierAnswer(string Id, string Name, [property: Description("Null: from the beginning, nothing has been asked for yet.")] DateTime? Since, [property: Description("The tier is held at least until then; null: no end is known.")] DateTime? Until);

internal sealed record NextPointsAnswer(long Points, DateTime At);

internal sealed record BalanceAnswer(
    string CustomerId,
    [property: Description("Points that can be used now. Negative while points taken back are owed.")] long Available,
    [property: Description("Points earned whose waiting time is not over.")] long Pending,
    [property: Description("Everything ever credited, less what was reversed.")] long Lifetime,
    [property: Description("What the available points are worth at the cheapest reward that takes money off; null without one.")] MoneyAnswer? Value,
    [property: Description("The points that become available next; null when none wait.")] NextPointsAnswer? NextAvailable,
    [property: Description("The points that run out next, with the last moment in which they can be used; null when none do.")] NextPointsAnswer? NextExpiring,
    [property: Description("The merchant has blocked the account: it earns and redeems nothing.")] bool IsBlocked, TierAnswer? Tier);

internal sealed record EntryAnswer(
    string Id, EntryKind Kind, [property: Description("Credits are positive.")] long Points, [property: Description("An order's name or the reason of a correction; never translated.")] string? Note,
    string? OrderId, string? RedemptionId, DateTime OccurredAt)
{
    internal static EntryAnswer Of(long id, EntryKind kind, long points, string? note, long? subject, DateTime at) => new(
        Text(id), kind, points, note, kind is EntryKind.OrderEarned or EntryKind.OrderReversed && subject is { } order ? Text(order) : null,
        kind is EntryKind.Redeemed or EntryKind.RedemptionReturned && subject is { } redemption ? Text(redemption) : null, at);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}

internal sealed record RewardAnswer(
    string Id, RewardKind Kind, [property: Description("The merchant's name for it; null: named after what it gives.")] string? Name, string? Description,
    [property: Description("Points; for a slider the fewest that can be chosen.")] long Cost, [property: Description("What it takes off or gives, where that is money.")] MoneyAnswer? Amount,
    [property: Description("Percent off, for example 12.5; null for other kinds.")] decimal? Percent, [property: Description("The most that a percentage takes off; null: no cap.")] MoneyAnswer? MaximumOff,
    [property: Description("For a slider: the most points.")] long? MaximumPoints,
    [property: Description("For a slider: by how many points it rises.")] long? StepPoints, MoneyAnswer? MinimumSubtotal, int? ValidDays, [property: Description("How many are left; null: no limit.")] long? Stock,
    [property: Description("Only customers in one of these tiers; empty: everyone.")] IReadOnlyList<string> TierIds,
    [property: Description("For a birthday gift: the rewards to choose from.")] IReadOnlyList<string> ChoiceIds, bool IsActive);

internal sealed record RedemptionAnswer(
    string Id, string CustomerId, string RewardId, RewardKind Kind, [property: Description("What was taken, in the shop's own words.")] string Title, RedemptionState State,
    [property: Description("Points.")] long Cost, MoneyAnswer? Amount, [property: Description("The cart that the code needs; null: any.")] MoneyAnswer? MinimumSubtotal, [property: Description("The code; null until Shopify has confirmed it, and for kinds without one.")] string? Code,
    DateTime CreatedAt, DateTime? IssuedAt, DateTime? ExpiresAt, DateTime? UsedAt, string? UsedByOrderId, [property: Description("When it was taken back or had run out.")] DateTime? ClosedAt);

internal sealed record PointsWish(
    [property: Description("Whole points: positive gives, negative takes. At most 10,000,000 at once.")] long Points,
    [property: Description("Why, in at most 200 characters. The customer reads it too.")] string Reason,
    [property: Description("One of your own for each thing you want done, at most 100 characters. The same key is done once.")] string IdempotencyKey);

internal sealed record PointsAnswer(string CustomerId, long Points, long Available, long Pending, long Lifetime);

internal sealed record ActivityWish(
    [property: Description("The name of the activity, as the programme shows it for the API.")] string Deed,
    [property: Description("One of your own for each thing the customer did, at most 100 characters. The same key earns once.")] string IdempotencyKey,
    [property: Description("When it was done; left out: now. Limits count by its day in the shop's time zone.")] DateTime? DoneAt = null);

internal sealed record ActivityAnswer(string CustomerId, string Deed, long Points, DateTime DoneAt, [property: Description("From when the points can be used.")] DateTime AvailableAt);

internal sealed record RedemptionWish(
    string RewardId, [property: Description("One of your own for each redemption, at most 100 characters. The same key gives the same redemption in its present state.")] string IdempotencyKey,
    [property: Description("For a slider: how many points; left out: the fewest.")] long? Points = null, [property: Description("For a birthday gift: the reward chosen.")] string? ChoiceId = null,
    [property: Description("For a percentage with a cap: what the goods in the customer's cart come to. Left out, or in another currency than the shop's: the code takes the whole cap off a cart large enough for it.")] MoneyAnswer? Cart = null);
