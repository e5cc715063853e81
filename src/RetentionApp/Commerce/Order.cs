using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Commerce;

/// <summary>An order as last heard from Shopify. Money is shop money in <see cref="Currency"/>'s minor units.</summary>
internal sealed class Order
{
    public long ShopId { get; set; }
    public long Id { get; set; }
    public required string Name { get; set; }
    public long? CustomerId { get; set; }
    /// <summary>Where a guest's order was confirmed to; kept so that it can be claimed.</summary>
    public string? Email { get; set; }
    public required string Currency { get; set; }
    /// <summary>What the order cost when placed, everything included.</summary>
    public long Total { get; set; }
    public long Refunded { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime ProcessedAt { get; set; }
    public DateTime UpdatedAt { get; set; }
    public DateTime? TriggeredAt { get; set; }
    /// <summary>The earliest successful payment known, else when the order was processed. Once set it is never taken away; refunds do not move it.</summary>
    public DateTime? PaidAt { get; set; }
    public DateTime? CancelledAt { get; set; }
    public DateTime? DeletedAt { get; set; }
    public DateTime? FulfilledAt { get; set; }
    public DateTime? DeliveredAt { get; set; }
    /// <summary>Lower case: paid, pending, partially_refunded, …</summary>
    public required string FinancialStatus { get; set; }
    public string? FulfillmentStatus { get; set; }
    public bool IsTest { get; set; }
    /// <summary><see cref="OrderFacts"/> as JSON.</summary>
    public required string Facts { get; set; }

    /// <summary>What other news say about it; null: nothing. A table of its own.</summary>
    public OrderMarks? Marks { get; set; }

    /// <summary>The customer it names, who was erased: nobody's order then, until a merge says who they are.</summary>
    internal long? ErasedCustomerId { get; set; }

    /// <summary>It names no customer, not even one who was erased.</summary>
    internal bool IsNobodys => CustomerId is null && ErasedCustomerId is null;

    /// <summary>A guest's order that belongs to a customer because the address is theirs.</summary>
    internal bool IsClaimed { get; set; }

    /// <summary>Whether money for all of it has been received at some time; refunds come after that.</summary>
    internal bool IsFullyPaid => FinancialStatus is "paid" or "partially_refunded" or "refunded";

    internal OrderFacts ReadFacts() => JsonSerializer.Deserialize(Facts, FactsJson.Default.OrderFacts)!;

    private sealed class Mapping : IEntityTypeConfiguration<Order>
    {
        public void Configure(EntityTypeBuilder<Order> order)
        {
            order.ToTable("orders").HasKey(o => new { o.ShopId, o.Id });
            order.Ignore(o => o.Marks);
        }
    }
}

/// <summary>Money that went back on an order, by Shopify's refund id; it may be heard of before its order is.</summary>
internal sealed class Refund
{
    public long ShopId { get; set; }
    public long Id { get; set; }
    public long OrderId { get; set; }
    public DateTime? CreatedAt { get; set; }
    /// <summary><see cref="RefundFacts"/> as JSON.</summary>
    public required string Facts { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Refund>
    {
        public void Configure(EntityTypeBuilder<Refund> refund) => refund.ToTable("refunds").HasKey(r => new { r.ShopId, r.Id });
    }
}

/// <summary>The means of payment that a programme may treat apart, by Shopify's names.</summary>
internal static class Gateways
{
    internal const string GiftCard = "gift_card";
    internal const string StoreCredit = "shopify_store_credit";

    internal static bool IsApart(string? gateway) => gateway is GiftCard or StoreCredit;
}

/// <summary>A successful sale or capture, heard of by itself.</summary>
internal sealed class Payment
{
    public long ShopId { get; set; }
    public long Id { get; set; }
    public long OrderId { get; set; }
    public DateTime PaidAt { get; set; }
    /// <summary>Shopify's name of the means; kept only where it is one of <see cref="Gateways"/>.</summary>
    public string? Gateway { get; set; }
    /// <summary>Minor units of the order's currency; null as the gateway is.</summary>
    public long? Amount { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Payment>
    {
        public void Configure(EntityTypeBuilder<Payment> payment) => payment.ToTable("payments").HasKey(p => new { p.ShopId, p.Id });
    }
}
