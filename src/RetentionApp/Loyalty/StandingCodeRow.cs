using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Loyalty;

/// <summary>A level's code: what the merchant wants, and what Shopify has.</summary>
internal sealed class StandingCodeRow
{
    public long ShopId { get; set; }
    public required string LevelId { get; set; }
    /// <summary><see cref="StandingTerms"/> as JSON; null: it should be gone.</summary>
    public string? Wanted { get; set; }
    /// <summary>The terms that Shopify has; null: none yet.</summary>
    public string? Made { get; set; }
    public required string Code { get; set; }
    /// <summary>Shopify's global id of the customer segment, and of the discount.</summary>
    public string? SegmentId { get; set; }
    public string? DiscountId { get; set; }
    public int Attempts { get; set; }
    /// <summary>When Shopify is to be asked; null: nothing to do.</summary>
    public DateTime? NextAt { get; set; }
    public string? Error { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<StandingCodeRow>
    {
        public void Configure(EntityTypeBuilder<StandingCodeRow> row) => row.ToTable("standing_codes").HasKey(c => new { c.ShopId, c.LevelId });
    }
}

/// <param name="Title">Shown in Shopify's list of discounts; it ends with the tag, by which we know our own.</param>
/// <param name="Percent">Null: free shipping.</param>
/// <param name="Minimum">Minor units of <paramref name="Currency"/>; null: any cart.</param>
internal sealed record StandingTerms(string Title, string Tag, decimal? Percent, long? Minimum, string Currency)
{
    internal string ToJson() => JsonSerializer.Serialize(this, StandingTermsJson.Default.StandingTerms);
    internal static StandingTerms? FromJson(string? json) => json is null ? null : JsonSerializer.Deserialize(json, StandingTermsJson.Default.StandingTerms);
}

[JsonSerializable(typeof(StandingTerms))]
internal sealed partial class StandingTermsJson : JsonSerializerContext;
