namespace RetentionApp.Loyalty;

/// <summary>What the ledger keeps of a deed beside its row: <c>birthday</c>, <c>follow: Instagram</c>, and for one undone the reason in a second line.</summary>
internal static class DeedNote
{
    private static readonly Dictionary<DeedKind, string> Names = new()
    {
        [DeedKind.SignUp] = "signup", [DeedKind.Birthday] = "birthday", [DeedKind.Anniversary] = "anniversary", [DeedKind.Newsletter] = "newsletter", [DeedKind.Review] = "review",
        [DeedKind.Referral] = "referral", [DeedKind.SocialFollow] = "follow", [DeedKind.SocialShare] = "share", [DeedKind.Profile] = "profile", [DeedKind.Custom] = "custom",
    };

    /// <summary>The kind in programs: in JSON, in ids, in the ledger's notes.</summary>
    internal static string Name(DeedKind kind) => Names[kind];

    internal static string Of(DeedKind kind, string? label) => string.IsNullOrWhiteSpace(label) ? Name(kind) : $"{Name(kind)}: {label.ReplaceLineEndings(" ")}";

    internal static string Undone(string note, string reason) => $"{note}\n{reason.ReplaceLineEndings(" ")}";

    /// <returns>No kind where the note is not one of a deed.</returns>
    internal static (DeedKind? Kind, string? Label, string? Reason) Read(string? note)
    {
        var (first, reason) = Cut(note ?? "", "\n");
        var (name, label) = Cut(first, ": ");
        foreach (var (kind, known) in Names) if (known == name) return (kind, label, reason);
        return (null, null, reason);
    }

    private static (string Before, string? After) Cut(string text, string mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + mark.Length)..]) : (text, null);
}
