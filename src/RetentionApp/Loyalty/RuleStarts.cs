namespace RetentionApp.Loyalty;

/// <summary>
/// Since when deeds and challenges hold. Nobody should be thanked for an account made years before the rule was, and a
/// challenge with another goal begins anew for everybody.
/// </summary>
internal static class RuleStarts
{
    /// <summary>The settings with the start of each active rule: as in <paramref name="before"/> where it was active already, else now.</summary>
    internal static ProgrammeSettings Stamp(ProgrammeSettings settings, ProgrammeSettings? before, DateTime now)
    {
        // Shopify's times have whole seconds: what happens in this one happens after the switch.
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        return settings with
        {
            Deeds = settings.Deeds?.Select(rule => rule with { Since = Start(rule, before?.Deeds, now) }).ToArray(),
            Challenges = settings.Challenges?.Select(challenge => challenge with { Since = Start(challenge, before?.Challenges, now) }).ToArray(),
        };
    }

    private static DateTime? Start(DeedRule rule, IReadOnlyList<DeedRule>? before, DateTime now)
    {
        if (!rule.IsActive) return null;
        var known = before?.FirstOrDefault(old => old.Id == rule.Id && old.Kind == rule.Kind && old.IsActive);
        return known is null ? rule.Since ?? now : known.Since;
    }

    private static DateTime? Start(Challenge challenge, IReadOnlyList<Challenge>? before, DateTime now)
    {
        if (!challenge.IsActive) return null;
        var known = before?.FirstOrDefault(old => old.Id == challenge.Id && old.IsActive);
        if (known is null) return challenge.Since ?? now;
        return (known.Kind, known.Goal, known.Days) == (challenge.Kind, challenge.Goal, challenge.Days) ? known.Since : now;
    }
}
