using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Loyalty;

internal enum EntryKind
{
    OrderEarned = 1, OrderReversed = 2, Redeemed = 3, RedemptionReturned = 4, Adjusted = 5, Transferred = 6, Erased = 7, Expired = 8, TierEntered = 17, OrderBonus = 21, Forgiven = 30, Imported = 40,
    DeedDone = 51, DeedUndone = 52, ChallengeWon = 53, ChallengeLost = 54,
}

/// <summary>Why, where the kind alone does not say it.</summary>
internal enum EntryCause { None = 0, Refund = 1, Cancelled = 2, Edited = 3, Chargeback = 4, ChargebackWon = 5, OtherOwner = 6, Withheld = 7, Removed = 8, Claimed = 9 }

/// <summary>One line of the append-only ledger.</summary>
internal sealed class LedgerEntry
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public long AccountId { get; set; }
    public EntryKind Kind { get; set; }
    public EntryCause Cause { get; set; }
    /// <summary>Signed: credits positive.</summary>
    public long Points { get; set; }
    /// <summary>What the entry does to lifetime points: credits add, reversals take away, spending does nothing.</summary>
    public long Lifetime { get; set; }
    /// <summary>Where it came from, unique in the shop, so that nothing is posted twice: <c>order:123#2</c>, <c>redemption:9</c>.</summary>
    public required string Source { get; set; }
    /// <summary>The order or redemption it is about.</summary>
    public long? Subject { get; set; }
    /// <summary>For a manual adjustment the merchant's reason, else what a person needs to understand it (an order's name).</summary>
    public string? Note { get; set; }
    /// <summary>When it happened in the shop; <see cref="PostedAt"/> is when it was written.</summary>
    public DateTime OccurredAt { get; set; }
    public DateTime PostedAt { get; set; }

    /// <summary>Whether <see cref="Subject"/> is the order it comes from.</summary>
    internal bool IsOfOrder => Kind is EntryKind.OrderEarned or EntryKind.OrderReversed or EntryKind.OrderBonus && Subject is not null;

    private sealed class Mapping : IEntityTypeConfiguration<LedgerEntry>
    {
        public void Configure(EntityTypeBuilder<LedgerEntry> entry) => entry.ToTable("ledger_entries").HasKey(e => e.Id);
    }
}

/// <summary>A credit with what is left of it.</summary>
internal sealed class Lot
{
    public long EntryId { get; set; }
    public long ShopId { get; set; }
    public long AccountId { get; set; }
    public long? OrderId { get; set; }
    public long Points { get; set; }
    public long Remaining { get; set; }
    public DateTime AvailableAt { get; set; }
    public DateTime? ExpiresAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Lot>
    {
        public void Configure(EntityTypeBuilder<Lot> lot)
        {
            lot.ToTable("lots").HasKey(l => l.EntryId);
            lot.Property(l => l.EntryId).ValueGeneratedNever();
        }
    }
}

/// <summary>Points that an entry took from a lot (negative), put back (positive), or took from no lot: debt, where <see cref="LotId"/> is null.</summary>
internal sealed class LotMove
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public long AccountId { get; set; }
    /// <summary>Null where no entry caused it: a lot that became available paid debt.</summary>
    public long? EntryId { get; set; }
    public long? LotId { get; set; }
    public long Points { get; set; }
    public DateTime At { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<LotMove>
    {
        public void Configure(EntityTypeBuilder<LotMove> move) => move.ToTable("lot_moves").HasKey(m => m.Id);
    }
}

/// <summary>What the ledger holds for an order, and the programme version that was frozen with it.</summary>
internal sealed class OrderAward
{
    public long ShopId { get; set; }
    public long OrderId { get; set; }
    public long? AccountId { get; set; }
    public int ProgrammeVersion { get; set; }
    public long Points { get; set; }
    /// <summary>The amount that counts, in minor units, rounded down; the computation of points is exact. It may be too small for a point.</summary>
    public long Eligible { get; set; }
    /// <summary>Entries posted so far: the n of <c>order:123#n</c>.</summary>
    public int Entries { get; set; }
    public DateTime AvailableAt { get; set; }
    /// <summary>What was frozen besides the programme's version, as JSON; null: nothing.</summary>
    public string? Terms { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<OrderAward>
    {
        public void Configure(EntityTypeBuilder<OrderAward> award) => award.ToTable("order_awards").HasKey(a => new { a.ShopId, a.OrderId });
    }
}
