using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;

namespace RetentionApp.Hooks.Admin;

internal sealed class FlowModel(HookEndpoints endpoints, HookLog log) : AdminPage
{
    internal bool IsOn { get; private set; }
    internal HookLogPage Log { get; private set; } = null!;
    internal bool IsFirst { get; private set; } = true;

    public async Task OnGet(long? before)
    {
        IsOn = await endpoints.TellsFlow(ShopId);
        (Log, IsFirst) = (await log.Page(ShopId, HookDelivery.Flow, null, before), before is null);
    }

    public async Task<IActionResult> OnPost(string? on)
    {
        await endpoints.SwitchFlow(ShopId, on == "true");
        return SeeOther("/flow", "saved");
    }

    public async Task<IActionResult> OnPostReplay(long delivery) => await log.Replay(ShopId, HookDelivery.Flow, delivery) ? SeeOther("/flow", "retried") : Missing();

    internal string Starts(string trigger) => trigger switch
    {
        "points-earned" => T["Points earned by an order, an activity or a challenge"],
        "points-changed" => T["Points taken back, corrected or run out"],
        "points-expiring" => T["Points run out soon"],
        "tier-changed" => T["Tier reached or lost"],
        "reward-issued" => T["Reward's code is ready"],
        _ => trigger,
    };
}
