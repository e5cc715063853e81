using System.Globalization;
using System.Text.Json.Nodes;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

/// <summary>Gift cards, store credit and tags: the mutations that give a customer something.</summary>
internal static class GiftInput
{
    public static Payload<GiftCard> Card(Store store, JsonObject? input)
    {
        if (input is null) throw new GraphError("Variable $input of type GiftCardCreateInput! was provided invalid value", "INVALID_VARIABLE");
        var errors = new List<UserError>();
        var code = ((string?)input["code"])?.ToLowerInvariant() ?? Guid.NewGuid().ToString("N")[..16];
        if (code.Length < 8) Refuse("code", "Code is too short (minimum is 8 characters)", "TOO_SHORT");
        if (code.Length > 20) Refuse("code", "Code is too long (maximum is 20 characters)", "TOO_LONG");
        if (!code.All(char.IsAsciiLetterOrDigit)) Refuse("code", "Code can only contain letters(a-z) and numbers(0-9)", "INVALID");
        if (!Money.TryParse(Text(input["initialValue"]), store.Currency, out var value) || value <= 0) Refuse("initialValue", "Initial value must be greater than 0", "GREATER_THAN");
        var customer = Customer(store, (string?)input["customerId"]);
        if (input["customerId"] is not null && customer is null) Refuse("customerId", "Customer could not be found", "CUSTOMER_NOT_FOUND");
        DateOnly? expires = (string?)input["expiresOn"] is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
        return store.Act(_ =>
        {
            if (errors.Count == 0 && store.GiftCards.ContainsKey(code)) Refuse("code", "Code has already been taken", "TAKEN");
            return errors.Count > 0 ? new Payload<GiftCard>(null, errors) : new Payload<GiftCard>(store.AddGiftCard(code, value, customer, (string?)input["note"], expires), []);
        });

        void Refuse(string field, string message, string why) => errors.Add(new UserError(["input", field], message, why));
    }

    /// <summary>Switched off for good; once more changes nothing.</summary>
    public static Payload<GiftCard> Deactivate(Store store, long id) => store.Act(_ =>
    {
        if (store.GiftCards.Values.FirstOrDefault(one => one.Id == id) is not { } card) return new Payload<GiftCard>(null, [new UserError(["id"], "Gift card could not be found", "GIFT_CARD_NOT_FOUND")]);
        card.DeactivatedAt ??= store.Clock.Second;
        return new Payload<GiftCard>(card, []);
    });

    public static Payload<StoreCreditEntry> Credit(Store store, string? owner, JsonObject? input)
    {
        if (Customer(store, owner) is not { } customer) return No("id", "Owner does not exist.", "OWNER_NOT_FOUND");
        var money = input?["creditAmount"];
        if ((string?)money?["currencyCode"] != store.Currency) return No("creditInput", "The currency provided does not match the currency of the store credit account.", "MISMATCHING_CURRENCY");
        if (!Money.TryParse(Text(money["amount"]), store.Currency, out var amount) || amount <= 0) return No("creditInput", "A positive amount must be used to credit a store credit account.", "NEGATIVE_OR_ZERO_AMOUNT");
        DateTime? expires = (string?)input!["expiresAt"] is { } at ? DateTime.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal) : null;
        return expires <= store.Clock.Now ? No("creditInput", "The expiry date must be in the future.", "EXPIRES_AT_IN_PAST") : new Payload<StoreCreditEntry>(store.Credit(customer, amount, expires), []);

        static Payload<StoreCreditEntry> No(string field, string message, string why) => new(null, [new UserError([field], message, why)]);
    }

    public static Payload<Customer> Tag(Store store, Selection selection, bool adds)
    {
        if (Customer(store, selection.Text("id")) is not { } customer) return new Payload<Customer>(null, [new UserError(["id"], "Customer does not exist", "")]);
        var tags = (selection.Arguments.GetValueOrDefault("tags") as JsonArray ?? []).Select(tag => (string)tag!).ToList();
        var changed = tags.Where(tag => customer.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase) != adds).ToList();
        if (changed.Count > 0) store.EditCustomer(customer, one =>
        {
            if (adds) one.Tags.AddRange(changed);
            else one.Tags.RemoveAll(tag => changed.Contains(tag, StringComparer.OrdinalIgnoreCase));
        });
        return new Payload<Customer>(customer, []);
    }

    private static Customer? Customer(Store store, string? gid) =>
        gid?.StartsWith("gid://shopify/Customer/", StringComparison.Ordinal) == true && long.TryParse(gid.Split('/')[^1], CultureInfo.InvariantCulture, out var id) ? store.Read(() => store.Customers.GetValueOrDefault(id)) : null;

    private static string? Text(JsonNode? node) => node?.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string?)node : node?.ToJsonString();
}
