using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Loyalty;

/// <summary>One time that a customer met a challenge. While the orders no longer suffice it holds no points.</summary>
internal sealed class ChallengeRound
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public long CustomerId { get; set; }
    public required string ChallengeId { get; set; }
    /// <summary>The <see cref="Challenge.Since"/> it was met under: rounds of an earlier edition are never touched again.</summary>
    public DateTime Since { get; set; }
    /// <summary>The bonus as it was when first won.</summary>
    public long Worth { get; set; }
    /// <summary>What the ledger holds for it now: <see cref="Worth"/> or 0.</summary>
    public long Points { get; set; }
    /// <summary>Entries posted so far: the n of <c>challenge:5#n</c>.</summary>
    public int Entries { get; set; }
    /// <summary>When the order was paid that met it.</summary>
    public DateTime WonAt { get; set; }
    public int ProgrammeVersion { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<ChallengeRound>
    {
        public void Configure(EntityTypeBuilder<ChallengeRound> round) => round.ToTable("challenge_rounds").HasKey(r => r.Id);
    }
}
