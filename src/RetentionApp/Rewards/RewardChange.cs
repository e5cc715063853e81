using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Rewards;

/// <summary>A reward as it was after a change; what was redeemed before keeps the terms it was bought under.</summary>
internal sealed class RewardChange
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public long RewardId { get; set; }
    public DateTime At { get; set; }
    /// <summary>A member of staff, or "install".</summary>
    public required string ChangedBy { get; set; }
    /// <summary><see cref="RewardSnapshot"/> as JSON.</summary>
    public required string What { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<RewardChange>
    {
        public void Configure(EntityTypeBuilder<RewardChange> change) => change.ToTable("reward_changes").HasKey(c => c.Id);
    }
}

/// <summary>Everything a merchant decides about a reward, at one moment.</summary>
internal sealed record RewardSnapshot(
    string? Name, long Cost, long Amount, string Currency, long? MinimumSubtotal, int? ValidDays, int Combines, bool IsActive, long? Stock, bool IsArchived, RewardDetails? Terms)
{
    internal static RewardSnapshot Of(Reward r) =>
        new(r.Name, r.Cost, r.Amount, r.Currency, r.MinimumSubtotal, r.ValidDays, r.Combines, r.IsActive, r.Stock, r.ArchivedAt is not null, r.Terms);

    internal string ToJson() => JsonSerializer.Serialize(this, RewardJson.Default.RewardSnapshot);
    internal static RewardSnapshot FromJson(string json) => JsonSerializer.Deserialize(json, RewardJson.Default.RewardSnapshot)!;
}
