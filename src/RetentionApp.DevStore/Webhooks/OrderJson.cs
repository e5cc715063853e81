using System.Text.Json;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Webhooks;

/// <summary>An order as orders/* deliver it.</summary>
internal static class OrderJson
{
    public static byte[] Body(Store store, Order order) => Json.Body(json => Write(json, store, order));

    private static void Write(Utf8JsonWriter json, Store store, Order order)
    {
        var currency = order.Currency;
        json.WriteNumber("id", order.Id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/Order/{order.Id}");
        json.WriteNumber("app_id", 580111);
        json.WriteString("browser_ip", "203.0.113.10");
        json.WriteBoolean("buyer_accepts_marketing", order.Customer?.AcceptsEmail ?? false);
        json.WriteString("cancel_reason", order.CancelReason);
        Json.Time(json, "cancelled_at", store, order.CancelledAt);
        Json.Nulls(json, "cart_token", "checkout_id", "checkout_token", "client_details");
        Json.Time(json, "closed_at", store, order.CancelledAt);
        json.WriteString("confirmation_number", $"C{order.Id % 100_000_000:00000000}");
        json.WriteBoolean("confirmed", true);
        json.WriteString("contact_email", order.Email);
        Json.Time(json, "created_at", store, order.CreatedAt);
        json.WriteString("currency", currency);
        Json.Set(json, "current_shipping_price_set", order.CurrentShipping, currency);
        Json.Price(json, "current_subtotal_price", order.CurrentSubtotal, currency);
        json.WriteNull("current_total_additional_fees_set");
        Json.Price(json, "current_total_discounts", order.CurrentDiscount, currency);
        json.WriteNull("current_total_duties_set");
        Json.Price(json, "current_total_price", order.CurrentTotal, currency);
        Json.Price(json, "current_total_tax", order.CurrentTax, currency);
        json.WriteString("customer_locale", order.Locale);
        json.WriteNull("device_id");
        DiscountCodes(json, order);
        json.WriteBoolean("duties_included", false);
        json.WriteString("email", order.Email ?? "");
        json.WriteBoolean("estimated_taxes", false);
        json.WriteString("financial_status", order.FinancialStatus);
        json.WriteString("fulfillment_status", order.FulfillmentStatus);
        Json.Nulls(json, "landing_site", "landing_site_ref", "location_id", "merchant_of_record_app_id");
        json.WriteString("name", order.Name);
        json.WriteNull("note");
        json.WriteStartArray("note_attributes");
        foreach (var (name, value) in order.Attributes ?? new Dictionary<string, string>())
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("number", order.Number - 1000);
        json.WriteNumber("order_number", order.Number);
        json.WriteString("order_status_url", $"https://{store.Domain}/{store.ShopId}/orders/{order.Id:x}/authenticate?key=devstore");
        Json.Nulls(json, "original_total_additional_fees_set", "original_total_duties_set");
        Json.Strings(json, "payment_gateway_names", order.Payments.Select(payment => payment.Gateway).Distinct());
        Json.Nulls(json, "phone", "po_number");
        json.WriteString("presentment_currency", currency);
        Json.Time(json, "processed_at", store, order.ProcessedAt);
        Json.Nulls(json, "reference", "referring_site", "source_identifier");
        json.WriteString("source_name", order.Source);
        json.WriteNull("source_url");
        Json.Price(json, "subtotal_price", order.Subtotal, currency);
        json.WriteString("tags", "");
        json.WriteBoolean("tax_exempt", false);
        Taxes(json, order.Tax, 2000, currency);
        json.WriteBoolean("taxes_included", order.TaxesIncluded);
        json.WriteBoolean("test", order.Test);
        json.WriteString("token", $"{order.Id:x}");
        Json.Price(json, "total_discounts", order.DiscountTotal, currency);
        Json.Price(json, "total_line_items_price", order.LinesTotal, currency);
        json.WriteString("total_outstanding", new Money(order.Outstanding, currency).Amount);
        Json.Price(json, "total_price", order.Total, currency);
        Json.Set(json, "total_shipping_price_set", order.Shipping, currency);
        Json.Price(json, "total_tax", order.Tax, currency);
        json.WriteString("total_tip_received", new Money(order.Tip, currency).Amount);
        json.WriteNumber("total_weight", 0);
        Json.Time(json, "updated_at", store, order.UpdatedAt);
        Json.Nulls(json, "user_id", "billing_address");
        CustomerOf(json, store, order);
        Applications(json, order);
        json.WriteStartArray("fulfillments");
        foreach (var fulfillment in order.Fulfillments) FulfillmentJson.Write(json, store, order, fulfillment);
        json.WriteEndArray();
        json.WriteStartArray("line_items");
        for (var index = 0; index < order.Lines.Length; index++) Line(json, order, index);
        json.WriteEndArray();
        json.WriteNull("payment_terms");
        json.WriteStartArray("refunds");
        foreach (var refund in order.Refunds)
        {
            json.WriteStartObject();
            RefundJson.Write(json, store, order, refund);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNull("shipping_address");
        json.WriteStartArray("shipping_lines");
        if (order.Shipping + order.ShippingDiscount > 0) ShippingLine(json, order);
        json.WriteEndArray();
        Json.Empty(json, "returns");
    }

    public static void Line(Utf8JsonWriter json, Order order, int index)
    {
        ref readonly var line = ref order.Lines[index];
        var currency = order.Currency;
        var product = line.Product;
        json.WriteStartObject();
        json.WriteNumber("id", line.Id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/LineItem/{line.Id}");
        Json.Empty(json, "attributed_staffs");
        json.WriteNumber("current_quantity", line.Current);
        json.WriteNumber("fulfillable_quantity", Math.Max(0, line.Current - line.Fulfilled));
        json.WriteString("fulfillment_service", "manual");
        json.WriteString("fulfillment_status", line.Fulfilled == 0 ? null : line.Fulfilled >= line.Current ? "fulfilled" : "partial");
        json.WriteBoolean("gift_card", product.IsGiftCard);
        json.WriteNumber("grams", 0);
        json.WriteString("name", product.Title);
        Json.Price(json, "price", line.Price, currency);
        json.WriteBoolean("product_exists", !product.Deleted);
        // Shopify nulls both once the product is gone.
        Json.Number(json, "product_id", product.Deleted ? null : product.Id);
        Json.Empty(json, "properties");
        json.WriteNumber("quantity", line.Quantity);
        json.WriteBoolean("requires_shipping", !product.IsGiftCard);
        json.WriteString("sku", product.Sku);
        json.WriteBoolean("taxable", product.TaxRate > 0);
        json.WriteString("title", product.Title);
        // Order-level codes do not count here: they are in discount_allocations only.
        Json.Price(json, "total_discount", 0, currency);
        Json.Number(json, "variant_id", product.Deleted ? null : product.VariantId + line.Variant);
        json.WriteString("variant_inventory_management", "shopify");
        json.WriteString("variant_title", line.Variant == 0 ? null : product.Sizes[line.Variant - 1].Title);
        json.WriteString("vendor", product.Vendor);
        Taxes(json, line.Tax, product.TaxRate, currency);
        Json.Empty(json, "duties");
        json.WriteStartArray("discount_allocations");
        if (line.Discount > 0)
        {
            json.WriteStartObject();
            Json.Price(json, "amount", line.Discount, currency);
            json.WriteNumber("discount_application_index", 0);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void ShippingLine(Utf8JsonWriter json, Order order)
    {
        json.WriteStartObject();
        json.WriteNumber("id", order.Id + 1_000_000_000);
        Json.Nulls(json, "carrier_identifier");
        json.WriteString("code", "Standard");
        Json.Price(json, "discounted_price", order.Shipping, order.Currency);
        json.WriteBoolean("is_removed", false);
        json.WriteNull("phone");
        Json.Price(json, "price", order.Shipping + order.ShippingDiscount, order.Currency);
        json.WriteNull("requested_fulfillment_service_id");
        json.WriteString("source", "shopify");
        json.WriteString("title", "Standard");
        Json.Empty(json, "tax_lines", "discount_allocations");
        json.WriteEndObject();
    }

    private static void Taxes(Utf8JsonWriter json, long tax, int rate, string currency)
    {
        json.WriteStartArray("tax_lines");
        if (tax > 0)
        {
            json.WriteStartObject();
            json.WriteBoolean("channel_liable", false);
            Json.Price(json, "price", tax, currency);
            json.WriteNumber("rate", rate / 10_000m);
            json.WriteString("title", "VAT");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void DiscountCodes(Utf8JsonWriter json, Order order)
    {
        json.WriteStartArray("discount_codes");
        foreach (var discount in order.Discounts)
        {
            json.WriteStartObject();
            json.WriteString("code", discount.Code);
            json.WriteString("amount", new Money(discount.IsFreeShipping ? order.ShippingDiscount : order.DiscountTotal, order.Currency).Amount);
            json.WriteString("type", discount.IsFreeShipping ? "shipping" : discount.Amount == 0 ? "percentage" : "fixed_amount");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Applications(Utf8JsonWriter json, Order order)
    {
        json.WriteStartArray("discount_applications");
        foreach (var discount in order.Discounts)
        {
            var isShare = discount.IsFreeShipping || discount.Amount == 0;
            json.WriteStartObject();
            json.WriteString("target_type", discount.IsFreeShipping ? "shipping_line" : "line_item");
            json.WriteString("type", "discount_code");
            json.WriteString("value", isShare ? (discount.IsFreeShipping ? 100 : discount.Percentage * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) : new Money(discount.Amount, order.Currency).Amount);
            json.WriteString("value_type", isShare ? "percentage" : "fixed_amount");
            json.WriteString("allocation_method", "across");
            json.WriteString("target_selection", discount.Class == DiscountClass.Product ? "entitled" : "all");
            json.WriteString("code", discount.Code);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void CustomerOf(Utf8JsonWriter json, Store store, Order order)
    {
        // A guest's order has no customer object at all in some payloads and null in others; both mean the same.
        if (order.Customer is not { } customer)
        {
            json.WriteNull("customer");
            return;
        }
        json.WriteStartObject("customer");
        CustomerJson.Write(json, store, customer, inOrder: true);
        json.WriteEndObject();
    }
}
