using System.Text.Json;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Webhooks;

internal static class RefundJson
{
    public static byte[] Body(Store store, Order order, Refund refund) => Json.Body(json => Write(json, store, order, refund));

    public static void Write(Utf8JsonWriter json, Store store, Order order, Refund refund)
    {
        var currency = order.Currency;
        json.WriteNumber("id", refund.Id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/Refund/{refund.Id}");
        json.WriteNumber("order_id", order.Id);
        Json.Time(json, "created_at", store, refund.CreatedAt);
        json.WriteString("note", refund.Note);
        json.WriteNumber("user_id", 548380009);
        Json.Time(json, "processed_at", store, refund.CreatedAt);
        json.WriteBoolean("restock", refund.Lines.Length > 0);
        Json.Empty(json, "duties");
        Json.Set(json, "total_duties_set", 0, currency);
        json.WriteNull("return");
        json.WriteStartArray("refund_shipping_lines");
        if (refund.Shipping > 0)
        {
            json.WriteStartObject();
            json.WriteNumber("id", refund.Id + 2_000_000_000);
            json.WriteNumber("shipping_line_id", order.Id + 1_000_000_000);
            Json.Set(json, "subtotal_amount_set", refund.Shipping, currency);
            json.WritePropertyName("shipping_line");
            OrderJson.ShippingLine(json, order);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        // Shopify reports refunded shipping twice: here and above.
        json.WriteStartArray("order_adjustments");
        if (refund.Shipping > 0) Adjustment(json, order, refund, refund.Id + 3_000_000_000, refund.Shipping, "shipping_refund", "Shipping refund");
        if (refund.Goodwill > 0) Adjustment(json, order, refund, refund.Id + 4_000_000_000, refund.Goodwill, "refund_discrepancy", "Refund discrepancy");
        json.WriteEndArray();
        json.WriteStartArray("transactions");
        foreach (var payment in order.Payments.Where(payment => payment.RefundId == refund.Id))
        {
            json.WriteStartObject();
            PaymentJson.Write(json, store, order, payment);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("refund_line_items");
        foreach (var line in refund.Lines)
        {
            json.WriteStartObject();
            json.WriteNumber("id", line.Id);
            json.WriteNumber("line_item_id", order.Lines[line.Index].Id);
            json.WriteNumber("location_id", 655441491);
            json.WriteNumber("quantity", line.Quantity);
            json.WriteString("restock_type", "return");
            // The two plain amounts are JSON numbers here, unlike everywhere else.
            json.WriteNumber("subtotal", line.Subtotal / (decimal)Money.Scale(currency));
            Json.Set(json, "subtotal_set", line.Subtotal, currency);
            json.WriteNumber("total_tax", line.Tax / (decimal)Money.Scale(currency));
            Json.Set(json, "total_tax_set", line.Tax, currency);
            json.WritePropertyName("line_item");
            OrderJson.Line(json, order, line.Index);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Adjustment(Utf8JsonWriter json, Order order, Refund refund, long id, long amount, string kind, string reason)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteNumber("order_id", order.Id);
        json.WriteNumber("refund_id", refund.Id);
        json.WriteString("kind", kind);
        json.WriteString("reason", reason);
        Json.Price(json, "amount", -amount, order.Currency);
        Json.Price(json, "tax_amount", 0, order.Currency);
        json.WriteEndObject();
    }
}
