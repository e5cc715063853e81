using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Theme;

/// <summary>
/// Writes what the theme is told to Shopify, for shops where something of it may have changed: by hand, by time, or because
/// the app was installed. What did not change is not sent.
/// </summary>
internal sealed class ThemePushes(AppDb db, AdminApi api, ThemeOffer offer, ProgrammeCache programmes, Programmes settings, RewardCatalogue rewards, ProxyPaths paths, ShopifyOptions options, TimeProvider clock, ILogger<ThemePushes> log)
{
    /// <summary>An app's own field on its installation is read by this name in Liquid; one with a definition would have <c>$app:</c> before it.</summary>
    internal const string Namespace = "loyalty";
    private const int PerRound = 20;
    private const int MostAttempts = 10;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>One round. Returns how many shops were looked at.</summary>
    internal async Task<int> Run(CancellationToken cancellation)
    {
        foreach (var (shop, path) in paths.TakeNews()) await Learn(shop, path);
        var due = await db.ThemePushes.AsNoTracking().Where(push => push.DueAt <= Now).OrderBy(push => push.DueAt).Take(PerRound).ToListAsync(cancellation);
        foreach (var push in due) if (await Claim(push)) await Push(push, cancellation);
        return due.Count;
    }

    /// <summary>The same path in another language's folder is no other path.</summary>
    private Task Learn(long shopId, string path) => db.Write(async () =>
    {
        var known = await db.ThemePushes.AsNoTracking().SingleOrDefaultAsync(push => push.ShopId == shopId);
        var before = known?.Path ?? (await db.Shops.AsNoTracking().SingleOrDefaultAsync(shop => shop.Id == shopId) is { } shop ? options.ProxyPathOf(shop) : null);
        if (before is null || before.EndsWith(path, StringComparison.Ordinal) || path.EndsWith(before, StringComparison.Ordinal)) return;
        await db.TellTheme(shopId, Now);
        await db.Sql.Execute($"UPDATE theme_pushes SET path = {path} WHERE shop_id = {shopId}");
    });

    private Task<bool> Claim(ThemePush push) => db.Write(async () =>
    {
        var until = Now + Lease;
        var taken = await db.Sql.Execute($"UPDATE theme_pushes SET due_at = {until}, attempts = attempts + 1 WHERE shop_id = {push.ShopId} AND due_at = {push.DueAt}") > 0;
        (push.DueAt, push.Attempts) = (until, push.Attempts + 1);
        return taken;
    });

    private async Task Push(ThemePush push, CancellationToken cancellation)
    {
        // Read anew and not from memory: another instance may have saved a moment ago, and nothing would call again.
        programmes.Forget(push.ShopId);
        if (await db.Shops.AsNoTracking().SingleOrDefaultAsync(shop => shop.Id == push.ShopId, cancellation) is not { IsInstalled: true } shop || await settings.FindCurrent(shop.Id) is not { Settings: var programme })
        {
            await Finish(push, due: null, error: null, hash: push.Pushed);
            return;
        }
        var all = await rewards.All(shop.Id);
        var json = ThemeSize.Fit(offer.Of(shop, programme, all, push.Path ?? options.ProxyPathOf(shop), await Invitations.AreShown(db.Sql, shop.Id), Now), Language.Cultures.Choose(shop.Locale).TwoLetterISOLanguageName, Now);
        var hash = Convert.ToHexStringLower(SHA256.HashData(json));
        var next = ThemeOffer.NextChange(shop, programme, all, Now) is var at && at < DateTime.MaxValue ? at : (DateTime?)null;
        if (hash == push.Pushed)
        {
            await Finish(push, next, error: null, hash);
            return;
        }
        try
        {
            var error = await Send(push, shop, Encoding.UTF8.GetString(json), cancellation);
            await Finish(push, error is null ? next : Later(push, isDenied: false), error, error is null ? hash : push.Pushed);
        }
        catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied)
        {
            log.LogWarning("What the theme of shop {Shop} is told waits for Shopify: {Reason}", shop.Id, failure.Message);
            await Finish(push, Later(push, failure is ShopifyDenied), failure.Message, push.Pushed);
        }
    }

    /// <returns>Why Shopify declined; null where it has it.</returns>
    private async Task<string?> Send(ThemePush push, Shop shop, string json, CancellationToken cancellation)
    {
        push.Installation ??= await api.Send(shop, "AppInstallation", null, cancellation: cancellation) is Ok<JsonElement>(var data) ? data.Part("currentAppInstallation")?.Text("id") : null;
        if (push.Installation is not { } owner) return "Shopify does not say which installation this is.";
        var answer = await api.Send(shop, "MetafieldsSet", new
        {
            metafields = new[]
            {
                new { ownerId = owner, @namespace = Namespace, key = "programme", value = json, type = "json" },
                new { ownerId = owner, @namespace = Namespace, key = "ready", value = "true", type = "boolean" },
            },
        }, cancellation: cancellation);
        if (answer is not Refused<JsonElement> refused) return null;
        // After a reinstall the owner is another one: it is asked for again.
        push.Installation = null;
        return refused.Reason;
    }

    private DateTime? Later(ThemePush push, bool isDenied) => isDenied ? Now.AddHours(1) : Now.AddSeconds(push.Attempts >= MostAttempts ? 3600 : Math.Min(3600, 15 * Math.Pow(2, push.Attempts)));

    /// <summary>A row that was marked again meanwhile stays due.</summary>
    private Task Finish(ThemePush push, DateTime? due, string? error, string? hash) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE theme_pushes SET pushed = {hash}, pushed_at = {(hash == push.Pushed ? push.PushedAt : Now)}, installation = {push.Installation}, error = {error},
          attempts = {(error is null ? 0 : push.Attempts)}, due_at = CASE WHEN due_at = {push.DueAt} THEN {due} ELSE due_at END
        WHERE shop_id = {push.ShopId}
        """));
}
