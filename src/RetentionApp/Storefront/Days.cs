using System.Globalization;
using System.Text.RegularExpressions;

namespace RetentionApp.Storefront;

/// <summary>Dates as people say them, in the shop's zone: "6 December", with the year when it is another one.</summary>
internal static partial class Days
{
    internal static string Say(DateTime at, DateTime now, TimeZoneInfo zone, CultureInfo culture)
    {
        var day = TimeZoneInfo.ConvertTimeFromUtc(at, zone);
        var isThisYear = day.Year == TimeZoneInfo.ConvertTimeFromUtc(now, zone).Year;
        var text = day.ToString(isThisYear ? culture.DateTimeFormat.MonthDayPattern : Weekday.Replace(culture.DateTimeFormat.LongDatePattern, ""), culture);
        // Between English words an Arabic date would pull its neighbours to its other side.
        return culture.TextInfo.IsRightToLeft ? $"\u2068{text}\u2069" : text;
    }

    /// <summary>A day of the year, or of one year.</summary>
    internal static string Say(int month, int day, int? year, CultureInfo culture)
    {
        // A leap year has every day there is.
        var date = new DateTime(year ?? 2000, month, day);
        var text = date.ToString(year is null ? culture.DateTimeFormat.MonthDayPattern : Weekday.Replace(culture.DateTimeFormat.LongDatePattern, ""), culture);
        return culture.TextInfo.IsRightToLeft ? $"\u2068{text}\u2069" : text;
    }

    internal static TimeZoneInfo Zone(string iana) => TimeZoneInfo.TryFindSystemTimeZoneById(iana, out var zone) ? zone : TimeZoneInfo.Utc;

    // .NET has no pattern for a full date without its weekday; "dddd" stands first or last in every culture's long one.
    [GeneratedRegex(@"[,،]?\s*dddd[,،]?\s*")]
    private static partial Regex Weekday { get; }
}
