using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Loyalty;

/// <summary>One version of a shop's programme. A change adds a version; orders keep the one they first earned under.</summary>
internal sealed class Programme
{
    public long ShopId { get; set; }
    public int Version { get; set; }
    /// <summary><see cref="ProgrammeSettings"/> as JSON.</summary>
    public required string Settings { get; set; }
    public DateTime CreatedAt { get; set; }
    /// <summary>The staff member's id, or "install".</summary>
    public required string CreatedBy { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Programme>
    {
        public void Configure(EntityTypeBuilder<Programme> programme) => programme.ToTable("programmes").HasKey(p => new { p.ShopId, p.Version });
    }
}
