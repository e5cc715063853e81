using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetentionApp.DevStore.Graph;

/// <summary>The store cannot answer a document. Said loudly: HTTP 400, a log line, and red on the back office.</summary>
internal sealed class GraphRefusal(string message) : Exception(message);

/// <summary>Shopify's answer to something it understood and refuses: 200 with errors.</summary>
internal sealed class GraphError(string message, string code, string? path = null, JsonObject? more = null) : Exception(message)
{
    public string Code => code;
    public string? Path => path;
    public JsonObject? More => more;
}

internal sealed class Selection
{
    public required string Name { get; init; }
    public required string Key { get; init; }

    /// <summary>Argument values with variables put in.</summary>
    public Dictionary<string, JsonNode?> Arguments { get; } = [];
    public List<Selection> Fields { get; } = [];

    /// <summary>Set for "... on Type".</summary>
    public string? OnType { get; init; }

    /// <summary>A nested connection that a bulk operation writes as lines of its own.</summary>
    public bool WrittenElsewhere { get; set; }

    /// <summary>A scope is missing: the field is null and errors say why.</summary>
    public bool Denied { get; set; }

    public JsonEncodedText Property => _property ??= JsonEncodedText.Encode(Key);

    private JsonEncodedText? _property;

    /// <summary>The field of the shape this selection was last written with, so that a row costs no look-up.</summary>
    public object? Resolved { get; set; }

    public string? Text(string argument) => Arguments.GetValueOrDefault(argument) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public int First(int otherwise) => (Arguments.GetValueOrDefault("first") ?? Arguments.GetValueOrDefault("last")) is JsonValue value && value.TryGetValue<int>(out var first) ? first : otherwise;
}

internal sealed record Operation(string Kind, string? Name, List<Selection> Fields);
