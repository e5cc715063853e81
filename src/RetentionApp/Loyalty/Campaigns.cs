using RetentionApp.Commerce;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty;

internal enum CampaignState { Planned = 1, Running = 2, Over = 3, Off = 4 }

/// <summary>Which campaign an order falls into, by the time it was processed.</summary>
internal static class Campaigns
{
    /// <summary>The one that gives most of those that fit; null when none does.</summary>
    /// <param name="tierId">The customer's tier; null: none.</param>
    internal static Campaign? Of(IReadOnlyList<Campaign>? campaigns, DateTime processedAt, TimeZoneInfo zone, string? tierId, IReadOnlyList<string> customerTags)
    {
        Campaign? best = null;
        foreach (var campaign in campaigns ?? [])
            if (campaign.Times > (best?.Times ?? 1) && IsWithin(campaign, processedAt, zone) && IsFor(campaign, tierId, customerTags)) best = campaign;
        return best;
    }

    /// <summary>Whether any campaign of that time asks who the customer is.</summary>
    internal static (bool AsksTier, bool AsksTags) Asks(IReadOnlyList<Campaign>? campaigns, DateTime processedAt, TimeZoneInfo zone)
    {
        var (tier, tags) = (false, false);
        foreach (var campaign in campaigns ?? [])
        {
            if (campaign is { TierIds: null, CustomerTags: null } || !IsWithin(campaign, processedAt, zone)) continue;
            tier |= campaign.TierIds is not null;
            tags |= campaign.CustomerTags is not null;
        }
        return (tier, tags);
    }

    internal static CampaignState State(Campaign campaign, DateTime now, TimeZoneInfo zone) =>
        !campaign.IsActive ? CampaignState.Off
        : now < zone.Earliest(campaign.Starts) ? CampaignState.Planned
        : campaign.Ends is { } ends && now >= zone.Latest(ends) ? CampaignState.Over : CampaignState.Running;

    internal static IEnumerable<Campaign> Running(IReadOnlyList<Campaign>? campaigns, DateTime now, TimeZoneInfo zone) => (campaigns ?? []).Where(campaign => IsWithin(campaign, now, zone));

    /// <summary>When one of them starts or ends next.</summary>
    internal static DateTime NextChange(IReadOnlyList<Campaign>? campaigns, DateTime now, TimeZoneInfo zone) => (campaigns ?? []).Where(campaign => campaign.IsActive)
        .SelectMany(campaign => new[] { zone.Earliest(campaign.Starts), campaign.Ends is { } ends ? zone.Latest(ends) : DateTime.MaxValue }).Where(at => at > now).DefaultIfEmpty(DateTime.MaxValue).Min();

    private static bool IsWithin(Campaign campaign, DateTime at, TimeZoneInfo zone) => State(campaign, at, zone) == CampaignState.Running;

    private static bool IsFor(Campaign campaign, string? tierId, IReadOnlyList<string> tags) =>
        (campaign.TierIds is not { } tiers || (tierId is not null && tiers.Contains(tierId)))
        && (campaign.CustomerTags is not { } wanted || Tags.AnyOf(wanted, tags));
}
