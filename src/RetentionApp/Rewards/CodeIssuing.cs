using RetentionApp.Data;
using RetentionApp.Timeline;

namespace RetentionApp.Rewards;

/// <summary>
/// Makes what a pending redemption bought in Shopify, exactly once whatever crashes: a lease keeps request and job
/// from both calling, a retry looks first, and points go back only on a definite refusal.
/// </summary>
internal sealed class CodeIssuing(ReadPool readers, LeasedWork leased, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Starts issuing, which goes on when the caller stops waiting, and answers the redemption's state after at most <paramref name="patience"/>.</summary>
    internal Task<Redemption> IssueOrWait(Redemption redemption, TimeSpan patience, CancellationToken cancellation) =>
        Waiting.For(readers, redemption, RedemptionState.Pending, () => Issue(redemption.ShopId, redemption.Id), patience, cancellation);

    /// <summary>Tries every pending redemption that is due and whose lease is free. Returns how many there were.</summary>
    internal async Task<int> IssueDue(CancellationToken cancellation)
    {
        var due = await readers.Read(sql => sql.Query(
            $"SELECT shop_id, id FROM redemptions WHERE state = 0 AND next_at <= {Now} AND (lease_until IS NULL OR lease_until <= {Now}) ORDER BY next_at LIMIT 50",
            row => (Shop: row.GetInt64(0), Id: row.GetInt64(1))).AsTask());
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellation }, async (row, _) => await Issue(row.Shop, row.Id));
        return due.Count;
    }

    /// <returns>False when another caller holds the lease, the redemption is settled already or its next attempt is not due yet.</returns>
    private Task<bool> Issue(long shopId, long id) => leased.On(shopId, id, RedemptionState.Pending, RedemptionState.Pending, async (services, db, asking, redemption) =>
    {
        var making = await RewardKinds.Of(redemption.Kind).Make(asking, redemption);
        await db.Write(() => Settle(services, db, shopId, id, making));
    });

    /// <summary>Writes the outcome down, once: a row that is settled already stays as it is.</summary>
    private async Task Settle(IServiceProvider services, AppDb db, long shopId, long id, Making making)
    {
        // Touched before it is read, which locks it: a merge may have moved it to another account while Shopify was asked.
        if (await db.Sql.Execute($"UPDATE redemptions SET lease_until = NULL WHERE shop_id = {shopId} AND id = {id} AND state = {RedemptionState.Pending}") == 0) return;
        var r = (await RedemptionRows.ById(db.Sql, shopId, id))!;
        switch (making)
        {
            case Making.Made(var made):
                if (r.Kind == RewardKind.StoreCredit)
                {
                    // Two redemptions may have found the same transaction: one of them has it.
                    await db.Lock(LockSpace.Account, r.AccountId);
                    if (await LeasedWork.IsClaimed(db, shopId, id, made))
                    {
                        await db.Sql.Execute($"UPDATE redemptions SET next_at = {Now}, error = {"The credit that was found belongs to another redemption."} WHERE shop_id = {shopId} AND id = {id}");
                        break;
                    }
                }
                await db.Sql.Execute($"""
                    UPDATE redemptions SET state = {RedemptionState.Issued}, discount_id = {made}, issued_at = {Now}, next_at = NULL, error = NULL WHERE shop_id = {shopId} AND id = {id}
                    """);
                await db.AppendTimeline(shopId, r.CustomerId, TimelineKinds.RewardIssued, id, null, Now);
                break;
            case Making.CodeTaken:
                // Another discount has this code: the next attempt, at once, tries a new one.
                var code = RewardKinds.Of(r.Kind).NewCode(r.Terms.Prefix);
                await db.Sql.Execute($"UPDATE redemptions SET code = {code}, next_at = {Now}, error = {"The code was taken."} WHERE shop_id = {shopId} AND id = {id}");
                break;
            case Making.Unclear(var reason):
                await db.Sql.Execute($"UPDATE redemptions SET state = {RedemptionState.Unclear}, next_at = NULL, error = {reason} WHERE shop_id = {shopId} AND id = {id}");
                break;
            case Making.Refused(var reason):
                await db.Sql.Execute($"UPDATE redemptions SET state = {RedemptionState.Refused}, next_at = NULL, error = {reason} WHERE shop_id = {shopId} AND id = {id}");
                await services.GetRequiredService<Returning>().GiveBack(r);
                await db.AppendTimeline(shopId, r.CustomerId, TimelineKinds.RewardRefused, id, reason, Now);
                break;
        }
    }
}
