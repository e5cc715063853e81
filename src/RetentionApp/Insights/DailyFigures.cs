using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Data;

namespace RetentionApp.Insights;

/// <summary>One day of a shop in its own time zone, summed ahead of time so that no page adds up orders. Money in the shop's minor units.</summary>
internal sealed class DailyFigures
{
    public long ShopId { get; set; }
    public DateOnly Day { get; set; }
    public long Orders { get; set; }
    /// <summary>Different customers who bought that day.</summary>
    public long Customers { get; set; }
    /// <summary>Those of them who had bought before that day.</summary>
    public long ReturningCustomers { get; set; }
    public long Revenue { get; set; }
    /// <summary>Revenue from customers who had a points account with a past redemption or balance.</summary>
    public long MemberRevenue { get; set; }
    public long PointsEarned { get; set; }
    public long PointsSpent { get; set; }
    public long RewardsUsed { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<DailyFigures>
    {
        public void Configure(EntityTypeBuilder<DailyFigures> figures) => figures.ToTable("daily_figures").HasKey(f => new { f.ShopId, f.Day });
    }
}

internal static class InsightsTables
{
    extension(AppDb db)
    {
        internal DbSet<DailyFigures> DailyFigures => db.Set<DailyFigures>();
        internal DbSet<CustomerFigures> CustomerFigures => db.Set<CustomerFigures>();
    }
}
