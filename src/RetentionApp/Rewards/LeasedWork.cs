using RetentionApp.Data;
using RetentionApp.Rewards.Kinds;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Rewards;

/// <summary>
/// Talking to Shopify about one redemption. A lease on its row keeps request and job from both doing it, and whatever goes
/// wrong becomes a reason and a time to try again.
/// </summary>
internal sealed class LeasedWork(IServiceScopeFactory scopes, ShopDirectory shops, AdminApi api, TimeProvider clock, ILogger<LeasedWork> log)
{
    /// <summary>Longer than an attempt's three calls may last together, so that a lease runs out only under a caller that died.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>After a caller that died a credit must have had time to show before anybody looks whether it was given.</summary>
    private static readonly TimeSpan CreditLease = Lease + StoreCredit.TimeToShow;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <param name="first">The redemption must be in a state from this one to <paramref name="last"/>.</param>
    /// <param name="work">Gets the services of a scope of its own.</param>
    /// <returns>
    /// False when another caller holds the lease, the redemption is in another state by now, or its next attempt is not due yet: a
    /// page that asks again and again for its code must neither press on Shopify nor make the pauses of the job grow.
    /// </returns>
    internal async Task<bool> On(long shopId, long id, RedemptionState first, RedemptionState last, Func<IServiceProvider, AppDb, Asking, Redemption, Task> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var taken = await db.Write(async () => await db.Sql.Execute($"""
            UPDATE redemptions SET lease_until = CASE WHEN kind = {RewardKind.StoreCredit} THEN {Now + CreditLease} ELSE {Now + Lease} END, attempts = attempts + 1
            WHERE shop_id = {shopId} AND id = {id} AND state BETWEEN {first} AND {last} AND (lease_until IS NULL OR lease_until <= {Now})
              AND (attempts = 0 OR next_at IS NULL OR next_at <= {Now})
            """)) > 0;
        if (!taken) return false;
        var redemption = (await RedemptionRows.ById(db.Sql, shopId, id))!;
        try
        {
            var shop = await shops.ById(shopId) is { IsInstalled: true } installed ? installed : throw new ShopifyDenied("The shop is not installed.");
            await work(scope.ServiceProvider, db, new Asking(api, shop, Now, made => IsClaimed(db, shopId, id, made)), redemption);
        }
        catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied)
        {
            await Postpone(db, redemption, failure.Message, failure is ShopifyUnavailable { MaybeDone: true });
        }
        catch (Exception failure)
        {
            // An edge: nobody may be waiting for this call any more, so a bug must not go unseen.
            log.LogError(failure, "Work on redemption {Redemption} of shop {Shop} failed", id, shopId);
            await Postpone(db, redemption, failure.GetType().Name, maybeDone: true);
        }
        return true;
    }

    /// <summary>Whether a store credit of Shopify's belongs to another redemption.</summary>
    internal static async Task<bool> IsClaimed(AppDb db, long shopId, long id, string made) =>
        await db.Sql.Long($"SELECT COUNT(*) FROM redemptions WHERE shop_id = {shopId} AND kind = {RewardKind.StoreCredit} AND discount_id = {made} AND id <> {id}") > 0;

    private async Task Postpone(AppDb db, Redemption r, string error, bool maybeDone)
    {
        var pause = TimeSpan.FromSeconds(Waiting.Pause(r.Attempts));
        // What was asked for may still appear; only its absence after a while proves that it did not happen.
        if (maybeDone && r.Kind == RewardKind.StoreCredit && pause < StoreCredit.TimeToShow) pause = StoreCredit.TimeToShow;
        log.LogWarning("Redemption {Redemption} of shop {Shop} waits for Shopify, attempt {Attempt}", r.Id, r.ShopId, r.Attempts);
        await db.Write(async () => await db.Sql.Execute(
            $"UPDATE redemptions SET lease_until = NULL, next_at = {Now + pause}, error = {error} WHERE shop_id = {r.ShopId} AND id = {r.Id} AND state = {r.State}"));
    }
}
