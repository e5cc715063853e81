using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Data;

namespace RetentionApp.Api;

/// <summary>A key with which a merchant's program calls the API. The key itself is shown once; only its hash is kept.</summary>
internal sealed class ApiKey
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public required string Name { get; set; }
    /// <summary>The part that finds the row and may be shown: <c>rk_7h2k9qwz4m1x</c>.</summary>
    public required string Prefix { get; set; }
    /// <summary>SHA-256 of the whole key; 256 random bits need no slow hash.</summary>
    public required byte[] Hash { get; set; }
    /// <summary>Names of <see cref="ApiScopes"/>, separated by commas.</summary>
    public required string Scopes { get; set; }
    public DateTime CreatedAt { get; set; }
    public required string CreatedBy { get; set; }
    public DateTime? ExpiresAt { get; set; }
    public DateTime? RevokedAt { get; set; }
    /// <summary>To about ten minutes: it is not written on every request.</summary>
    public DateTime? LastUsedAt { get; set; }

    internal bool IsUsable(DateTime now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);
    internal bool Has(string scope) => Scopes.Split(',').Contains(scope);

    private sealed class Mapping : IEntityTypeConfiguration<ApiKey>
    {
        public void Configure(EntityTypeBuilder<ApiKey> key) => key.ToTable("api_keys").HasKey(k => k.Id);
    }
}

/// <summary>A changing request by the caller's idempotency key, kept for <see cref="ApiRequests.Kept"/>.</summary>
internal sealed class ApiRequest
{
    public long ShopId { get; set; }
    public required string IdempotencyKey { get; set; }
    /// <summary>Hash of method, path and body.</summary>
    public required string Fingerprint { get; set; }
    /// <summary>The JSON that was answered; null where the answer is the present state of something.</summary>
    public string? Answer { get; set; }
    public DateTime CreatedAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<ApiRequest>
    {
        public void Configure(EntityTypeBuilder<ApiRequest> request) => request.ToTable("api_requests").HasKey(r => new { r.ShopId, r.IdempotencyKey });
    }
}

internal static class ApiTables
{
    extension(AppDb db)
    {
        internal DbSet<ApiKey> ApiKeys => db.Set<ApiKey>();
    }
}
