using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetentionApp.Rewards;

/// <summary>
/// What a reward holds besides its columns, as one document; a redemption keeps a copy. What is absent means none, so that
/// rewards older than a property stay as they were.
/// </summary>
internal sealed record RewardDetails
{
    /// <summary>Hundredths of a percent: 1000 is 10 %.</summary>
    public int Percent { get; init; }
    /// <summary>Minor units that a percentage takes off at most; null: no cap.</summary>
    public long? MaximumOff { get; init; }
    /// <summary>For a slider: the most points, and by how many they rise from the reward's cost.</summary>
    public long MaximumPoints { get; init; }
    public long StepPoints { get; init; }
    /// <summary>Minor units that shipping may cost to be free; null: any.</summary>
    public long? MaximumShipping { get; init; }
    /// <summary>What the discount is limited to, or the one product that is free; null: everything.</summary>
    public IReadOnlyList<Picked>? Products { get; init; }
    public IReadOnlyList<Picked>? Collections { get; init; }
    /// <summary>The tag that early access puts on the customer.</summary>
    public string? Tag { get; init; }

    /// <summary>For a birthday gift: the rewards to choose from, and the days before and after the birthday.</summary>
    public IReadOnlyList<long>? Choices { get; init; }
    public int DaysBefore { get; init; }
    public int DaysAfter { get; init; }

    /// <summary>Only customers in one of these tiers; null: everyone.</summary>
    public IReadOnlyList<string>? TierIds { get; init; }
    /// <summary>At most so many times per customer within <see cref="PerDays"/> days (0: ever); 0: no limit.</summary>
    public int PerCustomer { get; init; }
    public int PerDays { get; init; }
    /// <summary>Offered from then and until before then, UTC.</summary>
    public DateTime? From { get; init; }
    public DateTime? Until { get; init; }

    /// <summary>What codes begin with: A–Z and 0–9, at most ten.</summary>
    public string? Prefix { get; init; }
    /// <summary>An https address.</summary>
    public string? Image { get; init; }
    public string? Description { get; init; }
    /// <summary>Name and description per language; what is missing takes the reward's own.</summary>
    public IReadOnlyDictionary<string, RewardText>? Texts { get; init; }

    internal static readonly RewardDetails None = new();

    /// <summary>Compared by content, lists included.</summary>
    public bool Equals(RewardDetails? other) => other is not null && (ReferenceEquals(this, other) || ToJson() == other.ToJson());
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    internal bool IsOfferedAt(DateTime now) => (From is null || From <= now) && (Until is null || Until > now);

    internal string ToJson() => JsonSerializer.Serialize(this, RewardJson.Default.RewardDetails);
    internal static RewardDetails FromJson(string? json) => json is null ? None : JsonSerializer.Deserialize(json, RewardJson.Default.RewardDetails)!;
}

/// <param name="Id">Shopify's number of the product or collection.</param>
/// <param name="Title">What the merchant chose it by.</param>
/// <param name="Variant">Of a product whose variants cost differently the one that is meant; null: any.</param>
internal sealed record Picked(long Id, string Title, long? Variant = null);

internal sealed record RewardText(string? Name, string? Description);

[JsonSerializable(typeof(RewardDetails))]
[JsonSerializable(typeof(RewardSnapshot))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class RewardJson : JsonSerializerContext;
