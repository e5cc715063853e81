using RetentionApp.Rewards;

namespace RetentionApp.Admin;

/// <summary>A redemption's state with what the merchant can do about it.</summary>
internal sealed record RedemptionStateShown(Redemption Redemption, RewardWords Words, DateTime Now, bool BackToCustomer)
{
    internal bool CanCancel => Redemption.State == RedemptionState.Issued && RewardKinds.Of(Redemption.Kind).CanBeTakenBack && (Redemption.ExpiresAt is null || Redemption.ExpiresAt > Now);
}
