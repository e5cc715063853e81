using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Loyalty;

/// <summary>The tier a customer is in now. With a null level it is none; whom nobody has looked at yet has no row and is in the level that asks for nothing.</summary>
internal sealed class CustomerTier
{
    /// <summary>The end of what was set by hand for good.</summary>
    internal static readonly DateTime ForGood = new(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public long ShopId { get; set; }
    public long CustomerId { get; set; }
    /// <summary>A <see cref="TierLevel.Id"/> of the current programme.</summary>
    public string? LevelId { get; set; }
    public DateTime Since { get; set; }
    /// <summary>End of the period for which the tier is held at least; null: no end known.</summary>
    public DateTime? Until { get; set; }
    /// <summary>Set by hand until then (<see cref="ForGood"/>: for good); null: follows the rules.</summary>
    public DateTime? ManualUntil { get; set; }
    /// <summary>Points, minor units or orders counted within the window when it was last evaluated.</summary>
    public long Standing { get; set; }
    public DateTime EvaluatedAt { get; set; }
    /// <summary>When time alone may change the tier or calls for a warning: the row is looked at then.</summary>
    public DateTime? DueAt { get; set; }
    /// <summary>The <see cref="Until"/> of which the customer has been warned.</summary>
    public DateTime? WarnedFor { get; set; }
    /// <summary>The order that reached this tier: when it goes back, the tier goes with it.</summary>
    public long? ReachedBy { get; set; }
    /// <summary>The tier held before <see cref="ReachedBy"/>, for that case.</summary>
    public string? BeforeLevelId { get; set; }
    public DateTime? BeforeSince { get; set; }
    public DateTime? BeforeUntil { get; set; }

    internal bool IsManual(DateTime now) => ManualUntil > now;

    private sealed class Mapping : IEntityTypeConfiguration<CustomerTier>
    {
        public void Configure(EntityTypeBuilder<CustomerTier> tier) => tier.ToTable("customer_tiers").HasKey(t => new { t.ShopId, t.CustomerId });
    }
}
