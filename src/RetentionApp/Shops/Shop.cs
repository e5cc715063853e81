using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Shops;

/// <summary>A merchant's shop: the tenant. Everything else carries its <see cref="Id"/>.</summary>
internal sealed class Shop
{
    public long Id { get; set; }
    /// <summary>The permanent domain, <c>example.myshopify.com</c>, lower case.</summary>
    public required string Domain { get; set; }
    public required string Name { get; set; }
    public string? Email { get; set; }
    /// <summary>ISO 4217 code of the shop's own currency.</summary>
    public required string Currency { get; set; }
    /// <summary>IANA name, e.g. <c>Europe/London</c>.</summary>
    public required string TimeZone { get; set; }
    public required string Locale { get; set; }
    public string? Plan { get; set; }
    public string? StorefrontUrl { get; set; }
    /// <summary>Granted scopes, comma-separated.</summary>
    public required string Scopes { get; set; }
    /// <summary>Access and refresh token as one sealed text, so that the pair is stored in one write. Null after uninstall.</summary>
    public string? SealedTokens { get; set; }
    public DateTime? AccessExpiresAt { get; set; }
    public DateTime? RefreshExpiresAt { get; set; }
    public DateTime InstalledAt { get; set; }
    public DateTime? UninstalledAt { get; set; }
    /// <summary>When a staff member last opened the app: it was installed then, whatever an older uninstall says.</summary>
    public DateTime? SeenAt { get; set; }
    /// <summary>Orders changed before this have been compared with Shopify's.</summary>
    public DateTime? ReconciledUntil { get; set; }
    /// <summary>The merchant's own word for points, <see cref="Language.PointsName"/> as JSON; null: "points".</summary>
    public string? PointsWord { get; set; }
    /// <summary>Set by <c>shop/redact</c>: everything of this shop is being removed.</summary>
    public DateTime? WipeAskedAt { get; set; }

    internal bool IsInstalled => UninstalledAt is null;

    internal bool HasScope(string scope) =>
        Scopes.Split(',', StringSplitOptions.TrimEntries).Any(granted => granted == scope || (scope.StartsWith("read_", StringComparison.Ordinal) && granted == "write_" + scope[5..]));

    private sealed class Mapping : IEntityTypeConfiguration<Shop>
    {
        public void Configure(EntityTypeBuilder<Shop> shop) => shop.ToTable("shops").HasKey(s => s.Id);
    }
}

/// <summary>One named setting of a shop, e.g. which setup steps were dismissed.</summary>
internal sealed class ShopSetting
{
    public long ShopId { get; set; }
    public required string Name { get; set; }
    public required string Value { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<ShopSetting>
    {
        public void Configure(EntityTypeBuilder<ShopSetting> setting) => setting.ToTable("shop_settings").HasKey(s => new { s.ShopId, s.Name });
    }
}
