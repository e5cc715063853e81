namespace RetentionApp.Loyalty.Earning.Rules;

/// <summary>A click on the link to the shop's page elsewhere. Whether they follow it then, nobody can check: once ever.</summary>
internal sealed class SocialFollowRule : IDeedRule
{
    public DeedKind Kind => DeedKind.SocialFollow;
    public DeedRule Start => new("follow", Kind, 20, false);
    public int Ever => 1;
    public bool IsNamed => true;
    public bool IsReportedBy(DeedCaller caller) => true;
}
