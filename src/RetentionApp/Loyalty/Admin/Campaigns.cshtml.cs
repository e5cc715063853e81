using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Loyalty.Earning;

namespace RetentionApp.Loyalty.Admin;

/// <summary>Times in which orders earn more.</summary>
internal sealed class CampaignsModel(Programmes programmes, TimeProvider clock) : AdminPage
{
    internal IReadOnlyList<Campaign> Shown { get; private set; } = [];
    internal TierSettings? Tiers { get; private set; }

    public async Task OnGet()
    {
        var settings = (await programmes.Current(ShopId)).Settings;
        Tiers = settings.Tiers;
        // What runs and what comes first; what is over stays to be looked at and copied.
        Shown = (settings.Campaigns ?? []).OrderBy(State).ThenByDescending(campaign => campaign.Starts).ToList();
    }

    /// <summary>Switches one off or on again; orders that were paid meanwhile keep what they earned.</summary>
    public async Task<IActionResult> OnPostSwitch(string? id)
    {
        var settings = (await programmes.Current(ShopId)).Settings;
        if (settings.Campaigns?.Any(campaign => campaign.Id == id) != true) return Missing();
        await programmes.Save(ShopId, settings with { Campaigns = [.. settings.Campaigns.Select(campaign => campaign.Id == id ? campaign with { IsActive = !campaign.IsActive } : campaign)] }, StaffId);
        return SeeOther("/programme/campaigns", "saved");
    }

    internal CampaignState State(Campaign campaign) => Campaigns.State(campaign, clock.GetUtcNow().UtcDateTime, T.Zone);

    internal string For(Campaign campaign)
    {
        var tiers = campaign.TierIds?.Select(id => Tiers?.Levels.FirstOrDefault(level => level.Id == id)?.Name ?? id) ?? [];
        var who = tiers.Concat(campaign.CustomerTags?.Select(tag => T["tag {0}", tag]) ?? []).ToList();
        return who.Count == 0 ? T["Everyone"] : string.Join(", ", who);
    }

    internal string Period(Campaign campaign) => campaign.Ends is { } ends ? T["{0} to {1}", Wall(campaign.Starts), Wall(ends)] : T["from {0}", Wall(campaign.Starts)];

    /// <summary>A wall-clock time of the shop, as it was typed.</summary>
    private string Wall(DateTime local) => T.Day(DateOnly.FromDateTime(local)) + (local.TimeOfDay == TimeSpan.Zero ? "" : " " + local.ToString("t", T.Culture));
}
