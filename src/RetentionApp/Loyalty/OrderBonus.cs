using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Loyalty.Earning;

namespace RetentionApp.Loyalty;

/// <summary>What the ledger holds for one bonus of an order.</summary>
internal sealed class OrderBonus
{
    public long ShopId { get; set; }
    public long OrderId { get; set; }
    public BonusKind Kind { get; set; }
    public long AccountId { get; set; }
    public long Points { get; set; }
    /// <summary>Entries posted so far: the n of <c>bonus:first:123#n</c>.</summary>
    public int Entries { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<OrderBonus>
    {
        public void Configure(EntityTypeBuilder<OrderBonus> bonus) => bonus.ToTable("order_bonuses").HasKey(b => new { b.ShopId, b.OrderId, b.Kind });
    }
}
