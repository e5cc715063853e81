using System.Text.Json;
using RetentionApp.Shopify;

namespace RetentionApp.Commerce;

/// <summary>Reads customers and orders as the Admin GraphQL API and its bulk files give them.</summary>
internal static class AdminNodes
{
    internal static CustomerHeard ReadCustomer(JsonElement node) => new(
        Gid.Id(node), node.Part("defaultEmailAddress")?.Text("emailAddress")?.ToLowerInvariant(), node.Part("defaultPhoneNumber")?.Text("phoneNumber"),
        node.Text("firstName"), node.Text("lastName"), node.Text("locale"), node.Text("state")?.ToLowerInvariant(),
        string.Join(", ", node.Texts("tags")),
        node.Part("defaultEmailAddress")?.Text("marketingState") is { } consent ? consent == "SUBSCRIBED" : null,
        node.Time("createdAt"), node.Time("updatedAt"));

    /// <param name="lines">The order's line items: in a bulk file they stand on lines of their own.</param>
    internal static OrderHeard ReadOrder(long shopId, JsonElement node, IEnumerable<JsonElement> lines)
    {
        var currency = node.Text("currencyCode")!;
        var tip = node.Bag("totalTipReceivedSet", currency);
        var updatedAt = node.Time("updatedAt")!.Value;
        var refunds = node.Items("refunds").Select(refund => Refund(refund, currency)).ToArray();
        var fulfillment = node.Text("displayFulfillmentStatus")?.ToLowerInvariant();
        var paid = node.Items("transactions").Where(t => t.Text("kind") is "SALE" or "CAPTURE" && t.Text("status") == "SUCCESS").ToArray();
        var payments = paid.Select(t => t.Time("processedAt") ?? t.Time("createdAt")).OfType<DateTime>().ToArray();
        var orderLines = lines.Select(line => Line(line, currency, tip)).ToArray();
        return new OrderHeard(
            new Order
            {
                ShopId = shopId,
                Id = Gid.Id(node),
                Name = node.Text("name") ?? "",
                CustomerId = node.Part("customer") is { } customer && customer.Part("id") is not null ? Gid.Id(customer) : null,
                Email = node.Text("email")?.Trim().ToLowerInvariant(),
                Currency = currency,
                Total = node.Bag("totalPriceSet", currency),
                Refunded = node.Bag("totalRefundedSet", currency),
                CreatedAt = node.Time("createdAt") ?? updatedAt,
                ProcessedAt = node.Time("processedAt") ?? node.Time("createdAt") ?? updatedAt,
                UpdatedAt = updatedAt,
                CancelledAt = node.Time("cancelledAt"),
                // Where it does not say when, it was fulfilled by the last time it changed.
                FulfilledAt = fulfillment == "fulfilled" ? node.Items("fulfillments").Where(one => one.Text("status") == "SUCCESS").Max(one => one.Time("createdAt")) ?? updatedAt : null,
                FinancialStatus = Financial(node),
                FulfillmentStatus = fulfillment,
                IsTest = node.Flag("test"),
                Facts = "",
            },
            new OrderFacts
            {
                Lines = orderLines,
                Tip = orderLines.Any(line => line.IsTip) ? 0 : tip,
                GiftCardPaid = PaidWith(Gateways.GiftCard),
                StoreCreditPaid = PaidWith(Gateways.StoreCredit),
                TaxesIncluded = node.Flag("taxesIncluded"),
                Shipping = node.Bag("totalShippingPriceSet", currency),
                RefundIds = refunds.Select(refund => refund.Id).ToArray(),
                DiscountCodes = node.Texts("discountCodes").ToArray(),
                Locale = node.Text("customerLocale"),
                Source = node.Text("sourceName"),
            },
            refunds, Customer: null, payments.Length > 0 ? payments.Min() : null, IsFetched: true);

        long PaidWith(string gateway) => paid.Where(t => t.Text("gateway") == gateway).Sum(t => t.Bag("amountSet", currency));
    }

    private static string Financial(JsonElement node) =>
        node.Text("displayFinancialStatus")?.ToLowerInvariant() ?? (node.Flag("fullyPaid") ? "paid" : "unknown");

    private static OrderLine Line(JsonElement line, string currency, long tip)
    {
        var quantity = (int)(line.Long("quantity") ?? 0);
        var price = line.Bag("originalUnitPriceSet", currency);
        // GraphQL has no mark for a tip's line: it is the line without a product that costs what was tipped.
        var isTip = tip > 0 && line.Part("product") is null && price * quantity == tip;
        return new OrderLine(
            Gid.Id(line), ProductId(line, "product"), ProductId(line, "variant"), line.Text("title") ?? "", quantity, (int?)line.Long("currentQuantity"), price,
            line.Items("discountAllocations").Sum(part => part.Bag("allocatedAmountSet", currency)),
            line.Items("taxLines").Sum(tax => tax.Bag("priceSet", currency)), line.Flag("isGiftCard"), isTip, line.Text("vendor"));
    }

    private static long? ProductId(JsonElement line, string name) => line.Part(name) is { } owner && owner.Part("id") is not null ? Gid.Id(owner) : null;

    // Bulk files hold no refund lines and a single fetch needs none: what is gone shows in the lines' current quantity.
    private static RefundFacts Refund(JsonElement refund, string currency)
    {
        var adjustments = refund.Part("orderAdjustments")?.Items("nodes").ToArray() ?? [];
        var shipping = refund.Part("refundShippingLines")?.Items("nodes").Sum(line => line.Bag("subtotalAmountSet", currency) + line.Bag("taxAmountSet", currency)) ?? 0;
        return new RefundFacts(
            Gid.Id(refund), refund.Time("createdAt"), Lines: null,
            adjustments.Length > 0 ? Math.Max(0, -adjustments.Sum(a => a.Bag("amountSet", currency))) : null,
            shipping, refund.Bag("totalRefundedSet", currency));
    }
}
