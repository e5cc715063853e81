using RetentionApp.Admin;
using RetentionApp.Timeline;

namespace RetentionApp.Hooks.Admin;

/// <summary>What the events are called in the merchant's language.</summary>
internal static class EventNames
{
    internal static string Of(AdminText T, string type) => type switch
    {
        TimelineKinds.PointsEarned => T["Points earned by an order"],
        TimelineKinds.PointsReversed => T["Points taken back after a refund"],
        TimelineKinds.PointsAvailable => T["Pending points can be used"],
        TimelineKinds.PointsAdjusted => T["Points given or taken by hand"],
        TimelineKinds.PointsExpired => T["Points ran out"],
        TimelineKinds.PointsExpiring => T["Points run out soon"],
        TimelineKinds.PointsReturned => T["Points spent on a reward came back"],
        TimelineKinds.AccountBlocked => T["Account blocked"],
        TimelineKinds.AccountUnblocked => T["Account unblocked"],
        TimelineKinds.RewardRedeemed => T["Reward taken"],
        TimelineKinds.RewardIssued => T["Reward's code is ready"],
        TimelineKinds.RewardRefused => T["Reward could not be made"],
        TimelineKinds.RewardUsed => T["Reward used in an order"],
        TimelineKinds.RewardCancelled => T["Reward taken back"],
        TimelineKinds.RewardEnded => T["Reward ran out"],
        TimelineKinds.TierReached => T["Tier reached"],
        TimelineKinds.TierLost => T["Tier lost"],
        TimelineKinds.TierWarning => T["Tier will be lost soon"],
        TimelineKinds.DeedDone => T["Points for a deed"],
        TimelineKinds.DeedUndone => T["Points of a deed taken back"],
        TimelineKinds.ChallengeWon => T["Challenge won"],
        TimelineKinds.ChallengeLost => T["Challenge no longer won after a refund"],
        TimelineKinds.CustomerMerged => T["Two customers became one"],
        HookEvents.Test => T["Test event"],
        _ => type,
    };

    /// <summary>Why an address is not taken; null when it is.</summary>
    internal static string? Fault(AdminText T, AddressFault fault) => fault switch
    {
        AddressFault.None => null,
        AddressFault.NotHttps => T["The address must begin with https://."],
        AddressFault.HasUser => T["Leave user name and password out of the address; deliveries are signed instead."],
        AddressFault.Port => T["Ports below 1024 are not called, except 443."],
        AddressFault.Internal => T["This address lies inside a network and cannot be reached from the internet."],
        AddressFault.Unknown => T["This host name was not found. Check the spelling."],
        _ => T["Type a whole address, for example https://example.com/hooks."],
    };
}

/// <param name="Path">The page the log stands on: where it is paged and where its buttons post.</param>
internal sealed record LogShown(HookLogPage Log, bool IsFirst, string Path);
