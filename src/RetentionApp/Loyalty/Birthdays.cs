using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty;

/// <summary>When customers have their birthday.</summary>
internal sealed class Birthdays(AppDb db, Customers customers, DeedDays days, HeardDeeds heard, ShopDirectory shops, TimeProvider clock)
{
    /// <summary>A changed birthday brings nothing for so many days.</summary>
    internal const int DaysAfterChange = 30;
    /// <summary>Nor does it before so many days have passed since the last gift: nearly a year, because of days ahead and leap years.</summary>
    internal const int DaysBetweenGifts = 330;
    internal const string Shopper = "shopper";
    private const string Import = "import:";
    private const int FirstYear = 1900;

    /// <summary>Whether there is such a day, in that year where one is given.</summary>
    internal static bool IsDay(long? month, long? day, long? year, DateOnly today) =>
        month is >= 1 and <= 12 && day >= 1 && (year is null || year >= FirstYear && year <= today.Year)
        && day <= DateTime.DaysInMonth((int)(year ?? 2000), (int)month) && (year is null || new DateOnly((int)year, (int)month, (int)day) <= today);

    /// <summary>
    /// Enters or changes a birthday, and gives what is due at once. The same day entered again changes nothing. False when
    /// the customer was erased. Throws for a day that <see cref="IsDay"/> denies.
    /// </summary>
    /// <param name="by">The staff member's id or <see cref="Shopper"/>, whose changes have to wait.</param>
    internal Task<bool> Set(long shopId, long customerId, int month, int day, int? year, string by) => db.Write(async () =>
    {
        var shop = await shops.ById(shopId) ?? throw new InvalidOperationException($"There is no shop {shopId}.");
        var today = Deeds.Day(clock.GetUtcNow().UtcDateTime, Zones.Of(shop));
        if (!IsDay(month, day, year, today)) throw new ArgumentOutOfRangeException(nameof(day), "There is no such day.");
        if (await customers.Owner(shopId, customerId) is not { } owner) return false;
        customerId = owner;
        await db.Lock(LockSpace.Account, customerId);
        var monthDay = month * 100 + day;
        var known = await Find(shopId, customerId);
        if (known?.MonthDay == monthDay && (year is null || known.Year == year)) return true;
        var countsFrom = known is null || by != Shopper ? today : known.MonthDay == monthDay ? known.CountsFrom : await AfterChange(shopId, customerId, known, today);
        await db.Sql.Execute($"""
            INSERT INTO birthdays (shop_id, customer_id, month_day, year, counts_from, set_at, set_by)
            VALUES ({shopId}, {customerId}, {monthDay}, {year}, {countsFrom}, {clock.GetUtcNow().UtcDateTime}, {by})
            ON CONFLICT (shop_id, customer_id) DO UPDATE SET month_day = excluded.month_day, year = excluded.year, counts_from = excluded.counts_from, set_at = excluded.set_at, set_by = excluded.set_by
            """);
        await heard.BirthdaySet(shopId, customerId);
        await days.GiveBirthday(shop, customerId);
        return true;
    });

    /// <summary>Enters a birthday from a file where none is known; what a shopper or the merchant entered stands. True when it was entered.</summary>
    /// <inheritdoc cref="Set"/>
    internal Task<bool> BringOver(long shopId, long customerId, int month, int day, int? year, long importId) => db.Write(async () =>
        await Find(shopId, customerId) is null && await Set(shopId, customerId, month, day, year, Import + importId));

    /// <summary>Forgets the birthday where it is still the one that the import brought.</summary>
    internal Task TakeBack(long shopId, long customerId, long importId) =>
        db.Write(() => db.Sql.Execute($"DELETE FROM birthdays WHERE shop_id = {shopId} AND customer_id = {customerId} AND set_by = {Import + importId}").AsTask());

    /// <summary>Whether it came with a file rather than from a person.</summary>
    internal static bool IsImported(Birthday birthday) => birthday.SetBy.StartsWith(Import, StringComparison.Ordinal);

    internal async Task<Birthday?> Find(long shopId, long customerId) => await Read(db.Sql, shopId, customerId);

    internal static ValueTask<Birthday?> Read(Sql sql, long shopId, long customerId) => sql.Single(
        $"SELECT month_day, year, counts_from, set_at, set_by FROM birthdays WHERE shop_id = {shopId} AND customer_id = {customerId}",
        row => new Birthday
        {
            ShopId = shopId, CustomerId = customerId, MonthDay = row.GetInt32(0), Year = row.IsDBNull(1) ? null : row.GetInt32(1), CountsFrom = row.GetFieldValue<DateOnly>(2), SetAt = row.At(3), SetBy = row.GetString(4),
        });

    internal Task Erase(long shopId, long customerId) => db.Write(() => db.Sql.Execute($"DELETE FROM birthdays WHERE shop_id = {shopId} AND customer_id = {customerId}").AsTask());

    /// <summary>The survivor's own birthday stands; one they have not entered is taken over, with its waiting time.</summary>
    internal async Task Merge(long shopId, long from, long into)
    {
        await db.Sql.Execute($"""
            UPDATE birthdays SET customer_id = {into} WHERE shop_id = {shopId} AND customer_id = {from}
              AND NOT EXISTS (SELECT 1 FROM birthdays b WHERE b.shop_id = {shopId} AND b.customer_id = {into})
            """);
        await Erase(shopId, from);
    }

    private async Task<DateOnly> AfterChange(long shopId, long customerId, Birthday known, DateOnly today)
    {
        var last = await db.Sql.Single($"SELECT MAX(done_on) FROM deeds WHERE shop_id = {shopId} AND customer_id = {customerId} AND kind = {DeedKind.Birthday}",
            row => row.IsDBNull(0) ? (DateOnly?)null : row.GetFieldValue<DateOnly>(0));
        return new[] { today.AddDays(DaysAfterChange), known.CountsFrom, last?.AddDays(DaysBetweenGifts) ?? today }.Max();
    }
}
