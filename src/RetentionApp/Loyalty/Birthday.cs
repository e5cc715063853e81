using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Loyalty;

/// <summary>A customer's birthday as they or the merchant entered it. Shopify has no field for it.</summary>
internal sealed class Birthday
{
    public long ShopId { get; set; }
    public long CustomerId { get; set; }
    /// <summary>Month × 100 + day: 229 is 29 February.</summary>
    public int MonthDay { get; set; }
    public int? Year { get; set; }
    /// <summary>A birthday before this day brings nothing: a changed one has to wait.</summary>
    public DateOnly CountsFrom { get; set; }
    public DateTime SetAt { get; set; }
    /// <summary>The staff member's id, or "shopper".</summary>
    public required string SetBy { get; set; }

    internal int Month => MonthDay / 100;
    internal int Day => MonthDay % 100;

    /// <summary>The day on which it is celebrated in <paramref name="year"/>; 29 February on the 28th where there is none.</summary>
    internal static DateOnly In(int monthDay, int year) =>
        monthDay == 229 && !DateTime.IsLeapYear(year) ? new DateOnly(year, 2, 28) : new DateOnly(year, monthDay / 100, monthDay % 100);

    private sealed class Mapping : IEntityTypeConfiguration<Birthday>
    {
        public void Configure(EntityTypeBuilder<Birthday> birthday) => birthday.ToTable("birthdays").HasKey(b => new { b.ShopId, b.CustomerId });
    }
}
