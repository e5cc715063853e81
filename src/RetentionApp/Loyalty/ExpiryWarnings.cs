using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Data;
using RetentionApp.Shops;
using RetentionApp.Timeline;

namespace RetentionApp.Loyalty;

/// <summary>That a customer was warned, so many days ahead, of points that expire together.</summary>
internal sealed class ExpiryWarning
{
    public long ShopId { get; set; }
    public long AccountId { get; set; }
    public DateTime ExpiresAt { get; set; }
    public int Days { get; set; }
    public DateTime WarnedAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<ExpiryWarning>
    {
        public void Configure(EntityTypeBuilder<ExpiryWarning> warning) => warning.ToTable("expiry_warnings").HasKey(w => new { w.ShopId, w.AccountId, w.ExpiresAt, w.Days });
    }
}

/// <summary>
/// Warns 30 days, 7 days and one day ahead, each once for all points of a customer that expire together, as timeline
/// rows. After a pause only the nearest of the warnings missed is given.
/// </summary>
internal sealed class ExpiryWarnings(AppDb db, Programmes programmes, PointsLedger ledger, TimeProvider clock)
{
    private static readonly (int Days, int Nearer)[] Stages = [(1, 0), (7, 1), (30, 7)];
    private const int PerCommit = 200;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    internal async Task Run(CancellationToken cancellation) => await EachShop.Do(await WithExpiry(cancellation), async shop =>
    {
        foreach (var (days, nearer) in Stages)
            while (!cancellation.IsCancellationRequested && await Warn(shop, days, nearer) == PerCommit) { }
    }, cancellation);

    /// <summary>
    /// Each night: dates for credits that an instance posted while it did not know of the rule yet, and old warnings go.
    /// </summary>
    internal async Task Mend(CancellationToken cancellation) => await EachShop.Do(await WithExpiry(cancellation), async shop =>
    {
        var undated = await db.Sql.Query($"SELECT DISTINCT account_id FROM lots WHERE shop_id = {shop.Id} AND remaining > 0 AND expires_at IS NULL", row => row.GetInt64(0));
        foreach (var some in undated.Chunk(PerCommit)) await ledger.Redate(shop.Id, some);
        await db.Write(async () => await db.Sql.Execute($"DELETE FROM expiry_warnings WHERE shop_id = {shop.Id} AND expires_at < {Now.AddDays(-60)}"), cancellation);
    }, cancellation);

    private async Task<List<Shop>> WithExpiry(CancellationToken cancellation)
    {
        var found = new List<Shop>();
        var (shops, saved) = (db.Shops, db.Programmes);
        foreach (var shop in await shops.AsNoTracking().Where(shop => shop.UninstalledAt == null && saved.Any(programme => programme.ShopId == shop.Id)).ToListAsync(cancellation))
            if ((await programmes.Current(shop.Id)).Settings.Expiry is not null) found.Add(shop);
        return found;
    }

    private Task<int> Warn(Shop shop, int days, int nearer) => db.Write(async () =>
    {
        var due = await db.Sql.Query($"""
            SELECT l.account_id, a.customer_id, l.expires_at, CAST(SUM(l.remaining) AS BIGINT)
            FROM lots l JOIN accounts a ON a.id = l.account_id
            LEFT JOIN expiry_warnings w ON w.shop_id = l.shop_id AND w.account_id = l.account_id AND w.expires_at = l.expires_at AND w.days = {days}
            WHERE l.shop_id = {shop.Id} AND l.expires_at > {Now.AddDays(nearer)} AND l.expires_at <= {Now.AddDays(days)} AND l.remaining > 0 AND w.days IS NULL
            GROUP BY l.account_id, a.customer_id, l.expires_at LIMIT 200
            """, row => (Account: row.GetInt64(0), Customer: row.GetInt64(1), At: row.At(2), Points: row.GetInt64(3)));
        foreach (var (account, customer, at, points) in due)
        {
            var warned = await db.Sql.Execute($"""
                INSERT INTO expiry_warnings (shop_id, account_id, expires_at, days, warned_at) VALUES ({shop.Id}, {account}, {at}, {days}, {Now}) ON CONFLICT DO NOTHING
                """);
            var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at.AddSeconds(-1), Zones.Of(shop)));
            var data = JsonSerializer.Serialize(new { days, points, at = last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });
            if (warned > 0) await db.AppendTimeline(shop.Id, customer, TimelineKinds.PointsExpiring, null, data, Now);
        }
        return due.Count;
    });
}
