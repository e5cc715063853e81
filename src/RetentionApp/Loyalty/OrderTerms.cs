using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetentionApp.Loyalty;

/// <summary>
/// What was frozen with an order besides the programme's version, because it may change later: the tier its customer was in, the
/// campaign that ran, and which product rule decides for each of its lines. Null in its place means that nothing of this applied.
/// </summary>
internal sealed record OrderTerms
{
    /// <summary>The tier's name as it was.</summary>
    public string? Tier { get; init; }
    /// <summary>Its multiplier; 0 where there was none.</summary>
    public decimal TierTimes { get; init; }
    public string? Campaign { get; init; }
    /// <summary>The campaign's multiplier; 0 where none ran.</summary>
    public decimal CampaignTimes { get; init; }
    /// <summary>By line: the place of its rule in the frozen version's <see cref="ProgrammeSettings.ProductRules"/>, <see cref="NoRule"/> where none fits.</summary>
    public IReadOnlyDictionary<long, int>? Rules { get; init; }

    internal const int NoRule = -1;

    internal bool IsEmpty => TierTimes == 0 && CampaignTimes == 0 && Rules is null;

    /// <summary>The rule for a line; null where none fits or nothing was frozen for it.</summary>
    internal ProductRule? RuleOf(long lineId, ProgrammeSettings settings) =>
        Rules is not null && Rules.TryGetValue(lineId, out var place) && place >= 0 && place < settings.ProductRules?.Count ? settings.ProductRules[place] : null;

    internal string ToJson() => JsonSerializer.Serialize(this, TermsJson.Default.OrderTerms);
    internal static OrderTerms? FromJson(string? json) => json is null ? null : JsonSerializer.Deserialize(json, TermsJson.Default.OrderTerms);
}

[JsonSerializable(typeof(OrderTerms))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class TermsJson : JsonSerializerContext;
