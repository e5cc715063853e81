using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Shopify;
using RetentionApp.Timeline;

namespace RetentionApp.Rewards;

/// <summary>
/// Takes a code back, or ends what ran out. Shopify is asked first, under a lease: it is switched off, then whether it was
/// used. Only what is off and unused gives its points back; what was used stays used.
/// </summary>
internal sealed class CodeClosing(IServiceScopeFactory scopes, ReadPool readers, LeasedWork leased, TimeProvider clock)
{
    /// <summary>How long after its end a code is left alone, so that an order placed just before it is heard of.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromHours(1);
    private const int Batch = 200;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    internal Task<Redemption> CloseOrWait(Redemption redemption, TimeSpan patience, CancellationToken cancellation) =>
        Waiting.For(readers, redemption, RedemptionState.Cancelling, () => Close(redemption.ShopId, redemption.Id), patience, cancellation);

    internal async Task<int> CloseDue(CancellationToken cancellation)
    {
        await MarkEnded();
        var due = await readers.Read(sql => sql.Query(
            $"SELECT shop_id, id FROM redemptions WHERE state IN (4, 5) AND next_at <= {Now} AND (lease_until IS NULL OR lease_until <= {Now}) ORDER BY next_at LIMIT 50",
            row => (Shop: row.GetInt64(0), Id: row.GetInt64(1))).AsTask());
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellation }, async (row, _) => await Close(row.Shop, row.Id));
        return due.Count;
    }

    /// <summary>What ran out: where nothing follows from it the row says so at once, else Shopify has to be asked.</summary>
    private async Task MarkEnded()
    {
        var ended = await readers.Read(sql => sql.Query(
            $"SELECT shop_id, id, kind FROM redemptions WHERE state = 1 AND expires_at <= {Now - Grace} ORDER BY expires_at LIMIT {Batch}",
            row => (Shop: row.GetInt64(0), Id: row.GetInt64(1), Kind: (RewardKind)row.GetInt32(2))).AsTask());
        if (ended.Count == 0) return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        foreach (var shop in ended.GroupBy(row => row.Shop))
        {
            var gives = await Programme(db, shop.Key) is { ReturnsExpiredCodes: true };
            await db.Write(async () =>
            {
                foreach (var row in shop)
                {
                    var next = row.Kind == RewardKind.EarlyAccess || gives && RewardKinds.Of(row.Kind).CanBeTakenBack ? RedemptionState.Ending : RedemptionState.Ended;
                    await db.Sql.Execute($"""
                        UPDATE redemptions SET state = {next}, next_at = {(next == RedemptionState.Ending ? Now : null)}, attempts = 0, lease_until = NULL, closed_at = {Now}
                        WHERE shop_id = {row.Shop} AND id = {row.Id} AND state = {RedemptionState.Issued}
                        """);
                }
            });
        }
    }

    private Task<bool> Close(long shopId, long id) => leased.On(shopId, id, RedemptionState.Cancelling, RedemptionState.Ending, async (services, db, asking, redemption) =>
    {
        var isTag = redemption.Kind == RewardKind.EarlyAccess;
        if (isTag) await RemoveTag(db, asking, redemption);
        var found = isTag ? new SwitchedOff.Used(null) : await RewardKinds.Of(redemption.Kind).SwitchOff(asking, redemption, isOver: redemption.State == RedemptionState.Ending);
        await db.Write(() => Settle(services, db, redemption, found));
    });

    /// <summary>The tag stays while another grant of it lasts, or the customer's tier brings it.</summary>
    private static async Task RemoveTag(AppDb db, Asking ask, Redemption r)
    {
        var (tag, others) = (r.Terms.Tag!, await RedemptionRows.Lasting(db.Sql, r));
        if (others.Any(other => string.Equals(other.Terms.Tag, tag, StringComparison.OrdinalIgnoreCase)) || await HasByTier(db, r, tag)) return;
        await ask.Send("CustomerTagsRemove", new { id = Gid.Of("Customer", r.CustomerId), tags = new[] { tag } });
    }

    private static async Task<bool> HasByTier(AppDb db, Redemption r, string tag) =>
        await Programme(db, r.ShopId) is { } programme && await CustomerTiers.LevelIn(db.Sql, r.ShopId, r.CustomerId, programme) is { } level
        && string.Equals(level.EarlyAccessTag, tag, StringComparison.OrdinalIgnoreCase);

    /// <summary>Null for a shop that is being wiped; its rows must not hold up those of others.</summary>
    private static async Task<ProgrammeSettings?> Programme(AppDb db, long shopId) =>
        await db.Sql.Single($"SELECT settings FROM programmes WHERE shop_id = {shopId} ORDER BY version DESC LIMIT 1", row => row.GetString(0)) is { } settings ? ProgrammeSettings.FromJson(settings) : null;

    /// <summary>An order that used the code may have been heard of meanwhile: then the row has left the state, and nothing is given back.</summary>
    private async Task Settle(IServiceProvider services, AppDb db, Redemption asked, SwitchedOff found)
    {
        if (await db.Sql.Execute($"UPDATE redemptions SET lease_until = NULL WHERE shop_id = {asked.ShopId} AND id = {asked.Id} AND state = {asked.State}") == 0) return;
        var r = (await RedemptionRows.ById(db.Sql, asked.ShopId, asked.Id))!;
        var isCancelled = r.State == RedemptionState.Cancelling;
        var state = found switch
        {
            SwitchedOff.Unused when isCancelled => RedemptionState.Cancelled,
            SwitchedOff.InUse when isCancelled => RedemptionState.Issued,
            SwitchedOff.Used or SwitchedOff.PartlyUsed when r.Kind != RewardKind.EarlyAccess => RedemptionState.Used,
            _ => RedemptionState.Ended,
        };
        await db.Sql.Execute($"""
            UPDATE redemptions SET state = {state}, next_at = NULL, error = NULL, closed_at = {(state == RedemptionState.Issued ? null : Now)},
              used_at = {(state == RedemptionState.Used ? Now : null)}, used_by_order = {(found as SwitchedOff.Used)?.Order}
            WHERE shop_id = {r.ShopId} AND id = {r.Id}
            """);
        if (found is SwitchedOff.Used or SwitchedOff.InUse) return;
        await services.GetRequiredService<Returning>().GiveBack(r, (found as SwitchedOff.PartlyUsed)?.Left);
        await db.AppendTimeline(r.ShopId, r.CustomerId, isCancelled ? TimelineKinds.RewardCancelled : TimelineKinds.RewardEnded, r.Id, null, Now);
    }
}
