using RetentionApp.Data;
using RetentionApp.Loyalty.Tiers;
using RetentionApp.Shops;
using RetentionApp.Timeline;

namespace RetentionApp.Loyalty;

/// <summary>The tier of a customer: asked for, brought up to date, set by hand. Methods that write join the caller's transaction.</summary>
internal sealed class CustomerTiers(AppDb db, Programmes programmes, PointsLedger ledger, PushMarks marks, ShopDirectory shops, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The level the customer is in under the shop's current programme; null: none, or the shop has no tiers. Costs nothing where it has none.</summary>
    internal async ValueTask<TierLevel?> LevelOf(long shopId, long customerId) => await LevelIn(db.Sql, shopId, customerId, (await programmes.Current(shopId)).Settings);

    /// <summary>The same where the programme is at hand.</summary>
    internal static async ValueTask<TierLevel?> LevelIn(Sql sql, long shopId, long customerId, ProgrammeSettings programme)
    {
        if (Active(programme) is not { } tiers) return null;
        var row = await sql.Single($"SELECT level_id FROM customer_tiers WHERE shop_id = {shopId} AND customer_id = {customerId}", row => new Held(row.TextOrNull(0)));
        return TierRules.Held(tiers.Levels, row is not null, row?.LevelId) is >= 0 and var place ? tiers.Levels[place] : null;
    }

    /// <summary>The id of the level that asks for nothing; null: there is none.</summary>
    internal static string? StartIdOf(TierSettings? tiers) => tiers is not null && TierRules.Reached(tiers.Levels, 0) is >= 0 and var place ? tiers.Levels[place].Id : null;

    /// <summary>The tiers of a programme; null where it has none or they are switched off.</summary>
    internal static TierSettings? Active(ProgrammeSettings settings) => settings.Tiers is { IsActive: true, Levels.Count: > 0 } tiers ? tiers : null;

    /// <summary>
    /// Brings the customer's tier in line with what they bought and did: call it after anything that earned or took back.
    /// <paramref name="order"/> is the order whose news it was. Costs nothing for a shop without tiers.
    /// </summary>
    internal async Task Follow(long shopId, long customerId, long? order = null)
    {
        if (Active((await programmes.Current(shopId)).Settings) is not { } tiers) return;
        if (await PeriodOf(shopId, tiers) is not { } period) return;
        await db.Write(async () =>
        {
            await db.Lock(LockSpace.Account, customerId);
            await Evaluate(shopId, customerId, await TierRows.Find(db.Sql, shopId, customerId), tiers, period, order);
        });
    }

    /// <summary>Looks again at every customer whose tier time may have changed. Returns how many there were.</summary>
    internal async Task<int> FollowDue(int most, CancellationToken cancellation)
    {
        var due = await db.Sql.Query($"SELECT shop_id, customer_id FROM customer_tiers WHERE due_at <= {Now} ORDER BY due_at LIMIT {most}", row => (Shop: row.GetInt64(0), Customer: row.GetInt64(1)));
        foreach (var shop in due.GroupBy(row => row.Shop))
        {
            var settings = await programmes.FindCurrent(shop.Key);
            var tiers = settings is null ? null : Active(settings.Settings);
            var period = tiers is null ? null : await PeriodOf(shop.Key, tiers);
            await db.Write(async () =>
            {
                foreach (var (_, customer) in shop)
                {
                    await db.Lock(LockSpace.Account, customer);
                    if (tiers is not null && period is not null) await Evaluate(shop.Key, customer, await TierRows.Find(db.Sql, shop.Key, customer), tiers, period, null);
                    else await db.Sql.Execute($"UPDATE customer_tiers SET due_at = NULL WHERE shop_id = {shop.Key} AND customer_id = {customer}");
                }
            }, cancellation);
        }
        return due.Count;
    }

    /// <summary>
    /// Puts a customer into a level by hand, until <paramref name="until"/> (<see cref="CustomerTier.ForGood"/>: for good); the
    /// rules neither raise nor lower it meanwhile. False when the programme has no such level or the customer is gone.
    /// </summary>
    internal Task<bool> Assign(long shopId, long customerId, string levelId, DateTime until, string by) => db.Write(async () =>
    {
        if (Active((await programmes.Current(shopId)).Settings) is not { } tiers || TierRules.Place(tiers.Levels, levelId) is not (>= 0 and var place)) return false;
        if (await PeriodOf(shopId, tiers) is not { } period) return false;
        await db.Lock(LockSpace.Account, customerId);
        var row = await TierRows.Find(db.Sql, shopId, customerId);
        var before = row?.LevelId;
        var tier = row ?? new CustomerTier { ShopId = shopId, CustomerId = customerId, Since = Now };
        var seenAt = row?.EvaluatedAt;
        if (before != levelId) tier.Since = Now;
        (tier.LevelId, tier.ManualUntil, tier.Until, tier.EvaluatedAt, tier.WarnedFor) = (levelId, until, until, Now, null);
        (tier.ReachedBy, tier.BeforeLevelId, tier.BeforeSince, tier.BeforeUntil) = (null, null, null, null);
        // The rules fill in the rest: when to look again.
        tier = TierRules.Decide(tier, new TierFacts(tier.Standing), tiers, period, Now).Next;
        await TierRows.Store(db.Sql, tier, seenAt);
        await db.AppendTimeline(shopId, customerId, TimelineKinds.TierAssigned, null, $"{by}: {levelId}", Now);
        if (TierRules.Place(tiers.Levels, before) is var old && old != place) await Tell(shopId, customerId, old < place ? TierMove.Up : TierMove.Down, old < 0 ? null : tiers.Levels[old], tiers.Levels[place]);
        return true;
    });

    /// <summary>Ends what was set by hand: the rules decide again at once. False when nothing was.</summary>
    internal Task<bool> Release(long shopId, long customerId, string by) => db.Write(async () =>
    {
        if (Active((await programmes.Current(shopId)).Settings) is not { } tiers || await PeriodOf(shopId, tiers) is not { } period) return false;
        await db.Lock(LockSpace.Account, customerId);
        if (await TierRows.Find(db.Sql, shopId, customerId) is not { ManualUntil: not null } row) return false;
        row.ManualUntil = Now;
        await db.AppendTimeline(shopId, customerId, TimelineKinds.TierAssigned, null, $"{by}: rules", Now);
        await Evaluate(shopId, customerId, row, tiers, period, null);
        return true;
    });

    /// <summary>After a merge: the higher tier survives, and what both bought counts together.</summary>
    internal async Task Merge(long shopId, long fromCustomer, long intoCustomer)
    {
        var (gone, kept) = (await TierRows.Find(db.Sql, shopId, fromCustomer), await TierRows.Find(db.Sql, shopId, intoCustomer));
        if (gone is not null)
        {
            var levels = (await programmes.Current(shopId)).Settings.Tiers?.Levels ?? [];
            if (TierRules.Place(levels, gone.LevelId) > TierRules.Place(levels, kept?.LevelId) || (gone.LevelId is not null && gone.LevelId == kept?.LevelId && Later(gone, kept)))
            {
                gone.CustomerId = intoCustomer;
                await TierRows.Store(db.Sql, gone, kept?.EvaluatedAt);
            }
            await db.Sql.Execute($"DELETE FROM customer_tiers WHERE shop_id = {shopId} AND customer_id = {fromCustomer}");
        }
        await marks.Merge(shopId, fromCustomer, intoCustomer);
        await Follow(shopId, intoCustomer);
    }

    /// <summary>Forgets an erased customer's tier and what was told to Shopify about them.</summary>
    internal async Task Erase(long shopId, long customerId)
    {
        await db.Sql.Execute($"DELETE FROM customer_tiers WHERE shop_id = {shopId} AND customer_id = {customerId}");
        await marks.Forget(shopId, customerId);
    }

    private async Task Evaluate(long shopId, long customerId, CustomerTier? row, TierSettings tiers, TierPeriod period, long? order)
    {
        var facts = await Standings.Facts(db.Sql, shopId, customerId, row, tiers, period, Now);
        var decision = TierRules.Decide(row, facts, tiers, period, Now, order);
        (decision.Next.ShopId, decision.Next.CustomerId) = (shopId, customerId);
        if (TierRows.IsSame(row, decision.Next)) return;
        if (!await TierRows.Store(db.Sql, decision.Next, row?.EvaluatedAt)) return;
        if (decision.Warns) await db.AppendTimeline(shopId, customerId, TimelineKinds.TierWarning, null, decision.To!.Id, Now);
        await Tell(shopId, customerId, decision.Move, decision.From, decision.To);
        if (decision.Move == TierMove.Up) await Welcome(shopId, customerId, decision.To!);
    }

    private async Task Tell(long shopId, long customerId, TierMove move, TierLevel? from, TierLevel? to)
    {
        if (move == TierMove.Up) await db.AppendTimeline(shopId, customerId, TimelineKinds.TierReached, null, to!.Id, Now);
        if (move == TierMove.Down) await db.AppendTimeline(shopId, customerId, TimelineKinds.TierLost, null, from!.Id, Now);
        await marks.Mark(shopId, customerId);
    }

    /// <summary>The entry reward: once per customer and level, ever, whatever accounts were merged since.</summary>
    private async Task Welcome(long shopId, long customerId, TierLevel level)
    {
        if (level.EntryPoints <= 0) return;
        var given = await db.Sql.Long($"""
            WITH RECURSIVE self (id) AS (SELECT CAST({customerId} AS BIGINT) UNION SELECT c.id FROM customers c JOIN self ON c.merged_into = self.id WHERE c.shop_id = {shopId})
            SELECT COUNT(*) FROM self JOIN ledger_entries e ON e.shop_id = {shopId} AND e.source = {$"tier:{level.Id}:"} || self.id
            """);
        if (given > 0) return;
        await ledger.Credit(shopId, customerId, new Posting(EntryKind.TierEntered, level.EntryPoints, level.EntryPoints, $"tier:{level.Id}:{customerId}", null, level.Name, Now), Now, expiresAt: null, orderId: null);
    }

    private async ValueTask<TierPeriod?> PeriodOf(long shopId, TierSettings tiers) =>
        await shops.ById(shopId) is { } shop ? new TierPeriod(tiers.Window, tiers.GraceDays, Zones.Of(shop)) : null;

    private static bool Later(CustomerTier one, CustomerTier other) => (one.ManualUntil ?? DateTime.MinValue) > (other.ManualUntil ?? DateTime.MinValue) || (one.ManualUntil == other.ManualUntil && one.Until > other.Until);

    private sealed record Held(string? LevelId);
}
