using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Commerce;

internal sealed class Product
{
    public long ShopId { get; set; }
    public long Id { get; set; }
    public required string Title { get; set; }
    public string? Handle { get; set; }
    public string? Vendor { get; set; }
    public string? ProductType { get; set; }
    public required string Tags { get; set; }
    public string? ImageUrl { get; set; }
    public string? Status { get; set; }
    public DateTime UpdatedAt { get; set; }
    public DateTime? DeletedAt { get; set; }
    /// <summary>When it was last made sure which of the watched collections hold it; null: not since it changed.</summary>
    public DateTime? CollectionsAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Product>
    {
        public void Configure(EntityTypeBuilder<Product> product) => product.ToTable("products").HasKey(p => new { p.ShopId, p.Id });
    }
}
