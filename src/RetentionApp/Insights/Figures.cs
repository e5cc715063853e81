using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Insights;

/// <summary>Counts of a shop as of <see cref="At"/>, kept in one setting so that no page counts rows.</summary>
internal sealed record ShopTotals(long Customers, long Holding, long Owing, long PointsAvailable, long PointsPending, DateTime At)
{
    internal const string Setting = "figures.totals";
    internal long PointsOutstanding => PointsAvailable + PointsPending;
}

/// <summary>A stretch of days, summed. Money in the shop's minor units.</summary>
/// <param name="ReturningCustomers">Summed over days: who came back on two days counts twice.</param>
internal sealed record Period(long Orders, long ReturningCustomers, long Revenue, long MemberRevenue, long RewardsUsed)
{
    internal static Period Of(IEnumerable<DailyFigures> days) => days.Aggregate(new Period(0, 0, 0, 0, 0), (sum, day) => new Period(
        sum.Orders + day.Orders, sum.ReturningCustomers + day.ReturningCustomers,
        sum.Revenue + day.Revenue, sum.MemberRevenue + day.MemberRevenue, sum.RewardsUsed + day.RewardsUsed));
}

/// <summary>Thirty days and the thirty before, day by day; days without a row hold zeros.</summary>
internal sealed record Comparison(IReadOnlyList<DailyFigures> These, IReadOnlyList<DailyFigures> Previous)
{
    internal Period Now { get; } = Period.Of(These);
    internal Period Before { get; } = Period.Of(Previous);
}

internal sealed class Figures(AppDb db)
{
    internal const int Days = 30;

    /// <summary>The thirty days that end with <paramref name="today"/> and the thirty before them: at most sixty rows are read.</summary>
    internal async Task<Comparison> Compare(long shopId, DateOnly today)
    {
        var first = today.AddDays(1 - 2 * Days);
        var figures = db.DailyFigures;
        var rows = await figures.AsNoTracking().Where(f => f.ShopId == shopId && f.Day >= first && f.Day <= today).ToDictionaryAsync(f => f.Day);
        var days = Enumerable.Range(0, 2 * Days).Select(first.AddDays)
            .Select(day => rows.GetValueOrDefault(day) ?? new DailyFigures { ShopId = shopId, Day = day }).ToList();
        return new Comparison(days[Days..], days[..Days]);
    }

    /// <summary>Null until the first refresh.</summary>
    internal async Task<ShopTotals?> Totals(long shopId) =>
        await db.Setting(shopId, ShopTotals.Setting) is { } json ? JsonSerializer.Deserialize<ShopTotals>(json) : null;

    /// <summary>Null until the first refresh.</summary>
    internal Task<RepeatRates?> Repeat(long shopId) => RepeatRates.Read(db, shopId);
}
