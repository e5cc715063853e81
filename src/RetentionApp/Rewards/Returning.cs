using RetentionApp.Data;
using RetentionApp.Loyalty;

namespace RetentionApp.Rewards;

/// <summary>Undoes what a redemption took: one more is left of the reward, and the points go back into their lots. Once, whoever asks.</summary>
/// <remarks>A lot that has run out meanwhile stays run out: points come back with the dates they had.</remarks>
internal sealed class Returning(AppDb db, PointsLedger ledger, RewardCache cache, TimeProvider clock)
{
    /// <param name="thousandths">Only that part of its points, of something that was partly used; null: all.</param>
    internal async Task GiveBack(Redemption r, long? thousandths = null)
    {
        var posting = new Posting(EntryKind.RedemptionReturned, 0, 0, $"redemption:{r.Id}:returned", r.Id, r.Title, clock.GetUtcNow().UtcDateTime);
        if (thousandths is { } part)
        {
            if (r.Cost * part / 1000 is > 0 and var points) await ledger.GiveBack(r.ShopId, r.AccountId, $"redemption:{r.Id}", posting, before: 0, points);
            return;
        }
        // The reward's row before the account's, as redeeming locks them.
        await db.Sql.Execute($"UPDATE rewards SET stock = stock + 1 WHERE shop_id = {r.ShopId} AND id = {r.RewardId} AND stock IS NOT NULL");
        cache.Forget(r.ShopId);
        if (r.Cost == 0) return;
        await ledger.GiveBack(r.ShopId, r.AccountId, $"redemption:{r.Id}", posting);
    }
}
