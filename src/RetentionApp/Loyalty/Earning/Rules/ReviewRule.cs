namespace RetentionApp.Loyalty.Earning.Rules;

/// <summary>A review, reported under its own id as the key.</summary>
internal sealed class ReviewRule : IDeedRule
{
    public DeedKind Kind => DeedKind.Review;
    public DeedRule Start => new("review", Kind, 50, false, PerDay: 3);
    public bool IsReportedBy(DeedCaller caller) => caller is DeedCaller.App or DeedCaller.Api;
}
