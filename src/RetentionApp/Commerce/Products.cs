using System.Text.Json;
using RetentionApp.Data;
using RetentionApp.Shopify;

namespace RetentionApp.Commerce;

/// <summary>Keeps the shop's products as last heard.</summary>
internal sealed class Products(AppDb db)
{
    internal async Task Record(long shopId, JsonElement product, DateTime heardAt)
    {
        if (product.Long("id") is not { } id) return;
        var image = product.Part("image")?.Text("src") ?? product.Items("images").Select(i => i.Text("src")).FirstOrDefault(src => src is not null);
        await db.Sql.Execute($"""
            INSERT INTO products (shop_id, id, title, handle, vendor, product_type, tags, image_url, status, updated_at)
            VALUES ({shopId}, {id}, {product.Text("title") ?? ""}, {product.Text("handle")}, {product.Text("vendor")}, {product.Text("product_type")},
              {product.Text("tags") ?? ""}, {image}, {product.Text("status")}, {product.Time("updated_at") ?? heardAt})
            ON CONFLICT (shop_id, id) DO UPDATE SET title = excluded.title, handle = excluded.handle, vendor = excluded.vendor, product_type = excluded.product_type,
              tags = excluded.tags, image_url = excluded.image_url, status = excluded.status, updated_at = excluded.updated_at
            WHERE products.updated_at < excluded.updated_at AND products.deleted_at IS NULL
            """);
    }

    internal async Task MarkDeleted(long shopId, long id, DateTime at) => await db.Sql.Execute($"""
        INSERT INTO products (shop_id, id, title, tags, updated_at, deleted_at) VALUES ({shopId}, {id}, '', '', {at}, {at})
        ON CONFLICT (shop_id, id) DO UPDATE SET deleted_at = excluded.deleted_at WHERE products.deleted_at IS NULL
        """);
}
