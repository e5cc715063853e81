using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Commerce;

/// <summary>Why nothing newer is known about the theme.</summary>
internal enum ThemeProblem
{
    None = 0,
    /// <summary>The shop has not granted <c>read_themes</c>.</summary>
    Denied = 1,
    /// <summary>Shopify did not answer.</summary>
    Unreachable = 2,
    /// <summary>The shop has no live theme.</summary>
    NoTheme = 3,
    /// <summary>Shopify answered, and the files are not what we understand.</summary>
    Unreadable = 4,
}

/// <summary>Which of our embeds and blocks are on in the shop's live theme, as last read.</summary>
internal sealed class ThemeStatus
{
    public long ShopId { get; set; }
    public DateTime TriedAt { get; set; }
    public ThemeProblem Problem { get; set; }
    /// <summary>When the rest was true; null: never read.</summary>
    public DateTime? ReadAt { get; set; }
    /// <summary>The live theme's name.</summary>
    public string? Theme { get; set; }
    /// <summary>The theme has no JSON templates: embeds work, app blocks have no place.</summary>
    public bool IsVintage { get; set; }
    public bool IsEmbedOn { get; set; }
    /// <summary>Lines of block and template, "product-points product".</summary>
    public required string Placed { get; set; }

    internal bool Has(string block) => Places(block).Any();

    /// <summary>The templates that hold a block, each once.</summary>
    internal IEnumerable<string> Places(string block) =>
        Placed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).Where(line => line[0] == block).Select(line => line[1]).Distinct();

    private sealed class Mapping : IEntityTypeConfiguration<ThemeStatus>
    {
        public void Configure(EntityTypeBuilder<ThemeStatus> status) => status.ToTable("theme_statuses").HasKey(one => one.ShopId);
    }
}
