namespace RetentionApp.Loyalty.Simulating;

/// <summary>Which tier a customer of the past would have been in.</summary>
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
}
