using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Data;

namespace RetentionApp.Loyalty.Admin;

internal sealed class TiersModel(AppDb db, Programmes programmes, TierRuns runs, StandingCodes codes) : AdminPage
{
    private const int MostCounted = 10_000;
    private List<StandingCodeRow> made = [];

    internal TierSettings? Tiers { get; private set; }
    internal bool Pushes { get; private set; }
    internal Dictionary<string, long> Members { get; private set; } = [];
    internal TierRun? Run { get; private set; }
    /// <summary>Customers whose news are not in Shopify yet; past ten thousand the exact number does not matter.</summary>
    internal long Waiting { get; private set; }

    internal StandingCodeRow? Code(TierLevel level) => made.Find(code => code.LevelId == level.Id && code.Wanted is not null);

    public async Task OnGet()
    {
        var settings = (await programmes.Current(ShopId)).Settings;
        if ((Tiers = settings.Tiers) is null) return;
        (Pushes, Members, Run, made) = (settings.PushesCustomers, await runs.Members(ShopId), await runs.Latest(ShopId), await codes.All(ShopId));
        if (Pushes) Waiting = await db.Sql.Long($"SELECT COUNT(*) FROM (SELECT customer_id FROM customer_pushes WHERE shop_id = {ShopId} AND due_at IS NOT NULL LIMIT {MostCounted}) due");
    }

    public async Task<IActionResult> OnPostStart()
    {
        await runs.Start(ShopId, TierRunReason.Asked, StaffId);
        return SeeOther("/tiers", "recalculating");
    }

    public async Task<IActionResult> OnPostStop()
    {
        await runs.Stop(ShopId);
        return SeeOther("/tiers");
    }

    internal string BasisName(TierBasis basis) => basis switch { TierBasis.Points => T["Points earned"], TierBasis.Spent => T["Amount spent"], _ => T["Orders placed"] };
    internal string WindowName(TierWindow window) => window switch { TierWindow.RollingYear => T["The last 12 months"], TierWindow.CalendarYear => T["A calendar year"], _ => T["All time"] };
}
