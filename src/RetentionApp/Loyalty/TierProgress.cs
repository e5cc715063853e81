using RetentionApp.Data;
using RetentionApp.Loyalty.Tiers;

namespace RetentionApp.Loyalty;

/// <summary>Where a customer stands among the tiers, for whoever shows it.</summary>
/// <param name="Level">Null: none.</param>
/// <param name="Until">End of what is held at least, exclusive; null: no end.</param>
/// <param name="IsManual">True when it was set by hand.</param>
/// <param name="Standing">Points, minor units or orders, by the basis.</param>
/// <param name="Next">The level above; null at the top.</param>
/// <param name="Missing">What is missing to it.</param>
/// <param name="By">End of the period in which it would have to come, exclusive; null: no such end.</param>
/// <param name="MissingToKeep">What is missing to hold the level beyond <paramref name="Until"/>; 0: nothing, or no end.</param>
internal sealed record TierProgress(TierLevel? Level, DateTime? Since, DateTime? Until, bool IsManual, long Standing, TierLevel? Next, long Missing, DateTime? By, long MissingToKeep)
{
    /// <summary>Reads it as of now, however long ago the row was written. <paramref name="customerId"/> is the surviving one of a merge.</summary>
    internal static async ValueTask<TierProgress> Read(Sql sql, long shopId, long customerId, TierSettings tiers, TimeZoneInfo zone, DateTime now)
    {
        var row = await TierRows.Find(sql, shopId, customerId);
        var period = new TierPeriod(tiers.Window, tiers.GraceDays, zone);
        return Of(row, await Standings.Facts(sql, shopId, customerId, row, tiers, period, now), tiers, period, now);
    }

    internal static TierProgress Of(CustomerTier? row, TierFacts facts, TierSettings tiers, TierPeriod period, DateTime now)
    {
        var levels = tiers.Levels;
        var held = TierRules.Held(levels, row is not null, row?.LevelId);
        var next = held + 1 < levels.Count ? levels[held + 1] : null;
        var isManual = held >= 0 && row?.IsManual(now) == true;
        // A level that asks for nothing has no end that anybody need be told of.
        var end = row?.Until < CustomerTier.ForGood && (isManual || held < 0 || levels[held].Threshold > 0) ? row!.Until : null;
        var counted = period.Window == TierWindow.RollingYear && TierRules.IsNear(end, period, now) ? facts.Ending : facts.Standing;
        var isNear = end is not null && (period.Window != TierWindow.RollingYear || TierRules.IsNear(end, period, now));
        return new TierProgress(held < 0 ? null : levels[held], held < 0 ? null : row?.Since, held < 0 ? null : end, isManual, facts.Standing,
            next, next is null ? 0 : Math.Max(0, next.Threshold - facts.Standing), period.By(now), held >= 0 && !isManual && isNear ? Math.Max(0, levels[held].Threshold - counted) : 0);
    }

    /// <summary>How much of the way from the level held to the next is done, 0 to 100.</summary>
    internal int Percent => Next is null ? 100 : (int)Math.Clamp(Next.Threshold <= (Level?.Threshold ?? 0) ? 0 : 100 * (Standing - (Level?.Threshold ?? 0)) / (Next.Threshold - (Level?.Threshold ?? 0)), 0, 99);
}
