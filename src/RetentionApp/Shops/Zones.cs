namespace RetentionApp.Shops;

internal static class Zones
{
    /// <summary>The shop's time zone; UTC where the name it sent is not known here.</summary>
    internal static TimeZoneInfo Of(Shop shop) => TimeZoneInfo.TryFindSystemTimeZoneById(shop.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>The instant a day begins there; a midnight that a clock change skips begins when the clock goes on.</summary>
    internal static DateTime StartUtc(this TimeZoneInfo zone, DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(30);
        return TimeZoneInfo.ConvertTimeToUtc(midnight, zone);
    }
}
