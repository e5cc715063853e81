using RetentionApp.Data;
using RetentionApp.Loyalty.Tiers;
using RetentionApp.Shops;
using RetentionApp.Timeline;

namespace RetentionApp.Loyalty;

/// <summary>
/// Tiers that a merchant brings from elsewhere. They are held as if reached on that day: until the period's end, or for good
/// where tiers have none. Nobody is told, no entry reward is paid, and what a customer has already is never lowered.
/// </summary>
internal sealed class BroughtTiers(AppDb db, Programmes programmes, PushMarks marks, ShopDirectory shops, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The levels that can be brought; empty for a shop without tiers.</summary>
    internal async ValueTask<IReadOnlyList<TierLevel>> Levels(long shopId) => CustomerTiers.Active((await programmes.Current(shopId)).Settings)?.Levels ?? [];

    /// <summary>Whether <see cref="Raise"/> would change anything now.</summary>
    internal async Task<bool> IsRise(long shopId, long customerId, string levelId) =>
        await Rules(shopId) is { } rules && IsRise(await TierRows.Find(db.Sql, shopId, customerId), rules.Tiers.Levels, levelId);

    /// <summary>True when the customer was below the level and is in it now. Joins the caller's transaction.</summary>
    internal Task<bool> Raise(long shopId, long customerId, string levelId, string by) => db.Write(async () =>
    {
        if (await Rules(shopId) is not { } rules) return false;
        await db.Lock(LockSpace.Account, customerId);
        var row = await TierRows.Find(db.Sql, shopId, customerId);
        if (!IsRise(row, rules.Tiers.Levels, levelId)) return false;
        var brought = new CustomerTier
        {
            ShopId = shopId, CustomerId = customerId, LevelId = levelId, Since = Now, Until = rules.Period.End(Now) ?? CustomerTier.ForGood, Standing = row?.Standing ?? 0, EvaluatedAt = Now,
        };
        await Store(brought, row, rules);
        await db.AppendTimeline(shopId, customerId, TimelineKinds.TierAssigned, null, $"{by}: {levelId}", Now);
        return true;
    });

    /// <summary>Lets the rules decide again where the customer is still in the level that was brought.</summary>
    internal Task TakeBack(long shopId, long customerId, string levelId, string by) => db.Write(async () =>
    {
        if (await Rules(shopId) is not { } rules) return;
        await db.Lock(LockSpace.Account, customerId);
        if (await TierRows.Find(db.Sql, shopId, customerId) is not { ManualUntil: null, ReachedBy: null } row || row.LevelId != levelId) return;
        // What was set by hand ends at once and without grace.
        row.ManualUntil = Now;
        await Store(row, row, rules);
        await db.AppendTimeline(shopId, customerId, TimelineKinds.TierAssigned, null, $"{by}: rules", Now);
    });

    private async Task Store(CustomerTier tier, CustomerTier? known, (TierSettings Tiers, TierPeriod Period) rules)
    {
        var seenAt = known?.EvaluatedAt;
        var facts = await Standings.Facts(db.Sql, tier.ShopId, tier.CustomerId, tier, rules.Tiers, rules.Period, Now);
        var next = TierRules.Decide(tier, facts, rules.Tiers, rules.Period, Now).Next;
        await TierRows.Store(db.Sql, next, seenAt);
        await marks.Mark(tier.ShopId, tier.CustomerId);
    }

    private bool IsRise(CustomerTier? row, IReadOnlyList<TierLevel> levels, string levelId)
    {
        var held = row is null ? TierRules.Reached(levels, 0) : TierRules.Place(levels, row.LevelId);
        return row?.IsManual(Now) != true && TierRules.Place(levels, levelId) > held;
    }

    private async ValueTask<(TierSettings Tiers, TierPeriod Period)?> Rules(long shopId) =>
        CustomerTiers.Active((await programmes.Current(shopId)).Settings) is { } tiers && await shops.ById(shopId) is { } shop ? (tiers, new TierPeriod(tiers.Window, tiers.GraceDays, Zones.Of(shop))) : null;
}
