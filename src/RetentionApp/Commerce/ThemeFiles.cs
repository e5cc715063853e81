using System.Text;
using System.Text.Json;
using RetentionApp.Shopify;

namespace RetentionApp.Commerce;

/// <summary>What a theme's files say about our extension.</summary>
/// <param name="Placed">Visible app blocks with the template, or section group, that holds them.</param>
internal sealed record ThemeReading(string Theme, bool IsVintage, bool IsEmbedOn, IReadOnlyList<(string Block, string Place)> Placed);

/// <summary>Reads a theme's settings and templates. Only blocks of this app count, whichever extension they are in.</summary>
internal static class ThemeFiles
{
    internal const string Settings = "config/settings_data.json";
    internal static readonly string[] Wanted = [Settings, "templates/*.json", "sections/*.json"];
    internal const string Launcher = "launcher";

    // Shopify puts a comment above the JSON that its editor writes.
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 128 };

    /// <param name="theme">A node of <c>themes</c> with its files.</param>
    /// <param name="appHandle">The app's handle, which names its blocks in theme files.</param>
    /// <exception cref="JsonException">A file is not JSON, or the settings are missing.</exception>
    internal static ThemeReading Read(JsonElement theme, string appHandle)
    {
        var files = theme.GetProperty("files").GetProperty("nodes").EnumerateArray().ToDictionary(file => file.Text("filename") ?? "", Content);
        if (!files.TryGetValue(Settings, out var text) || text is null) throw new JsonException($"The answer holds no {Settings}.");
        using var settings = JsonDocument.Parse(text, Lenient);
        var placed = new List<(string Block, string Place)>();
        foreach (var (name, content) in files.Where(file => file.Key != Settings && file.Value is not null))
        {
            using var template = JsonDocument.Parse(content!, Lenient);
            Collect(template.RootElement, Path.GetFileNameWithoutExtension(name), appHandle, placed);
        }
        var embeds = new List<(string Block, string Place)>();
        Collect(Current(settings.RootElement), "", appHandle, embeds);
        return new ThemeReading(theme.Text("name") ?? "", !files.Keys.Any(name => name.StartsWith("templates/", StringComparison.Ordinal)), embeds.Exists(one => one.Block == Launcher), placed);
    }

    /// <summary>The settings in use: an object, or the name of one of the theme's presets.</summary>
    private static JsonElement Current(JsonElement settings)
    {
        if (settings.ValueKind != JsonValueKind.Object || !settings.TryGetProperty("current", out var current)) throw new JsonException("The settings name no current ones.");
        if (current.ValueKind == JsonValueKind.String && settings.TryGetProperty("presets", out var presets) && presets.TryGetProperty(current.GetString()!, out var preset)) current = preset;
        return current.ValueKind == JsonValueKind.Object && current.TryGetProperty("blocks", out var blocks) ? blocks : default;
    }

    // What is disabled is not shown, and neither is anything inside it.
    private static void Collect(JsonElement part, string place, string appHandle, List<(string Block, string Place)> found)
    {
        if (part.ValueKind == JsonValueKind.Array) foreach (var one in part.EnumerateArray()) Collect(one, place, appHandle, found);
        if (part.ValueKind != JsonValueKind.Object || (part.TryGetProperty("disabled", out var disabled) && disabled.ValueKind == JsonValueKind.True)) return;
        if (part.Text("type")?.Split('/') is ["shopify:", "", "apps", var app, "blocks", var block, ..] && app == appHandle) found.Add((block, place));
        foreach (var inner in part.EnumerateObject()) Collect(inner.Value, place, appHandle, found);
    }

    private static string? Content(JsonElement file) =>
        file.Part("body") is not { } body ? null : body.Text("content") ?? (body.Text("contentBase64") is { } encoded ? Encoding.UTF8.GetString(Convert.FromBase64String(encoded)) : null);
}
