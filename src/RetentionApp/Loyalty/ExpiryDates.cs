using RetentionApp.Shops;

namespace RetentionApp.Loyalty;

/// <summary>When points expire under a rule: at the end of a day in the shop's zone, counted in calendar months.</summary>
internal sealed record ExpiryDates(PointsExpiry Rule, TimeZoneInfo Zone)
{
    /// <summary>Nothing expires sooner than so many days after the rule was switched on or changed.</summary>
    internal const int Notice = 30;

    /// <summary>
    /// The instant from which the points are gone. By inactivity they live on from the customer's last activity, and
    /// points that are still pending then from the day they become available.
    /// </summary>
    internal DateTime Of(DateTime availableAt, DateTime? activeAt)
    {
        if (Rule.Kind == ExpiryKind.PerCredit) return After(availableAt);
        var byActivity = After(activeAt ?? availableAt);
        return availableAt < byActivity ? byActivity : After(availableAt);
    }

    private DateTime After(DateTime at)
    {
        var (day, earliest) = (Day(at).AddMonths(Rule.Months), Rule.Since == default ? DateOnly.MinValue : Day(Rule.Since).AddDays(Notice));
        return Zone.StartUtc((day > earliest ? day : earliest).AddDays(1));
    }

    private DateOnly Day(DateTime at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at, Zone));
}
