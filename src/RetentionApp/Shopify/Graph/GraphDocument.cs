using System.Collections.Concurrent;
using System.Reflection;

namespace RetentionApp.Shopify.Graph;

/// <summary>One of the embedded <c>Queries/*.graphql</c>; the operation in it has the file's name.</summary>
internal sealed record GraphDocument(string Name, string Text, bool IsMutation)
{
    private static readonly ConcurrentDictionary<string, GraphDocument> Loaded = new(StringComparer.Ordinal);

    internal static GraphDocument Of(string name) => Loaded.GetOrAdd(name, static name =>
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"RetentionApp.Shopify.Queries.{name}.graphql")
            ?? throw new ArgumentException($"There is no Queries/{name}.graphql.", nameof(name));
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return new GraphDocument(name, text, text.TrimStart().StartsWith("mutation", StringComparison.Ordinal));
    });
}
