using RetentionApp.Loyalty;

namespace RetentionApp.Intake;

/// <summary>Tier and birthday of an imported row. Each is given where the customer has less, so giving it twice changes nothing.</summary>
internal sealed class ImportedProfiles(BroughtTiers tiers, Birthdays birthdays)
{
    internal ValueTask<IReadOnlyList<TierLevel>> Levels(long shopId) => tiers.Levels(shopId);

    /// <summary>What <see cref="Give"/> would set now.</summary>
    internal async Task<(bool Tier, bool Birthday)> Foresee(long shopId, long customerId, PointWish wish) =>
        (wish.Tier is { } level && await tiers.IsRise(shopId, customerId, level), wish.Birthday is not null && await birthdays.Find(shopId, customerId) is null);

    internal async Task<(bool Tier, bool Birthday)> Give(long shopId, long customerId, PointWish wish, long importId) =>
        (wish.Tier is { } level && await tiers.Raise(shopId, customerId, level, By(importId)),
            wish.Birthday is { } born && await birthdays.BringOver(shopId, customerId, born.Month, born.Day, born.Year, importId));

    /// <summary>Points that a birthday has brought meanwhile stay.</summary>
    internal async Task TakeBack(long shopId, long customerId, string? tier, long importId)
    {
        if (tier is not null) await tiers.TakeBack(shopId, customerId, tier, By(importId));
        await birthdays.TakeBack(shopId, customerId, importId);
    }

    private static string By(long importId) => $"import:{importId}";
}
