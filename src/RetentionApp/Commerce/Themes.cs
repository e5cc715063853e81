using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Commerce;

/// <summary>Knows whether our parts are on in the live theme: from the last reading, which a page asks to renew when it is old.</summary>
internal sealed class Themes(AppDb db, AdminApi api, ShopifyOptions options, TimeProvider clock, ILogger<Themes> log)
{
    internal const string Scope = "read_themes";
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>The last reading, without asking anybody; null: never read.</summary>
    internal Task<ThemeStatus?> Latest(long shopId) => db.Set<ThemeStatus>().AsNoTracking().FirstOrDefaultAsync(one => one.ShopId == shopId);

    /// <summary>True when a page should have the theme read again, behind its own answer.</summary>
    internal bool IsStale(Shop shop, ThemeStatus? status) =>
        status is null || status.TriedAt < clock.GetUtcNow().UtcDateTime - Fresh || (status.Problem == ThemeProblem.Denied && shop.HasScope(Scope));

    /// <summary>Asks Shopify now, at most eight seconds, and keeps what it says. A failure keeps the earlier reading beside its reason.</summary>
    internal async Task<ThemeStatus> Check(Shop shop, CancellationToken cancellation)
    {
        var (reading, problem) = await Ask(shop, cancellation);
        var now = clock.GetUtcNow().UtcDateTime;
        if (reading is not null)
        {
            var placed = string.Join('\n', reading.Placed.Select(one => $"{one.Block} {one.Place}").Distinct());
            await db.Write(async () => await db.Sql.Execute($"""
                INSERT INTO theme_statuses (shop_id, tried_at, problem, read_at, theme, is_vintage, is_embed_on, placed)
                VALUES ({shop.Id}, {now}, {(int)ThemeProblem.None}, {now}, {reading.Theme}, {reading.IsVintage}, {reading.IsEmbedOn}, {placed})
                ON CONFLICT (shop_id) DO UPDATE SET tried_at = excluded.tried_at, problem = excluded.problem, read_at = excluded.read_at, theme = excluded.theme,
                  is_vintage = excluded.is_vintage, is_embed_on = excluded.is_embed_on, placed = excluded.placed
                """), cancellation);
        }
        else
        {
            await db.Write(async () => await db.Sql.Execute($"""
                INSERT INTO theme_statuses (shop_id, tried_at, problem, is_vintage, is_embed_on, placed) VALUES ({shop.Id}, {now}, {(int)problem}, {false}, {false}, '')
                ON CONFLICT (shop_id) DO UPDATE SET tried_at = excluded.tried_at, problem = excluded.problem
                """), cancellation);
        }
        return (await Latest(shop.Id))!;
    }

    private async Task<(ThemeReading? Reading, ThemeProblem Problem)> Ask(Shop shop, CancellationToken cancellation)
    {
        if (!shop.HasScope(Scope)) return (null, ThemeProblem.Denied);
        try
        {
            if (await api.Send(shop, "ThemeFiles", new { filenames = ThemeFiles.Wanted }, data => data.Clone(), Patience, cancellation) is not Ok<JsonElement>(var data)) return (null, ThemeProblem.Unreadable);
            if (data.Part("themes")?.Part("nodes") is not { ValueKind: JsonValueKind.Array } themes) return (null, ThemeProblem.Denied);
            return themes.GetArrayLength() == 0 ? (null, ThemeProblem.NoTheme) : (ThemeFiles.Read(themes[0], options.AppHandle), ThemeProblem.None);
        }
        catch (ShopifyDenied denied)
        {
            log.LogInformation("{Shop}: the theme may not be read, {Reason}", shop.Domain, denied.Message);
            return (null, ThemeProblem.Denied);
        }
        catch (ShopifyUnavailable unavailable)
        {
            log.LogInformation("{Shop}: the theme could not be read, {Reason}", shop.Domain, unavailable.Message);
            return (null, ThemeProblem.Unreachable);
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            log.LogWarning(wrong, "{Shop}: the theme's files are not understood", shop.Domain);
            return (null, ThemeProblem.Unreadable);
        }
    }
}
