namespace RetentionApp.Loyalty.Earning.Rules;

/// <summary>A friend who came and bought, reported under the friend's id or order as the key.</summary>
internal sealed class ReferralRule : IDeedRule
{
    public DeedKind Kind => DeedKind.Referral;
    public DeedRule Start => new("referral", Kind, 500, false);
    public bool IsReportedBy(DeedCaller caller) => caller is DeedCaller.App or DeedCaller.Api;
}
