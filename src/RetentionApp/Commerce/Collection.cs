using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Commerce;

/// <summary>A collection that a rule names: which products it holds is read from time to time.</summary>
internal sealed class WatchedCollection
{
    public long ShopId { get; set; }
    public long Id { get; set; }
    public string? Title { get; set; }
    public int Products { get; set; }
    /// <summary>When all its members were last read; null: not yet.</summary>
    public DateTime? RefreshedAt { get; set; }
    public int Attempts { get; set; }
    public DateTime NextAt { get; set; }
    public string? Error { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<WatchedCollection>
    {
        public void Configure(EntityTypeBuilder<WatchedCollection> collection) => collection.ToTable("watched_collections").HasKey(c => new { c.ShopId, c.Id });
    }
}

/// <summary>A product in a watched collection.</summary>
internal sealed class CollectionProduct
{
    public long ShopId { get; set; }
    public long ProductId { get; set; }
    public long CollectionId { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<CollectionProduct>
    {
        public void Configure(EntityTypeBuilder<CollectionProduct> member) => member.ToTable("collection_products").HasKey(m => new { m.ShopId, m.ProductId, m.CollectionId });
    }
}

/// <summary>An order that waits for news of a product it holds.</summary>
internal sealed class ProductWish
{
    public long ShopId { get; set; }
    public long ProductId { get; set; }
    public long OrderId { get; set; }
    public int Attempts { get; set; }
    public DateTime NextAt { get; set; }
    public string? Error { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<ProductWish>
    {
        public void Configure(EntityTypeBuilder<ProductWish> wish) => wish.ToTable("product_wishes").HasKey(w => new { w.ShopId, w.ProductId, w.OrderId });
    }
}
