using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Data;

namespace RetentionApp.Webhooks;

internal enum DeliveryState { Waiting = 0, Done = 1, Ignored = 2, Buried = 3 }

/// <summary>One webhook as it was delivered. Its body is dropped once it is handled: it holds personal data and is needed no more.</summary>
internal sealed class Delivery
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    /// <summary><c>X-Shopify-Webhook-Id</c>, unique in the shop.</summary>
    public required string WebhookId { get; set; }
    public required string Topic { get; set; }
    /// <summary><c>X-Shopify-Event-Id</c>: shared by sibling topics of one action, only good for correlating.</summary>
    public string? EventId { get; set; }
    public string? ApiVersion { get; set; }
    public DateTime? TriggeredAt { get; set; }
    public DateTime ReceivedAt { get; set; }
    public DeliveryState State { get; set; }
    public int Attempts { get; set; }
    public DateTime? NextAt { get; set; }
    public DateTime? HandledAt { get; set; }
    /// <summary>Why it was ignored, or the last error.</summary>
    public string? Note { get; set; }
    /// <summary>The raw body, packed by <see cref="DeliveryBody"/>.</summary>
    public byte[]? Body { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Delivery>
    {
        public void Configure(EntityTypeBuilder<Delivery> delivery) => delivery.ToTable("deliveries").HasKey(d => d.Id);
    }
}

internal static class WebhooksTables
{
    extension(AppDb db)
    {
        internal DbSet<Delivery> Deliveries => db.Set<Delivery>();
    }
}
