using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The frame that the tiers' page fetches every two seconds while all customers are looked at.</summary>
internal sealed class TierProgressPageModel(TierRuns runs) : AdminPage
{
    internal TierRun? Run { get; private set; }

    public async Task OnGet() => Run = await runs.Latest(ShopId);
}
