using System.Text.Json.Nodes;

namespace RetentionApp.DevStore.State;

/// <summary>An app block or embed as the merchant placed it.</summary>
internal sealed record PlacedBlock(string Id, string Block, bool IsOn, JsonObject Settings)
{
    /// <summary>How theme files name it.</summary>
    public string Type => $"shopify://apps/retention-app/blocks/{Block}/loyalty-theme";
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

    /// <summary>On becomes off and off on; answers what it is now.</summary>
    public bool Switch(string id) => Change(id, one => one with { IsOn = !one.IsOn }).IsOn;

    public string Set(string id, JsonObject settings)
    {
        Change(id, one => one with { Settings = settings });
        return "Saved.";
    }

    /// <summary>An embed when there is no template. A template takes each block once.</summary>
    public string Add(string template, string block)
    {
        var list = template.Length == 0 ? Embeds : Blocks.GetValueOrDefault(template) ?? throw new StoreRefusal("There is no such template.");
        if (list.Exists(one => one.Block == block)) throw new StoreRefusal("It is there already.");
        list.Add(new PlacedBlock(Guid.NewGuid().ToString("n")[..20], block, true, []));
        return "Added.";
    }

    public string Remove(string id)
    {
        foreach (var list in Blocks.Values) list.RemoveAll(one => one.Id == id);
        return "Removed.";
    }

    private PlacedBlock Change(string id, Func<PlacedBlock, PlacedBlock> change)
    {
        foreach (var list in Blocks.Values.Append(Embeds))
            if (list.FindIndex(one => one.Id == id) is >= 0 and var at) return list[at] = change(list[at]);
        throw new StoreRefusal("This block is no longer in the theme.");
    }

    /// <summary>The text of a theme file; null when the theme has no such file. Shopify writes a comment above the JSON.</summary>
    public string? File(string name) => name == "config/settings_data.json" ? Text(new JsonObject { ["current"] = new JsonObject { ["blocks"] = Written(Embeds, isEmbed: true) } })
        : !IsVintage && name.StartsWith("templates/", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal) && Blocks.TryGetValue(name[10..^5], out var blocks) ? Text(Template(name[10..^5], blocks))
        : null;

    /// <summary>Files whose name one of the patterns names; * stands for any characters.</summary>
    public IReadOnlyList<(string Name, string Content)> Files(IReadOnlyCollection<string> patterns) =>
        [.. new[] { "config/settings_data.json" }.Concat(Templates.Select(template => $"templates/{template}.json")).Where(name => patterns.Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name))).Select(name => (name, File(name))).Where(file => file.Item2 is not null).Select(file => (file.name, file.Item2!))];

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
