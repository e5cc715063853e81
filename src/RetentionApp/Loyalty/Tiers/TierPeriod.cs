using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Tiers;

/// <summary>
/// From when facts count and until when a tier is held, in whole days of the shop's zone. A rolling year ends with today
/// and begins with the day after today's date a year ago: 365 or 366 days, and 29 February has its year end on the 28th.
/// </summary>
internal sealed record TierPeriod(TierWindow Window, int GraceDays, TimeZoneInfo Zone)
{
    /// <summary>The first moment that counts towards the standing at <paramref name="now"/>.</summary>
    internal DateTime From(DateTime now) => Window switch
    {
        TierWindow.RollingYear => Zone.StartUtc(Day(now).AddYears(-1).AddDays(1)),
        TierWindow.CalendarYear => YearStart(Day(now).Year),
        _ => DateTime.UnixEpoch,
    };

    /// <summary>Of calendar years the one before counts too: what it earned is held through this one.</summary>
    internal DateTime EarlierFrom(DateTime now) => Window == TierWindow.CalendarYear ? YearStart(Day(now).Year - 1) : From(now);

    /// <summary>True in the first days of a year, when what is bought still counts for the year that ended.</summary>
    internal bool IsGraceOfLastYear(DateTime now) => Window == TierWindow.CalendarYear && now < Later(YearStart(Day(now).Year), GraceDays);

    /// <summary>The first moment that counts when a period that ends at <paramref name="until"/> is judged.</summary>
    internal DateTime FromOfPeriod(DateTime until) => From(Later(until, -1));

    /// <summary>Until when a tier is held that is reached at <paramref name="now"/>, or renewed then. Null: no end.</summary>
    /// <param name="isOfThisYear">Whether this calendar year's standing carries it, and not only last year's.</param>
    internal DateTime? End(DateTime now, bool isOfThisYear = true) => Window switch
    {
        TierWindow.RollingYear => Zone.StartUtc(Day(now).AddYears(1).AddDays(1)),
        TierWindow.CalendarYear => YearStart(Day(now).Year + (isOfThisYear ? 2 : 1)),
        _ => null,
    };

    /// <summary>The end of the period in which <paramref name="now"/> lies, by which a missing rest would have to come; null where there is none.</summary>
    internal DateTime? By(DateTime now) => Window == TierWindow.CalendarYear ? YearStart(Day(now).Year + 1) : null;

    /// <summary>The end of a tier whose standing was lost outside any year: tonight.</summary>
    internal DateTime Tonight(DateTime now) => Later(Zone.StartUtc(Day(now)), 1);

    internal DateTime Later(DateTime at, int days)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(at, Zone);
        return Zone.StartUtc(DateOnly.FromDateTime(local).AddDays(days));
    }

    private DateOnly Day(DateTime at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at, Zone));

    private DateTime YearStart(int year) => Zone.StartUtc(new DateOnly(year, 1, 1));
}
