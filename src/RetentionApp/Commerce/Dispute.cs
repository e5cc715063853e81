using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Data;
using RetentionApp.Shopify;

namespace RetentionApp.Commerce;

/// <summary>A cardholder disputes a payment, as Shopify Payments last told it.</summary>
internal sealed class Dispute
{
    public long ShopId { get; set; }
    public long Id { get; set; }
    public long OrderId { get; set; }
    /// <summary>Lower case: needs_response, under_review, charge_refunded, accepted, won, lost.</summary>
    public required string Status { get; set; }
    /// <summary>The bank only asks; no money was taken yet.</summary>
    public bool IsInquiry { get; set; }
    public DateTime InitiatedAt { get; set; }
    public DateTime HeardAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Dispute>
    {
        public void Configure(EntityTypeBuilder<Dispute> dispute) => dispute.ToTable("disputes").HasKey(d => new { d.ShopId, d.Id });
    }
}

/// <summary>Keeps the disputes and marks their orders.</summary>
internal sealed class Disputes(AppDb db)
{
    /// <summary>Null when the payload names no dispute of an order.</summary>
    internal static Dispute? Read(long shopId, JsonElement payload, DateTime triggeredAt) =>
        payload.Long("id") is { } id && payload.Long("order_id") is { } orderId && payload.Text("status") is { } status
            ? new Dispute
            {
                ShopId = shopId, Id = id, OrderId = orderId, Status = status.ToLowerInvariant(), IsInquiry = payload.Text("type") == "inquiry",
                InitiatedAt = payload.Time("initiated_at") ?? triggeredAt, HeardAt = triggeredAt,
            }
            : null;

    /// <summary>Keeps the newer telling. The order counts as disputed while one of its disputes is open or lost; a question of the bank's alone is neither.</summary>
    internal async Task Keep(Dispute dispute)
    {
        await db.Lock(LockSpace.Order, dispute.OrderId);
        await db.Sql.Execute($"""
            INSERT INTO disputes (shop_id, id, order_id, status, is_inquiry, initiated_at, heard_at)
            VALUES ({dispute.ShopId}, {dispute.Id}, {dispute.OrderId}, {dispute.Status}, {dispute.IsInquiry}, {dispute.InitiatedAt}, {dispute.HeardAt})
            ON CONFLICT (shop_id, id) DO UPDATE SET status = excluded.status, is_inquiry = excluded.is_inquiry, heard_at = excluded.heard_at WHERE disputes.heard_at < excluded.heard_at
            """);
        var since = await db.Sql.Single($"""
            SELECT MIN(initiated_at) FROM disputes WHERE shop_id = {dispute.ShopId} AND order_id = {dispute.OrderId}
              AND (status IN ('lost', 'accepted', 'charge_refunded') OR (status <> 'won' AND is_inquiry = {false}))
            """, row => row.AtOrNull(0));
        await db.Sql.Execute($"""
            INSERT INTO order_marks (shop_id, order_id, disputed_at) VALUES ({dispute.ShopId}, {dispute.OrderId}, {since})
            ON CONFLICT (shop_id, order_id) DO UPDATE SET disputed_at = excluded.disputed_at
            """);
    }
}
