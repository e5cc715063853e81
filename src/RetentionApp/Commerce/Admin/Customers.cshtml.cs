using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Insights;
using RetentionApp.Loyalty;

namespace RetentionApp.Commerce.Admin;

internal sealed class CustomersModel(CustomerList customers, Programmes programmes, Figures figures) : AdminPage
{
    internal string Query { get; private set; } = "";
    internal CustomerFilter Filter { get; private set; }
    internal IReadOnlyList<CustomerRow> Rows { get; private set; } = [];
    internal string? Next { get; private set; }
    /// <summary>One of <see cref="Sorts"/>; null: the newest customers first.</summary>
    internal string? Sort { get; private set; }
    internal bool IsFirst { get; private set; } = true;
    internal ShopTotals? Totals { get; private set; }
    internal NegativeBalance Policy { get; private set; }

    internal static readonly IReadOnlyList<(CustomerFilter Filter, string Path)> Tabs =
        [(CustomerFilter.All, "/customers"), (CustomerFilter.Holding, "/customers?show=holding"), (CustomerFilter.Owing, "/customers?show=owing")];

    /// <summary>By what, and true where the least comes first. Recent has no figure: it goes along the orders, which are never late.</summary>
    private static readonly Dictionary<string, (FigureSort? Figure, bool IsLeast)> Sorts = new()
    {
        ["points"] = (null, false), ["fewest"] = (null, true), ["recent"] = (null, false), ["quiet"] = (FigureSort.LastOrder, true),
        ["spent"] = (FigureSort.Spent, false), ["least"] = (FigureSort.Spent, true), ["orders"] = (FigureSort.Orders, false), ["rare"] = (FigureSort.Orders, true),
    };

    /// <summary>What each customer shown has bought.</summary>
    internal IReadOnlyDictionary<long, CustomerFigures> Bought { get; private set; } = new Dictionary<long, CustomerFigures>();

    /// <summary>The shop's levels; empty where it has no tiers.</summary>
    internal IReadOnlyList<TierLevel> Levels => Settings?.Levels ?? [];
    private TierSettings? Settings { get; set; }
    /// <summary>The level that is filtered by; null: none.</summary>
    internal TierLevel? Level { get; private set; }
    private Dictionary<long, string?> tiers = [];

    internal TierLevel? LevelOf(CustomerRow row)
    {
        var id = tiers.TryGetValue(row.Id, out var held) ? held : CustomerTiers.StartIdOf(Settings);
        return Levels.FirstOrDefault(level => level.Id == id);
    }


    public async Task OnGet(string? q, string? show, string? before, string? sort, string? tier)
    {
        Settings = CustomerTiers.Active((await programmes.Current(ShopId)).Settings);
        Level = Levels.FirstOrDefault(level => level.Id == tier);
        await Load(q, show, before, Level is null ? sort : null);
        Bought = await customers.Figures(ShopId, Rows);
        if (Levels.Count > 0 && Rows.Count > 0) tiers = await customers.Tiers(ShopId, Rows);
    }

    private async Task Load(string? q, string? show, string? before, string? sort)
    {
        Query = q?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, 100)] : "";
        Filter = Enum.TryParse<CustomerFilter>(show, ignoreCase: true, out var filter) && Enum.IsDefined(filter) ? filter : CustomerFilter.All;
        Sort = sort is not null && Sorts.ContainsKey(sort) && Filter == CustomerFilter.All && Query.Length == 0 ? sort : null;
        IsFirst = before is null;
        Totals = await figures.Totals(ShopId);
        Policy = (await programmes.Current(ShopId)).Settings.NegativeBalance;
        counts = await customers.Counts(ShopId);
        if (Query.Length > 0) { Rows = await customers.Search(ShopId, Query); return; }
        (long First, long Second)? last = before?.Split('.') is [var one, var two] && long.TryParse(one, out var first) && long.TryParse(two, out var second) ? (first, second) : null;
        if (Sort == "recent")
        {
            var from = last is { First: >= 0 } order && order.First <= DateTime.MaxValue.Ticks ? (new DateTime(order.First, DateTimeKind.Utc), order.Second) : ((DateTime, long)?)null;
            (Rows, var later) = await customers.ByLastOrder(ShopId, from);
            Next = later is { } next ? $"{next.At.Ticks}.{next.Order}" : null;
            return;
        }
        if (Sort is not null && Sorts[Sort] is { Figure: { } figure, IsLeast: var isLeast })
        {
            (Rows, var beyond) = await customers.ByFigure(ShopId, figure, isLeast, last);
            Next = beyond is { } next ? $"{next.Value}.{next.Id}" : null;
            return;
        }
        if (Sort is not null)
        {
            (Rows, var further) = await customers.ByPoints(ShopId, Sort == "fewest", last);
            Next = further is { } next ? $"{next.Available}.{next.Id}" : null;
            return;
        }
        (Rows, var newest) = await customers.Page(ShopId, Filter, long.TryParse(before, out var below) ? below : null, tier: Level?.Id);
        Next = newest?.ToString();
    }

    /// <summary>All customers with their balances, written while they are read.</summary>
    public async Task<IActionResult> OnGetExport(CancellationToken cancellation)
    {
        Response.ContentType = Csv.ContentType;
        Response.Headers.ContentDisposition = "attachment; filename=\"customers.csv\"";
        await Response.Body.WriteAsync(Csv.Bytes(Csv.Row("id", T["First name"], T["Last name"], T["E-mail"], T["Available"], T["Pending"], T["Owing"], T["Earned in all"])), cancellation);
        Policy = (await programmes.Current(ShopId)).Settings.NegativeBalance;
        long? before = null;
        do
        {
            var page = await customers.Page(ShopId, CustomerFilter.All, before, size: 1000);
            foreach (var row in page.Rows)
                await Response.WriteAsync(Csv.Row(row.Id.ToString(), row.FirstName, row.LastName, row.Email, row.Shown(Policy).ToString(), row.Pending.ToString(), row.Debt.ToString(), row.Lifetime.ToString()), cancellation);
            before = page.Next;
        } while (before is not null);
        return new EmptyResult();
    }

    private IReadOnlyDictionary<CustomerFilter, long?> counts = new Dictionary<CustomerFilter, long?>();

    internal long? Count(CustomerFilter filter) => counts.GetValueOrDefault(filter) ?? filter switch
    {
        CustomerFilter.All => Totals?.Customers,
        CustomerFilter.Holding => Totals?.Holding,
        CustomerFilter.Owing => Totals?.Owing,
        _ => null,
    };
}
