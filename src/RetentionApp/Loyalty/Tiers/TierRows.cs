using System.Data.Common;
using RetentionApp.Data;

namespace RetentionApp.Loyalty.Tiers;

/// <summary>Reading and writing the rows of tiers where they come by the thousand.</summary>
internal static class TierRows
{
    internal static ValueTask<CustomerTier?> Find(Sql sql, long shopId, long customerId) => sql.Single($"""
        SELECT level_id, since, until, manual_until, standing, evaluated_at, due_at, warned_for, reached_by, before_level_id, before_since, before_until
        FROM customer_tiers WHERE shop_id = {shopId} AND customer_id = {customerId}
        """, row => Read(row, shopId, customerId, 0));

    internal static CustomerTier Read(DbDataReader row, long shopId, long customerId, int first) => new()
    {
        ShopId = shopId,
        CustomerId = customerId,
        LevelId = row.TextOrNull(first),
        Since = row.At(first + 1),
        Until = row.AtOrNull(first + 2),
        ManualUntil = row.AtOrNull(first + 3),
        Standing = row.GetInt64(first + 4),
        EvaluatedAt = row.At(first + 5),
        DueAt = row.AtOrNull(first + 6),
        WarnedFor = row.AtOrNull(first + 7),
        ReachedBy = row.LongOrNull(first + 8),
        BeforeLevelId = row.TextOrNull(first + 9),
        BeforeSince = row.AtOrNull(first + 10),
        BeforeUntil = row.AtOrNull(first + 11),
    };

    /// <summary>False, and nothing is written, when the row was evaluated by somebody else since <paramref name="seenAt"/>.</summary>
    internal static async Task<bool> Store(Sql sql, CustomerTier tier, DateTime? seenAt) => await sql.Execute($"""
        INSERT INTO customer_tiers (shop_id, customer_id, level_id, since, until, manual_until, standing, evaluated_at, due_at, warned_for, reached_by, before_level_id, before_since, before_until)
        VALUES ({tier.ShopId}, {tier.CustomerId}, {tier.LevelId}, {tier.Since}, {tier.Until}, {tier.ManualUntil}, {tier.Standing}, {tier.EvaluatedAt}, {tier.DueAt}, {tier.WarnedFor},
          {tier.ReachedBy}, {tier.BeforeLevelId}, {tier.BeforeSince}, {tier.BeforeUntil})
        ON CONFLICT (shop_id, customer_id) DO UPDATE SET level_id = excluded.level_id, since = excluded.since, until = excluded.until, manual_until = excluded.manual_until,
          standing = excluded.standing, evaluated_at = excluded.evaluated_at, due_at = excluded.due_at, warned_for = excluded.warned_for, reached_by = excluded.reached_by,
          before_level_id = excluded.before_level_id, before_since = excluded.before_since, before_until = excluded.before_until
        WHERE customer_tiers.evaluated_at = {seenAt}
        """) > 0;

    /// <summary>Whether the two say the same but for when they were looked at.</summary>
    internal static bool IsSame(CustomerTier? known, CustomerTier next) => known is null
        ? next.LevelId is null && next.Standing == 0
        : known.LevelId == next.LevelId && known.Since == next.Since && known.Until == next.Until && known.ManualUntil == next.ManualUntil && known.Standing == next.Standing
            && known.DueAt == next.DueAt && known.WarnedFor == next.WarnedFor && known.ReachedBy == next.ReachedBy && known.BeforeLevelId == next.BeforeLevelId;
}
