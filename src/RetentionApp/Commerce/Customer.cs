using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Commerce;

/// <summary>A shopper as last heard from Shopify. After erasure only the id remains, as a tombstone.</summary>
internal sealed class Customer
{
    public long ShopId { get; set; }
    public long Id { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    /// <summary>Name, e-mail and phone in lower case, for the admin's search.</summary>
    public required string SearchText { get; set; }
    public string? Locale { get; set; }
    public string? State { get; set; }
    public required string Tags { get; set; }
    public bool HasEmailConsent { get; set; }
    public DateTime? CreatedAt { get; set; }
    public DateTime UpdatedAt { get; set; }
    /// <summary>Set when deleted or redacted: nothing personal may come back after it.</summary>
    public DateTime? DeletedAt { get; set; }
    /// <summary>The customer this one was merged into; late deliveries for it land there.</summary>
    public long? MergedInto { get; set; }

    internal string DisplayName => $"{FirstName} {LastName}".Trim() is { Length: > 0 } name ? name : Email ?? "#" + Id;

    private sealed class Mapping : IEntityTypeConfiguration<Customer>
    {
        public void Configure(EntityTypeBuilder<Customer> customer) => customer.ToTable("customers").HasKey(c => new { c.ShopId, c.Id });
    }
}
