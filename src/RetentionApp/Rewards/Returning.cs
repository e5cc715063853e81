using RetentionApp.Data;
using RetentionApp.Loyalty;

namespace RetentionApp.Rewards;

/// <summary>Undoes what a redemption took: one more is left of the reward, and the points go back into their lots. Once, whoever asks.</summary>
/// <remarks>A lot that has run out meanwhile stays run out: points come back with the dates they had.</remarks>
internal sealed class Returning(AppDb db, PointsLedger ledger, RewardCache cache, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <param name="thousandths">Only that part of its points, of something that was partly used; null: all.</param>
    internal async Task GiveBack(Redemption r, long? thousandths = null)
    {
        if (thousandths is { } part)
        {
            if (r.Cost * part / 1000 is > 0 and var points) await ledger.GiveBack(r.ShopId, r.AccountId, $"redemption:{r.Id}", Returned(r), before: 0, points);
            return;
        }
        // The reward's row before the account's, as redeeming locks them.
        await db.Sql.Execute($"UPDATE rewards SET stock = stock + 1 WHERE shop_id = {r.ShopId} AND id = {r.RewardId} AND stock IS NOT NULL");
        cache.Forget(r.ShopId);
        if (r.Cost == 0 || await PutBack(r)) return;
        // A deleted customer's account takes no postings; the merge that may follow opens it again.
        await db.Sql.Execute($"""
            UPDATE redemptions SET due_back = TRUE
            WHERE shop_id = {r.ShopId} AND id = {r.Id} AND EXISTS (SELECT 1 FROM accounts a WHERE a.shop_id = {r.ShopId} AND a.id = {r.AccountId} AND a.closed_at IS NOT NULL)
            """);
    }

    /// <summary>A code that was taken back or had run out was used all the same: what was given back for it is taken again, if need be as debt.</summary>
    internal async Task TakeAgain(Redemption r)
    {
        var isReturned = await db.Sql.Long($"""
            SELECT COUNT(*) FROM ledger_entries e JOIN accounts a ON a.shop_id = e.shop_id AND a.id = {r.AccountId}
            WHERE e.shop_id = {r.ShopId} AND e.source = {$"redemption:{r.Id}:returned"} AND a.closed_at IS NULL
            """) > 0;
        if (isReturned) await ledger.TakeBack(r.ShopId, r.AccountId, new Posting(EntryKind.Redeemed, -r.Cost, 0, $"redemption:{r.Id}:used", r.Id, r.Title, Now), orderId: null);
    }

    /// <summary>After a merge opened a closed account: points that were to go back or to be taken again meanwhile.</summary>
    internal async Task CatchUp(long shopId, long customerId)
    {
        var missed = await db.Sql.Query($"""
            SELECT r.id FROM redemptions r JOIN accounts a ON a.shop_id = r.shop_id AND a.id = r.account_id
            WHERE r.shop_id = {shopId} AND a.customer_id = {customerId} AND a.closed_at IS NULL AND (r.due_back = TRUE OR r.state = {RedemptionState.Used}
                AND EXISTS (SELECT 1 FROM ledger_entries e WHERE e.shop_id = {shopId} AND e.source = 'redemption:' || r.id || ':returned')
                AND NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e.shop_id = {shopId} AND e.source = 'redemption:' || r.id || ':used'))
            ORDER BY r.id
            """, row => row.GetInt64(0));
        foreach (var id in missed)
        {
            var r = (await RedemptionRows.ById(db.Sql, shopId, id))!;
            await db.Sql.Execute($"UPDATE redemptions SET due_back = FALSE WHERE shop_id = {shopId} AND id = {id}");
            if (r.State == RedemptionState.Used) await TakeAgain(r);
            else await PutBack(r);
        }
    }

    private Task<bool> PutBack(Redemption r) => ledger.GiveBack(r.ShopId, r.AccountId, $"redemption:{r.Id}", Returned(r));

    private Posting Returned(Redemption r) => new(EntryKind.RedemptionReturned, 0, 0, $"redemption:{r.Id}:returned", r.Id, r.Title, Now);
}
