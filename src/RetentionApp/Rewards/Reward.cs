using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Data;

namespace RetentionApp.Rewards;

internal enum RewardKind { AmountOff = 1 }

/// <summary>What points can buy.</summary>
internal sealed class Reward
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public RewardKind Kind { get; set; }
    /// <summary>The merchant's name for it; null: "£5.00 off" in the reader's language.</summary>
    public string? Name { get; set; }
    /// <summary>Points it costs.</summary>
    public long Cost { get; set; }
    /// <summary>Minor units off.</summary>
    public long Amount { get; set; }
    public required string Currency { get; set; }
    /// <summary>Minor units the cart must reach; null: any cart.</summary>
    public long? MinimumSubtotal { get; set; }
    /// <summary>Days the code can be used; null: for ever.</summary>
    public int? ValidDays { get; set; }
    public bool CombinesWithProduct { get; set; }
    public bool CombinesWithOrder { get; set; }
    public bool CombinesWithShipping { get; set; } = true;
    public bool IsActive { get; set; } = true;
    public DateTime CreatedAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Reward>
    {
        public void Configure(EntityTypeBuilder<Reward> reward) => reward.ToTable("rewards").HasKey(r => r.Id);
    }
}

internal enum RedemptionState { Pending = 0, Issued = 1, Refused = 2, Used = 3 }

/// <summary>A reward bought with points: debited and pending in one transaction, then its code is created in Shopify.</summary>
internal sealed class Redemption
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public long AccountId { get; set; }
    public long CustomerId { get; set; }
    public long RewardId { get; set; }
    public required string IdempotencyKey { get; set; }
    /// <summary>The discount's title in Shopify; by it we know our own when a code is found taken.</summary>
    public required string Title { get; set; }
    public long Cost { get; set; }
    public long Amount { get; set; }
    public required string Currency { get; set; }
    public long? MinimumSubtotal { get; set; }
    /// <summary>Combination flags: 1 product, 2 order, 4 shipping.</summary>
    public int Combines { get; set; }
    public required string Code { get; set; }
    /// <summary>Shopify's global id of the discount, once created.</summary>
    public string? DiscountId { get; set; }
    public RedemptionState State { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? IssuedAt { get; set; }
    public DateTime? ExpiresAt { get; set; }
    public DateTime? UsedAt { get; set; }
    public long? UsedByOrder { get; set; }
    public int Attempts { get; set; }
    public DateTime? NextAt { get; set; }
    /// <summary>Until then one caller, and no other, may talk to Shopify about this row.</summary>
    public DateTime? LeaseUntil { get; set; }
    public string? Error { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Redemption>
    {
        public void Configure(EntityTypeBuilder<Redemption> redemption) => redemption.ToTable("redemptions").HasKey(r => r.Id);
    }
}

internal static class RewardsTables
{
    extension(AppDb db)
    {
        internal DbSet<Reward> Rewards => db.Set<Reward>();
        internal DbSet<Redemption> Redemptions => db.Set<Redemption>();
        internal DbSet<RedemptionRefund> RedemptionRefunds => db.Set<RedemptionRefund>();
    }
}
