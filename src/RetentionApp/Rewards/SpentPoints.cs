using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Timeline;

namespace RetentionApp.Rewards;

/// <summary>What came back of a redemption's points because the order that used its code was refunded.</summary>
internal sealed class RedemptionRefund
{
    public long ShopId { get; set; }
    public long RedemptionId { get; set; }
    public long OrderId { get; set; }
    public long Points { get; set; }
    /// <summary>Entries posted so far: the n of <c>redemption:9:refund#n</c>.</summary>
    public int Entries { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<RedemptionRefund>
    {
        public void Configure(EntityTypeBuilder<RedemptionRefund> refund) => refund.ToTable("redemption_refunds").HasKey(r => new { r.ShopId, r.RedemptionId });
    }
}

/// <summary>
/// Points spent on an order that went back: how many must be back is a function of the order's state, and the difference
/// to what is back already is posted, so each refunded unit counts once whatever is heard how often.
/// </summary>
internal sealed class SpentPoints(AppDb db, Programmes programmes, PointsLedger ledger, TimeProvider clock)
{
    internal async Task Settle(OrderKnown known)
    {
        if (known.Facts.DiscountCodes.Length == 0) return;
        foreach (var code in known.Facts.DiscountCodes)
            if (await Find(known.Order.ShopId, known.Order.Id, code.ToUpperInvariant()) is { } used) await Settle(known, used);
    }

    private async Task Settle(OrderKnown known, Used used)
    {
        var order = known.Order;
        var target = OrderEarning.RefundedPart(known, used.Cost);
        var difference = target - used.Back;
        if (difference == 0 || (await Terms(order)).KeepsSpentPoints) return;
        var number = used.Entries + 1;
        var posting = new Posting(EntryKind.RedemptionReturned, difference, 0, $"redemption:{used.Id}:refund#{number}", used.Id, used.Title, When(known))
        {
            Cause = order.CancelledAt is not null ? EntryCause.Cancelled : EntryCause.Refund,
        };
        if (difference < 0) await ledger.TakeBack(order.ShopId, used.AccountId, posting, orderId: null);
        else if (!await ledger.GiveBack(order.ShopId, used.AccountId, await Spending(order.ShopId, used.Id), posting, used.Back, difference)) return;
        await db.Sql.Execute($"""
            INSERT INTO redemption_refunds (shop_id, redemption_id, order_id, points, entries) VALUES ({order.ShopId}, {used.Id}, {order.Id}, {target}, {number})
            ON CONFLICT (shop_id, redemption_id) DO UPDATE SET points = excluded.points, entries = excluded.entries
            """);
        if (!known.IsHistory) await db.AppendTimeline(order.ShopId, used.CustomerId, TimelineKinds.PointsReturned, used.Id, null, clock.GetUtcNow().UtcDateTime);
    }

    /// <summary>The entry that took the points: the last one, where a code was taken back and then used all the same.</summary>
    private async Task<string> Spending(long shopId, long redemptionId) =>
        await db.Sql.Long($"SELECT COUNT(*) FROM ledger_entries WHERE shop_id = {shopId} AND source = {$"redemption:{redemptionId}:used"}") > 0 ? $"redemption:{redemptionId}:used" : $"redemption:{redemptionId}";

    /// <summary>The rules frozen with the order; the current ones for an order that was never paid.</summary>
    private async Task<ProgrammeSettings> Terms(Order order) =>
        await db.Sql.Single<int?>($"SELECT programme_version FROM order_awards WHERE shop_id = {order.ShopId} AND order_id = {order.Id}", row => row.GetInt32(0)) is { } version
            ? (await programmes.Version(order.ShopId, version)).Settings
            : (await programmes.Current(order.ShopId)).Settings;

    /// <summary>
    /// The redemption whose code the order used; a code that another order used is none of this one's. An erased customer's
    /// account takes no more postings: what is missed meanwhile is made good when a merge opens it again.
    /// </summary>
    private ValueTask<Used?> Find(long shopId, long orderId, string code) => db.Sql.Single($"""
        SELECT r.id, r.account_id, r.customer_id, r.cost, r.title, COALESCE(b.points, 0), COALESCE(b.entries, 0)
        FROM redemptions r JOIN accounts a ON a.shop_id = r.shop_id AND a.id = r.account_id AND a.closed_at IS NULL
        LEFT JOIN redemption_refunds b ON b.shop_id = r.shop_id AND b.redemption_id = r.id
        WHERE r.shop_id = {shopId} AND r.code = {code} AND r.used_by_order = {orderId}
        """, row => new Used(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetInt64(5), row.GetInt32(6)));

    private static DateTime When(OrderKnown known) => known.Refunds.Aggregate(known.Order.CancelledAt ?? known.Order.UpdatedAt, (latest, refund) => refund.CreatedAt > latest ? refund.CreatedAt.Value : latest);

    private sealed record Used(long Id, long AccountId, long CustomerId, long Cost, string Title, long Back, int Entries);
}
