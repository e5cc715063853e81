namespace RetentionApp.DevStore.State;

internal sealed record GiftCard(long Id, string Code, long Value, Customer? Customer, string? Note, DateOnly? ExpiresOn, DateTime CreatedAt);

/// <param name="Amount">Negative when spent.</param>
internal sealed record StoreCreditEntry(long Id, Money Amount, Money Balance, DateTime CreatedAt, DateTime? ExpiresAt);

/// <summary>Money that customers hold with the shop.</summary>
internal sealed partial class Store
{
    public Dictionary<string, GiftCard> GiftCards { get; } = new(StringComparer.OrdinalIgnoreCase);

    public GiftCard AddGiftCard(string code, long value, Customer? customer, string? note, DateOnly? expiresOn) => Act(_ =>
    {
        var card = new GiftCard(NewId(), code, value, customer, note, expiresOn, Today);
        GiftCards.Add(code, card);
        return card;
    });

    public StoreCreditEntry Credit(Customer customer, long amount, DateTime? expiresAt) => Act(_ =>
    {
        var entry = new StoreCreditEntry(NewId(), Money(amount), Money(customer.StoreCredit.Sum(one => one.Amount.Minor) + amount), Today, expiresAt);
        customer.StoreCredit.Add(entry);
        return entry;
    });
}
