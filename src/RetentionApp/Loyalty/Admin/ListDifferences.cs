using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>One property of a rule in words: what it is called and what it says.</summary>
/// <param name="IsDetail">Told when it changes, but not when the whole rule comes.</param>
internal sealed record Saying(string Label, string Value, bool IsDetail = false);

/// <summary>Rules that came, went or changed between two programmes; each is described property by property.</summary>
internal sealed class ListDifferences(AdminText t, RuleWords rules, List<string> said)
{
    /// <param name="kind">"campaign", in the middle of a sentence.</param>
    /// <param name="id">What makes two of them the same rule in two versions.</param>
    internal void Of<T>(string kind, IReadOnlyList<T>? before, IReadOnlyList<T>? now, Func<T, string> id, Func<T, string> name, Func<T, IEnumerable<Saying>> describe)
    {
        var (old, left) = (before ?? [], (now ?? []).Select(id).ToHashSet());
        foreach (var rule in now ?? [])
        {
            var same = old.FirstOrDefault(one => id(one) == id(rule));
            if (same is null) said.Add(t["Added: {0} “{1}” ({2})", kind, name(rule), All(describe(rule))]);
            else Changed(t["{0} “{1}”", Upper(kind), name(rule)], describe(same), describe(rule));
        }
        foreach (var gone in old.Where(one => !left.Contains(id(one)))) said.Add(t["Removed: {0} “{1}”", kind, name(gone)]);
    }

    /// <summary>A part of the programme that exists once or not at all.</summary>
    internal void OfOne<T>(string name, T? before, T? now, Func<T, IEnumerable<Saying>> describe) where T : class
    {
        if (before is null && now is null) return;
        if (before is null) said.Add(t["{0}: {1} (before: {2})", name, All(describe(now!)), rules.None]);
        else if (now is null) said.Add(t["{0}: {1} (before: {2})", name, rules.None, All(describe(before))]);
        else Changed(name, describe(before), describe(now));
    }

    private void Changed(string name, IEnumerable<Saying> before, IEnumerable<Saying> now)
    {
        foreach (var (old, value) in before.Zip(now).Where(pair => pair.First.Value != pair.Second.Value))
            said.Add(t["{0}: {1}: {2} (before: {3})", name, value.Label, value.Value, old.Value]);
    }

    private string All(IEnumerable<Saying> sayings) => string.Join("; ", sayings.Where(saying => !saying.IsDetail && saying.Value != rules.None).Select(saying => $"{saying.Label}: {saying.Value}"));

    private static string Upper(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
