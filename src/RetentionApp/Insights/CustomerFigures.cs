using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Insights;

/// <summary>What a customer has bought, summed ahead of time so that a list can be sorted by it. Cancelled, deleted and test orders do not count.</summary>
internal sealed class CustomerFigures
{
    public long ShopId { get; set; }
    public long CustomerId { get; set; }
    public long Orders { get; set; }
    /// <summary>Totals less refunds, in minor units.</summary>
    public long Spent { get; set; }
    public DateTime LastOrderAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<CustomerFigures>
    {
        public void Configure(EntityTypeBuilder<CustomerFigures> figures) => figures.ToTable("customer_figures").HasKey(f => new { f.ShopId, f.CustomerId });
    }
}
