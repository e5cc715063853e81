using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

/// <summary>Reads DiscountCodeBasicInput and DiscountCodeFreeShippingInput. A field the input type does not have is an error of the whole document, as with Shopify.</summary>
internal static class DiscountInput
{
    private static readonly string[] Both = ["title", "code", "startsAt", "endsAt", "usageLimit", "appliesOncePerCustomer", "combinesWith", "context", "minimumRequirement", "recurringCycleLimit"];
    private static readonly string[] Basic = [.. Both, "customerGets"];
    private static readonly string[] Shipping = [.. Both, "destination", "maximumShippingPrice", "appliesOnOneTimePurchase", "appliesOnSubscription"];

    public static Payload<Discount> Create(Store store, JsonObject? input, bool isShipping = false)
    {
        var argument = isShipping ? "freeShippingCodeDiscount" : "basicCodeDiscount";
        if (input is null) throw Invalid($"{argument}: expected value to not be null");
        foreach (var (name, _) in input) if (!(isShipping ? Shipping : Basic).Contains(name)) throw Invalid($"{argument}.{name}: Field is not defined on this input type");
        var errors = new List<UserError>();
        var code = ((string?)input["code"])?.Trim() ?? "";
        if (code.Length == 0) Refuse("code", "Code can't be blank", "BLANK");
        if (code.Length > 255) Refuse("code", "Code is too long (maximum is 255 characters)", "TOO_LONG");
        var title = (string?)input["title"] ?? "";
        if (title.Length == 0) Refuse("title", "Title can't be blank", "BLANK");
        var startsAt = Time(input["startsAt"]);
        if (startsAt is null) Refuse("startsAt", "Starts at can't be blank", "BLANK");
        var endsAt = Time(input["endsAt"]);
        if (startsAt is { } start && endsAt is { } end && end <= start) Refuse("endsAt", "Ends at needs to be after starts at", "GREATER_THAN");
        var (amount, percentage) = isShipping ? (0, 0) : Value(input["customerGets"], store.Currency, Refuse);
        if (isShipping && (bool?)input["destination"]?["all"] != true) Refuse("destination", "Destination can't be blank", "BLANK");
        if (isShipping && (bool?)input["combinesWith"]?["shippingDiscounts"] == true) Refuse("combinesWith", "The combinesWith settings are not valid for the discount class.", "INVALID_COMBINES_WITH_FOR_DISCOUNT_CLASS");
        var customers = Context(store, input["context"], Refuse);
        var segments = Segments(store, input["context"]?["customerSegments"]?["add"], Refuse);
        var minimum = input["minimumRequirement"];
        Money.TryParse(Text(minimum?["subtotal"]?["greaterThanOrEqualToSubtotal"]), store.Currency, out var minimumSubtotal);
        if (!int.TryParse(Text(minimum?["quantity"]?["greaterThanOrEqualToQuantity"]), CultureInfo.InvariantCulture, out var minimumQuantity)) minimumQuantity = 0;
        long? maximumShipping = Money.TryParse(Text(input["maximumShippingPrice"]), store.Currency, out var most) ? most : null;
        var items = input["customerGets"]?["items"];
        return store.Act(_ =>
        {
            if (errors.Count == 0 && store.Discounts.ContainsKey(code)) Refuse("code", "Code must be unique. Please try a different code.", "TAKEN");
            if (errors.Count > 0) return new Payload<Discount>(null, errors);
            var discount = new Discount
            {
                Id = store.NewId(), Title = title, Code = code, CreatedAt = store.Clock.Second, Clock = store.Clock, StartsAt = startsAt!.Value, EndsAt = endsAt, UsageLimit = (int?)input["usageLimit"],
                OncePerCustomer = (bool?)input["appliesOncePerCustomer"] ?? false, Amount = amount, Percentage = percentage, MinimumSubtotal = minimumSubtotal, MinimumQuantity = minimumQuantity,
                Customers = customers, Segments = segments, Combines = Combines(input["combinesWith"]), IsFreeShipping = isShipping, MaximumShipping = maximumShipping,
                Products = Numbers(items?["products"]?["productsToAdd"]), Collections = Numbers(items?["collections"]?["add"]), Variants = Numbers(items?["products"]?["productVariantsToAdd"]),
            };
            store.Discounts.Add(code, discount);
            return new Payload<Discount>(discount, []);
        });

        void Refuse(string field, string message, string why) => errors.Add(new UserError([argument, .. field.Split('.')], message, why));
    }

    /// <summary>Ends it now. What was used stays used.</summary>
    public static Payload<Discount> Deactivate(Store store, long id) => store.Act(_ =>
    {
        if (store.Discounts.Values.FirstOrDefault(one => one.Id == id) is not { } discount) return new Payload<Discount>(null, [new UserError(["id"], "Code discount does not exist.", "INVALID")]);
        if (discount.IsActive(store.Clock.Now)) discount.EndsAt = store.Clock.Now;
        return new Payload<Discount>(discount, []);
    });

    private static IReadOnlyList<long>? Numbers(JsonNode? gids) =>
        gids is JsonArray { Count: > 0 } list ? [.. list.Select(gid => long.Parse(((string)gid!).Split('/')[^1], CultureInfo.InvariantCulture))] : null;

    private static (long Amount, decimal Percentage) Value(JsonNode? gets, string currency, Action<string, string, string> refuse)
    {
        var value = gets?["value"];
        if (value?["percentage"] is { } share)
        {
            var percentage = decimal.Parse(Text(share)!, CultureInfo.InvariantCulture);
            if (percentage is <= 0 or > 1) refuse("customerGets.value.percentage", "Value must be between 0.0 and 1.0", "VALUE_OUTSIDE_RANGE");
            return (0, percentage);
        }
        if (!Money.TryParse(Text(value?["discountAmount"]?["amount"]), currency, out var amount) || amount <= 0) refuse("customerGets.value", "Value can't be blank", "BLANK");
        if (gets?["items"] is null) refuse("customerGets.items", "Items can't be blank", "BLANK");
        return (amount, 0);
    }

    private static List<long>? Context(Store store, JsonNode? context, Action<string, string, string> refuse)
    {
        if (context?["customerSegments"]?["add"] is JsonArray) return null;
        if (context?["customers"]?["add"] is not JsonArray added)
        {
            if ((string?)context?["all"] != "ALL") refuse("context", "Context can't be blank", "BLANK");
            return null;
        }
        var customers = new List<long>();
        foreach (var gid in added)
        {
            if (long.TryParse(((string?)gid)?.Split('/')[^1], CultureInfo.InvariantCulture, out var id) && store.Read(() => store.Customers.ContainsKey(id))) customers.Add(id);
            else refuse("context.customers.add", "Customer does not exist", "INVALID");
        }
        return customers;
    }

    private static List<Segment>? Segments(Store store, JsonNode? added, Action<string, string, string> refuse)
    {
        if (added is not JsonArray gids) return null;
        var segments = new List<Segment>();
        foreach (var gid in gids)
        {
            if (long.TryParse(((string?)gid)?.Split('/')[^1], CultureInfo.InvariantCulture, out var id) && store.Read(() => store.Segments.GetValueOrDefault(id)) is { } segment) segments.Add(segment);
            else refuse("context.customerSegments.add", "Segment does not exist", "INVALID");
        }
        return segments;
    }

    /// <summary>Changes title, code, value and smallest cart; who may use it stays.</summary>
    public static Payload<Discount> Update(Store store, long id, JsonObject? input, bool isShipping) => store.Act(_ =>
    {
        var errors = new List<UserError>();
        if (input is null || store.Discounts.Values.FirstOrDefault(one => one.Id == id && one.IsFreeShipping == isShipping) is not { } known) return new Payload<Discount>(null, [new UserError(["id"], "Discount does not exist", "INVALID")]);
        var code = (string?)input["code"] ?? known.Code;
        if (!code.Equals(known.Code, StringComparison.OrdinalIgnoreCase) && store.Discounts.ContainsKey(code)) return new Payload<Discount>(null, [new UserError(["code"], "Code must be unique. Please try a different code.", "TAKEN")]);
        var (amount, percentage) = isShipping ? (0, 0) : Value(input["customerGets"], store.Currency, (field, message, why) => errors.Add(new UserError([field], message, why)));
        if (errors.Count > 0) return new Payload<Discount>(null, errors);
        Money.TryParse(Text(input["minimumRequirement"]?["subtotal"]?["greaterThanOrEqualToSubtotal"]), store.Currency, out var minimum);
        var changed = new Discount
        {
            Id = known.Id, Title = (string?)input["title"] ?? known.Title, Code = code, CreatedAt = known.CreatedAt, Clock = store.Clock, StartsAt = known.StartsAt, EndsAt = known.EndsAt, UsageLimit = known.UsageLimit,
            OncePerCustomer = known.OncePerCustomer, Amount = amount, Percentage = percentage, MinimumSubtotal = minimum, MinimumQuantity = known.MinimumQuantity, Customers = known.Customers,
            Segments = known.Segments, IsFreeShipping = known.IsFreeShipping, Combines = Combines(input["combinesWith"]),
        };
        changed.UsedBy.AddRange(known.UsedBy);
        store.Discounts.Remove(known.Code);
        store.Discounts.Add(code, changed);
        return new Payload<Discount>(changed, []);
    });

    private static string Combines(JsonNode? with) =>
        with is JsonObject kinds ? string.Join(", ", kinds.Where(kind => kind.Value?.GetValueKind() == JsonValueKind.True).Select(kind => kind.Key.Replace("Discounts", "", StringComparison.Ordinal))) : "";

    private static DateTime? Time(JsonNode? node) =>
        Text(node) is { Length: > 0 } text
            ? DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : throw Invalid($"“{text}” is not a DateTime")
            : null;

    private static string? Text(JsonNode? node) => node?.GetValueKind() switch { null or JsonValueKind.Null => null, JsonValueKind.String => node.GetValue<string>(), _ => node.ToJsonString() };

    private static GraphError Invalid(string message) => new($"Variable $discount was provided invalid value for {message}", "INVALID_VARIABLE");
}
