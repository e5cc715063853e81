using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Webhooks;

internal sealed record DeliveryPage(IReadOnlyList<Delivery> Deliveries, bool HasMore);

/// <param name="Waiting">Not handled yet, failed ones that will be tried again among them.</param>
internal sealed record DeliveryCounts(long Waiting, long Failing, long Buried);

/// <summary>What arrived, for the merchant to see and to try again; old rows go after <see cref="Kept"/>.</summary>
internal sealed class DeliveryLog(AppDb db, WorkSignal signal, TimeProvider clock)
{
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private const int PageSize = 50;

    /// <summary>Newest first; <paramref name="before"/> is the id of the last row of the page before.</summary>
    internal async Task<DeliveryPage> Page(long shopId, DeliveryState? state, long? before)
    {
        var rows = await db.Deliveries.AsNoTracking()
            .Where(d => d.ShopId == shopId && (state == null || d.State == state) && (before == null || d.Id < before))
            .OrderByDescending(d => d.Id).Take(PageSize + 1)
            .Select(d => new Delivery
            {
                Id = d.Id, ShopId = d.ShopId, WebhookId = d.WebhookId, Topic = d.Topic, EventId = d.EventId, TriggeredAt = d.TriggeredAt, ReceivedAt = d.ReceivedAt, State = d.State,
                Attempts = d.Attempts, NextAt = d.NextAt, HandledAt = d.HandledAt, Note = d.Note,
            }).ToListAsync();
        return new DeliveryPage(rows.Take(PageSize).ToList(), rows.Count > PageSize);
    }

    internal async Task<DeliveryCounts> Counts(long shopId) => (await db.Sql.Single($"""
        SELECT (SELECT COUNT(*) FROM deliveries WHERE shop_id = {shopId} AND state = 0),
          (SELECT COUNT(*) FROM deliveries WHERE shop_id = {shopId} AND state = 0 AND attempts > 0),
          (SELECT COUNT(*) FROM deliveries WHERE shop_id = {shopId} AND state = 3)
        """, row => new DeliveryCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2))))!;

    /// <summary>Tries one failed delivery again now, or every failed one. Returns how many will be tried.</summary>
    internal async Task<int> Retry(long shopId, long? deliveryId)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var retried = await db.Write(async () => await db.Sql.Execute($"""
            UPDATE deliveries SET state = 0, attempts = CASE WHEN state = 3 THEN 0 ELSE attempts END, next_at = {now}, handled_at = NULL
            WHERE shop_id = {shopId} AND body IS NOT NULL AND (state = 3 OR (state = 0 AND attempts > 0)) AND ({deliveryId ?? 0} = 0 OR id = {deliveryId ?? 0})
            """));
        signal.Set();
        return retried;
    }

    /// <summary>Removes what was handled, or buried, longer ago than <see cref="Kept"/>. Returns how many went.</summary>
    internal async Task<int> Purge()
    {
        var removed = 0;
        for (var chunk = 1; chunk > 0;)
        {
            chunk = await db.Write(async () => await db.Sql.Execute(
                $"DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE state <> 0 AND handled_at < {clock.GetUtcNow().UtcDateTime - Kept} LIMIT 2000)"));
            removed += chunk;
        }
        return removed;
    }
}
