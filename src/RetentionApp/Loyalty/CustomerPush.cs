using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Loyalty;

/// <summary>What Shopify was last told about a customer, and when to look again.</summary>
internal sealed class CustomerPush
{
    public long ShopId { get; set; }
    public long CustomerId { get; set; }
    /// <summary>Null: nothing has changed since.</summary>
    public DateTime? DueAt { get; set; }
    /// <summary><see cref="Loyalty.Pushed"/> as JSON; null: nothing yet.</summary>
    public string? Pushed { get; set; }
    public DateTime? PushedAt { get; set; }
    public int Attempts { get; set; }
    public string? Error { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<CustomerPush>
    {
        public void Configure(EntityTypeBuilder<CustomerPush> push) => push.ToTable("customer_pushes").HasKey(p => new { p.ShopId, p.CustomerId });
    }
}

/// <param name="Tags">Customer tags that we put there; no other is ever taken off.</param>
/// <param name="Values">Our metafields by key.</param>
internal sealed record Pushed(IReadOnlyList<string> Tags, IReadOnlyDictionary<string, string> Values)
{
    internal string ToJson() => JsonSerializer.Serialize(this, PushedJson.Default.Pushed);
    internal static Pushed? FromJson(string? json) => json is null ? null : JsonSerializer.Deserialize(json, PushedJson.Default.Pushed);
}

[JsonSerializable(typeof(Pushed))]
internal sealed partial class PushedJson : JsonSerializerContext;
