using RetentionApp.Commerce;

namespace RetentionApp.Admin;

/// <summary>One of our blocks, as the card names it and as the theme editor is opened for it.</summary>
/// <param name="File">Name in the extension's folder <c>blocks</c>.</param>
internal sealed record ThemeBlock(string File, string Name, string Template, string Target);

/// <summary>The state of the live theme on home: what is on, and where in the theme editor to change it.</summary>
/// <param name="Status">Null while nothing was ever read.</param>
/// <param name="Editor">Address of the theme editor, without query.</param>
internal sealed record ThemeCard(ThemeStatus? Status, bool IsStale, string Editor, string ClientId)
{
    /// <summary>Blocks that do something today; those for referrals and reviews join with their modules.</summary>
    internal static readonly IReadOnlyList<ThemeBlock> Blocks =
    [
        new("product-points", "Points on the product page", "product", "mainSection"), new("balance", "Points balance", "index", "newAppsSection"), new("tier-progress", "Way to the next tier", "index", "newAppsSection"),
        new("rewards", "List of rewards", "index", "newAppsSection"), new("ways-to-earn", "Ways to earn points", "index", "newAppsSection"),
    ];

    internal string LauncherLink => $"{Editor}?context=apps&template=index&activateAppId={Uri.EscapeDataString(ClientId)}/{ThemeFiles.Launcher}";

    internal string LinkOf(ThemeBlock block) => $"{Editor}?template={block.Template}&addAppBlockId={Uri.EscapeDataString(ClientId)}/{block.File}&target={block.Target}";
}
