using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Rewards;

internal enum RedemptionState
{
    Pending = 0,
    Issued = 1,
    /// <summary>Shopify would not make it; the points are back.</summary>
    Refused = 2,
    Used = 3,
    /// <summary>To be taken back: the discount is being switched off in Shopify.</summary>
    Cancelling = 4,
    /// <summary>Ran out; whether it was used is being asked, or a tag removed.</summary>
    Ending = 5,
    /// <summary>Taken back unused; the points are back.</summary>
    Cancelled = 6,
    /// <summary>Ran out; the points are back where a ledger entry says so.</summary>
    Ended = 7,
    /// <summary>Nobody can tell whether Shopify credited it: the merchant decides.</summary>
    Unclear = 8,
}

/// <summary>A reward bought with points: debited and pending in one transaction, then made in Shopify.</summary>
internal sealed class Redemption
{
    private RewardDetails? read;

    public long Id { get; set; }
    public long ShopId { get; set; }
    public long AccountId { get; set; }
    public long CustomerId { get; set; }
    public long RewardId { get; set; }
    public RewardKind Kind { get; set; } = RewardKind.AmountOff;
    public required string IdempotencyKey { get; set; }
    /// <summary>The discount's title in Shopify; by it we know our own when a code is found taken.</summary>
    public required string Title { get; set; }
    public long Cost { get; set; }
    public long Amount { get; set; }
    public required string Currency { get; set; }
    public long? MinimumSubtotal { get; set; }
    /// <summary>Combination flags: 1 product, 2 order, 4 shipping.</summary>
    public int Combines { get; set; }
    /// <summary>Unique in the shop, also where the kind has no code to show.</summary>
    public required string Code { get; set; }
    /// <summary>Shopify's global id of what was made: a discount, a gift card, a transaction.</summary>
    public string? DiscountId { get; set; }
    public RedemptionState State { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? IssuedAt { get; set; }
    public DateTime? ExpiresAt { get; set; }
    public DateTime? UsedAt { get; set; }
    public long? UsedByOrder { get; set; }
    public int Attempts { get; set; }
    public DateTime? NextAt { get; set; }
    /// <summary>Until then one caller, and no other, may talk to Shopify about this row.</summary>
    public DateTime? LeaseUntil { get; set; }
    public string? Error { get; set; }
    /// <summary>The birthday gift it was chosen from; null: it was bought by itself.</summary>
    public long? GroupId { get; set; }
    /// <summary>When it was taken back or had run out.</summary>
    public DateTime? ClosedAt { get; set; }
    /// <summary>Who took it back: a member of staff, or null for the customer.</summary>
    public string? ClosedBy { get; set; }
    /// <summary>Who redeemed it: a member of staff at the till, or null for the customer.</summary>
    public string? MadeBy { get; set; }

    /// <summary>Its points were to go back while the account was closed: they come with the merge that opens it.</summary>
    public bool DueBack { get; set; }
    /// <summary>The reward's details when it was bought, as JSON.</summary>
    public string? Details { get; set; }

    internal RewardDetails Terms => read ??= RewardDetails.FromJson(Details);

    /// <summary>The reward as a shop's own words have it, without the number behind it: <c>5.00 GBP</c>, <c>Free shipping</c>.</summary>
    internal string Descriptor => Title.LastIndexOf(" · ", StringComparison.Ordinal) is > 0 and var end ? Title[..end] : Title;

    private sealed class Mapping : IEntityTypeConfiguration<Redemption>
    {
        public void Configure(EntityTypeBuilder<Redemption> redemption) => redemption.ToTable("redemptions").HasKey(r => r.Id);
    }
}
