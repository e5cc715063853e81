using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;

namespace RetentionApp.Rewards.Admin;

internal sealed class RewardsModel(RewardCatalogue catalogue, RewardList list, RewardWords words, TimeProvider clock) : AdminPage
{
    internal IReadOnlyList<RewardRow> Rows { get; private set; } = [];
    internal RewardWords Words => words;

    public async Task OnGet()
    {
        var rewards = await catalogue.All(ShopId);
        var monthBegins = TimeZoneInfo.ConvertTimeToUtc(new DateTime(T.Today.Year, T.Today.Month, 1, 12, 0, 0), T.Zone).AddHours(-12);
        var taken = await list.Taken(ShopId, rewards, monthBegins);
        Rows = [.. rewards.Select(reward => new RewardRow(reward, taken[reward.Id]))];
    }

    /// <summary>Switches one reward on or off.</summary>
    public async Task<IActionResult> OnPostSwitch(long id)
    {
        if (await catalogue.Find(ShopId, id) is not { ArchivedAt: null } reward) return Missing();
        reward.IsActive = !reward.IsActive;
        await catalogue.Save(reward, StaffId);
        return SeeOther("/rewards", "saved");
    }

    /// <summary>Moves one reward up or down.</summary>
    public async Task<IActionResult> OnPostMove(long id, int by)
    {
        if (await catalogue.Find(ShopId, id) is not { ArchivedAt: null }) return Missing();
        await catalogue.Move(ShopId, id, Math.Sign(by));
        return SeeOther("/rewards");
    }

    /// <summary>Why shoppers do not see a reward that is switched on; null when they do.</summary>
    internal string? Notice(Reward reward) =>
        !RewardKinds.Of(reward.Kind).CanMake(Shop) ? T["needs a permission"]
        : reward.Terms.From is { } from && from > clock.GetUtcNow().UtcDateTime ? T["from {0}", T.Day(from)]
        : reward.Terms.Until is { } until && until <= clock.GetUtcNow().UtcDateTime ? T["is over"]
        : reward.Stock is 0 ? T["all gone"] : null;
}
