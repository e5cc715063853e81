using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Rewards;

internal enum RewardKind
{
    AmountOff = 1,
    /// <summary>Amount off where the shopper chooses how many points.</summary>
    Slider = 2,
    PercentOff = 3,
    FreeShipping = 4,
    FreeProduct = 5,
    GiftCard = 6,
    StoreCredit = 7,
    EarlyAccess = 8,
    /// <summary>A choice between other rewards, free of points once a year around the birthday.</summary>
    BirthdayGift = 9,
}

/// <summary>What points can buy.</summary>
internal sealed class Reward
{
    private RewardDetails? read;

    public long Id { get; set; }
    public long ShopId { get; set; }
    public RewardKind Kind { get; set; }
    /// <summary>The merchant's name for it; null: "£5.00 off" in the reader's language.</summary>
    public string? Name { get; set; }
    /// <summary>Points it costs; of a slider the fewest that can be chosen.</summary>
    public long Cost { get; set; }
    /// <summary>Minor units off, on the card or credited; of a slider what <see cref="Cost"/> points bring.</summary>
    public long Amount { get; set; }
    public required string Currency { get; set; }
    /// <summary>Minor units the cart must reach; null: any cart.</summary>
    public long? MinimumSubtotal { get; set; }
    /// <summary>Days the code, the credit or the access lasts; null: for ever.</summary>
    public int? ValidDays { get; set; }
    public bool CombinesWithProduct { get; set; }
    public bool CombinesWithOrder { get; set; }
    public bool CombinesWithShipping { get; set; } = true;
    public bool IsActive { get; set; } = true;
    public DateTime CreatedAt { get; set; }
    /// <summary>Place in the shop's list, ascending.</summary>
    public int Position { get; set; }
    /// <summary>How many are left; null: no limit. Changed only by statements that count, never by saving the row.</summary>
    public long? Stock { get; set; }
    /// <summary>No longer offered or listed; what was redeemed stays.</summary>
    public DateTime? ArchivedAt { get; set; }
    /// <summary><see cref="Terms"/> as JSON; null: none.</summary>
    public string? Details { get; set; }

    /// <summary>What only some kinds and some rewards have. Replace it, never change it.</summary>
    internal RewardDetails Terms
    {
        get => read ??= RewardDetails.FromJson(Details);
        set => (read, Details) = (value, value.ToJson());
    }

    /// <summary>The rewards that a birthday gift lets choose from, where the catalogue has looked them up.</summary>
    internal IReadOnlyList<Reward> ChoiceRewards { get; set; } = [];

    /// <summary>Minor units of the cart from which a percentage takes off all that its cap allows; null: it has no cap.</summary>
    internal long? CartForAll => Terms is { MaximumOff: not null, Percent: > 0 } ? Kinds.PercentOff.Capped(this, null).Minimum : null;

    /// <summary>Combination flags as a redemption keeps them: 1 product, 2 order, 4 shipping.</summary>
    internal int Combines => (CombinesWithProduct ? 1 : 0) | (CombinesWithOrder ? 2 : 0) | (CombinesWithShipping ? 4 : 0);

    /// <summary>The merchant's name for it in a language; null where there is none.</summary>
    internal string? NameIn(string language) => Terms.Texts?.GetValueOrDefault(language)?.Name ?? Name;

    internal Reward Copy() => (Reward)MemberwiseClone();

    private sealed class Mapping : IEntityTypeConfiguration<Reward>
    {
        public void Configure(EntityTypeBuilder<Reward> reward)
        {
            reward.ToTable("rewards").HasKey(r => r.Id);
            reward.Property(r => r.Stock).Metadata.SetAfterSaveBehavior(Microsoft.EntityFrameworkCore.Metadata.PropertySaveBehavior.Ignore);
        }
    }
}
