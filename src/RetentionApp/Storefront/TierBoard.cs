using RetentionApp.Data;
using RetentionApp.Language;
using RetentionApp.Loyalty;

namespace RetentionApp.Storefront;

/// <summary>A shop's tiers in the words of one language: the same for all its shoppers.</summary>
internal sealed record TierBoard(TierSettings Settings, TierCard[] Cards)
{
    internal static TierBoard? Of(ProgrammeSettings programme, string currency, TierWords tiers, Words words) => CustomerTiers.Active(programme) is { } settings
        ? new TierBoard(settings, [.. settings.Levels.Select(level => new TierCard(level, TierWords.Name(level, words.Language), tiers.Requirement(level, settings.Basis, currency, words), [.. tiers.Perks(level, currency, words)]))])
        : null;

    internal TierCard? CardOf(TierLevel? level) => Array.Find(Cards, card => card.Level.Id == level?.Id);
}

/// <param name="Requirement">"From 500 points".</param>
internal sealed record TierCard(TierLevel Level, string Name, string Requirement, string[] Perks);

/// <param name="Code">The code for every order; null: the level has none, or Shopify not yet.</param>
internal sealed record ShopperTier(TierProgress Progress, string? Code)
{
    /// <summary>Who was merged away is shown the tier of the customer who survived.</summary>
    internal static Task<ShopperTier> Read(ReadPool pool, long shopId, long customerId, TierSettings tiers, TimeZoneInfo zone, DateTime now) => pool.Read(async sql =>
    {
        for (var depth = 0; depth < 8; depth++)
        {
            var id = customerId;
            if (await sql.Single($"SELECT merged_into FROM customers WHERE shop_id = {shopId} AND id = {id}", row => row.LongOrNull(0)) is not { } heir) break;
            customerId = heir;
        }
        var progress = await TierProgress.Read(sql, shopId, customerId, tiers, zone, now);
        return new ShopperTier(progress, progress.Level is { Standing: not null } level ? await StandingCodes.CodeOf(sql, shopId, level.Id) : null);
    });
}
