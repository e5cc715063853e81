namespace RetentionApp.DevStore.State;

internal sealed record GiftCard(long Id, string Code, long Value, Customer? Customer, string? Note, DateOnly? ExpiresOn, DateTime CreatedAt, string Currency)
{
    /// <summary>What is left of it.</summary>
    public long Balance { get; set; } = Value;
    public DateTime? DeactivatedAt { get; set; }
}

/// <param name="Amount">Negative when spent.</param>
internal sealed record StoreCreditEntry(long Id, Money Amount, Money Balance, DateTime CreatedAt, DateTime? ExpiresAt);

/// <summary>Money that customers hold with the shop.</summary>
internal sealed partial class Store
{
    public Dictionary<string, GiftCard> GiftCards { get; } = new(StringComparer.OrdinalIgnoreCase);

    public GiftCard AddGiftCard(string code, long value, Customer? customer, string? note, DateOnly? expiresOn) => Act(_ =>
    {
        var card = new GiftCard(NewId(), code, value, customer, note, expiresOn, Today, Currency);
        GiftCards.Add(code, card);
        return card;
    });

    /// <summary>Pays something with the card, as a checkout would; never more than is left on it.</summary>
    public void SpendGiftCard(GiftCard card, long amount) => Act(_ => card.DeactivatedAt is null ? card.Balance -= Math.Min(amount, card.Balance) : card.Balance);

    public StoreCreditEntry Credit(Customer customer, long amount, DateTime? expiresAt) => Act(_ =>
    {
        var entry = new StoreCreditEntry(NewId(), Money(amount), Money(customer.StoreCredit.Sum(one => one.Amount.Minor) + amount), Today, expiresAt);
        customer.StoreCredit.Add(entry);
        return entry;
    });
}
