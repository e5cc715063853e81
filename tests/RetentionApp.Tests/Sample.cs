using System.Text.Json.Nodes;

namespace RetentionApp.Tests;

/// <summary>Orders as webhooks and as the Admin API tell them, the same one in both shapes.</summary>
internal static class Sample
{
    internal static readonly DateTime PlacedAt = new(2026, 2, 1, 10, 0, 0, DateTimeKind.Utc);

    /// <summary>A paid order of one line: <paramref name="quantity"/> × <paramref name="price"/>.</summary>
    internal static JsonObject Order(long id = 1, long? customer = 7, string status = "paid", int quantity = 3, string price = "10.00", int? current = null, int seconds = 0, string currency = "GBP") => new()
    {
        ["id"] = id, ["name"] = "#" + (1000 + id), ["currency"] = currency, ["financial_status"] = status, ["test"] = false, ["taxes_included"] = true, ["email"] = "anna@example.com",
        ["created_at"] = Time(PlacedAt), ["processed_at"] = Time(PlacedAt), ["updated_at"] = Time(PlacedAt.AddSeconds(seconds)), ["cancelled_at"] = null, ["total_price"] = "30.00",
        ["customer"] = customer is null ? null : new JsonObject { ["id"] = customer, ["email"] = "anna@example.com", ["first_name"] = "Anna", ["updated_at"] = Time(PlacedAt) },
        ["line_items"] = new JsonArray(Line(11, quantity, price, current)),
        ["shipping_lines"] = new JsonArray(new JsonObject { ["price"] = "4.00", ["discounted_price"] = "4.00", ["tax_lines"] = new JsonArray() }),
        ["discount_codes"] = new JsonArray(), ["refunds"] = new JsonArray(),
    };

    internal static JsonObject Line(long id, int quantity, string price, int? current = null, string? discount = null, string? tax = null, bool giftCard = false, bool tip = false)
    {
        var line = new JsonObject
        {
            ["id"] = id, ["product_id"] = tip ? null : 100 + id, ["title"] = "Vase", ["quantity"] = quantity, ["current_quantity"] = current ?? quantity, ["price"] = price, ["gift_card"] = giftCard,
            ["discount_allocations"] = discount is null ? [] : new JsonArray(new JsonObject { ["amount"] = discount }), ["tax_lines"] = tax is null ? [] : new JsonArray(new JsonObject { ["price"] = tax }),
        };
        if (tip) line["tip"] = new JsonObject { ["payment_method"] = "card" };
        return line;
    }

    internal static JsonObject Refund(long id, long line, int quantity, string subtotal, string? money = null, string? discrepancy = null, string? shipping = null, string tax = "0.00") => new()
    {
        ["id"] = id, ["created_at"] = Time(PlacedAt.AddDays(1)),
        ["refund_line_items"] = quantity == 0 ? [] : new JsonArray(new JsonObject { ["line_item_id"] = line, ["quantity"] = quantity, ["subtotal"] = subtotal, ["total_tax"] = tax }),
        ["order_adjustments"] = new JsonArray(
        [
            .. discrepancy is null ? [] : new JsonNode[] { new JsonObject { ["kind"] = "refund_discrepancy", ["amount"] = discrepancy, ["tax_amount"] = "0.00" } },
            .. shipping is null ? [] : new JsonNode[] { new JsonObject { ["kind"] = "shipping_refund", ["amount"] = shipping, ["tax_amount"] = "0.00" } },
        ]),
        ["transactions"] = money is null ? [] : new JsonArray(new JsonObject { ["kind"] = "refund", ["status"] = "success", ["amount"] = money, ["currency"] = "GBP" }),
    };

    internal static JsonObject With(this JsonObject order, Action<JsonObject> change)
    {
        change(order);
        return order;
    }

    /// <summary>The same order placed, and last changed, at another time.</summary>
    internal static JsonObject Placed(this JsonObject order, DateTime at) => order.With(o => (o["created_at"], o["processed_at"], o["updated_at"]) = (Time(at), Time(at), Time(at)));

    internal static string Time(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The same order as GraphQL shows it, singly or (without adjustments) as a row of a bulk file; lines stand apart.</summary>
    internal static (JsonObject Node, JsonObject[] Lines) Graph(JsonObject order, bool isBulk = false)
    {
        var refunds = order["refunds"]!.AsArray().Select(refund => (JsonNode)GraphRefund(refund!, isBulk)).ToArray();
        var node = new JsonObject
        {
            ["id"] = Gid("Order", order["id"]!), ["name"] = order["name"]!.DeepClone(), ["email"] = order["email"]?.DeepClone(), ["createdAt"] = order["created_at"]!.DeepClone(),
            ["updatedAt"] = order["updated_at"]!.DeepClone(), ["processedAt"] = order["processed_at"]!.DeepClone(), ["cancelledAt"] = order["cancelled_at"]?.DeepClone(), ["test"] = order["test"]!.DeepClone(),
            ["currencyCode"] = order["currency"]!.DeepClone(), ["taxesIncluded"] = order["taxes_included"]!.DeepClone(), ["displayFinancialStatus"] = order["financial_status"]!.GetValue<string>().ToUpperInvariant(),
            ["customer"] = order["customer"] is { } customer ? new JsonObject { ["id"] = Gid("Customer", customer["id"]!) } : null, ["discountCodes"] = new JsonArray(),
            ["totalPriceSet"] = Bag(order["total_price"]!.GetValue<string>()), ["totalShippingPriceSet"] = Bag("4.00"), ["transactions"] = new JsonArray(),
            ["totalTipReceivedSet"] = Bag(order["line_items"]!.AsArray().Where(line => line!["tip"] is not null).Select(line => line!["price"]!.GetValue<string>()).FirstOrDefault() ?? "0.00"),
            ["totalRefundedSet"] = Bag(refunds.Sum(refund => decimal.Parse(refund["totalRefundedSet"]!["shopMoney"]!["amount"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ["refunds"] = new JsonArray(refunds),
        };
        return (node, order["line_items"]!.AsArray().Select(line => GraphLine(line!)).ToArray());
    }

    private static JsonObject GraphLine(JsonNode line) => new()
    {
        ["id"] = Gid("LineItem", line["id"]!), ["title"] = "Vase", ["quantity"] = line["quantity"]!.DeepClone(), ["currentQuantity"] = line["current_quantity"]!.DeepClone(),
        ["isGiftCard"] = line["gift_card"]!.DeepClone(), ["product"] = line["product_id"] is { } product ? new JsonObject { ["id"] = Gid("Product", product) } : null,
        ["originalUnitPriceSet"] = Bag(line["price"]!.GetValue<string>()),
        ["discountAllocations"] = new JsonArray(line["discount_allocations"]!.AsArray().Select(part => (JsonNode)new JsonObject { ["allocatedAmountSet"] = Bag(part!["amount"]!.GetValue<string>()) }).ToArray()),
        ["taxLines"] = new JsonArray(line["tax_lines"]!.AsArray().Select(part => (JsonNode)new JsonObject { ["priceSet"] = Bag(part!["price"]!.GetValue<string>()) }).ToArray()),
    };

    private static JsonObject GraphRefund(JsonNode refund, bool isBulk)
    {
        var money = refund["transactions"]!.AsArray().FirstOrDefault()?["amount"]!.GetValue<string>() ?? "0.00";
        var graph = new JsonObject { ["id"] = Gid("Refund", refund["id"]!), ["createdAt"] = refund["created_at"]!.DeepClone(), ["totalRefundedSet"] = Bag(money) };
        if (isBulk) return graph;
        var adjustments = refund["order_adjustments"]!.AsArray();
        graph["orderAdjustments"] = new JsonObject
        {
            ["nodes"] = new JsonArray(adjustments.Where(a => a!["kind"]!.GetValue<string>() == "refund_discrepancy")
                .Select(a => (JsonNode)new JsonObject { ["reason"] = "REFUND_DISCREPANCY", ["amountSet"] = Bag(a!["amount"]!.GetValue<string>()) }).ToArray()),
        };
        graph["refundShippingLines"] = new JsonObject
        {
            ["nodes"] = new JsonArray(adjustments.Where(a => a!["kind"]!.GetValue<string>() == "shipping_refund")
                .Select(a => (JsonNode)new JsonObject { ["subtotalAmountSet"] = Bag(a!["amount"]!.GetValue<string>().TrimStart('-')), ["taxAmountSet"] = Bag("0.00") }).ToArray()),
        };
        return graph;
    }

    internal static JsonObject Bag(string amount) => new() { ["shopMoney"] = new JsonObject { ["amount"] = amount } };

    private static string Gid(string type, JsonNode id) => $"gid://shopify/{type}/{id}";
}
