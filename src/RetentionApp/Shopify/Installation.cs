using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shopify.Auth;
using RetentionApp.Shops;

namespace RetentionApp.Shopify;

/// <summary>
/// What follows from an install, told by the modules above: first programme, history import. Runs inside the transaction
/// that installs the shop, with that transaction's services; also after a reinstall, so it must be idempotent.
/// </summary>
internal delegate Task WhenInstalled(IServiceProvider services, Shop shop, CancellationToken cancellation);

internal abstract record InstallAnswer;
internal sealed record Installed(Shop Shop, bool IsNew) : InstallAnswer;
/// <summary>Shopify gave no token; <c>invalid_subject_token</c> means that a fresh session token is needed.</summary>
internal sealed record InstallRefused(string Error) : InstallAnswer
{
    internal bool IsStaleSession => Error == "invalid_subject_token";
}

/// <summary>Brings a shop in: gets its token, learns what the shop is, and makes its row; two first loads at once make one shop.</summary>
internal sealed class Installation(IServiceScopeFactory scopes, ShopTurns turns, Installs installs, ShopDirectory directory, TokenEndpoint endpoint, ShopifyTokens tokens, AdminApi api, TimeProvider clock, ILogger<Installation> log)
{
    /// <summary>By token exchange, from a session token of the embedded admin.</summary>
    /// <exception cref="ShopifyUnavailable">Shopify cannot be reached; what was obtained is kept and the next load goes on from there.</exception>
    internal Task<InstallAnswer> Install(string domain, string sessionToken, string? locale, CancellationToken cancellation) =>
        Install(domain, locale, mayKeep: true, () => endpoint.Exchange(domain, sessionToken, cancellation), cancellation);

    /// <summary>By the authorization-code grant.</summary>
    internal Task<InstallAnswer> InstallFromCode(string domain, string code, CancellationToken cancellation) =>
        Install(domain, null, mayKeep: false, () => endpoint.FromCode(domain, code, cancellation), cancellation);

    private async Task<InstallAnswer> Install(string domain, string? locale, bool mayKeep, Func<Task<TokenAnswer>> getToken, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var (shop, pair, refusal) = await GetToken(db, domain, locale, mayKeep, getToken, cancellation);
        if (shop is null || refusal is not null) return new InstallRefused(refusal ?? "");
        var granted = pair?.Scopes ?? shop.Scopes;
        if (shop.IsInstalled)
        {
            if (granted != shop.Scopes && granted.Length > 0) await installs.UpdateScopes(db, shop.Id, granted.Split(','));
            directory.Forget(domain);
            return new Installed((await directory.ByDomain(domain))!, IsNew: false);
        }
        try
        {
            return await Complete(scope.ServiceProvider, db, shop, granted, cancellation);
        }
        catch (ShopifyDenied) when (pair is null)
        {
            // Tokens kept from an install that stopped half-way are dead by now: begin anew with a fresh session token.
            await tokens.Clear(shop.Id);
            return new InstallRefused("invalid_subject_token");
        }
    }

    private async Task<(Shop? Shop, TokenPair? New, string? Refusal)> GetToken(AppDb db, string domain, string? locale, bool mayKeep, Func<Task<TokenAnswer>> getToken, CancellationToken cancellation)
    {
        await using var turn = await turns.Take(domain, cancellation);
        var shop = await db.Shops.AsNoTracking().SingleOrDefaultAsync(s => s.Domain == domain, cancellation);
        // A new acquisition kills the refresh token before it, so it is asked for only when nothing usable is stored.
        if (shop is not null && mayKeep && tokens.HasTokens(shop)) return (shop, null, null);
        switch (await getToken())
        {
            case TokenGranted(var pair):
                shop ??= await installs.Prepare(db, domain, locale ?? "en", clock.GetUtcNow().UtcDateTime);
                await tokens.Store(shop, pair);
                return (shop, pair, null);
            case TokenRefused(var error):
                log.LogWarning("{Shop} got no token: {Error}", domain, error);
                return (null, null, error);
            default:
                throw new InvalidOperationException();
        }
    }

    private async Task<InstallAnswer> Complete(IServiceProvider services, AppDb db, Shop shop, string granted, CancellationToken cancellation)
    {
        var answer = await api.Send(shop, "ShopInfo", null, cancellation: cancellation);
        if (answer is not Ok<JsonElement>(var data)) throw new ShopifyUnavailable("Shopify told nothing about the shop.");
        var (facts, scopesNow) = (Facts(data, shop.Domain), ScopesOf(data));
        var isNew = await db.Write(async () =>
        {
            await db.Lock(LockSpace.Install, shop.Id);
            db.ChangeTracker.Clear();
            var row = await db.Shops.SingleAsync(s => s.Id == shop.Id, cancellation);
            var isNew = await installs.Complete(db, row, facts, scopesNow ?? granted, clock.GetUtcNow().UtcDateTime);
            if (isNew && services.GetService<WhenInstalled>() is { } story) await story(services, row, cancellation);
            return isNew;
        }, cancellation);
        directory.Forget(shop.Domain);
        log.LogInformation("{Shop} installed the app", shop.Domain);
        return new Installed((await directory.ByDomain(shop.Domain))!, isNew);
    }

    private static ShopFacts Facts(JsonElement data, string domain)
    {
        var shop = data.GetProperty("shop");
        return new ShopFacts(shop.Text("name") ?? domain, shop.Text("email"), shop.Text("currencyCode") ?? "USD", shop.Text("ianaTimezone") ?? "UTC",
            shop.Part("plan")?.Text("publicDisplayName"), shop.Part("primaryDomain")?.Text("url"));
    }

    private static string? ScopesOf(JsonElement data) =>
        data.Part("currentAppInstallation") is { } installation && installation.TryGetProperty("accessScopes", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? string.Join(',', list.EnumerateArray().Select(scope => scope.Text("handle"))) : null;
}
