using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Shops;

/// <summary>
/// Shops by domain and by id, from memory: the gates ask on every request. What it returns is a snapshot shared by all
/// callers and must not be changed; it is at most <see cref="KeptFor"/> old, so that several instances soon agree.
/// </summary>
internal sealed class ShopDirectory(IServiceScopeFactory scopes, TimeProvider clock)
{
    internal static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan UnknownKeptFor = TimeSpan.FromSeconds(5);
    private const int MostUnknown = 10_000;

    private readonly ConcurrentDictionary<string, Entry> byDomain = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<long, Entry> byId = new();

    /// <summary>Null when no such shop ever installed the app; an uninstalled shop is returned and says so.</summary>
    internal ValueTask<Shop?> ByDomain(string domain) =>
        byDomain.TryGetValue(domain, out var entry) && entry.Until > clock.GetUtcNow() ? new(entry.Shop) : new(LoadByDomain(domain));

    internal ValueTask<Shop?> ById(long id) =>
        byId.TryGetValue(id, out var entry) && entry.Until > clock.GetUtcNow() ? new(entry.Shop) : new(LoadById(id));

    internal void Forget(string domain)
    {
        if (byDomain.TryRemove(domain, out var entry) && entry.Shop is { } shop) byId.TryRemove(shop.Id, out _);
    }

    internal void Forget(long id)
    {
        if (byId.TryRemove(id, out var entry) && entry.Shop is { } shop) byDomain.TryRemove(shop.Domain, out _);
    }

    private async Task<Shop?> LoadByDomain(string domain)
    {
        var wanted = domain.ToLowerInvariant();
        await using var scope = scopes.CreateAsyncScope();
        var shop = await scope.ServiceProvider.GetRequiredService<AppDb>().Shops.AsNoTracking().SingleOrDefaultAsync(s => s.Domain == wanted);
        if (shop is not null) return Keep(shop);
        if (byDomain.Count > MostUnknown) byDomain.Clear();
        byDomain[wanted] = new Entry(null, clock.GetUtcNow() + UnknownKeptFor);
        return null;
    }

    private async Task<Shop?> LoadById(long id)
    {
        await using var scope = scopes.CreateAsyncScope();
        var shop = await scope.ServiceProvider.GetRequiredService<AppDb>().Shops.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id);
        return shop is null ? null : Keep(shop);
    }

    private Shop Keep(Shop shop)
    {
        var entry = new Entry(shop, clock.GetUtcNow() + KeptFor);
        byDomain[shop.Domain] = entry;
        byId[shop.Id] = entry;
        return shop;
    }

    private sealed record Entry(Shop? Shop, DateTimeOffset Until);
}
