using Microsoft.AspNetCore.WebUtilities;

namespace RetentionApp.Shopify;

/// <summary>
/// A query as it was sent: in order, names case-sensitive, repeats kept. ASP.NET's own collection joins names that differ
/// in case only, and so would not be what was signed.
/// </summary>
internal sealed class SignedQuery
{
    private readonly List<Parameter> parameters = [];

    internal SignedQuery(string? query)
    {
        foreach (var pair in new QueryStringEnumerable(query))
            parameters.Add(new(pair.DecodeName().ToString(), pair.DecodeValue().ToString(), pair.EncodedName, pair.EncodedValue));
    }

    internal SignedQuery(IEnumerable<KeyValuePair<string, string>> parameters) =>
        this.parameters.AddRange(parameters.Select(p => new Parameter(p.Key, p.Value, p.Key.AsMemory(), p.Value.AsMemory())));

    internal IReadOnlyList<Parameter> Parameters => parameters;

    /// <summary>The value of a parameter that occurs exactly once, else null.</summary>
    internal string? Once(string name)
    {
        string? value = null;
        foreach (var parameter in parameters)
        {
            if (parameter.Name != name) continue;
            if (value is not null) return null;
            value = parameter.Value;
        }
        return value;
    }

    internal bool Has(string name) => parameters.Exists(parameter => parameter.Name == name);

    internal readonly record struct Parameter(string Name, string Value, ReadOnlyMemory<char> EncodedName, ReadOnlyMemory<char> EncodedValue)
    {
        internal string AsSent => $"{EncodedName}={EncodedValue}";
    }
}
