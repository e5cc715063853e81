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

    /// <summary>The instant of a wall-clock time there; of two, in the hour that a clock change repeats, the earlier. A skipped time is when the clock goes on.</summary>
    internal static DateTime Earliest(this TimeZoneInfo zone, DateTime local) => Instant(zone, local, offsets => offsets.Max());

    /// <summary>As <see cref="Earliest"/>, but of two instants the later.</summary>
    internal static DateTime Latest(this TimeZoneInfo zone, DateTime local) => Instant(zone, local, offsets => offsets.Min());

    private static DateTime Instant(TimeZoneInfo zone, DateTime local, Func<TimeSpan[], TimeSpan> choose)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local)) local = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute));
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? choose(zone.GetAmbiguousTimeOffsets(local)) : zone.GetUtcOffset(local);
        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }
}
