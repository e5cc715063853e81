namespace RetentionApp.Loyalty.Tiers;

/// <param name="Standing">What the window holds at the moment.</param>
/// <param name="Earlier">Calendar year: what last year held, which carries a level through this one. Else 0.</param>
/// <param name="Ending">What the period that ends holds, with its days of grace; it can keep a level, never raise one. 0 where no end is near.</param>
internal readonly record struct TierFacts(long Standing, long Earlier = 0, long Ending = 0);

internal enum TierMove
{
    None = 0,
    Up = 1,
    Down = 2,
    /// <summary>Into another level, or none, because the merchant took the old one away.</summary>
    Placed = 3,
}

/// <param name="Next">The row as it should be now.</param>
/// <param name="From">The level before; null: none, or one that is no more.</param>
/// <param name="Warns">True when the customer should hear now that the level ends.</param>
/// <param name="IsFalling">True when the level will be lost at its end as things stand.</param>
internal sealed record TierDecision(CustomerTier Next, TierMove Move, TierLevel? From, TierLevel? To, bool Warns, bool IsFalling);

/// <summary>
/// Which tier follows from a customer's facts: pure, so that every boundary can be tested. Up at once; down only when the
/// period and its grace are over, or when the very order goes back that reached the level.
/// </summary>
internal static class TierRules
{
    internal const int WarningDays = 30;

    /// <param name="row">The row as it stands; null: none yet. It is not changed.</param>
    /// <param name="order">The order whose news is the cause; null: none.</param>
    internal static TierDecision Decide(CustomerTier? row, TierFacts facts, TierSettings tiers, TierPeriod period, DateTime now, long? order = null)
    {
        var levels = tiers.Levels;
        var held = Place(levels, row?.LevelId);
        var byNow = Reached(levels, facts.Standing);
        var entitled = Math.Max(Math.Max(byNow, Reached(levels, facts.Earlier)), Math.Min(held, Reached(levels, facts.Ending)));
        var next = Copy(row, facts.Standing, now);

        if (held >= 0 && row!.ManualUntil is { } manual)
        {
            if (manual > now) return Hold(manual >= CustomerTier.ForGood ? null : manual, isFalling: entitled < held);
            // What was set by hand ends without grace: its end was known from the start.
            return Enter(entitled > held ? TierMove.Up : entitled < held ? TierMove.Down : TierMove.None, entitled, entitled == held ? row.Since : now);
        }
        if (entitled > held) return Enter(held < 0 && row?.LevelId is not null ? TierMove.Placed : TierMove.Up, entitled, now, order);
        if (held < 0) return row?.LevelId is null ? new TierDecision(next, TierMove.None, null, null, false, false) : Enter(TierMove.Placed, -1, now);
        if (order is not null && row!.ReachedBy == order && entitled < held) return Undo();

        var until = Until(row!, byNow, entitled, held, period, now);
        var isOver = until is { } end && now >= period.Later(end, tiers.GraceDays);
        if (entitled < held && isOver) return Enter(TierMove.Down, entitled, now);
        return Hold(until, period.Window switch
        {
            TierWindow.CalendarYear => byNow < held,
            TierWindow.RollingYear => IsNear(until, period, now) && Reached(levels, facts.Ending) < held,
            _ => entitled < held,
        });

        TierDecision Enter(TierMove move, int level, DateTime since, long? by = null)
        {
            (next.LevelId, next.Since, next.Until) = (level < 0 ? null : levels[level].Id, since, level < 0 ? null : period.End(now, byNow >= level));
            (next.ManualUntil, next.WarnedFor, next.ReachedBy) = (null, null, by);
            var before = by is not null && held >= 0 ? row : null;
            (next.BeforeLevelId, next.BeforeSince, next.BeforeUntil) = (before?.LevelId, before?.Since, before?.Until);
            next.DueAt = Due(next.Until, tiers.GraceDays, period, now);
            return new TierDecision(next, move, held < 0 ? null : levels[held], level < 0 ? null : levels[level], Warns: false, IsFalling: false);
        }

        TierDecision Hold(DateTime? until, bool isFalling)
        {
            next.Until = until;
            // A period that was renewed belongs to no single order any more.
            if (until > row!.Until) (next.ReachedBy, next.BeforeLevelId, next.BeforeSince, next.BeforeUntil) = (null, null, null, null);
            var warns = isFalling && IsNear(until, period, now) && next.WarnedFor != until;
            next.WarnedFor = isFalling ? warns ? until : next.WarnedFor : null;
            next.DueAt = Due(until, tiers.GraceDays, period, now);
            return new TierDecision(next, TierMove.None, levels[held], levels[held], warns, isFalling);
        }

        // Back to what was held before the order, for as long as that was still to last.
        TierDecision Undo()
        {
            var before = Place(levels, row!.BeforeLevelId);
            var end = row.BeforeUntil ?? period.Tonight(now);
            if (before < entitled || (before > entitled && now >= period.Later(end, tiers.GraceDays))) return Enter(TierMove.Down, entitled, now);
            var decision = Enter(TierMove.Down, before, row.BeforeSince ?? now);
            if (before < 0 || (before == entitled && period.Window != TierWindow.RollingYear)) return decision;
            (next.Until, next.DueAt) = (end, Due(end, tiers.GraceDays, period, now));
            return decision;
        }
    }

    /// <summary>The place of the highest level that <paramref name="standing"/> reaches; -1: none.</summary>
    internal static int Reached(IReadOnlyList<TierLevel> levels, long standing)
    {
        for (var place = levels.Count - 1; place >= 0; place--) if (levels[place].Threshold <= standing) return place;
        return -1;
    }

    /// <summary>The place of the level that a customer is in; whom nobody has looked at yet is in the level that asks for nothing.</summary>
    internal static int Held(IReadOnlyList<TierLevel> levels, bool isKnown, string? id) => isKnown ? Place(levels, id) : Reached(levels, 0);

    internal static int Place(IReadOnlyList<TierLevel> levels, string? id)
    {
        for (var place = 0; id is not null && place < levels.Count; place++) if (levels[place].Id == id) return place;
        return -1;
    }

    /// <summary>True in the last days before the end and after it: then the ending period itself has to be summed.</summary>
    internal static bool IsNear(DateTime? until, TierPeriod period, DateTime now) => until is { } end && end < CustomerTier.ForGood && now >= period.Later(end, -WarningDays);

    /// <summary>Until when the level held now lasts at least.</summary>
    private static DateTime? Until(CustomerTier row, int byNow, int entitled, int held, TierPeriod period, DateTime now) => period.Window switch
    {
        TierWindow.CalendarYear when byNow >= held => period.End(now),
        TierWindow.CalendarYear when entitled >= held => period.End(now, isOfThisYear: false),
        TierWindow.CalendarYear => row.Until < period.End(now, isOfThisYear: false) ? row.Until : period.End(now, isOfThisYear: false),
        TierWindow.RollingYear when row.Until is null => period.End(now),
        TierWindow.RollingYear when row.Until <= now && entitled >= held => Following(row.Until.Value, period, now),
        TierWindow.RollingYear => row.Until,
        // Ever: while the standing holds there is no end.
        _ when entitled >= held => null,
        _ => row.Until ?? period.Tonight(now),
    };

    /// <summary>The year after one that ended; for a row nobody looked at for longer it begins anew today.</summary>
    private static DateTime? Following(DateTime ended, TierPeriod period, DateTime now) =>
        period.End(period.Later(ended, -1)) is { } following && following > now ? following : period.End(now);

    private static DateTime? Due(DateTime? until, int graceDays, TierPeriod period, DateTime now)
    {
        if (until is not { } end) return null;
        var warning = period.Later(end, -WarningDays);
        if (now < warning) return warning;
        return now < end ? end : period.Later(end, Math.Max(graceDays, 1));
    }

    private static CustomerTier Copy(CustomerTier? row, long standing, DateTime now) => new()
    {
        ShopId = row?.ShopId ?? 0, CustomerId = row?.CustomerId ?? 0, LevelId = row?.LevelId, Since = row?.Since ?? now, Until = row?.Until, ManualUntil = row?.ManualUntil,
        Standing = standing, EvaluatedAt = now, DueAt = row?.DueAt, WarnedFor = row?.WarnedFor, ReachedBy = row?.ReachedBy, BeforeLevelId = row?.BeforeLevelId,
        BeforeSince = row?.BeforeSince, BeforeUntil = row?.BeforeUntil,
    };
}
