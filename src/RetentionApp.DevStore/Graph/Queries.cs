using System.Globalization;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

/// <summary>What may stand at the top of a query.</summary>
internal static class Queries
{
    private static readonly TimeSpan WithoutAllOrders = TimeSpan.FromDays(60);

    private static readonly Shape<Metafield> Metafield = new Shape<Metafield>("Metafield").Text("type", field => field.Type).Text("value", field => field.Value);

    public static readonly Shape<Store> Root = new Shape<Store>("QueryRoot")
        .One("shop", ShopShape(), store => store)
        .One("currentAppInstallation", InstallationShape(), store => store)
        .Connection("orders", Shapes.All.Order, (store, selection) => Orders(store, selection), "read_orders")
        .Connection("customers", Shapes.All.Customer, (store, selection) => Customers(store, selection), "read_customers")
        .Connection("products", Shapes.All.Product, (store, selection) => [.. store.Products.Values.Where(Search.Products(selection.Text("query")))], "read_products")
        .Connection("collections", Shapes.All.Collection, (store, selection) => [.. store.Collections.Values.Where(Search.Collections(selection.Text("query"))).Select(collection => (store, collection))], "read_products")
        .Field("collection", (json, store, selection) =>
        {
            if (store.Collections.GetValueOrDefault(Id(selection, "Collection")) is { } collection) Shapes.All.Collection.Write(json, (store, collection), selection.Fields);
            else json.WriteNullValue();
        }, Shapes.All.Collection, "read_products")
        .Field("nodes", Nodes, Shapes.All.ProductNode, "read_products")
        .Field("order", (json, store, selection) => Found(json, Shapes.All.Order, VisibleOrder(store, Id(selection, "Order")), selection), Shapes.All.Order, "read_orders")
        .Field("customer", (json, store, selection) => Found(json, Shapes.All.Customer, store.Customers.GetValueOrDefault(Id(selection, "Customer")), selection), Shapes.All.Customer, "read_customers")
        .Field("product", (json, store, selection) => Found(json, Shapes.All.Product, store.Products.GetValueOrDefault(Id(selection, "Product")), selection), Shapes.All.Product, "read_products")
        .Field("productVariant", (json, store, selection) =>
        {
            var id = Id(selection, "ProductVariant");
            if (store.Products.Values.SelectMany(product => product.Variants).Where(variant => variant.Id == id).ToList() is [var variant, ..]) Shapes.All.Variant.Write(json, variant, selection.Fields);
            else json.WriteNullValue();
        }, Shapes.All.Variant, "read_products")
        .Field("giftCard", (json, store, selection) => Found(json, GiftShapes.Card, store.GiftCards.Values.FirstOrDefault(one => one.Id == Id(selection, "GiftCard")), selection), GiftShapes.Card, "read_gift_cards")
        .Connection("giftCards", GiftShapes.Card, (store, selection) => GiftShapes.Search(store, selection.Text("query")), "read_gift_cards")
        .Field("bulkOperation", (json, store, selection) => Found(json, BulkOperations.Shape, store.Bulk.Find(Id(selection, "BulkOperation")), selection), BulkOperations.Shape)
        .Connection("bulkOperations", BulkOperations.Shape, (store, _) => store.Bulk.All)
        .Connection("themes", ThemeShapes.Theme, (store, selection) => ThemeShapes.Themes(store, selection), "read_themes")
        .Connection("segments", TierInput.Segment, (store, selection) => TierInput.Segments(store, selection.Text("query")), "read_customers")
        .Field("codeDiscountNodeByCode", (json, store, selection) => Found(json, Shapes.All.DiscountNode, store.Discounts.GetValueOrDefault(selection.Text("code") ?? ""), selection), Shapes.All.DiscountNode, "read_discounts")
        .Field("codeDiscountNode", (json, store, selection) => Found(json, Shapes.All.DiscountNode, store.Discounts.Values.FirstOrDefault(one => one.Id == Id(selection, "DiscountCodeNode")), selection), Shapes.All.DiscountNode, "read_discounts");

    /// <summary>Of all things that have ids the app asks for products in this way only.</summary>
    private static void Nodes(System.Text.Json.Utf8JsonWriter json, Store store, Selection selection)
    {
        json.WriteStartArray();
        foreach (var id in selection.Arguments.GetValueOrDefault("ids") as System.Text.Json.Nodes.JsonArray ?? [])
        {
            if (store.Products.GetValueOrDefault(Number(id?.GetValue<string>(), "Product", selection)) is { } product) Shapes.All.ProductNode.Write(json, (store, product), selection.Fields);
            else json.WriteNullValue();
        }
        json.WriteEndArray();
    }

    public static IReadOnlyList<Order> Orders(Store store, Selection selection)
    {
        var matches = Search.Orders(selection.Text("query"));
        var orders = store.Orders.Values.Where(order => IsVisible(store, order) && matches(order));
        var sorted = selection.Text("sortKey") switch
        {
            "UPDATED_AT" => orders.OrderBy(order => order.UpdatedAt).ThenBy(order => order.Id),
            "PROCESSED_AT" or null => orders.OrderBy(order => order.ProcessedAt).ThenBy(order => order.Id),
            "CREATED_AT" => orders.OrderBy(order => order.CreatedAt).ThenBy(order => order.Id),
            "ID" or "ORDER_NUMBER" => orders.OrderBy(order => order.Id),
            var other => throw new GraphRefusal($"The DevStore cannot sort orders by {other}"),
        };
        return Reversed(selection) ? [.. sorted.Reverse()] : [.. sorted];
    }

    public static IReadOnlyList<Customer> Customers(Store store, Selection selection)
    {
        var matches = Search.Customers(selection.Text("query"));
        var sorted = store.Customers.Values.Where(matches).OrderBy(customer => selection.Text("sortKey") == "UPDATED_AT" ? customer.UpdatedAt : DateTime.MinValue).ThenBy(customer => customer.Id);
        return Reversed(selection) ? [.. sorted.Reverse()] : [.. sorted];
    }

    public static long Id(Selection selection, string type, string argument = "id") => Number(selection.Text(argument), type, selection);

    private static long Number(string? gid, string type, Selection selection)
    {
        var prefix = $"gid://shopify/{type}/";
        return gid is not null && gid.StartsWith(prefix, StringComparison.Ordinal) && long.TryParse(gid.AsSpan(prefix.Length), CultureInfo.InvariantCulture, out var id)
            ? id : throw new GraphError($"Invalid global id '{gid}'", "argumentLiteralsIncompatible", selection.Key);
    }

    private static bool Reversed(Selection selection) => selection.Arguments.GetValueOrDefault("reverse") is { } reverse && reverse.GetValue<bool>();

    // Without read_all_orders Shopify shows the last 60 days only.
    private static bool IsVisible(Store store, Order order) => store.Scopes.Contains("read_all_orders") || order.CreatedAt > store.Clock.Now - WithoutAllOrders;

    private static Order? VisibleOrder(Store store, long id) => store.Orders.GetValueOrDefault(id) is { } order && IsVisible(store, order) ? order : null;

    private static void Found<T>(System.Text.Json.Utf8JsonWriter json, Shape<T> shape, T? found, Selection selection) where T : class
    {
        if (found is null) json.WriteNullValue();
        else shape.Write(json, found, selection.Fields);
    }

    private static Shape<Store> ShopShape()
    {
        var domain = new Shape<Store>("Domain").Text("url", store => $"https://{store.Domain}").Text("host", store => store.Domain);
        var plan = new Shape<Store>("ShopPlan").Text("publicDisplayName", _ => "Development").Flag("partnerDevelopment", _ => true).Flag("shopifyPlus", _ => false);
        return new Shape<Store>("Shop").Text("id", store => Shapes.Gid("Shop", store.ShopId)).Text("name", store => store.Name).Text("email", store => store.Email)
            .Text("contactEmail", store => store.Email).Text("myshopifyDomain", store => store.Domain).Text("currencyCode", store => store.Currency).Text("ianaTimezone", store => store.TimeZone)
            .Flag("taxesIncluded", store => store.TaxesIncluded).Text("url", store => $"https://{store.Domain}").One("primaryDomain", domain, store => store).One("plan", plan, store => store);
    }

    private static Shape<Store> InstallationShape() => new Shape<Store>("AppInstallation").Text("id", store => Shapes.Gid("AppInstallation", store.InstallationId))
        .Field("metafield", (json, store, selection) => Found(json, Metafield, store.AppMetafields.GetValueOrDefault($"{selection.Text("namespace") ?? "$app"}.{selection.Text("key")}"), selection), Metafield)
        .Many("accessScopes", new Shape<string>("AccessScope").Text("handle", scope => scope), store => Granted(store));

    private static IEnumerable<string> Granted(Store store) =>
        store.Scopes.SelectMany(scope => scope.StartsWith("write_", StringComparison.Ordinal) ? new[] { scope, "read_" + scope[6..] } : [scope]).Distinct().Order(StringComparer.Ordinal);
}
