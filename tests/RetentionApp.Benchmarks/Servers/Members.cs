using RetentionApp.Data;
using RetentionApp.Loyalty;

namespace RetentionApp.Benchmarks.Servers;

/// <summary>Customers with an account and some entries each, the last of them not available yet. Written as the ledger would.</summary>
internal static class Members
{
    internal const int EntriesEach = 5;
    private const int PerCommit = 5000;
    private const long Points = 140;

    internal static async Task Add(AppDb db, int count, int entries = EntriesEach)
    {
        var now = DateTime.UtcNow;
        foreach (var chunk in Enumerable.Range(1, count).Chunk(PerCommit))
            await db.Write(async () =>
            {
                foreach (var customer in chunk) await Add(db, customer, entries, now);
            });
    }

    private static async Task Add(AppDb db, long customer, int entries, DateTime now)
    {
        await db.Sql.Execute($"""
            INSERT INTO customers (shop_id, id, email, first_name, last_name, search_text, locale, tags, has_email_consent, updated_at)
            VALUES (1, {customer}, {$"shopper{customer}@example.com"}, {$"First{customer}"}, {$"Last{customer}"}, {$"first{customer} last{customer}"}, 'en', '', 0, {now})
            """);
        await db.Sql.Execute($"""
            INSERT INTO accounts (id, shop_id, customer_id, available, pending, debt, lifetime, next_change_at, created_at)
            VALUES ({customer}, 1, {customer}, {(entries - 1) * Points}, {Points}, 0, {entries * Points}, {now.AddDays(12)}, {now})
            """);
        for (var number = 1; number <= entries; number++)
        {
            var order = customer * 100 + number;
            var paidAt = number == entries ? now.AddDays(-2) : now.AddDays(-30 * (entries - number));
            var entry = await db.Sql.Long($"""
                INSERT INTO ledger_entries (shop_id, account_id, kind, points, lifetime, source, subject, note, occurred_at, posted_at)
                VALUES (1, {customer}, {EntryKind.OrderEarned}, {Points}, {Points}, {$"order:{order}#1"}, {order}, {$"#{order}"}, {paidAt}, {paidAt}) RETURNING id
                """);
            await db.Sql.Execute($"""
                INSERT INTO lots (entry_id, shop_id, account_id, order_id, points, remaining, available_at)
                VALUES ({entry}, 1, {customer}, {order}, {Points}, {Points}, {paidAt.AddDays(14)})
                """);
        }
    }
}
