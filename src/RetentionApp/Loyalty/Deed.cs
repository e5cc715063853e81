using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Loyalty;

/// <summary>Something a customer did other than buying, and the points it brought.</summary>
internal sealed class Deed
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public long CustomerId { get; set; }
    /// <summary>A <see cref="DeedRule.Id"/>; the rule may be gone since.</summary>
    public required string DeedId { get; set; }
    public DeedKind Kind { get; set; }
    /// <summary>Unique per customer and rule, so that one deed counts once: "once", a year, the caller's own key.</summary>
    public required string Key { get; set; }
    /// <summary>What the rule was called, where it has a name of its own.</summary>
    public string? Label { get; set; }
    public long Points { get; set; }
    /// <summary>The day in the shop's zone by which limits are counted.</summary>
    public DateOnly DoneOn { get; set; }
    public DateTime DoneAt { get; set; }
    public DateTime AvailableAt { get; set; }
    public int ProgrammeVersion { get; set; }
    /// <summary>Set when the merchant took the points back. It still counts for its limits.</summary>
    public DateTime? UndoneAt { get; set; }
    public string? UndoneBy { get; set; }
    public string? UndoReason { get; set; }

    /// <summary>The key of a deed that can be done once only.</summary>
    internal const string Once = "once";

    private sealed class Mapping : IEntityTypeConfiguration<Deed>
    {
        public void Configure(EntityTypeBuilder<Deed> deed) => deed.ToTable("deeds").HasKey(d => d.Id);
    }
}
