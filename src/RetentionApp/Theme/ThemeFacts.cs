using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetentionApp.Theme;

/// <summary>
/// What a shop's theme knows of the programme without asking us: one app-data metafield, in Liquid
/// <c>app.metafields.loyalty.programme.value</c>. Only what holds for everyone; amounts in units of <see cref="Currency"/>.
/// </summary>
internal sealed record ThemeFacts
{
    public int V => 1;
    /// <summary>False: the programme is paused, and blocks show nothing.</summary>
    public required bool On { get; init; }
    public required string Currency { get; init; }
    /// <summary>Where the shop serves the app proxy.</summary>
    public required string Path { get; init; }
    public required EarnFacts Earn { get; init; }
    /// <summary>The merchant's word for points, by language and plural category; only languages in which it was renamed.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? Word { get; init; }
    /// <summary>What points are worth at the cheapest reward that takes money off.</summary>
    public ValueFacts? Value { get; init; }
    public required IReadOnlyList<RewardFacts> Rewards { get; init; }
    public required IReadOnlyList<WayFacts> Ways { get; init; }
    public required IReadOnlyList<TierFacts> Tiers { get; init; }
    /// <summary>What tiers count: points, spent or orders; null without tiers.</summary>
    public string? Basis { get; init; }
    /// <summary>Whether the shop has use for a birthday.</summary>
    public required bool Birthday { get; init; }
    public bool Referrals { get; init; }
    public bool Reviews { get; init; }
    /// <summary>True when something had to be left out for size.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Cut { get; init; }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ThemeJson.Readable.ThemeFacts);
}

/// <param name="Points">For every <paramref name="Per"/> units of the currency, exact; decimal text, as all that is multiplied.</param>
/// <param name="First">More for the first order.</param>
/// <param name="Rounding">What becomes of the fraction at the end: down, nearest or up.</param>
/// <param name="Minimum">Units of the currency; an order below it earns nothing. Null: any earns.</param>
/// <param name="Tax">False when tax inside prices does not earn, so that the points shown are "up to".</param>
/// <param name="Products">In this order the first that fits decides, and no other; 0 leaves the product out.</param>
/// <param name="Campaigns">Those running and to come; of several that run at once the greatest counts.</param>
/// <param name="Tiers">What each tier multiplies by. Product, tier and campaign multiply each other.</param>
internal sealed record EarnFacts(
    string Points, string Per, long First, string Rounding, string? Minimum, bool Tax, IReadOnlyList<ProductFacts> Products, IReadOnlyList<CampaignFacts> Campaigns, IReadOnlyDictionary<string, string> Tiers);

/// <param name="By">product, collection, vendor or tag; vendors and tags are compared without case.</param>
internal sealed record ProductFacts(string By, IReadOnlyList<string> Values, string Times);

/// <param name="From">Seconds since 1970.</param>
/// <param name="To">The first second after it; null: no end.</param>
internal sealed record CampaignFacts(string Name, string Times, long From, long? To);

internal sealed record ValueFacts(long Points, string Amount);

/// <param name="Name">By language; one that was left out for size reads the English one.</param>
/// <param name="Cost">Points; of a slider the fewest, with <paramref name="Max"/>.</param>
/// <param name="Tiers">Only customers in one of these; null: everyone.</param>
internal sealed record RewardFacts(long Id, string Kind, IReadOnlyDictionary<string, string> Name, long Cost, long? Max, string? Image, IReadOnlyList<string>? Tiers);

/// <param name="Name">The merchant's own, as <c>{"en": …}</c>; null: the kind's.</param>
internal sealed record WayFacts(string Id, string Kind, long Points, IReadOnlyDictionary<string, string>? Name, string? Url);

/// <param name="Name">By language; one that is missing reads the English one.</param>
/// <param name="From">Points, minor units or orders, by the basis: the measure of the customer's <c>tier_progress</c>.</param>
internal sealed record TierFacts(string Id, IReadOnlyDictionary<string, string> Name, string Color, string Icon, long From);

[JsonSerializable(typeof(ThemeFacts))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ThemeJson : JsonSerializerContext
{
    /// <summary>Other alphabets as they are: escaped they would take three times the room. Liquid's own filter escapes for HTML.</summary>
    internal static readonly ThemeJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
