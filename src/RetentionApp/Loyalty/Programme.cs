using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Commerce;

namespace RetentionApp.Loyalty;

/// <summary>One version of a shop's programme. A change adds a version; orders keep the one they first earned under.</summary>
internal sealed class Programme
{
    public long ShopId { get; set; }
    public int Version { get; set; }
    /// <summary><see cref="ProgrammeSettings"/> as JSON.</summary>
    public required string Settings { get; set; }
    public DateTime CreatedAt { get; set; }
    /// <summary>The staff member's id, or "install".</summary>
    public required string CreatedBy { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Programme>
    {
        public void Configure(EntityTypeBuilder<Programme> programme) => programme.ToTable("programmes").HasKey(p => new { p.ShopId, p.Version });
    }
}

/// <summary>How orders earn: <see cref="Points"/> for every <see cref="PerAmount"/> of what counts.</summary>
internal sealed record ProgrammeSettings
{
    public bool IsActive { get; init; } = true;
    /// <summary>Points for each <see cref="PerAmount"/>; at most three decimals, the product with the amount is exact.</summary>
    public decimal Points { get; init; } = 5;
    /// <summary>Minor units of the shop's currency: 100 is £1.00, and also ¥100.</summary>
    public long PerAmount { get; init; } = 100;
    /// <summary>An order whose eligible amount (minor units) is below this earns nothing.</summary>
    public long MinimumOrder { get; init; }
    public bool CountsTax { get; init; }
    public bool CountsShipping { get; init; }
    public bool CountsGiftCards { get; init; }
    /// <summary>True when points are earned on prices before discounts.</summary>
    public bool CountsDiscounts { get; init; }
    /// <summary>Days from payment until points can be used.</summary>
    public int PendingDays { get; init; } = 14;
    /// <summary>Orders processed before this earn nothing; null: all earn. Not frozen with an order.</summary>
    public DateTime? FromAt { get; init; }

    /// <summary>5 points per currency unit, or per 100 units where the currency has no minor unit.</summary>
    internal static ProgrammeSettings For(string currency) =>
        new() { PerAmount = Money.Decimals(currency) == 0 ? 100 : Money.Unit(currency) };

    internal string ToJson() => JsonSerializer.Serialize(this, ProgrammeJson.Default.ProgrammeSettings);
    internal static ProgrammeSettings FromJson(string json) => JsonSerializer.Deserialize(json, ProgrammeJson.Default.ProgrammeSettings)!;
}

[JsonSerializable(typeof(ProgrammeSettings))]
internal sealed partial class ProgrammeJson : JsonSerializerContext;
