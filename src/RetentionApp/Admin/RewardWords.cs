using RetentionApp.Loyalty;
using RetentionApp.Rewards;

namespace RetentionApp.Admin;

/// <summary>Rewards in the words of the member of staff who reads.</summary>
internal sealed class RewardWords(AdminText t, LedgerWords ledger)
{
    internal string Kind(RewardKind kind) => kind switch
    {
        RewardKind.AmountOff => t["Amount off"],
        RewardKind.Slider => t["Amount off, chosen by the shopper"],
        RewardKind.PercentOff => t["Percentage off"],
        RewardKind.FreeShipping => t["Free shipping"],
        RewardKind.FreeProduct => t["Free product"],
        RewardKind.GiftCard => t["Gift card"],
        RewardKind.StoreCredit => t["Store credit"],
        RewardKind.EarlyAccess => t["Early access"],
        _ => t["Birthday gift"],
    };

    /// <summary>One sentence that says what the kind is for.</summary>
    internal string About(RewardKind kind) => kind switch
    {
        RewardKind.AmountOff => t["A code for a fixed amount, the classic."],
        RewardKind.Slider => t["The shopper chooses how many points to use and gets the amount they are worth."],
        RewardKind.PercentOff => t["A code for a share of the cart, or of some goods."],
        RewardKind.FreeShipping => t["A code that takes the shipping off."],
        RewardKind.FreeProduct => t["A code for one unit of a product."],
        RewardKind.GiftCard => t["A Shopify gift card that can be used bit by bit."],
        RewardKind.StoreCredit => t["Money on the customer’s account in your shop; no code to type."],
        RewardKind.EarlyAccess => t["A customer tag for some days, with which your theme opens sales early."],
        _ => t["Around their birthday customers choose one of several rewards, free of points."],
    };

    /// <summary>The merchant's name for it, else what it is.</summary>
    internal string Name(Reward reward) => reward.Name ?? ledger.Describe(RewardKinds.Of(reward.Kind).DescribeOffer(reward), t.Words);

    internal string Name(Redemption redemption) => ledger.Describe(redemption.Descriptor, t.Words);

    internal string Cost(Reward reward) => reward.Kind switch
    {
        RewardKind.BirthdayGift => t["free of points"],
        RewardKind.Slider => t["{0} to {1:points}", t.Number(reward.Cost), reward.Terms.MaximumPoints],
        _ => t.Points(reward.Cost),
    };

    internal string State(Redemption r, DateTime now) => r.State switch
    {
        RedemptionState.Issued when r.ExpiresAt <= now => t["ran out"],
        RedemptionState.Issued when !RewardKinds.Of(r.Kind).IsDiscount => t["given out"],
        RedemptionState.Issued => t["ready to use"],
        RedemptionState.Used => t["used"],
        RedemptionState.Refused => t["refused, points returned"],
        RedemptionState.Cancelling => t["being cancelled"],
        RedemptionState.Cancelled => t["cancelled, points returned"],
        RedemptionState.Ending or RedemptionState.Ended => t["ran out"],
        RedemptionState.Unclear => t["please decide"],
        _ => t["waiting for Shopify"],
    };

    internal static string Tone(Redemption r, DateTime now) => r.State switch
    {
        RedemptionState.Issued when r.ExpiresAt > now || r.ExpiresAt is null => "is-info",
        RedemptionState.Used => "is-good",
        RedemptionState.Refused => "is-bad",
        RedemptionState.Unclear => "is-bad",
        RedemptionState.Pending or RedemptionState.Cancelling => "is-warn",
        _ => "",
    };

    /// <summary>Conditions as a shopper is told them, for the preview.</summary>
    internal IEnumerable<string> Conditions(Reward reward)
    {
        var kind = RewardKinds.Of(reward.Kind);
        string Say(long minor) => t.Money(minor, reward.Currency);
        if (reward.Kind == RewardKind.Slider && reward.Cost > 0) yield return t["{0} for every {1:points}", Say(reward.Amount), reward.Cost];
        if (kind.HasMinimum && reward.MinimumSubtotal is > 0 and var minimum) yield return t["On orders of {0} or more", Say(minimum)];
        if (kind.HasItems && (reward.Terms.Products is { Count: > 0 } || reward.Terms.Collections is { Count: > 0 })) yield return t["On selected products"];
        if (reward.Terms.MaximumOff is { } cap && reward.CartForAll is { } full) yield return t["Worked out from your cart; without one {0} off orders of {1} or more", Say(cap), Say(full)];
        if (reward.Kind == RewardKind.FreeShipping && reward.Terms.MaximumShipping is { } shipping) yield return t["For shipping of up to {0}", Say(shipping)];
        if (reward.ValidDays is > 0 and var days && reward.Kind != RewardKind.BirthdayGift) yield return t["Lasts {0:n|day|days}", days];
    }

    /// <summary>What changed from one snapshot to the next, each with what it was before.</summary>
    internal IEnumerable<string> Differences(RewardSnapshot now, RewardSnapshot? old)
    {
        if (old is null) { yield return t["Created"]; yield break; }
        var (terms, before) = (now.Terms ?? RewardDetails.None, old.Terms ?? RewardDetails.None);
        string Say(long? minor) => minor is { } amount ? t.Money(amount, now.Currency) : t["none"];
        if (now.IsArchived != old.IsArchived) yield return t["Deleted"];
        if (now.IsActive != old.IsActive) yield return now.IsActive ? t["Switched on"] : t["Switched off"];
        if (now.Cost != old.Cost) yield return t["Cost {0} (before: {1})", t.Points(now.Cost), t.Number(old.Cost)];
        if (now.Amount != old.Amount) yield return t["Amount {0} (before: {1})", Say(now.Amount), Say(old.Amount)];
        if (terms.Percent != before.Percent) yield return t["Share {0} (before: {1})", t.Percent(terms.Percent / 10000m), t.Percent(before.Percent / 10000m)];
        if (terms.MaximumOff != before.MaximumOff) yield return t["Takes off at most {0} (before: {1})", Say(terms.MaximumOff), Say(before.MaximumOff)];
        if (now.MinimumSubtotal != old.MinimumSubtotal) yield return t["Smallest cart {0} (before: {1})", Say(now.MinimumSubtotal), Say(old.MinimumSubtotal)];
        if (now.ValidDays != old.ValidDays) yield return t["Validity in days {0} (before: {1})", now.ValidDays?.ToString(t.Culture) ?? t["no end"], old.ValidDays?.ToString(t.Culture) ?? t["no end"]];
        if (now.Stock != old.Stock) yield return t["Left {0} (before: {1})", now.Stock is { } left ? t.Number(left) : t["no limit"], old.Stock is { } had ? t.Number(had) : t["no limit"]];
        if (now.Combines != old.Combines) yield return t["Combines with other discounts differently"];
        if (now.Name != old.Name || terms.Description != before.Description || terms.Image != before.Image || !Same(terms.Texts, before.Texts)) yield return t["Name, text or picture"];
        if (terms.MaximumPoints != before.MaximumPoints || terms.StepPoints != before.StepPoints) yield return t["Range of points"];
        if (terms.PerCustomer != before.PerCustomer || terms.PerDays != before.PerDays) yield return t["Limit per customer"];
        if (!Same(terms.TierIds, before.TierIds)) yield return t["Tiers"];
        if (terms.From != before.From || terms.Until != before.Until) yield return t["Dates"];
        if (!Same(terms.Products, before.Products) || !Same(terms.Collections, before.Collections) || !Same(terms.Choices, before.Choices)) yield return t["What it applies to"];
        if (terms.MaximumShipping != before.MaximumShipping || terms.Prefix != before.Prefix || terms.Tag != before.Tag || terms.DaysBefore != before.DaysBefore || terms.DaysAfter != before.DaysAfter) yield return t["Details"];
    }

    private static bool Same<T>(IEnumerable<T>? one, IEnumerable<T>? other) => (one ?? []).SequenceEqual(other ?? []);
}
