using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Data;

namespace RetentionApp.Timeline;

/// <summary>Something that happened to a customer; appended in the transaction in which it happened, never changed.</summary>
internal sealed class TimelineEntry
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public long CustomerId { get; set; }
    /// <summary>One of <see cref="TimelineKinds"/>.</summary>
    public required string Kind { get; set; }
    /// <summary>The row it is about: an order, a redemption.</summary>
    public long? Subject { get; set; }
    public string? Data { get; set; }
    public DateTime At { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<TimelineEntry>
    {
        public void Configure(EntityTypeBuilder<TimelineEntry> entry) => entry.ToTable("timeline").HasKey(e => e.Id);
    }
}

internal static class TimelineKinds
{
    internal const string OrderPaid = "order.paid";
    internal const string OrderFulfilled = "order.fulfilled";
    internal const string OrderDelivered = "order.delivered";
    internal const string OrderCancelled = "order.cancelled";
    internal const string PointsEarned = "points.earned";
    internal const string PointsReversed = "points.reversed";
    /// <summary>Points that were pending can be used from now on. Data: how many.</summary>
    internal const string PointsAvailable = "points.available";
    internal const string PointsAdjusted = "points.adjusted";
    /// <summary>Data: how many.</summary>
    internal const string PointsExpired = "points.expired";
    /// <summary>Data: <c>{"days": 30, "points": 120, "at": "2026-12-31"}</c>, the last day in the shop's zone; days is 30, 7 or 1.</summary>
    internal const string PointsExpiring = "points.expiring";
    internal const string PointsReturned = "points.returned";
    internal const string AccountBlocked = "account.blocked";
    internal const string AccountUnblocked = "account.unblocked";
    internal const string RewardRedeemed = "reward.redeemed";
    internal const string RewardIssued = "reward.issued";
    internal const string RewardRefused = "reward.refused";
    internal const string RewardUsed = "reward.used";
    internal const string TierReached = "tier.reached";
    internal const string TierLost = "tier.lost";
    internal const string TierWarning = "tier.warning";
    internal const string TierAssigned = "tier.assigned";
    internal const string RewardCancelled = "reward.cancelled";
    internal const string RewardEnded = "reward.ended";
    internal const string DeedDone = "deed.done";
    internal const string DeedUndone = "deed.undone";
    internal const string ChallengeWon = "challenge.won";
    internal const string ChallengeLost = "challenge.lost";
    internal const string CustomerMerged = "customer.merged";
}

internal static class TimelineTables
{
    extension(AppDb db)
    {
        internal DbSet<TimelineEntry> Timeline => db.Set<TimelineEntry>();
    }

    /// <summary>Appends a row inside the caller's transaction.</summary>
    internal static async Task AppendTimeline(this AppDb db, long shopId, long customerId, string kind, long? subject, string? data, DateTime at)
    {
        if (!db.IsWriting()) throw new InvalidOperationException("A timeline row belongs to the transaction in which the thing happened.");
        await db.Sql.Execute($"INSERT INTO timeline (shop_id, customer_id, kind, subject, data, at) VALUES ({shopId}, {customerId}, {kind}, {subject}, {data}, {at})");
    }
}
