using System.Text.Json.Nodes;

namespace RetentionApp.DevStore.State;

/// <summary>An app block or embed as the merchant placed it.</summary>
internal sealed record PlacedBlock(string Id, string Block, bool IsOn, JsonObject Settings)
{
    /// <summary>How theme files name it.</summary>
    public string Type => $"shopify://apps/retention/blocks/{Block}/loyalty-theme";
}

/// <summary>The live theme, as far as apps are concerned. A new shop has the launcher and the product page's points on.</summary>
internal sealed class LiveTheme
{
    public const string Name = "Clay";

    /// <summary>Templates with a place for app blocks.</summary>
    public static readonly IReadOnlyList<string> Templates = ["index", "product", "cart"];

    private static readonly Dictionary<string, (string Section, string Type)> Places = new() { ["index"] = ("apps", "apps"), ["product"] = ("main", "main-product"), ["cart"] = ("main", "main-cart") };

    /// <summary>A theme of the old kind: Liquid templates without places for app blocks. Embeds work there too.</summary>
    public bool IsVintage { get; set; }

    public List<PlacedBlock> Embeds { get; } = [new("10000000000000000001", "launcher", true, [])];

    public Dictionary<string, List<PlacedBlock>> Blocks { get; } = new() { ["index"] = [], ["product"] = [new("10000000000000000002", "product-points", true, [])], ["cart"] = [] };

    /// <summary>The text of a theme file; null when the theme has no such file. Shopify writes a comment above the JSON.</summary>
    public string? File(string name) => name == "config/settings_data.json" ? Text(new JsonObject { ["current"] = new JsonObject { ["blocks"] = Written(Embeds, isEmbed: true) } })
        : !IsVintage && name.StartsWith("templates/", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal) && Blocks.TryGetValue(name[10..^5], out var blocks) ? Text(Template(name[10..^5], blocks))
        : null;

    public IEnumerable<string> FileNames => ["config/settings_data.json", .. IsVintage ? Templates.Select(template => $"templates/{template}.liquid") : Templates.Select(template => $"templates/{template}.json")];

    private static JsonObject Template(string template, List<PlacedBlock> blocks)
    {
        var (section, type) = Places[template];
        return new JsonObject
        {
            ["sections"] = new JsonObject
            {
                [section] = new JsonObject { ["type"] = type, ["blocks"] = Written(blocks, isEmbed: false), ["block_order"] = new JsonArray([.. blocks.Select(one => (JsonNode)one.Id)]), ["settings"] = new JsonObject() },
            },
            ["order"] = new JsonArray(section),
        };
    }

    private static JsonObject Written(List<PlacedBlock> blocks, bool isEmbed)
    {
        var written = new JsonObject();
        foreach (var one in blocks)
        {
            var block = new JsonObject { ["type"] = one.Type, ["settings"] = one.Settings.DeepClone() };
            // An embed always says whether it is off, a block only when it is hidden.
            if (isEmbed || !one.IsOn) block["disabled"] = !one.IsOn;
            written[one.Id] = block;
        }
        return written;
    }

    private static string Text(JsonObject content) => $"""
        /*
         * ------------------------------------------------------------
         * IMPORTANT: The contents of this file are auto-generated.
         * It may be updated by the theme editor.
         * ------------------------------------------------------------
         */
        {content.ToJsonString(new() { WriteIndented = true })}
        """;
}
