using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>Asks once, in numbers, before tiers change.</summary>
internal sealed class TiersReviewModel(TierRuns runs) : AdminPage
{
    internal TierRun Run { get; private set; } = null!;
    internal TierProposal Proposal { get; private set; } = null!;

    /// <param name="asFrame">The counting part alone, as the page fetches it while it waits.</param>
    public async Task<IActionResult> OnGet(long id, bool asFrame)
    {
        if (!await Load(id)) return Missing();
        return asFrame ? Partial("/Loyalty/Admin/_TierReviewFrame.cshtml", this) : Page();
    }

    public async Task<IActionResult> OnPost(long id)
    {
        if (!await Load(id)) return Missing();
        if (Run.State != TierRunState.Done) return SeeOther($"/tiers/review?id={id}");
        return await runs.Accept(Run, StaffId) ? SeeOther("/tiers", "tiers") : SeeOther($"/tiers/edit?from={id}");
    }

    private async Task<bool> Load(long id)
    {
        if (await runs.Find(ShopId, id) is not { Reason: TierRunReason.Preview, Proposal: { } proposal } run) return false;
        (Run, Proposal) = (run, TierProposal.FromJson(proposal));
        return true;
    }
}
