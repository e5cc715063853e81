namespace RetentionApp.DevStore.State;

internal sealed record ExtensionField(string Type, string? Key, bool Required);

/// <summary>One of the app's Flow extensions, as its shopify.extension.toml has it.</summary>
internal sealed record Extension(string Handle, string Type, string? RuntimeUrl, IReadOnlyList<ExtensionField> Fields)
{
    /// <summary>All of extension-config that concern Flow; they are embedded in the program.</summary>
    public static readonly IReadOnlyList<Extension> Flow = [.. typeof(Extension).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("extensions/flow-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Load)];

    /// <summary>Reads the few forms of TOML that these files use: a table of texts and flags, then tables of fields.</summary>
    public static Extension Parse(string toml)
    {
        var tables = new List<Dictionary<string, string>> { new() };
        foreach (var line in toml.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line == "[[settings.fields]]") tables.Add([]);
            else if (line[0] != '[' && line.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var value]) tables[^1][name] = value.Trim('"');
        }
        var head = tables[0];
        return new Extension(head["handle"], head["type"], head.GetValueOrDefault("runtime_url"),
            [.. tables.Skip(1).Select(field => new ExtensionField(field["type"], field.GetValueOrDefault("key"), field.GetValueOrDefault("required") == "true"))]);
    }

    private static Extension Load(string resource)
    {
        using var reader = new StreamReader(typeof(Extension).Assembly.GetManifestResourceStream(resource)!);
        return Parse(reader.ReadToEnd());
    }
}
