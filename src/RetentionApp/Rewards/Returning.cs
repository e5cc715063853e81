using RetentionApp.Data;
using RetentionApp.Loyalty;

namespace RetentionApp.Rewards;

/// <summary>Undoes what a redemption took: one more is left of the reward, and the points go back into their lots. Once, whoever asks.</summary>
internal sealed class Returning(AppDb db, PointsLedger ledger, RewardCache cache, TimeProvider clock)
{
    internal async Task GiveBack(Redemption r)
    {
        // The reward's row before the account's, as redeeming locks them.
        await db.Sql.Execute($"UPDATE rewards SET stock = stock + 1 WHERE shop_id = {r.ShopId} AND id = {r.RewardId} AND stock IS NOT NULL");
        cache.Forget(r.ShopId);
        if (r.Cost == 0) return;
        await ledger.GiveBack(r.ShopId, r.AccountId, $"redemption:{r.Id}",
            new Posting(EntryKind.RedemptionReturned, 0, 0, $"redemption:{r.Id}:returned", r.Id, r.Title, clock.GetUtcNow().UtcDateTime));
    }
}
