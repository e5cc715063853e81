using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Rewards;

namespace RetentionApp.Loyalty.Admin;

/// <summary>One line in points and, where a reward gives points a worth, in money.</summary>
internal sealed record ReportLine(BalanceLine Points, BalanceLine? Money);

internal sealed class PointsReportModel(PointsReport report, RewardCatalogue catalogue) : AdminPage
{
    private const int MostDays = 366, MostYears = 10;

    internal bool IsByDay { get; private set; }
    internal string Period { get; private set; } = "year";
    internal DateOnly From { get; private set; }
    internal DateOnly To { get; private set; }
    /// <summary>True when the days asked for were too many to show, and months are shown instead.</summary>
    internal bool IsShortened { get; private set; }
    internal IReadOnlyList<ReportLine> Lines { get; private set; } = [];
    /// <summary>Without what lies before the first points of all, but for one line, from which the chart rises.</summary>
    internal IEnumerable<ReportLine> Shown => Lines.Skip(Math.Max(0, Math.Min(Lines.Count - 2, Lines.TakeWhile(line => line.Points is { Opening: 0, Closing: 0 } && line.Points.Moves.All(move => move == 0)).Count() - 1)));
    internal ReportLine Total { get; private set; } = null!;
    internal PointClosing? Closing { get; private set; }
    internal Reward? Rate { get; private set; }
    internal bool IsCurrent => To >= T.Today;

    internal static readonly IReadOnlyList<string> Periods = ["month", "last-month", "quarter", "year", "this-year", "last-year"];

    public async Task<IActionResult> OnGet(string? period, string? from, string? to, string? by)
    {
        if (!Choose(period, from, to, by)) return Invalid();
        await Load();
        return Page();
    }

    /// <summary>The same lines as a file; the last column of each half is 0, or the file is wrong.</summary>
    public async Task<IActionResult> OnGetCsv(string? period, string? from, string? to, string? by)
    {
        if (!Choose(period, from, to, by)) return BadRequest();
        await Load();
        var text = new System.Text.StringBuilder(Csv.Row([T["From"], T["To"], .. Headings(T.PointsWord), .. Headings(Shop.Currency)]));
        foreach (var line in Lines.Append(Total)) text.Append(Row(line));
        return File(Csv.Bytes(text.ToString()), Csv.ContentType, $"points-{From:yyyy-MM-dd}-{To:yyyy-MM-dd}.csv");
    }

    internal string Label(PointColumn column) => column switch
    {
        PointColumn.Earned => T["Earned"],
        PointColumn.Redeemed => T["Redeemed"],
        PointColumn.GivenBack => T["Given back"],
        PointColumn.Reversed => T["Reversed"],
        PointColumn.Expired => T["Expired"],
        PointColumn.Adjusted => T["Adjusted"],
        PointColumn.Imported => T["Imported"],
        _ => T["Moved or erased"],
    };

    internal string PeriodName(string period) => period switch
    {
        "month" => T["This month"],
        "last-month" => T["Last month"],
        "quarter" => T["Last 90 days"],
        "this-year" => T["This year"],
        "last-year" => T["Last year"],
        _ => T["Last 12 months"],
    };

    internal string LineName(BalanceLine line) => IsByDay ? T.Day(line.From) : T.Month(line.From);

    internal string Query(string? period = null, bool? byDay = null)
    {
        var by = byDay ?? IsByDay ? "day" : "month";
        return period is null && Period.Length == 0 ? $"from={From:yyyy-MM-dd}&to={To:yyyy-MM-dd}&by={by}" : $"period={period ?? Period}&by={by}";
    }

    private bool Choose(string? period, string? from, string? to, string? by)
    {
        var today = T.Today;
        IsByDay = by == "day" || by is null && period is "month" or "last-month" or "quarter";
        Period = from is null && to is null ? Periods.FirstOrDefault(known => known == period) ?? "year" : "";
        var month = new DateOnly(today.Year, today.Month, 1);
        (From, To) = Period switch
        {
            "month" => (month, today),
            "last-month" => (month.AddMonths(-1), month.AddDays(-1)),
            "quarter" => (today.AddDays(-89), today),
            "this-year" => (new DateOnly(today.Year, 1, 1), today),
            "last-year" => (new DateOnly(today.Year - 1, 1, 1), new DateOnly(today.Year - 1, 12, 31)),
            _ => (month.AddMonths(-11), today),
        };
        if (Period.Length == 0)
        {
            if (Typed.Day(from) is { } first) From = first;
            else Errors.Add("from", T["Choose the first day."]);
            if (Typed.Day(to) is { } last) To = last;
            else Errors.Add("to", T["Choose the last day."]);
            if (!Errors.Any && To < From) Errors.Add("to", T["The last day must not be before the first."]);
            if (!Errors.Any && To > From.AddYears(MostYears)) Errors.Add("from", T["Choose ten years at most."]);
        }
        if (!Errors.Any && IsByDay && To.DayNumber - From.DayNumber >= MostDays) (IsByDay, IsShortened) = (false, true);
        return !Errors.Any;
    }

    private async Task Load()
    {
        Rate = Worth.Rate(await catalogue.All(ShopId));
        var days = await report.Days(ShopId, From, To);
        var money = Rate is not { } rate ? null : days.Select(day => day.In(points => Worth.At(rate, points))).ToList();
        var (points, amounts) = IsByDay ? (days, money) : (BalanceLine.ByMonth(days), money is null ? null : BalanceLine.ByMonth(money));
        Lines = [.. points.Select((line, n) => new ReportLine(line, amounts?[n]))];
        Total = new ReportLine(BalanceLine.Sum(days)!, money is null ? null : BalanceLine.Sum(money));
        Closing = await report.ClosingOf(ShopId, To);
    }

    private IEnumerable<string> Headings(string unit) =>
        new[] { T["Opening"] }.Concat(Enum.GetValues<PointColumn>().Select(Label)).Append(T["Closing"]).Append(T["Check"]).Select(name => $"{name} ({unit})");

    private string Row(ReportLine line) => Csv.Row([
        line.Points.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), line.Points.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        .. Numbers(line.Points).Select(number => number.ToString(CultureInfo.InvariantCulture)),
        .. line.Money is { } money ? Numbers(money).Select(amount => Money.Text(amount, Shop.Currency)) : []]);

    private static IEnumerable<long> Numbers(BalanceLine line) => [line.Opening, .. line.Moves, line.Closing, line.Check];
}
