using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Loyalty;

/// <summary>
/// What a shop's entries of one kind came to on one day in its time zone, so that no page adds up the ledger. The day is
/// that of <see cref="LedgerEntry.PostedAt"/>: a closed month stays as it is, whatever is heard of it later.
/// </summary>
internal sealed class PointDay
{
    public long ShopId { get; set; }
    public DateOnly Day { get; set; }
    public EntryKind Kind { get; set; }
    public long Credited { get; set; }
    /// <summary>What was taken, as a number of 0 or less.</summary>
    public long Debited { get; set; }
    public long Entries { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<PointDay>
    {
        public void Configure(EntityTypeBuilder<PointDay> day) => day.ToTable("point_days").HasKey(d => new { d.ShopId, d.Day, d.Kind });
    }
}

/// <summary>What a shop's accounts held at the last count of a day, and whether the counted days say the same.</summary>
internal sealed class PointClosing
{
    public long ShopId { get; set; }
    public DateOnly Day { get; set; }
    /// <summary>Points that could be used, before debt is taken off.</summary>
    public long Available { get; set; }
    public long Pending { get; set; }
    public long Debt { get; set; }
    /// <summary>What the days and the entries behind them come to, less what the accounts hold: 0 unless something is broken.</summary>
    public long Difference { get; set; }
    public DateTime At { get; set; }

    internal long Outstanding => Available + Pending - Debt;

    private sealed class Mapping : IEntityTypeConfiguration<PointClosing>
    {
        public void Configure(EntityTypeBuilder<PointClosing> closing) => closing.ToTable("point_closings").HasKey(c => new { c.ShopId, c.Day });
    }
}
