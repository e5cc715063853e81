namespace RetentionApp.Loyalty.Simulating;

/// <summary>Which tier and campaign an order of the past would have fallen into.</summary>
internal static class SimulatedTiers
{
    internal static bool Asks(SimulatedProgramme programme) => programme.Settings.Tiers is { IsActive: true, Levels.Count: > 0 };

    /// <summary>The highest level that what was bought reaches; points are taken at the programme's plain rate.</summary>
    internal static TierLevel? Of(ProgrammeSettings settings, Bought bought)
    {
        if (settings.Tiers is not { IsActive: true } tiers) return null;
        var standing = tiers.Basis switch
        {
            TierBasis.Orders => bought.Orders,
            TierBasis.Spent => bought.Eligible,
            _ => (long)(bought.Eligible * settings.Points / settings.PerAmount),
        };
        return tiers.Levels.LastOrDefault(level => level.Threshold <= standing);
    }

    /// <summary>The day from which the tiers' window counts, for orders of <paramref name="month"/>.</summary>
    internal static DateOnly WindowStart(ProgrammeSettings settings, DateOnly month) => settings.Tiers?.Window switch
    {
        TierWindow.CalendarYear => new DateOnly(month.Year, 1, 1),
        TierWindow.Ever => new DateOnly(2004, 1, 1),
        _ => month.AddYears(-1),
    };

    /// <summary>The greatest multiplier of the campaigns that ran then; 1 when none did.</summary>
    internal static decimal Campaign(ProgrammeSettings settings, SimulatedOrder order, TimeZoneInfo zone, string? tierId)
    {
        if (settings.Campaigns is not { Count: > 0 } campaigns) return 1;
        var at = TimeZoneInfo.ConvertTimeFromUtc(order.ProcessedAt, zone);
        return campaigns.Where(campaign => campaign.IsActive && campaign.Starts <= at && (campaign.Ends is null || at < campaign.Ends)
            && (campaign.TierIds is null || tierId is not null && campaign.TierIds.Contains(tierId))
            && (campaign.CustomerTags is null || campaign.CustomerTags.Any(tag => order.CustomerTags.Contains(tag.Trim(), StringComparer.OrdinalIgnoreCase))))
            .Select(campaign => campaign.Times).DefaultIfEmpty(1).Max() is > 1 and var times ? times : 1;
    }
}
