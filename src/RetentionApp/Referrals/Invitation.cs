using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Referrals;

/// <summary>The code under which a customer invites friends. Each has one of their own, for good.</summary>
internal sealed class Invitation
{
    public long ShopId { get; set; }
    public required string Code { get; set; }
    public long CustomerId { get; set; }
    public DateTime MadeAt { get; set; }
    /// <summary>When a merge brought it here: it still works, but the customer's own is another. Null: it is their own.</summary>
    public DateTime? TakenOverAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Invitation>
    {
        public void Configure(EntityTypeBuilder<Invitation> invitation) => invitation.ToTable("invitations").HasKey(i => new { i.ShopId, i.Code });
    }
}
