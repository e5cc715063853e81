using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Data;

namespace RetentionApp.Shops;

/// <summary>
/// What the shop's theme was last told about the programme, and when to look again. It lies here so that whoever changes
/// something that shoppers are told can say so in the transaction of the change, knowing nothing of themes.
/// </summary>
internal sealed class ThemePush
{
    public long ShopId { get; set; }
    /// <summary>Null: nothing has changed since and nothing changes by time.</summary>
    public DateTime? DueAt { get; set; }
    /// <summary>Shopify's global id of this installation, which owns the fields; null: not asked yet.</summary>
    public string? Installation { get; set; }
    /// <summary>Where the shop serves the app proxy, as Shopify last signed it; null: as installed.</summary>
    public string? Path { get; set; }
    /// <summary>A hash of what was told; null: nothing yet.</summary>
    public string? Pushed { get; set; }
    public DateTime? PushedAt { get; set; }
    public int Attempts { get; set; }
    public string? Error { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<ThemePush>
    {
        public void Configure(EntityTypeBuilder<ThemePush> push) => push.ToTable("theme_pushes").HasKey(p => p.ShopId);
    }
}

internal static class ThemeMarks
{
    extension(AppDb db)
    {
        /// <summary>Something that shoppers are told may have changed; a job follows. Joins the transaction it is called in.</summary>
        internal async Task TellTheme(long shopId, DateTime now) => await db.Sql.Execute($"""
            INSERT INTO theme_pushes (shop_id, due_at, attempts) VALUES ({shopId}, {now}, 0)
            ON CONFLICT (shop_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0
            """);

        /// <summary>After an install: Shopify threw away what an earlier installation was told.</summary>
        internal async Task TellThemeAnew(long shopId, DateTime now) => await db.Sql.Execute($"""
            INSERT INTO theme_pushes (shop_id, due_at, attempts) VALUES ({shopId}, {now}, 0)
            ON CONFLICT (shop_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0, installation = NULL, path = NULL, pushed = NULL
            """);
    }
}
