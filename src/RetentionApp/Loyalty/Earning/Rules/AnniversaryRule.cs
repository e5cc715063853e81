namespace RetentionApp.Loyalty.Earning.Rules;

/// <summary>Once for every year since the account was made; <see cref="DeedDays"/> gives it, under the day's year as its key.</summary>
internal sealed class AnniversaryRule : IDeedRule
{
    public DeedKind Kind => DeedKind.Anniversary;
    public DeedRule Start => new("anniversary", Kind, 100, false);
}
