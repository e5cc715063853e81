using System.Globalization;
using RetentionApp.Data;
using RetentionApp.Loyalty.Earning;

namespace RetentionApp.Loyalty;

/// <summary>Where one customer stands with the shop's deeds and challenges.</summary>
/// <param name="IsSubscribed">Whether they take the shop's e-mails.</param>
/// <param name="Today">In the shop's zone.</param>
internal sealed record EarnStanding(IReadOnlyDictionary<string, DeedCount> Done, Birthday? Birthday, IReadOnlyList<ChallengeStanding> Challenges, bool IsSubscribed, DateOnly Today)
{
    /// <summary>Read only what the programme has use for: null, without a question, for a shop that has neither deeds nor challenges.</summary>
    /// <param name="hasBirthdayGift">Whether a reward asks for the birthday too.</param>
    internal static async ValueTask<EarnStanding?> Read(ReadPool pool, long shopId, long customerId, ProgrammeSettings settings, bool hasBirthdayGift, TimeZoneInfo zone, DateTime now)
    {
        var (deeds, challenges) = (settings.Deeds?.Where(rule => rule.IsActive).ToList() ?? [], Loyalty.Challenges.Active(settings));
        var asksBirthday = hasBirthdayGift || deeds.Any(rule => rule.Kind is DeedKind.Birthday or DeedKind.Profile);
        return deeds.Count == 0 && challenges.Count == 0 && !asksBirthday ? null : await pool.Read(sql => Read(sql, shopId, customerId, deeds, challenges, asksBirthday, zone, now));
    }

    private static async Task<EarnStanding> Read(Sql sql, long shopId, long customerId, List<DeedRule> deeds, IReadOnlyList<Challenge> challenges, bool asksBirthday, TimeZoneInfo zone, DateTime now)
    {
        // Who was merged away is shown what the survivor has; a merge may follow a merge.
        var isSubscribed = false;
        for (var depth = 0; depth < 8; depth++)
        {
            var id = customerId;
            (var heir, isSubscribed) = await sql.Single($"SELECT merged_into, has_email_consent FROM customers WHERE shop_id = {shopId} AND id = {id}", row => (row.LongOrNull(0), row.GetBoolean(1)));
            if (heir is null) break;
            customerId = heir.Value;
        }
        var today = Deeds.Day(now, zone);
        var (first, last) = (new DateOnly(today.Year, 1, 1), new DateOnly(today.Year, 12, 31));
        var counts = deeds.Count == 0 ? [] : await sql.Query($"""
            SELECT deed_id, COUNT(*), SUM(CASE WHEN done_on >= {first} AND done_on <= {last} THEN 1 ELSE 0 END), SUM(CASE WHEN done_on = {today} THEN 1 ELSE 0 END), MAX(key)
            FROM deeds WHERE shop_id = {shopId} AND customer_id = {customerId} GROUP BY deed_id
            """, row => (Id: row.GetString(0), Count: new DeedCount(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4))));
        var birthday = asksBirthday ? await Birthdays.Read(sql, shopId, customerId) : null;
        var standings = challenges.Count == 0 ? [] : await Loyalty.Challenges.Read(sql, shopId, customerId, challenges, zone, now);
        return new EarnStanding(counts.ToDictionary(one => one.Id, one => one.Count), birthday, standings, isSubscribed, today) { AsksBirthday = asksBirthday };
    }

    /// <summary>Whether the shop has use for a birthday.</summary>
    internal bool AsksBirthday { get; private init; }

    internal long Times(DeedRule rule) => Done.GetValueOrDefault(rule.Id)?.Ever ?? 0;

    /// <summary>Nothing more to be had from it: ever, or until next year for what comes once a year.</summary>
    internal bool IsDone(DeedRule rule)
    {
        if (Done.GetValueOrDefault(rule.Id) is not { } count) return false;
        if (rule.Kind is DeedKind.Birthday or DeedKind.Anniversary) return int.TryParse(count.LastKey, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year >= Today.Year;
        return DeedRules.Ever(rule) is > 0 and var ever && count.Ever >= ever;
    }

    /// <summary>Nothing to do about it for somebody who is signed in or has subscribed before it was rewarded.</summary>
    internal bool IsMoot(DeedRule rule) => !IsDone(rule) && (rule.Kind == DeedKind.SignUp || rule.Kind == DeedKind.Newsletter && IsSubscribed);

    /// <summary>Whether doing it now would bring points.</summary>
    internal bool IsOpen(DeedRule rule) => !IsDone(rule) && !IsMoot(rule) && (Done.GetValueOrDefault(rule.Id) is not { } count || (rule.PerYear == 0 || count.Year < rule.PerYear) && (rule.PerDay == 0 || count.Day < rule.PerDay));
}

/// <param name="LastKey">The greatest key; for what comes once a year the last year.</param>
internal sealed record DeedCount(long Ever, long Year, long Day, string LastKey);
