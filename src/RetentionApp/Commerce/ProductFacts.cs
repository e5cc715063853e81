using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Commerce;

/// <summary>What rules may ask about a product.</summary>
/// <param name="Collections">Those of the watched collections that hold it; null while that is not known.</param>
internal sealed record ProductFact(string? Vendor, IReadOnlyList<string> Tags, IReadOnlyCollection<long>? Collections);

/// <summary>Products as rules need them, many at once; a product that is missing from an answer is not known here yet.</summary>
internal sealed class ProductFacts(AppDb db, TimeProvider clock)
{
    /// <param name="collections">The collections that the answer must be sure about.</param>
    internal async Task<Dictionary<long, ProductFact>> Of(long shopId, IReadOnlyCollection<long> productIds, IReadOnlyCollection<long> collections)
    {
        if (productIds.Count == 0) return [];
        var known = await db.Products.AsNoTracking().Where(product => product.ShopId == shopId && productIds.Contains(product.Id))
            .Select(product => new { product.Id, product.Vendor, product.Tags, product.CollectionsAt, product.DeletedAt }).ToListAsync();
        var areRead = collections.Count == 0 || await AreRead(shopId, collections);
        var members = (collections.Count == 0 ? [] : await db.CollectionProducts.AsNoTracking()
            .Where(member => member.ShopId == shopId && productIds.Contains(member.ProductId) && collections.Contains(member.CollectionId)).ToListAsync()).ToLookup(member => member.ProductId, member => member.CollectionId);
        return known.ToDictionary(product => product.Id, product => new ProductFact(product.Vendor, Tags.Split(product.Tags),
            collections.Count == 0 || (areRead && (product.CollectionsAt ?? product.DeletedAt) is not null) ? members[product.Id].ToHashSet() : null));
    }

    /// <summary>Remembers that this order waits for news of a product; a job reads it and settles the order again.</summary>
    internal async Task Ask(long shopId, long productId, long orderId) => await db.Sql.Execute($"""
        INSERT INTO product_wishes (shop_id, product_id, order_id, attempts, next_at) VALUES ({shopId}, {productId}, {orderId}, 0, {clock.GetUtcNow().UtcDateTime})
        ON CONFLICT (shop_id, product_id, order_id) DO NOTHING
        """);

    /// <summary>Has the members of a collection read, now and from time to time.</summary>
    internal async Task Watch(long shopId, long collectionId, string? title) => await db.Sql.Execute($"""
        INSERT INTO watched_collections (shop_id, id, title, products, attempts, next_at) VALUES ({shopId}, {collectionId}, {title}, 0, 0, {clock.GetUtcNow().UtcDateTime})
        ON CONFLICT (shop_id, id) DO NOTHING
        """);

    private async Task<bool> AreRead(long shopId, IReadOnlyCollection<long> collections) =>
        await db.WatchedCollections.CountAsync(one => one.ShopId == shopId && collections.Contains(one.Id) && one.RefreshedAt != null) == collections.Count;
}

/// <summary>Shopify's tags: one text, joined by commas; compared without case.</summary>
internal static class Tags
{
    internal static IReadOnlyList<string> Split(string? tags) => string.IsNullOrWhiteSpace(tags) ? [] : tags.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal static bool AnyOf(IReadOnlyList<string> wanted, IReadOnlyList<string> held) => wanted.Any(one => held.Contains(one.Trim(), StringComparer.OrdinalIgnoreCase));
}
