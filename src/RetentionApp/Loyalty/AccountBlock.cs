using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Commerce;
using RetentionApp.Data;

namespace RetentionApp.Loyalty;

/// <summary>A time in which an account was blocked: orders paid in it earn nothing, also after it was lifted.</summary>
internal sealed class AccountBlock
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public long CustomerId { get; set; }
    public DateTime FromAt { get; set; }
    /// <summary>Null while it stands.</summary>
    public DateTime? UntilAt { get; set; }
    public string? Reason { get; set; }
    public required string BlockedBy { get; set; }
    public string? LiftedBy { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<AccountBlock>
    {
        public void Configure(EntityTypeBuilder<AccountBlock> block) => block.ToTable("account_blocks").HasKey(b => b.Id);
    }
}

/// <summary>Which shops have ever blocked anybody, believed for a few seconds: the others need not ask with every order.</summary>
internal sealed class BlockingShops(TimeProvider clock)
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<long, (bool Any, long ReadAt)> known = [];

    internal async ValueTask<bool> Has(AppDb db, long shopId)
    {
        if (known.TryGetValue(shopId, out var last) && (last.Any || clock.GetElapsedTime(last.ReadAt) < Believed)) return last.Any;
        var any = await db.Sql.Single<long?>($"SELECT shop_id FROM account_blocks WHERE shop_id = {shopId} LIMIT 1", row => row.GetInt64(0)) is not null;
        known[shopId] = (any, clock.GetTimestamp());
        return any;
    }
}

/// <summary>Customers whose orders earn nothing by the merchant's wish: by tag, as the tags are now, and by block, as it was when the order was paid.</summary>
internal sealed class Withholding(AppDb db, BlockingShops blocking)
{
    internal async ValueTask<bool> Holds(Order order, ProgrammeSettings current)
    {
        if (order.CustomerId is not { } customer) return false;
        if (current.ExcludedTags is { Count: > 0 } excluded && IsExcluded(await Tags(order.ShopId, customer), excluded)) return true;
        return order.PaidAt is { } paidAt && await blocking.Has(db, order.ShopId) && await db.Sql.Long($"""
            SELECT COUNT(*) FROM account_blocks WHERE shop_id = {order.ShopId} AND customer_id = {customer} AND from_at <= {paidAt} AND (until_at IS NULL OR until_at > {paidAt})
            """) > 0;
    }

    internal async ValueTask<string?> Tags(long shopId, long customerId) =>
        await db.Sql.Single($"SELECT tags FROM customers WHERE shop_id = {shopId} AND id = {customerId}", row => row.GetString(0));

    /// <param name="tags">As Shopify joins them, with commas.</param>
    internal static bool IsExcluded(string? tags, IReadOnlyList<string>? excluded) => excluded is { Count: > 0 } && !string.IsNullOrEmpty(tags)
        && tags.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Any(tag => excluded.Any(one => string.Equals(one.Trim(), tag, StringComparison.OrdinalIgnoreCase)));
}
