namespace RetentionApp.Rewards.Admin;

/// <param name="Name">Under which what was picked is posted: Products or Collections.</param>
/// <param name="IsSingle">Whether a new choice replaces the old one.</param>
internal sealed record PickerShown(string Name, string Label, IReadOnlyList<Picked> Chosen, bool IsSingle)
{
    /// <summary>Whether variants of products that cost differently are choices of their own.</summary>
    internal bool IsVariant { get; init; }
}
