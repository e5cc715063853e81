using RetentionApp.Admin;
using RetentionApp.Loyalty.Earning;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The product rules as they stand in the form, each in the same place of four lists.</summary>
internal sealed class ProductRulesForm
{
    private const int MostRules = 100;
    private const int LongestValue = 255;

    public List<string?> Match { get; set; } = [];
    public List<string?> Value { get; set; } = [];
    public List<string?> Label { get; set; } = [];
    public List<string?> Times { get; set; } = [];

    /// <summary>Version the merchant saw; a colleague may have saved meanwhile.</summary>
    public int Version { get; set; }

    internal static ProductRulesForm Of(ProgrammeVersion current, AdminText t) => new()
    {
        Version = current.Version,
        Match = (current.Settings.ProductRules ?? []).Select(rule => (string?)rule.Match.ToString()).ToList(),
        Value = (current.Settings.ProductRules ?? []).Select(rule => (string?)rule.Value).ToList(),
        Label = (current.Settings.ProductRules ?? []).Select(rule => rule.Label).ToList(),
        Times = (current.Settings.ProductRules ?? []).Select(rule => (string?)rule.Times.ToString("0.###", t.Culture)).ToList(),
    };

    internal int Count => Math.Min(Math.Min(Match.Count, Value.Count), Math.Min(Label.Count, Times.Count));

    internal ProductMatch? Kind(int place) => Enum.TryParse<ProductMatch>(Match[place], out var match) && Enum.IsDefined(match) ? match : null;

    /// <summary>What was typed on top of <paramref name="current"/>; a rule with a mistake is left out, and said.</summary>
    internal ProgrammeSettings Settings(ProgrammeSettings current, FieldErrors errors, AdminText t)
    {
        var rules = new List<ProductRule>();
        if (Count > MostRules) errors.Add("", t["There can be {0} rules at most.", MostRules]);
        for (var place = 0; place < Math.Min(Count, MostRules); place++)
        {
            var value = Value[place]?.Trim() ?? "";
            if (Kind(place) is not { } match || value.Length is 0 or > LongestValue || (match is ProductMatch.Product or ProductMatch.Collection && ProductRules.Number(value) is null)) continue;
            var label = string.IsNullOrWhiteSpace(Label[place]) ? null : Label[place]!.Trim();
            if (Typed.Number(Times[place]) is { } times and >= 0 and <= 100 && decimal.Round(times, 3) == times) rules.Add(new ProductRule(match, value, label, times));
            else errors.Add($"times-{place}", t["“{0}”: the multiplier must be a number from 0 to 100, for example 2 or 1.5; 0 leaves the products out.", label ?? value]);
        }
        return current with { ProductRules = rules.Count == 0 ? null : rules };
    }
}
