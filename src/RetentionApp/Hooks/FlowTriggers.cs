using System.Text.Json;
using RetentionApp.Timeline;

namespace RetentionApp.Hooks;

/// <param name="Handle">As in its <c>shopify.extension.toml</c> under extension-config.</param>
/// <param name="Fields">Names of its own fields, letters and spaces only; the customer comes on top.</param>
/// <param name="Payload">The fields' values, in the same order. Flow wants every one of them.</param>
internal sealed record FlowTrigger(string Handle, IReadOnlyList<string> Types, IReadOnlyList<string> Fields, Func<Happened, object[]> Payload);

/// <summary>What we can start in a merchant's Flow workflows: each is one folder in extension-config, which a test compares with this list.</summary>
internal static class FlowTriggers
{
    internal static readonly IReadOnlyList<FlowTrigger> All =
    [
        new("points-earned", [TimelineKinds.PointsEarned, TimelineKinds.DeedDone, TimelineKinds.ChallengeWon], ["Points", "Available points", "What happened"],
            one => [one.Facts.Points ?? 0, one.Balance.Available, one.Type]),
        new("points-changed", [TimelineKinds.PointsAdjusted, TimelineKinds.PointsReversed, TimelineKinds.PointsExpired, TimelineKinds.DeedUndone], ["Points", "Available points", "What happened"],
            one => [one.Facts.Points ?? 0, one.Balance.Available, one.Type]),
        new("points-expiring", [TimelineKinds.PointsExpiring], ["Points", "Available points", "Last day"], one => [one.Facts.Points ?? 0, one.Balance.Available, one.Facts.LastDay ?? ""]),
        new("tier-changed", [TimelineKinds.TierReached, TimelineKinds.TierLost], ["Tier", "What happened", "Available points"], one => [one.Facts.TierName ?? one.Facts.TierId ?? "", one.Type, one.Balance.Available]),
        new("reward-issued", [TimelineKinds.RewardIssued], ["Points", "Available points", "Redemption"], one => [one.Facts.Points ?? 0, one.Balance.Available, one.Facts.RedemptionId?.ToString() ?? ""]),
    ];

    private static readonly Dictionary<string, FlowTrigger> ByType = All.SelectMany(trigger => trigger.Types.Select(type => (type, trigger))).ToDictionary(pair => pair.type, pair => pair.trigger, StringComparer.Ordinal);

    internal static FlowTrigger? For(string type) => ByType.GetValueOrDefault(type);

    /// <summary>The variable <c>payload</c> of <c>flowTriggerReceive</c>.</summary>
    internal static string Body(FlowTrigger trigger, Happened happened)
    {
        var payload = new Dictionary<string, object> { ["customer_id"] = happened.CustomerId };
        foreach (var (field, value) in trigger.Fields.Zip(trigger.Payload(happened))) payload[field] = value;
        return JsonSerializer.Serialize(payload);
    }
}
