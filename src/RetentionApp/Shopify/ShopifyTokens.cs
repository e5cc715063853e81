using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shopify.Auth;
using RetentionApp.Shops;

namespace RetentionApp.Shopify;

/// <summary>
/// The shops' offline tokens: sealed in the shop's row, refreshed by one at a time per shop, and stored before they are
/// used, since a pair that is used but lost locks the app out until the merchant opens it.
/// </summary>
internal sealed class ShopifyTokens(IServiceScopeFactory scopes, ShopTurns turns, ShopDirectory directory, TokenEndpoint endpoint, IDataProtectionProvider protection, TimeProvider clock, ILogger<ShopifyTokens> log)
{
    private static readonly TimeSpan RefreshBefore = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(10);

    /// <summary>A token that holds for at least some minutes; refreshes it when necessary.</summary>
    /// <exception cref="ShopifyDenied">The shop has none: the merchant must open the app.</exception>
    internal async Task<string> AccessToken(long shopId, CancellationToken cancellation)
    {
        var (shop, pair) = await Load(shopId, cancellation);
        return IsFresh(shop) ? pair.Access : await Renew(shop, dead: null, cancellation);
    }

    /// <summary>After Shopify refused <paramref name="dead"/>: another token, or the refusal.</summary>
    internal async Task<string> AccessTokenInsteadOf(string dead, long shopId, CancellationToken cancellation)
    {
        var (shop, pair) = await Load(shopId, cancellation);
        return pair.Access != dead ? pair.Access : await Renew(shop, dead, cancellation);
    }

    /// <summary>Refreshes the tokens of shops nobody asked anything of for so long that their refresh tokens would soon expire. For a daily job.</summary>
    /// <returns>How many shops were renewed.</returns>
    internal async Task<int> RenewQuietShops(CancellationToken cancellation)
    {
        var soon = clock.GetUtcNow().UtcDateTime + RenewBefore;
        await using var scope = scopes.CreateAsyncScope();
        var quiet = await scope.ServiceProvider.GetRequiredService<AppDb>().Shops.AsNoTracking()
            .Where(s => s.UninstalledAt == null && s.SealedTokens != null && s.RefreshExpiresAt != null && s.RefreshExpiresAt < soon).ToListAsync(cancellation);
        var renewed = 0;
        foreach (var shop in quiet)
        {
            try
            {
                await Renew(shop, dead: null, cancellation, evenFresh: true);
                renewed++;
            }
            catch (Exception failure) when (failure is ShopifyDenied or ShopifyUnavailable)
            {
                log.LogWarning("The tokens of {Shop} could not be renewed: {Reason}", shop.Domain, failure.Message);
            }
        }
        return renewed;
    }

    /// <summary>Stores a new pair in one write. Call it holding the shop's turn, before the pair is used.</summary>
    internal Task Store(Shop shop, TokenPair pair) => Write(shop.Id, Seal(shop.Domain, pair), pair.AccessExpiresAt, pair.RefreshExpiresAt, s => s.Id == shop.Id);

    /// <summary>Forgets them: the merchant's next visit brings new ones.</summary>
    internal Task Clear(long shopId) => Write(shopId, null, null, null, s => s.Id == shopId);

    /// <summary>Whether there are tokens that can be opened and have not run out, installed or not.</summary>
    internal bool HasTokens(Shop shop)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return (shop.AccessExpiresAt is null || shop.AccessExpiresAt > now || shop.RefreshExpiresAt > now) && Open(shop) is not null;
    }

    private async Task<string> Renew(Shop stale, string? dead, CancellationToken cancellation, bool evenFresh = false)
    {
        await using var turn = await turns.Take(stale.Domain, cancellation);
        var (shop, pair) = await Load(stale.Id, cancellation);
        var isUnchanged = shop.SealedTokens == stale.SealedTokens;
        // Whoever held the turn before may have done it.
        var isDone = dead is not null ? pair.Access != dead : isUnchanged ? IsFresh(shop) && !evenFresh : shop.AccessExpiresAt is null || shop.AccessExpiresAt > clock.GetUtcNow().UtcDateTime;
        if (isDone) return pair.Access;
        if (pair.Refresh is null)
        {
            if (dead is not null) await Replace(shop, null);
            throw new ShopifyDenied("The token cannot be renewed; the merchant must open the app.");
        }
        try
        {
            switch (await endpoint.Refresh(shop.Domain, pair.Refresh, cancellation))
            {
                case TokenGranted granted:
                    // Not if the shop was uninstalled meanwhile.
                    await Replace(shop, granted.Pair);
                    return granted.Pair.Access;
                case TokenRefused refused when refused.Error == "invalid_grant" || dead is not null:
                    await Replace(shop, null);
                    throw new ShopifyDenied("The refresh token is no longer accepted; the merchant must open the app.");
                case TokenRefused refused:
                    // invalid_client: also what a wrong secret in our own settings gives, which must not cost every shop its tokens.
                    throw new ShopifyDenied($"The token endpoint refused: {refused.Error}.");
                default:
                    throw new InvalidOperationException();
            }
        }
        catch (ShopifyUnavailable) when (dead is null && shop.AccessExpiresAt > clock.GetUtcNow().UtcDateTime)
        {
            return pair.Access;
        }
    }

    private async Task<(Shop Shop, Sealed Pair)> Load(long shopId, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var shop = await scope.ServiceProvider.GetRequiredService<AppDb>().Shops.AsNoTracking().SingleOrDefaultAsync(s => s.Id == shopId, cancellation);
        if (shop is null || Open(shop) is not { } pair) throw new ShopifyDenied("No token is stored for this shop; the merchant must open the app.");
        return (shop, pair);
    }

    private Sealed? Open(Shop shop)
    {
        if (shop.SealedTokens is null) return null;
        try
        {
            return JsonSerializer.Deserialize<Sealed>(Protector(shop.Domain).Unprotect(shop.SealedTokens));
        }
        catch (CryptographicException)
        {
            log.LogError("The tokens of {Shop} cannot be opened with the key ring; the merchant must open the app", shop.Domain);
            return null;
        }
    }

    private Task Replace(Shop read, TokenPair? pair) =>
        Write(read.Id, pair is null ? null : Seal(read.Domain, pair), pair?.AccessExpiresAt, pair?.RefreshExpiresAt, s => s.Id == read.Id && s.SealedTokens == read.SealedTokens);

    private async Task Write(long shopId, string? text, DateTime? accessExpiresAt, DateTime? refreshExpiresAt, Expression<Func<Shop, bool>> which)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await db.Write(() => db.Shops.Where(which).ExecuteUpdateAsync(set => set
            .SetProperty(s => s.SealedTokens, text).SetProperty(s => s.AccessExpiresAt, accessExpiresAt).SetProperty(s => s.RefreshExpiresAt, refreshExpiresAt)));
        directory.Forget(shopId);
    }

    private string Seal(string domain, TokenPair pair) => Protector(domain).Protect(JsonSerializer.Serialize(new Sealed(pair.Access, pair.Refresh)));

    /// <summary>Bound to the shop, so that a row's tokens cannot be moved to another.</summary>
    private IDataProtector Protector(string domain) => protection.CreateProtector("shop tokens", domain);

    private bool IsFresh(Shop shop) => shop.AccessExpiresAt is null || shop.AccessExpiresAt > clock.GetUtcNow().UtcDateTime + RefreshBefore;

    private sealed record Sealed(string Access, string? Refresh)
    {
        public override string ToString() => nameof(Sealed);
    }
}
