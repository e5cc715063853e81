using System.Text.Json;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Webhooks;

internal static class PaymentJson
{
    public static byte[] Body(Store store, Order order, Payment payment) => Json.Body(json => Write(json, store, order, payment));

    public static void Write(Utf8JsonWriter json, Store store, Order order, Payment payment)
    {
        json.WriteNumber("id", payment.Id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/OrderTransaction/{payment.Id}");
        json.WriteNumber("order_id", order.Id);
        json.WriteString("kind", payment.Kind);
        json.WriteString("gateway", payment.Gateway);
        json.WriteString("status", "success");
        json.WriteNull("message");
        Json.Time(json, "created_at", store, payment.CreatedAt);
        json.WriteBoolean("test", order.Test);
        Json.Nulls(json, "authorization", "location_id", "user_id");
        Json.Number(json, "parent_id", payment.Kind == "refund" ? order.Payments.Find(paid => paid.Kind == "sale")?.Id : null);
        Json.Time(json, "processed_at", store, payment.CreatedAt);
        Json.Nulls(json, "device_id", "error_code");
        json.WriteString("source_name", order.Source);
        json.WriteStartObject("receipt");
        json.WriteEndObject();
        json.WriteString("amount", new Money(payment.Amount, order.Currency).Amount);
        json.WriteString("currency", order.Currency);
        json.WriteString("payment_id", $"{order.Name}.1");
        json.WriteBoolean("manual_payment_gateway", false);
    }
}

internal static class FulfillmentJson
{
    public static void Write(Utf8JsonWriter json, Store store, Order order, Fulfillment fulfillment)
    {
        json.WriteStartObject();
        json.WriteNumber("id", fulfillment.Id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/Fulfillment/{fulfillment.Id}");
        Json.Time(json, "created_at", store, fulfillment.CreatedAt);
        json.WriteNumber("location_id", 655441491);
        json.WriteString("name", $"{order.Name}.1");
        json.WriteNumber("order_id", order.Id);
        json.WriteString("service", "manual");
        json.WriteString("shipment_status", fulfillment.DeliveredAt is null ? null : "delivered");
        json.WriteString("status", "success");
        Json.Nulls(json, "tracking_company", "tracking_number");
        Json.Empty(json, "tracking_numbers", "tracking_urls");
        Json.Time(json, "updated_at", store, fulfillment.DeliveredAt ?? fulfillment.CreatedAt);
        json.WriteEndObject();
    }

    public static byte[] DeliveredEvent(Store store, Order order, Fulfillment fulfillment) => Json.Body(json =>
    {
        var id = fulfillment.Id + 5_000_000_000;
        json.WriteNumber("id", id);
        json.WriteNumber("fulfillment_id", fulfillment.Id);
        json.WriteString("status", "delivered");
        json.WriteString("message", "Delivered");
        Json.Time(json, "happened_at", store, fulfillment.DeliveredAt);
        Json.Nulls(json, "city", "province");
        json.WriteString("country", order.Customer?.CountryCode ?? "GB");
        Json.Nulls(json, "zip", "address1", "latitude", "longitude");
        json.WriteNumber("shop_id", store.ShopId);
        Json.Time(json, "created_at", store, fulfillment.DeliveredAt);
        Json.Time(json, "updated_at", store, fulfillment.DeliveredAt);
        json.WriteNull("estimated_delivery_at");
        json.WriteNumber("order_id", order.Id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/FulfillmentEvent/{id}");
    });
}

internal static class EditJson
{
    public static byte[] Body(Store store, Order order, long edit, IReadOnlyList<(long Line, int Delta)> removals, DateTime at) => Json.Body(json =>
    {
        json.WriteStartObject("order_edit");
        json.WriteNumber("id", edit);
        json.WriteNull("app_id");
        Json.Time(json, "created_at", store, at);
        Json.Time(json, "committed_at", store, at);
        json.WriteBoolean("notify_customer", false);
        json.WriteNumber("order_id", order.Id);
        json.WriteString("staff_note", "");
        json.WriteNull("user_id");
        json.WriteStartObject("line_items");
        Json.Empty(json, "additions");
        json.WriteStartArray("removals");
        foreach (var (line, delta) in removals)
        {
            json.WriteStartObject();
            json.WriteNumber("id", line);
            json.WriteNumber("delta", delta);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("shipping_lines");
        Json.Empty(json, "additions", "removals");
        json.WriteEndObject();
        json.WriteEndObject();
    });
}

internal static class ProductJson
{
    public static byte[] Body(Store store, Product product) => Json.Body(json =>
    {
        json.WriteNumber("id", product.Id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/Product/{product.Id}");
        json.WriteString("title", product.Title);
        json.WriteString("body_html", product.Description);
        json.WriteString("handle", product.Handle);
        json.WriteString("product_type", product.IsGiftCard ? "Gift card" : product.Type);
        json.WriteString("vendor", product.Vendor);
        json.WriteString("status", "active");
        json.WriteString("tags", string.Join(", ", product.Tags));
        Json.Time(json, "created_at", store, product.CreatedAt);
        Json.Time(json, "updated_at", store, product.UpdatedAt);
        Json.Time(json, "published_at", store, product.CreatedAt);
        json.WriteNull("template_suffix");
        json.WriteString("published_scope", "web");
        json.WriteStartArray("variants");
        foreach (var (at, variant) in product.Variants.Index())
        {
            json.WriteStartObject();
            json.WriteNumber("id", variant.Id);
            json.WriteNumber("product_id", product.Id);
            json.WriteString("admin_graphql_api_id", $"gid://shopify/ProductVariant/{variant.Id}");
            json.WriteString("title", variant.Title);
            json.WriteString("price", store.Money(variant.Price).Amount);
            json.WriteString("sku", product.Sku);
            json.WriteNumber("position", at + 1);
            json.WriteBoolean("taxable", product.TaxRate > 0);
            json.WriteString("option1", variant.Title);
            Json.Time(json, "created_at", store, product.CreatedAt);
            Json.Time(json, "updated_at", store, product.UpdatedAt);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Json.Empty(json, "options", "images");
        json.WriteNull("image");
    });
}

internal static class ShopJson
{
    public static byte[] Body(Store store) => Json.Body(json =>
    {
        json.WriteNumber("id", store.ShopId);
        json.WriteString("name", store.Name);
        json.WriteString("email", store.Email);
        json.WriteString("domain", store.Domain);
        json.WriteString("myshopify_domain", store.Domain);
        json.WriteString("country", "GB");
        json.WriteString("primary_locale", "en");
        json.WriteString("currency", store.Currency);
        json.WriteString("iana_timezone", store.TimeZone);
        json.WriteString("timezone", store.TimeZone);
        json.WriteString("shop_owner", "Alex Finch");
        json.WriteBoolean("taxes_included", store.TaxesIncluded);
        json.WriteString("plan_name", "partner_test");
        json.WriteString("plan_display_name", "Developer Preview");
        Json.Time(json, "updated_at", store, store.Clock.Second);
    });
}
