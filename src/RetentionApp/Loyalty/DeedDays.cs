using System.Globalization;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty;

/// <summary>
/// Gives what days bring: birthdays and anniversaries, in the shop's zone. Each run takes every day since the last one, so
/// that nothing is lost while the app stood still, and finds people along an index; a gift has the year as its key.
/// </summary>
internal sealed class DeedDays(AppDb db, Programmes programmes, Deeds deeds, ShopDirectory shops, TimeProvider clock, ILogger<DeedDays> log)
{
    /// <summary>The shop setting that holds the day and the programme's version of the last complete run: <c>2026-03-01@7</c>.</summary>
    internal const string Setting = "deeds.days";
    /// <summary>Gifts missed longer ago than this stay missed.</summary>
    internal const int MostDaysBack = 60;
    private const int PerCommit = 100;

    internal async Task Run(CancellationToken cancellation)
    {
        var ids = await db.Sql.Query($"SELECT s.id FROM shops s WHERE s.uninstalled_at IS NULL AND EXISTS (SELECT 1 FROM programmes p WHERE p.shop_id = s.id) ORDER BY s.id", row => row.GetInt64(0));
        foreach (var id in ids)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (await shops.ById(id) is { } shop) await Run(shop, cancellation);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One shop's trouble is not the next one's.
                log.LogError(failure, "Birthdays and anniversaries of shop {Shop} failed", id);
            }
        }
    }

    /// <summary>Gives one customer's birthday gift where its day has come, for a birthday that was entered just now.</summary>
    internal async Task GiveBirthday(Shop shop, long customerId)
    {
        if (await Rule(shop, DeedKind.Birthday) is not { } rule || await Birthdays.Read(db.Sql, shop.Id, customerId) is not { } birthday) return;
        var today = Today(shop);
        foreach (var year in new[] { today.Year, today.AddDays(rule.DaysBefore).Year }.Distinct())
            if (Birthday.In(birthday.MonthDay, year) is var day && day >= today && day <= today.AddDays(rule.DaysBefore) && day >= birthday.CountsFrom)
                await deeds.Do(shop.Id, customerId, rule.Id, Key(year), by: DeedCaller.App);
    }

    private async Task Run(Shop shop, CancellationToken cancellation)
    {
        var version = (await programmes.Current(shop.Id)).Version;
        var (birthday, anniversary) = (await Rule(shop, DeedKind.Birthday), await Rule(shop, DeedKind.Anniversary));
        if (birthday is null && anniversary is null) return;
        var today = Today(shop);
        var mark = string.Create(CultureInfo.InvariantCulture, $"{today:yyyy-MM-dd}@{version}");
        var last = await db.Setting(shop.Id, Setting);
        if (last == mark) return;
        var done = last is not null && DateOnly.TryParseExact(last.Split('@')[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : today;
        foreach (var span in birthday is null ? [] : Span.Of(birthday, done, today, Zones.Of(shop))) await GiveBirthdays(shop, birthday!, span, cancellation);
        foreach (var span in anniversary is null ? [] : Span.Of(anniversary, done, today, Zones.Of(shop))) await GiveAnniversaries(shop, anniversary!, span, cancellation);
        await db.Set(shop.Id, Setting, mark);
    }

    private async Task GiveBirthdays(Shop shop, DeedRule rule, Span span, CancellationToken cancellation)
    {
        var (first, last, key) = (span.First.Month * 100 + span.First.Day, span.LastMonthDay, Key(span.Year));
        for (var (monthDay, after) = (0, 0L); ;)
        {
            var people = await db.Sql.Query($"""
                SELECT b.customer_id, b.month_day, b.counts_from FROM birthdays b
                WHERE b.shop_id = {shop.Id} AND b.month_day >= {first} AND b.month_day <= {last} AND (b.month_day > {monthDay} OR (b.month_day = {monthDay} AND b.customer_id > {after}))
                  AND NOT EXISTS (SELECT 1 FROM deeds d WHERE d.shop_id = b.shop_id AND d.customer_id = b.customer_id AND d.deed_id = {rule.Id} AND d.key = {key})
                ORDER BY b.month_day, b.customer_id LIMIT {PerCommit}
                """, row => (Id: row.GetInt64(0), MonthDay: row.GetInt32(1), CountsFrom: row.GetFieldValue<DateOnly>(2)));
            if (people.Count == 0) return;
            await Give(shop.Id, rule, key, people.Where(one => Birthday.In(one.MonthDay, span.Year) >= one.CountsFrom).Select(one => one.Id), cancellation);
            (monthDay, after) = (people[^1].MonthDay, people[^1].Id);
        }
    }

    /// <summary>Year by year: who made their account on one of these days of it.</summary>
    private async Task GiveAnniversaries(Shop shop, DeedRule rule, Span span, CancellationToken cancellation)
    {
        var earliest = await db.Sql.Single($"SELECT created_at FROM customers WHERE shop_id = {shop.Id} AND created_at IS NOT NULL ORDER BY created_at LIMIT 1", row => (DateTime?)row.At(0));
        if (earliest is null) return;
        var (zone, key) = (Zones.Of(shop), Key(span.Year));
        for (var year = Deeds.Day(earliest.Value, zone).Year; year < span.Year; year++)
        {
            var (from, to) = (zone.StartUtc(span.FirstIn(year)), zone.StartUtc(span.EndIn(year)));
            for (var after = 0L; ;)
            {
                var people = await db.Sql.Query($"""
                    SELECT c.id, c.created_at FROM customers c
                    WHERE c.shop_id = {shop.Id} AND c.created_at >= {from} AND c.created_at < {to} AND (c.created_at > {from} OR c.id > {after}) AND c.state = 'enabled'
                      AND c.deleted_at IS NULL AND c.merged_into IS NULL
                      AND NOT EXISTS (SELECT 1 FROM deeds d WHERE d.shop_id = c.shop_id AND d.customer_id = c.id AND d.deed_id = {rule.Id} AND d.key = {key})
                    ORDER BY c.created_at, c.id LIMIT {PerCommit}
                    """, row => (Id: row.GetInt64(0), At: row.At(1)));
                if (people.Count == 0) break;
                await Give(shop.Id, rule, key, people.Select(one => one.Id), cancellation);
                (from, after) = (people[^1].At, people[^1].Id);
            }
        }
    }

    private Task Give(long shopId, DeedRule rule, string key, IEnumerable<long> people, CancellationToken cancellation) => db.Write(async () =>
    {
        foreach (var id in people) await deeds.Do(shopId, id, rule.Id, key, by: DeedCaller.App);
    }, cancellation);

    private async Task<DeedRule?> Rule(Shop shop, DeedKind kind) =>
        (await programmes.Current(shop.Id)).Settings is { IsActive: true, Deeds: { } rules } ? rules.FirstOrDefault(rule => rule.Kind == kind && rule.IsActive) : null;

    private DateOnly Today(Shop shop) => Deeds.Day(clock.GetUtcNow().UtcDateTime, Zones.Of(shop));

    private static string Key(int year) => year.ToString(CultureInfo.InvariantCulture);

    /// <summary>Days of one year whose gift is due.</summary>
    private sealed record Span(DateOnly First, DateOnly Last)
    {
        internal int Year => First.Year;

        /// <summary>From the last day done (never before the rule was) up to the days ahead, cut at the end of a year.</summary>
        internal static IEnumerable<Span> Of(DeedRule rule, DateOnly done, DateOnly today, TimeZoneInfo zone)
        {
            var since = rule.Since is { } at ? Deeds.Day(at, zone) : DateOnly.MinValue;
            var first = new[] { done < today ? done : today, since < today ? since : today, today.AddDays(-MostDaysBack) }.Max();
            for (var last = today.AddDays(rule.DaysBefore); first <= last; first = new DateOnly(first.Year + 1, 1, 1))
                yield return new Span(first, first.Year == last.Year ? last : new DateOnly(first.Year, 12, 31));
        }

        /// <summary>28 February stands for the 29th too in a year that has none.</summary>
        internal int LastMonthDay => Last is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(Year) ? 229 : Last.Month * 100 + Last.Day;

        internal DateOnly FirstIn(int year) => First is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(year) ? new DateOnly(year, 3, 1) : new DateOnly(year, First.Month, First.Day);

        /// <summary>The day after the last one.</summary>
        internal DateOnly EndIn(int year) => LastMonthDay == 229 ? new DateOnly(year, 3, 1) : new DateOnly(year, Last.Month, Last.Day).AddDays(1);
    }
}
