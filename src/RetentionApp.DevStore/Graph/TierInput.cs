using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

/// <summary>Metafields, their definitions, and segments: what an app tells Shopify about customers.</summary>
internal static class TierInput
{
    private const int MostMetafields = 25;

    public static readonly Shape<Segment> Segment = new Shape<Segment>("Segment").Gid("id", "Segment", one => one.Id).Text("name", one => one.Name).Text("query", one => one.Query);
    public static readonly Shape<MetafieldDefinition> Definition = new Shape<MetafieldDefinition>("MetafieldDefinition").Gid("id", "MetafieldDefinition", one => one.Id).Text("key", one => one.Key).Text("namespace", one => one.Namespace);

    /// <summary>All or nothing, as with Shopify; types must fit their definition.</summary>
    public static IReadOnlyList<UserError> Set(Store store, JsonArray? wanted)
    {
        if (wanted is null or { Count: 0 or > MostMetafields }) return [new UserError(["metafields"], $"Between 1 and {MostMetafields} metafields can be set at a time.", "LESS_THAN_OR_EQUAL_TO")];
        return store.Act(_ =>
        {
            var errors = new List<UserError>();
            var writes = new List<Action>();
            foreach (var (index, input) in wanted.Index())
            {
                var (space, key, value) = ((string?)input!["namespace"] ?? "$app", (string)input["key"]!, (string)input["value"]!);
                if (Owned(store, input["ownerId"]) is not { } owned)
                {
                    errors.Add(new UserError(["metafields", index.ToString(CultureInfo.InvariantCulture), "ownerId"], "Owner does not exist", "INVALID"));
                    continue;
                }
                var type = store.Definitions.Find(one => one.Namespace == space && one.Key == key)?.Type ?? (string?)input["type"];
                if (type is null || !Fits(type, value)) errors.Add(new UserError(["metafields", index.ToString(CultureInfo.InvariantCulture), "value"], $"Value must be a {type ?? "known type"}.", "INVALID_VALUE"));
                else writes.Add(() => owned[$"{space}.{key}"] = new Metafield(type, value));
            }
            if (errors.Count == 0) writes.ForEach(write => write());
            return errors;
        });
    }

    public static IReadOnlyList<UserError> Delete(Store store, JsonArray? wanted) => store.Act(_ =>
    {
        foreach (var input in wanted ?? []) Owned(store, input!["ownerId"])?.Remove($"{(string?)input["namespace"]}.{(string?)input["key"]}");
        return Array.Empty<UserError>();
    });

    public static Payload<MetafieldDefinition> Define(Store store, JsonObject? input)
    {
        var (space, key, type) = ((string?)input?["namespace"] ?? "$app", (string?)input?["key"] ?? "", (string?)input?["type"] ?? "");
        if (type is not ("number_integer" or "single_line_text_field" or "json")) throw new GraphRefusal($"The DevStore knows no metafield type {type}");
        return store.Act(_ =>
        {
            if (store.Definitions.Exists(one => one.Namespace == space && one.Key == key)) return new Payload<MetafieldDefinition>(null, [new UserError(["definition", "key"], "Key is in use for Customer metafields on the namespace.", "TAKEN")]);
            var made = new MetafieldDefinition(store.NewId(), space, key, type, (string?)input?["access"]?["storefront"] ?? "NONE", (string?)input?["access"]?["customerAccount"] ?? "NONE");
            store.Definitions.Add(made);
            return new Payload<MetafieldDefinition>(made, []);
        });
    }

    public static Payload<Segment> CreateSegment(Store store, string name, string query) => store.Act(_ =>
    {
        if (store.Segments.Values.Any(one => one.Name == name)) return new Payload<Segment>(null, [new UserError(["name"], "Name has already been taken", "TAKEN")]);
        var segment = new Segment(store.NewId(), name, query);
        if (segment.Tag is null) return new Payload<Segment>(null, [new UserError(["query"], "Query is not valid", "INVALID")]);
        store.Segments.Add(segment.Id, segment);
        return new Payload<Segment>(segment, []);
    });

    public static IReadOnlyList<Segment> Segments(Store store, string? search) => search is null ? [.. store.Segments.Values]
        : search.StartsWith("name:'", StringComparison.Ordinal) ? [.. store.Segments.Values.Where(one => one.Name.Contains(search[6..].TrimEnd('\''), StringComparison.OrdinalIgnoreCase))]
        : throw new GraphRefusal($"The DevStore cannot search segments for “{search}”");

    public static (string? Id, IReadOnlyList<UserError> Errors) DeleteSegment(Store store, Selection selection) => store.Act<(string?, IReadOnlyList<UserError>)>(_ =>
        store.Segments.Remove(Queries.Id(selection, "Segment")) ? (selection.Text("id"), []) : (null, [new UserError(["id"], "Segment does not exist", "INVALID")]));

    public static (string? Id, IReadOnlyList<UserError> Errors) DeleteDiscount(Store store, Selection selection) => store.Act<(string?, IReadOnlyList<UserError>)>(_ =>
    {
        var id = Queries.Id(selection, "DiscountCodeNode");
        if (store.Discounts.Values.FirstOrDefault(one => one.Id == id) is not { } discount) return (null, [new UserError(["id"], "Discount does not exist", "INVALID")]);
        store.Discounts.Remove(discount.Code);
        return (selection.Text("id"), []);
    });

    /// <summary>A payload that holds nothing but an id and errors.</summary>
    public static WriteField<Call> Gone(string name, Func<Call, Selection, (string? Id, IReadOnlyList<UserError> Errors)> delete, out IShape shape)
    {
        var payload = new Shape<(string? Id, IReadOnlyList<UserError> Errors)>(name + "Payload").Text(name, one => one.Id).Many("userErrors", Mutations.Error, one => one.Errors);
        shape = payload;
        return (json, call, selection) => payload.Write(json, Fault(call) is { } fault ? (null, [fault]) : delete(call, selection), selection.Fields);
    }

    /// <summary>A payload of errors alone, where the store does not answer with what was written.</summary>
    public static WriteField<Call> Told(string type, Func<Call, Selection, IReadOnlyList<UserError>> write, out IShape shape)
    {
        var error = new Shape<UserError>("MetafieldsSetUserError").Text("message", one => one.Message).Text("code", one => one.Code)
            .Field("elementIndex", (json, one, _) =>
            {
                if (one.Field is [_, var index, ..] && int.TryParse(index, CultureInfo.InvariantCulture, out var number)) json.WriteNumberValue(number);
                else json.WriteNullValue();
            })
            .Texts("field", one => one.Field ?? []);
        var payload = new Shape<IReadOnlyList<UserError>>(type).Many("userErrors", error, errors => errors);
        shape = payload;
        return (json, call, selection) => payload.Write(json, Fault(call) is { } fault ? [fault] : write(call, selection), selection.Fields);
    }

    private static UserError? Fault(Call call) => call.Fault is { Kind: FaultKind.UserErrors } fault ? new UserError(null, fault.Message, fault.Code) : null;

    /// <summary>The metafields of an owner: a customer, for which the app needs its scope, or the app's own installation.</summary>
    private static Dictionary<string, Metafield>? Owned(Store store, JsonNode? gid)
    {
        if (((string?)gid)?.Split('/') is not [.., var type, var number] || !long.TryParse(number, CultureInfo.InvariantCulture, out var id)) return null;
        if (type == "AppInstallation") return id == store.InstallationId ? store.AppMetafields : null;
        if (!store.Grants("write_customers")) throw new GraphError("Access denied for metafieldsSet field. Required access: `write_customers` access scope.", "ACCESS_DENIED", "metafieldsSet");
        return type == "Customer" ? store.Customers.GetValueOrDefault(id)?.Metafields : null;
    }

    private static bool Fits(string type, string value) => type switch
    {
        "number_integer" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "boolean" => value is "true" or "false",
        "single_line_text_field" => value.Length > 0 && !value.Contains('\n'),
        _ => IsJson(value),
    };

    private static bool IsJson(string value)
    {
        try
        {
            using var _ = JsonDocument.Parse(value);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
