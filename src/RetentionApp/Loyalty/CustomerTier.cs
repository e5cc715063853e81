using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Loyalty;

/// <summary>The tier a customer is in now. A customer without a row, or with a null level, is in none.</summary>
internal sealed class CustomerTier
{
    public long ShopId { get; set; }
    public long CustomerId { get; set; }
    /// <summary>A <see cref="TierLevel.Id"/> of the current programme.</summary>
    public string? LevelId { get; set; }
    public DateTime Since { get; set; }
    /// <summary>End of the period for which the tier is held at least; null: no end known.</summary>
    public DateTime? Until { get; set; }
    /// <summary>Set by hand until then (<see cref="DateTime.MaxValue"/>: for good); null: follows the rules.</summary>
    public DateTime? ManualUntil { get; set; }
    /// <summary>Points, minor units or orders counted within the window when it was last evaluated.</summary>
    public long Standing { get; set; }
    public DateTime EvaluatedAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<CustomerTier>
    {
        public void Configure(EntityTypeBuilder<CustomerTier> tier) => tier.ToTable("customer_tiers").HasKey(t => new { t.ShopId, t.CustomerId });
    }
}
