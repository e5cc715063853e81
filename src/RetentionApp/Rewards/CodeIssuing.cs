using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards.Kinds;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using RetentionApp.Timeline;

namespace RetentionApp.Rewards;

/// <summary>
/// Makes what a pending redemption bought in Shopify, exactly once whatever crashes: a lease keeps request and job
/// from both calling, a retry looks first, and points go back only on a definite refusal.
/// </summary>
internal sealed class CodeIssuing(IServiceScopeFactory scopes, ReadPool readers, ShopDirectory shops, AdminApi api, TimeProvider clock, ILogger<CodeIssuing> log)
{
    /// <summary>Longer than an attempt's three calls may last together, so that a lease runs out only under a caller that died.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>After a caller that died a credit must have had time to show before anybody looks whether it was given.</summary>
    private static readonly TimeSpan CreditLease = Lease + StoreCredit.TimeToShow;

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

    /// <returns>False when another caller holds the lease or the redemption is settled already.</returns>
    private async Task<bool> Issue(long shopId, long id)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var taken = await db.Write(async () => await db.Sql.Execute($"""
            UPDATE redemptions SET lease_until = CASE WHEN kind = {RewardKind.StoreCredit} THEN {Now + CreditLease} ELSE {Now + Lease} END, attempts = attempts + 1
            WHERE shop_id = {shopId} AND id = {id} AND state = 0 AND (lease_until IS NULL OR lease_until <= {Now})
            """)) > 0;
        if (!taken) return false;
        var redemption = (await RedemptionRows.ById(db.Sql, shopId, id))!;
        try
        {
            var shop = await shops.ById(shopId) is { IsInstalled: true } installed ? installed : throw new ShopifyDenied("The shop is not installed.");
            var asking = new Asking(api, shop, Now, made => IsClaimed(db, shopId, id, made));
            var making = await RewardKinds.Of(redemption.Kind).Make(asking, redemption);
            await db.Write(() => Settle(scope.ServiceProvider, db, shopId, id, making));
        }
        catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied)
        {
            await Postpone(db, redemption, failure.Message, failure is ShopifyUnavailable { MaybeDone: true });
        }
        catch (Exception failure)
        {
            // An edge: nobody may be waiting for this call any more, so a bug must not go unseen.
            log.LogError(failure, "Redemption {Redemption} of shop {Shop} failed", id, shopId);
            await Postpone(db, redemption, failure.GetType().Name, maybeDone: true);
        }
        return true;
    }

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
                    if (await IsClaimed(db, shopId, id, made))
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

    private static async Task<bool> IsClaimed(AppDb db, long shopId, long id, string made) =>
        await db.Sql.Long($"SELECT COUNT(*) FROM redemptions WHERE shop_id = {shopId} AND kind = {RewardKind.StoreCredit} AND discount_id = {made} AND id <> {id}") > 0;

    private async Task Postpone(AppDb db, Redemption r, string error, bool maybeDone)
    {
        var pause = TimeSpan.FromSeconds(Waiting.Pause(r.Attempts));
        // What was asked for may still appear; only its absence after a while proves that it did not happen.
        if (maybeDone && r.Kind == RewardKind.StoreCredit && pause < StoreCredit.TimeToShow) pause = StoreCredit.TimeToShow;
        log.LogWarning("Redemption {Redemption} of shop {Shop} waits for Shopify, attempt {Attempt}", r.Id, r.ShopId, r.Attempts);
        await db.Write(async () => await db.Sql.Execute(
            $"UPDATE redemptions SET lease_until = NULL, next_at = {Now + pause}, error = {error} WHERE shop_id = {r.ShopId} AND id = {r.Id} AND state = {RedemptionState.Pending}"));
    }
}
