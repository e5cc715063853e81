using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Timeline;

namespace RetentionApp.Rewards;

internal enum CancelOutcome
{
    /// <summary>Taken back, the points are there again.</summary>
    Cancelled,
    /// <summary>Asked for; Shopify has not answered yet.</summary>
    OnItsWay,
    Used,
    RanOut,
    /// <summary>The code is still being made, or it is nothing that can be taken back.</summary>
    NotPossible,
    Unknown,
}

internal enum Verdict { WasMade, MakeAgain, GiveBack }

/// <summary>What a customer or the merchant wants undone or decided about a redemption.</summary>
internal sealed class Cancelling(AppDb db, Customers customers, CodeClosing closing, Returning returning, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Asks for an unused code to be taken back; asked again, answers how far that is.</summary>
    /// <param name="customerId">Whose it must be; null: the merchant asks.</param>
    /// <param name="by">The member of staff; null: the customer.</param>
    internal async Task<CancelOutcome> Cancel(long shopId, long? customerId, long id, string? by, CancellationToken cancellation)
    {
        var row = await db.Write(() => Ask(shopId, customerId, id, by), cancellation);
        var isAsked = row is { State: RedemptionState.Cancelling };
        if (isAsked) row = await closing.CloseOrWait(row!, Redemptions.Patience, cancellation);
        return row?.State switch
        {
            null => CancelOutcome.Unknown,
            // A gift card of which some is spent stays what it is.
            RedemptionState.Issued when isAsked => CancelOutcome.Used,
            RedemptionState.Cancelled => CancelOutcome.Cancelled,
            RedemptionState.Cancelling => CancelOutcome.OnItsWay,
            RedemptionState.Used => CancelOutcome.Used,
            RedemptionState.Ending or RedemptionState.Ended => CancelOutcome.RanOut,
            RedemptionState.Issued when row.ExpiresAt <= Now => CancelOutcome.RanOut,
            _ => CancelOutcome.NotPossible,
        };
    }

    /// <summary>Decides what nobody could tell: whether Shopify had credited it.</summary>
    /// <returns>False when it is no longer unclear, or not this shop's.</returns>
    internal Task<bool> Decide(long shopId, long id, Verdict verdict, string by) => db.Write(async () =>
    {
        var (state, next) = verdict switch
        {
            Verdict.WasMade => (RedemptionState.Issued, null),
            Verdict.MakeAgain => (RedemptionState.Pending, (DateTime?)Now),
            _ => (RedemptionState.Refused, null),
        };
        // Without earlier attempts nothing is looked up: the merchant has looked.
        var changed = await db.Sql.Execute($"""
            UPDATE redemptions SET state = {state}, next_at = {next}, attempts = 0, lease_until = NULL, closed_by = {by}
            WHERE shop_id = {shopId} AND id = {id} AND state = {RedemptionState.Unclear}
            """) > 0;
        if (!changed) return false;
        var r = (await RedemptionRows.ById(db.Sql, shopId, id))!;
        if (verdict == Verdict.GiveBack) await returning.GiveBack(r);
        if (verdict != Verdict.MakeAgain) await db.AppendTimeline(shopId, r.CustomerId, verdict == Verdict.WasMade ? TimelineKinds.RewardIssued : TimelineKinds.RewardRefused, id, null, Now);
        return true;
    });

    private async Task<Redemption?> Ask(long shopId, long? customerId, long id, string? by)
    {
        var row = await RedemptionRows.ById(db.Sql, shopId, id);
        if (row is null || customerId is { } asking && row.CustomerId != asking && await customers.Owner(shopId, row.CustomerId) != (await customers.Owner(shopId, asking) ?? asking)) return null;
        if (row.State != RedemptionState.Issued || !RewardKinds.Of(row.Kind).CanBeTakenBack || row.ExpiresAt <= Now) return row;
        await db.Sql.Execute($"""
            UPDATE redemptions SET state = {RedemptionState.Cancelling}, next_at = {Now}, attempts = 0, lease_until = NULL, closed_by = {by}
            WHERE shop_id = {shopId} AND id = {id} AND state = {RedemptionState.Issued}
            """);
        return await RedemptionRows.ById(db.Sql, shopId, id);
    }
}
