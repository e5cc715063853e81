using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Loyalty;

/// <summary>
/// A customer's points and their balance as of the last posting. The snapshot is true until <see cref="NextChangeAt"/>,
/// when a lot becomes available or expires; after it the lots are summed. Only <see cref="PointsLedger"/> writes it.
/// </summary>
internal sealed class Account
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public long CustomerId { get; set; }
    /// <summary>Points left in available lots, less debt; may be negative.</summary>
    public long Available { get; set; }
    /// <summary>Points left in lots that are not available yet.</summary>
    public long Pending { get; set; }
    /// <summary>Points taken back that no available lot could give; the next credits pay it.</summary>
    public long Debt { get; set; }
    /// <summary>Everything ever credited, less what was reversed.</summary>
    public long Lifetime { get; set; }
    public DateTime? NextChangeAt { get; set; }
    /// <summary>Set when the customer was erased: nothing is posted any more.</summary>
    public DateTime? ClosedAt { get; set; }
    /// <summary>Set by the merchant: the account earns and redeems nothing until it is lifted.</summary>
    public DateTime? BlockedAt { get; set; }
    /// <summary>The last order, deed or redemption, for expiry by inactivity; null: none since it was made.</summary>
    public DateTime? ActiveAt { get; set; }
    public DateTime CreatedAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Account>
    {
        public void Configure(EntityTypeBuilder<Account> account) => account.ToTable("accounts").HasKey(a => a.Id);
    }
}
