using System.Text.Json;
using RetentionApp.Data;
using RetentionApp.Shopify;

namespace RetentionApp.Commerce;

/// <summary>Keeps the shop's products as last heard.</summary>
internal sealed class Products(AppDb db)
{
    /// <summary>As a webhook tells it.</summary>
    internal async Task Record(long shopId, JsonElement product, DateTime heardAt)
    {
        if (product.Long("id") is not { } id) return;
        var image = product.Part("image")?.Text("src") ?? product.Items("images").Select(i => i.Text("src")).FirstOrDefault(src => src is not null);
        await Store(shopId, id, product, product.Text("product_type"), product.Text("tags") ?? "", image, product.Text("status"), product.Time("updated_at") ?? heardAt);
    }

    /// <summary>As the Admin API shows it.</summary>
    internal Task RecordNode(long shopId, JsonElement node, DateTime heardAt) => Store(shopId, Gid.Id(node.Text("id")!), node, node.Text("productType"),
        string.Join(", ", node.Texts("tags")), image: null, node.Text("status")?.ToLowerInvariant(), node.Time("updatedAt") ?? heardAt);

    /// <summary>A product that Shopify does not show: nothing more can be learnt of it, and any news of it counts for more.</summary>
    internal async Task RecordUnseen(long shopId, long id) => await db.Sql.Execute($"""
        INSERT INTO products (shop_id, id, title, tags, updated_at) VALUES ({shopId}, {id}, '', '', {DateTime.UnixEpoch}) ON CONFLICT (shop_id, id) DO NOTHING
        """);

    // Smart collections choose by tags, vendor and type: when one of them changes, nobody knows any more which ones hold it.
    private async Task Store(long shopId, long id, JsonElement product, string? type, string tags, string? image, string? status, DateTime updatedAt) => await db.Sql.Execute($"""
        INSERT INTO products (shop_id, id, title, handle, vendor, product_type, tags, image_url, status, updated_at)
        VALUES ({shopId}, {id}, {product.Text("title") ?? ""}, {product.Text("handle")}, {product.Text("vendor")}, {type}, {tags}, {image}, {status}, {updatedAt})
        ON CONFLICT (shop_id, id) DO UPDATE SET title = excluded.title, handle = excluded.handle, vendor = excluded.vendor, product_type = excluded.product_type,
          tags = excluded.tags, image_url = COALESCE(excluded.image_url, products.image_url), status = excluded.status, updated_at = excluded.updated_at,
          collections_at = CASE WHEN products.tags = excluded.tags AND COALESCE(products.vendor, '') = COALESCE(excluded.vendor, '')
            AND COALESCE(products.product_type, '') = COALESCE(excluded.product_type, '') THEN products.collections_at END
        WHERE products.updated_at < excluded.updated_at AND products.deleted_at IS NULL
        """);

    internal async Task MarkDeleted(long shopId, long id, DateTime at) => await db.Sql.Execute($"""
        INSERT INTO products (shop_id, id, title, tags, updated_at, deleted_at) VALUES ({shopId}, {id}, '', '', {at}, {at})
        ON CONFLICT (shop_id, id) DO UPDATE SET deleted_at = excluded.deleted_at WHERE products.deleted_at IS NULL
        """);
}
