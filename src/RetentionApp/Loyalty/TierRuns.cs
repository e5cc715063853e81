using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Loyalty;

/// <summary>The merchant's and the app's handle on passes over all customers: start, propose, accept, stop.</summary>
internal sealed class TierRuns(AppDb db, Programmes programmes, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The last pass that changed something, running or not; null when there was none.</summary>
    internal Task<TierRun?> Latest(long shopId) => db.TierRuns.AsNoTracking().Where(r => r.ShopId == shopId && r.Reason != TierRunReason.Preview).OrderByDescending(r => r.Id).FirstOrDefaultAsync();

    internal Task<TierRun?> Find(long shopId, long id) => db.TierRuns.AsNoTracking().FirstOrDefaultAsync(r => r.ShopId == shopId && r.Id == id);

    /// <summary>Starts a pass over all customers; one that runs begins anew. Nothing happens for a shop without tiers.</summary>
    internal async Task Start(long shopId, TierRunReason reason, string by)
    {
        if (await programmes.FindCurrent(shopId) is not { } programme || CustomerTiers.Active(programme.Settings) is null) return;
        await db.Write(() => TierRun.Enqueue(db, shopId, reason, programme.Version, by, Now));
    }

    /// <summary>Counts what these tiers would do to the shop's customers; nothing changes until <see cref="Accept"/>.</summary>
    internal Task<TierRun> Propose(long shopId, TierProposal proposal, int version, string by) => db.Write(async () =>
    {
        await TierRun.Enqueue(db, shopId, TierRunReason.Preview, version, by, Now, proposal.ToJson());
        return await db.TierRuns.AsNoTracking().SingleAsync(r => r.ShopId == shopId && r.Reason == TierRunReason.Preview);
    });

    /// <summary>Saves a proposal as a version of the programme, which starts the pass that applies it. False when somebody changed the programme since.</summary>
    internal async Task<bool> Accept(TierRun preview, string by)
    {
        var proposal = TierProposal.FromJson(preview.Proposal!);
        var current = await programmes.Current(preview.ShopId);
        if (current.Version != preview.Version) return false;
        await programmes.Save(preview.ShopId, current.Settings with { Tiers = proposal.Tiers, PushesCustomers = proposal.PushesCustomers }, by);
        await db.Write(async () => await db.Sql.Execute($"DELETE FROM tier_runs WHERE shop_id = {preview.ShopId} AND id = {preview.Id}"));
        return true;
    }

    /// <summary>Stops the running pass; what it did so far stays.</summary>
    internal Task Stop(long shopId) => db.Write(async () => await db.Sql.Execute(
        $"UPDATE tier_runs SET state = {TierRunState.Stopped}, finished_at = {Now} WHERE shop_id = {shopId} AND state = {TierRunState.Running} AND reason <> {TierRunReason.Preview}"));

    /// <summary>How many customers are in each level, and in none, by the rows.</summary>
    internal async Task<Dictionary<string, long>> Members(long shopId) => (await db.Sql.Query(
        $"SELECT level_id, COUNT(*) FROM customer_tiers WHERE shop_id = {shopId} AND level_id IS NOT NULL GROUP BY level_id", row => (Level: row.GetString(0), Count: row.GetInt64(1))))
        .ToDictionary(row => row.Level, row => row.Count);
}
