using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Commerce;

/// <summary>
/// What is known about an order from elsewhere than the order itself. It may come before the order and no later news of the
/// order takes it away.
/// </summary>
internal sealed class OrderMarks
{
    public long ShopId { get; set; }
    public long OrderId { get; set; }
    /// <summary>Since when its payment is disputed, or was lost; null where the shop won.</summary>
    public DateTime? DisputedAt { get; set; }
    /// <summary>The customer to whom a guest's order belongs, because the address is theirs.</summary>
    public long? ClaimedBy { get; set; }
    /// <summary>Set by a redaction: the address never comes back.</summary>
    public DateTime? RedactedAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<OrderMarks>
    {
        public void Configure(EntityTypeBuilder<OrderMarks> marks) => marks.ToTable("order_marks").HasKey(m => new { m.ShopId, m.OrderId });
    }
}
