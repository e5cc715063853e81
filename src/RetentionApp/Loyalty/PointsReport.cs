using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Loyalty;

/// <summary>What a movement of points is to whoever closes the books.</summary>
internal enum PointColumn { Earned, Redeemed, GivenBack, Reversed, Expired, Adjusted, Imported, Moved }

/// <summary>Points, or their worth in minor units, over some days: it holds that opening and movements come to the closing.</summary>
/// <param name="Moves">One number for each <see cref="PointColumn"/>, credits positive.</param>
/// <param name="Closing">Summed apart from the movements, so that <see cref="Check"/> says something.</param>
internal sealed record BalanceLine(DateOnly From, DateOnly To, long Opening, IReadOnlyList<long> Moves, long Closing)
{
    internal long this[PointColumn column] => Moves[(int)column];

    /// <summary>0, or the report is wrong.</summary>
    internal long Check => Opening + Moves.Sum() - Closing;

    /// <summary>
    /// In money. Each movement is worth the difference of two rounded balances, so the amounts balance to the last penny;
    /// none is more than one minor unit off.
    /// </summary>
    internal BalanceLine In(Func<long, long> worth)
    {
        var (balance, moves) = (Opening, new List<long>(Moves.Count));
        foreach (var move in Moves)
        {
            moves.Add(worth(balance + move) - worth(balance));
            balance += move;
        }
        return new BalanceLine(From, To, worth(Opening), moves, worth(Closing));
    }

    /// <summary>Lines that follow one another, as one; empty for none.</summary>
    internal static BalanceLine? Sum(IReadOnlyList<BalanceLine> lines) => lines.Count == 0 ? null : new BalanceLine(
        lines[0].From, lines[^1].To, lines[0].Opening, [.. Enumerable.Range(0, lines[0].Moves.Count).Select(column => lines.Sum(line => line.Moves[column]))], lines[^1].Closing);

    internal static IReadOnlyList<BalanceLine> ByMonth(IReadOnlyList<BalanceLine> days) =>
        [.. days.GroupBy(day => (day.From.Year, day.From.Month)).Select(month => Sum([.. month])!)];
}

/// <summary>The liability report: what the shop owes its customers in points, day by day, from the counted days alone.</summary>
internal sealed class PointsReport(AppDb db)
{
    internal static readonly int Columns = Enum.GetValues<PointColumn>().Length;

    /// <summary>Where an entry goes. What is no kind of its own here brings points in, and what takes such points back reverses them.</summary>
    internal static PointColumn ColumnOf(EntryKind kind, bool isCredit) => kind switch
    {
        EntryKind.Redeemed => PointColumn.Redeemed,
        EntryKind.RedemptionReturned => PointColumn.GivenBack,
        EntryKind.OrderReversed or EntryKind.Forgiven => PointColumn.Reversed,
        EntryKind.Expired => PointColumn.Expired,
        EntryKind.Adjusted => PointColumn.Adjusted,
        EntryKind.Imported => PointColumn.Imported,
        EntryKind.Transferred or EntryKind.Erased => PointColumn.Moved,
        _ => isCredit ? PointColumn.Earned : PointColumn.Reversed,
    };

    /// <summary>A line for each day from <paramref name="from"/> to <paramref name="to"/>, both included, also for those on which nothing happened.</summary>
    internal async Task<IReadOnlyList<BalanceLine>> Days(long shopId, DateOnly from, DateOnly to)
    {
        var balance = await db.Sql.Long($"SELECT CAST(COALESCE(SUM(credited + debited), 0) AS BIGINT) FROM point_days WHERE shop_id = {shopId} AND day < {from}");
        var rows = (await db.Sql.Query(
            $"SELECT day, kind, credited, debited FROM point_days WHERE shop_id = {shopId} AND day >= {from} AND day <= {to}",
            row => (Day: row.GetFieldValue<DateOnly>(0), Kind: (EntryKind)row.GetInt32(1), Credited: row.GetInt64(2), Debited: row.GetInt64(3)))).ToLookup(row => row.Day);
        var lines = new List<BalanceLine>();
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            var (moves, opening) = (new long[Columns], balance);
            foreach (var (_, kind, credited, debited) in rows[day])
            {
                moves[(int)ColumnOf(kind, isCredit: true)] += credited;
                moves[(int)ColumnOf(kind, isCredit: false)] += debited;
            }
            balance += rows[day].Sum(row => row.Credited + row.Debited);
            lines.Add(new BalanceLine(day, day, opening, moves, balance));
        }
        return lines;
    }

    /// <summary>The first day with an entry; null while there is none.</summary>
    internal async Task<DateOnly?> FirstDay(long shopId) =>
        await db.Sql.Single($"SELECT day FROM point_days WHERE shop_id = {shopId} ORDER BY day LIMIT 1", row => (DateOnly?)row.GetFieldValue<DateOnly>(0));

    /// <summary>What the accounts held at the last count of <paramref name="day"/>, or the last one before it; null while nothing was counted.</summary>
    internal Task<PointClosing?> ClosingOf(long shopId, DateOnly day) =>
        db.Set<PointClosing>().AsNoTracking().Where(closing => closing.ShopId == shopId && closing.Day <= day).OrderByDescending(closing => closing.Day).FirstOrDefaultAsync();
}
