using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

/// <summary>Gift cards and store credit as the Admin API shows them.</summary>
internal static class GiftShapes
{
    private static readonly Shape<Money> MoneyV2 = new Shape<Money>("MoneyV2").Field("amount", (json, money, _) => money.Write(json)).Text("currencyCode", money => money.Currency);

    public static readonly Shape<GiftCard> Card = new Shape<GiftCard>("GiftCard").Gid("id", "GiftCard", card => card.Id).Text("note", card => card.Note)
        .Text("lastCharacters", card => card.Code[^4..]).Time("createdAt", card => card.CreatedAt).Flag("enabled", card => card.DeactivatedAt is null)
        .Time("deactivatedAt", card => card.DeactivatedAt).Value("initialValue", MoneyV2, card => new Money(card.Value, card.Currency)).Value("balance", MoneyV2, card => new Money(card.Balance, card.Currency));

    /// <summary>Entries of either kind; only credits have an id in the documents of the app, asked for by a fragment.</summary>
    public static readonly Shape<StoreCreditEntry> Entry = new Shape<StoreCreditEntry>("StoreCreditAccountCreditTransaction").Gid("id", "StoreCreditAccountCreditTransaction", one => one.Id)
        .Time("createdAt", one => one.CreatedAt).Time("expiresAt", one => one.ExpiresAt)
        .Value("amount", MoneyV2, one => one.Amount).Value("balanceAfterTransaction", MoneyV2, one => one.Balance);

    public static readonly Shape<Customer> Account = new Shape<Customer>("StoreCreditAccount").Gid("id", "StoreCreditAccount", customer => customer.Id + 1_000_000)
        .Value("balance", MoneyV2, customer => customer.StoreCredit[^1].Balance)
        .Connection("transactions", Entry, (customer, selection) => Ordered(customer, selection));

    /// <summary>Shopify searches whole codes and more; a part of a code finds nothing.</summary>
    public static IReadOnlyList<GiftCard> Search(Store store, string? query) =>
        string.IsNullOrWhiteSpace(query) ? [.. store.GiftCards.Values] : [.. store.GiftCards.Values.Where(card => string.Equals(card.Code, query.Trim(), StringComparison.OrdinalIgnoreCase))];

    private static IReadOnlyList<StoreCreditEntry> Ordered(Customer customer, Selection selection)
    {
        IEnumerable<StoreCreditEntry> entries = customer.StoreCredit;
        return [.. selection.Arguments.GetValueOrDefault("reverse")?.GetValue<bool>() == true ? entries.Reverse() : entries];
    }
}
