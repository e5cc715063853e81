using System.Text.RegularExpressions;

namespace RetentionApp.DevStore.State;

/// <summary>A customer segment. The store understands the one kind of condition the app writes: a tag.</summary>
internal sealed partial record Segment(long Id, string Name, string Query)
{
    /// <summary>The tag its members have; null when the query says something else.</summary>
    public string? Tag => Condition().Match(Query) is { Success: true } match ? match.Groups[1].Value : null;

    public bool Holds(Customer customer) => Tag is { } tag && customer.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"\Acustomer_tags CONTAINS '([^']+)'\z")]
    private static partial Regex Condition();
}

internal sealed record MetafieldDefinition(long Id, string Namespace, string Key, string Type, string Storefront, string CustomerAccount);

internal sealed record Metafield(string Type, string Value);
