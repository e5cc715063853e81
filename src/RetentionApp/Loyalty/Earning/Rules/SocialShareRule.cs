namespace RetentionApp.Loyalty.Earning.Rules;

/// <summary>A click on a link that shares the shop. Whether anything is posted then, nobody can check: once ever.</summary>
internal sealed class SocialShareRule : IDeedRule
{
    public DeedKind Kind => DeedKind.SocialShare;
    public DeedRule Start => new("share", Kind, 20, false);
    public int Ever => 1;
    public bool IsNamed => true;
    public bool IsReportedBy(DeedCaller caller) => true;
}
