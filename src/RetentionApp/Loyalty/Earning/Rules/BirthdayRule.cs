namespace RetentionApp.Loyalty.Earning.Rules;

/// <summary>Once for every birthday; <see cref="DeedDays"/> gives it, under the birthday's year as its key.</summary>
internal sealed class BirthdayRule : IDeedRule
{
    public DeedKind Kind => DeedKind.Birthday;
    public DeedRule Start => new("birthday", Kind, 200, false, DaysBefore: 7);
}
