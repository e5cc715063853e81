using Microsoft.AspNetCore.Mvc;
using RetentionApp.Commerce;
using RetentionApp.Insights;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Admin;

internal sealed class HomeModel(SetupGuide guide, Attention attention, Figures figures, HistoryImports imports, Programmes programmes, RewardCatalogue catalogue, Themes themes, ShopifyOptions options) : AdminPage
{
    internal HistoryImport? Import { get; private set; }
    internal IReadOnlyList<SetupStep>? Steps { get; private set; }
    internal Concerns Concerns { get; private set; } = null!;
    internal Comparison Comparison { get; private set; } = null!;
    internal ShopTotals? Totals { get; private set; }
    internal RepeatRates? Repeat { get; private set; }
    internal ThemeCard Theme { get; private set; } = null!;
    internal bool IsLive { get; private set; }
    internal IReadOnlyList<Reward> Rewards { get; private set; } = [];
    internal string LoyaltyPage => options.StorefrontOf(Shop) + ShopifyOptions.ProxyPath;

    public async Task OnGet()
    {
        Import = await imports.Latest(ShopId);
        Rewards = await catalogue.All(ShopId);
        var theme = await themes.Latest(ShopId);
        Theme = new ThemeCard(theme, themes.IsStale(Shop, theme), options.AdminOf(Shop) + "/themes/current/editor", options.ApiKey);
        Steps = await guide.Steps(ShopId, Import, Rewards, theme);
        Concerns = await attention.Of(Shop, Import);
        Comparison = await figures.Compare(ShopId, T.Today);
        Totals = await figures.Totals(ShopId);
        Repeat = await figures.Repeat(ShopId);
        IsLive = (await programmes.Current(ShopId)).Settings.IsActive;
    }

    public async Task<IActionResult> OnPost(string step)
    {
        await guide.Done(ShopId, step ?? "");
        return SeeOther("/");
    }

    /// <summary>The chart's numbers as a file.</summary>
    public async Task<IActionResult> OnGetCsv()
    {
        var compared = await figures.Compare(ShopId, T.Today);
        var rows = compared.These.Zip(compared.Previous).Select(pair => Csv.Row(
            pair.First.Day.ToString("yyyy-MM-dd"), pair.First.ReturningCustomers.ToString(), pair.Second.Day.ToString("yyyy-MM-dd"), pair.Second.ReturningCustomers.ToString()));
        var text = Csv.Row(T["Day"], T["Returning customers"], T["Day before"], T["Returning customers before"]) + string.Concat(rows);
        return File(Csv.Bytes(text), Csv.ContentType, "returning-customers.csv");
    }

    /// <summary>How much a figure changed: its text and whether that is good, bad or neither.</summary>
    internal (string Text, string Tone) Trend(decimal now, decimal before, bool isShare = false)
    {
        if (isShare)
        {
            var points = Math.Round((now - before) * 100, 1);
            return (points == 0 ? T["no change"] : T["{0} percentage points", (points > 0 ? "+" : "−") + Math.Abs(points).ToString("0.0", T.Culture)], Tone(points));
        }
        if (before == 0) return (now == 0 ? T["no change"] : T["nothing in the 30 days before"], "even");
        var change = (now - before) / before;
        return (Math.Abs(change) < 0.005m ? T["no change"] : (change > 0 ? "+" : "−") + T.Percent(Math.Abs(change), 0), Math.Abs(change) < 0.005m ? "even" : Tone(change));
    }

    private static string Tone(decimal change) => change > 0 ? "up" : change < 0 ? "down" : "even";
}
