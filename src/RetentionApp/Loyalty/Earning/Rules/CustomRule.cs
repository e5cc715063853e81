namespace RetentionApp.Loyalty.Earning.Rules;

/// <summary>Whatever the merchant's own systems report through the API.</summary>
internal sealed class CustomRule : IDeedRule
{
    public DeedKind Kind => DeedKind.Custom;
    public DeedRule Start => new("custom", Kind, 50, false, PerDay: 1);
    public bool IsNamed => true;
    public bool IsReportedBy(DeedCaller caller) => caller is DeedCaller.App or DeedCaller.Api;
}
