using System.Globalization;
using System.Text.Json;
using RetentionApp.Shopify;
using RetentionApp.Timeline;

namespace RetentionApp.Hooks;

/// <summary>What a timeline row says to somebody outside: numbers and ids, nothing personal.</summary>
internal sealed record HookFacts(long? Points = null, long? OrderId = null, long? RedemptionId = null, string? TierId = null, string? DeedId = null, long? MergedCustomerId = null, string? LastDay = null)
{
    internal string? TierName { get; init; }
    internal string? ChallengeId { get; init; }
    /// <summary>The row in which the points stand that the timeline does not tell.</summary>
    internal long? DeedRow { get; init; }
    internal long? RoundRow { get; init; }
}

/// <param name="Type">What subscribers know it by; also the timeline's kind.</param>
/// <param name="Explained">One English sentence, for the documentation.</param>
/// <param name="Read">From the row's subject and data.</param>
internal sealed record HookEvent(string Type, string Explained, Func<long?, string?, HookFacts> Read);

/// <summary>The events that can be subscribed to, fed from the timeline. A kind that is not here is never told to anybody.</summary>
internal static class HookEvents
{
    /// <summary>What the button in the admin sends; nobody subscribes to it.</summary>
    internal const string Test = "test";

    internal static readonly IReadOnlyList<HookEvent> All =
    [
        new(TimelineKinds.PointsEarned, "An order earned points, or a change of the order earned more.", (order, points) => new(Points: Number(points), OrderId: order)),
        new(TimelineKinds.PointsReversed, "A refund, edit or cancellation took points of an order back.", (order, points) => new(Points: Number(points), OrderId: order)),
        new(TimelineKinds.PointsAvailable, "The waiting time of points is over: they can be used from now on.", (_, points) => new(Points: Number(points))),
        new(TimelineKinds.PointsAdjusted, "Points were given or taken by hand, through the API or by Flow.", (points, _) => new(Points: points)),
        new(TimelineKinds.PointsExpired, "Points ran out unused.", (_, points) => new(Points: -Number(points))),
        new(TimelineKinds.PointsExpiring, "Points will run out in 30, 7 or 1 days; lastDay is the last day on which they can be used, in the shop's time zone.", (_, warning) => Expiring(warning)),
        new(TimelineKinds.PointsReturned, "The points spent on a reward went back, because its order was refunded or cancelled.", (redemption, _) => new(RedemptionId: redemption)),
        new(TimelineKinds.AccountBlocked, "The merchant blocked the account: it earns and redeems nothing.", (_, _) => new()),
        new(TimelineKinds.AccountUnblocked, "The account is no longer blocked.", (_, _) => new()),
        new(TimelineKinds.RewardRedeemed, "A customer spent points on a reward; its code is being made.", (redemption, _) => new(RedemptionId: redemption)),
        new(TimelineKinds.RewardIssued, "The reward's discount code exists.", (redemption, _) => new(RedemptionId: redemption)),
        new(TimelineKinds.RewardRefused, "The code could not be made; the points went back.", (redemption, _) => new(RedemptionId: redemption)),
        new(TimelineKinds.RewardUsed, "An order used a reward's code.", (order, _) => new(OrderId: order)),
        new(TimelineKinds.RewardCancelled, "A reward was taken back unused; the points are there again.", (redemption, _) => new(RedemptionId: redemption)),
        new(TimelineKinds.RewardEnded, "A reward's code ran out unused.", (redemption, _) => new(RedemptionId: redemption)),
        new(TimelineKinds.TierReached, "The customer reached a tier.", (_, tier) => new(TierId: tier)),
        new(TimelineKinds.TierLost, "The customer lost a tier.", (_, tier) => new(TierId: tier)),
        new(TimelineKinds.TierWarning, "The customer will lose the tier unless more is earned or spent in time; tierId is the one that would follow.", (_, tier) => new(TierId: tier)),
        new(TimelineKinds.DeedDone, "The customer did something other than buying that earns points.", (row, deed) => new(DeedId: deed) { DeedRow = row }),
        new(TimelineKinds.DeedUndone, "The points of a deed were taken back.", (row, deed) => new(DeedId: deed) { DeedRow = row }),
        new(TimelineKinds.ChallengeWon, "The customer reached the goal of a challenge.", (row, challenge) => new() { ChallengeId = challenge, RoundRow = row }),
        new(TimelineKinds.ChallengeLost, "A refund left too little for a challenge that had been won; its bonus went back.", (_, challenge) => new() { ChallengeId = challenge }),
        new(TimelineKinds.CustomerMerged, "Another customer was merged into this one; the points moved.", (merged, _) => new(MergedCustomerId: merged)),
    ];

    private static readonly Dictionary<string, HookEvent> ByType = All.ToDictionary(one => one.Type, StringComparer.Ordinal);

    internal static HookEvent? Find(string? type) => type is null ? null : ByType.GetValueOrDefault(type);

    private static HookFacts Expiring(string? warning)
    {
        if (warning is null) return new HookFacts();
        using var read = JsonDocument.Parse(warning);
        return new HookFacts(Points: read.RootElement.Long("points"), LastDay: read.RootElement.Text("at"));
    }

    /// <summary>"83", and for a bonus on top of the order's own points "bonus:first:100".</summary>
    private static long? Number(string? text) => long.TryParse(text?[(text.LastIndexOf(':') + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
