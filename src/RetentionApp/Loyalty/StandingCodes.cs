using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Loyalty.Tiers;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty;

/// <summary>
/// The codes that a tier's customers may use on every order: one discount per level, which Shopify gives only to customers
/// in the segment of our tag. Sharing the code helps nobody: the checkout asks who signs in. Rows first, then a job.
/// </summary>
internal sealed class StandingCodes(AppDb db, ShopDirectory shops, AdminApi api, TimeProvider clock, ILogger<StandingCodes> log)
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The level's code once Shopify has it; null: none.</summary>
    internal static ValueTask<string?> CodeOf(Sql sql, long shopId, string levelId) =>
        sql.Single($"SELECT code FROM standing_codes WHERE shop_id = {shopId} AND level_id = {levelId} AND made IS NOT NULL AND wanted IS NOT NULL", row => row.GetString(0));

    internal Task<List<StandingCodeRow>> All(long shopId) => db.StandingCodes.AsNoTracking().Where(c => c.ShopId == shopId).ToListAsync();

    /// <summary>Writes down which codes these tiers should have, in the caller's transaction; <see cref="Run"/> sees to it.</summary>
    internal async Task Want(long shopId, TierSettings? tiers)
    {
        if (await shops.ById(shopId) is not { } shop) return;
        var rows = (await All(shopId)).ToDictionary(row => row.LevelId);
        foreach (var level in tiers is { IsActive: true } ? tiers.Levels : [])
        {
            if (level.Standing is not { } standing) continue;
            var terms = new StandingTerms($"{level.Name} · {PushValues.TagPrefix}{level.Id}", PushValues.TagPrefix + level.Id, standing.Percent, standing.MinimumSubtotal, shop.Currency).ToJson();
            if (rows.Remove(level.Id, out var known) && known.Wanted == terms && (known.Made == terms || known.NextAt is not null)) continue;
            await db.Sql.Execute($"""
                INSERT INTO standing_codes (shop_id, level_id, wanted, code, attempts, next_at) VALUES ({shopId}, {level.Id}, {terms}, {NewCode(level.Id)}, 0, {Now})
                ON CONFLICT (shop_id, level_id) DO UPDATE SET wanted = excluded.wanted, attempts = 0, next_at = excluded.next_at, error = NULL
                """);
        }
        foreach (var gone in rows.Values)
            await db.Sql.Execute($"UPDATE standing_codes SET wanted = NULL, attempts = 0, next_at = {Now} WHERE shop_id = {shopId} AND level_id = {gone.LevelId}");
    }

    /// <summary>Brings Shopify in line with every row that is due. Returns how many there were.</summary>
    internal async Task<int> Run(CancellationToken cancellation)
    {
        var due = await db.StandingCodes.AsNoTracking().Where(c => c.NextAt <= Now).OrderBy(c => c.NextAt).Take(20).ToListAsync(cancellation);
        foreach (var row in due)
        {
            if (!await Claim(row)) continue;
            try
            {
                var shop = await shops.ById(row.ShopId) is { IsInstalled: true } installed ? installed : throw new ShopifyDenied("The shop is not installed.");
                await new StandingCodeSteps(db, api, shop, row).Take(cancellation);
            }
            catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied or StandingCodeRefused)
            {
                var pause = failure is ShopifyUnavailable ? Math.Min(1800, 5 * Math.Pow(2, row.Attempts)) : 3600;
                log.LogWarning("The standing code of level {Level} of shop {Shop} waits: {Reason}", row.LevelId, row.ShopId, failure.Message);
                await db.Write(async () => await db.Sql.Execute(
                    $"UPDATE standing_codes SET next_at = {Now.AddSeconds(pause)}, error = {failure.Message} WHERE shop_id = {row.ShopId} AND level_id = {row.LevelId} AND next_at = {row.NextAt}"));
            }
        }
        return due.Count;
    }

    /// <summary>The level's name as far as it is Latin, and five characters that nobody guesses by accident.</summary>
    internal static string NewCode(string levelId)
    {
        var name = new string([.. levelId.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit).Take(12)]);
        return $"{(name.Length == 0 ? "TIER" : name)}-{RandomNumberGenerator.GetString(Letters, 5)}";
    }

    private Task<bool> Claim(StandingCodeRow row) => db.Write(async () =>
    {
        var until = Now + Lease;
        var taken = await db.Sql.Execute($"UPDATE standing_codes SET next_at = {until}, attempts = attempts + 1 WHERE shop_id = {row.ShopId} AND level_id = {row.LevelId} AND next_at = {row.NextAt}") > 0;
        (row.NextAt, row.Attempts) = (until, row.Attempts + 1);
        return taken;
    });
}
