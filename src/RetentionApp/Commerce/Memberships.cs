using RetentionApp.Data;

namespace RetentionApp.Commerce;

/// <summary>Which products the watched collections hold, and which orders wait for news of a product: the rows behind the job that reads them.</summary>
internal sealed class Memberships(AppDb db, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(6);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    internal ValueTask<List<Due>> DueCollections(int most) => db.Sql.Query(
        $"SELECT shop_id, id, attempts FROM watched_collections WHERE next_at <= {Now} ORDER BY next_at LIMIT {most}", row => new Due(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2)));

    internal ValueTask<List<Due>> DueProducts(int most) => db.Sql.Query(
        $"SELECT shop_id, product_id, attempts FROM product_wishes WHERE next_at <= {Now} ORDER BY next_at, shop_id, product_id LIMIT {most}", row => new Due(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2)));

    /// <summary>The collections of a shop whose members are known.</summary>
    internal ValueTask<List<long>> Read(long shopId) => db.Sql.Query($"SELECT id FROM watched_collections WHERE shop_id = {shopId} AND refreshed_at IS NOT NULL", row => row.GetInt64(0));

    /// <summary>All members of a collection, as Shopify listed them from <paramref name="begun"/> on.</summary>
    internal async Task Store(long shopId, long collectionId, string? title, IReadOnlyCollection<long> members, DateTime begun)
    {
        var before = (await db.Sql.Query($"SELECT product_id FROM collection_products WHERE shop_id = {shopId} AND collection_id = {collectionId}", row => row.GetInt64(0))).ToHashSet();
        foreach (var product in members.Where(product => !before.Contains(product)).Distinct()) await Set(shopId, product, collectionId, isMember: true);
        foreach (var product in before.Except(members)) await Set(shopId, product, collectionId, isMember: false);
        await db.Sql.Execute($"""
            UPDATE watched_collections SET title = COALESCE({title}, title), products = {members.Count}, refreshed_at = {begun}, attempts = 0, next_at = {begun + Fresh}, error = NULL
            WHERE shop_id = {shopId} AND id = {collectionId}
            """);
        // A product that changed after the oldest reading may have come into a collection since.
        var since = await db.Sql.Single($"SELECT MIN(COALESCE(refreshed_at, {DateTime.UnixEpoch})) FROM watched_collections WHERE shop_id = {shopId}", row => row.At(0));
        await db.Sql.Execute($"UPDATE products SET collections_at = {begun} WHERE shop_id = {shopId} AND collections_at IS NULL AND updated_at < {since}");
    }

    internal async Task Set(long shopId, long productId, long collectionId, bool isMember)
    {
        if (isMember) await db.Sql.Execute($"INSERT INTO collection_products (shop_id, product_id, collection_id) VALUES ({shopId}, {productId}, {collectionId}) ON CONFLICT DO NOTHING");
        else await db.Sql.Execute($"DELETE FROM collection_products WHERE shop_id = {shopId} AND product_id = {productId} AND collection_id = {collectionId}");
    }

    /// <summary>It is sure now which of the collections that are read hold this product.</summary>
    internal async Task MarkSure(long shopId, long productId) => await db.Sql.Execute($"UPDATE products SET collections_at = {Now} WHERE shop_id = {shopId} AND id = {productId}");

    /// <summary>Takes the next orders that wait for a product off the list; 0 stands for nobody.</summary>
    internal async Task<List<long>> TakeWaiting(long shopId, long productId, int most)
    {
        var orders = await db.Sql.Query($"SELECT order_id FROM product_wishes WHERE shop_id = {shopId} AND product_id = {productId} ORDER BY order_id LIMIT {most}", row => row.GetInt64(0));
        if (orders.Count > 0) await db.Sql.Execute($"DELETE FROM product_wishes WHERE shop_id = {shopId} AND product_id = {productId} AND order_id <= {orders[^1]}");
        return orders;
    }

    internal Task PostponeProduct(Due due, string error) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE product_wishes SET attempts = attempts + 1, next_at = {Now + Pause(due)}, error = {error} WHERE shop_id = {due.ShopId} AND product_id = {due.Id}
        """));

    internal Task PostponeCollection(Due due, string error) => db.Write(async () => await db.Sql.Execute($"""
        UPDATE watched_collections SET attempts = attempts + 1, next_at = {Now + Pause(due)}, error = {error} WHERE shop_id = {due.ShopId} AND id = {due.Id}
        """));

    private static TimeSpan Pause(Due due) => TimeSpan.FromSeconds(Math.Min(6 * 3600, 5 * Math.Pow(2, Math.Min(due.Attempts, 14))));

    /// <param name="Id">Of a product or a collection.</param>
    internal sealed record Due(long ShopId, long Id, int Attempts);
}
