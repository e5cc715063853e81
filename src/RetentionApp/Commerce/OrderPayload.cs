using System.Text.Json;
using RetentionApp.Shopify;

namespace RetentionApp.Commerce;

/// <summary>Reads the REST-shaped order of a webhook.</summary>
internal static class OrderPayload
{
    /// <summary>Null when the payload names no order. Throws <see cref="FormatException"/> when an amount or time in it cannot be read.</summary>
    internal static OrderHeard? Read(long shopId, string shopCurrency, JsonElement order, DateTime? triggeredAt)
    {
        if (order.Long("id") is not { } id) return null;
        // Without a time of change a payload cannot be ordered against others; the oldest possible never wins over a full one.
        var updatedAt = order.Time("updated_at") ?? order.Time("created_at") ?? triggeredAt ?? DateTime.UnixEpoch;
        var createdAt = order.Time("created_at") ?? order.Time("processed_at") ?? updatedAt;
        var currency = order.Text("currency") ?? shopCurrency;
        var customer = order.Part("customer") is { } who ? CustomerPayload.Read(who) : null;
        var refunds = order.Items("refunds").Select(refund => RefundPayload.Read(refund, currency)).OfType<RefundFacts>().ToArray();
        var facts = new OrderFacts
        {
            Lines = order.Items("line_items").Select(line => Line(line, currency)).OfType<OrderLine>().ToArray(),
            TaxesIncluded = order.Flag("taxes_included"),
            Shipping = order.Items("shipping_lines").Sum(line => Shipping(line, currency)),
            ShippingTax = order.Items("shipping_lines").Sum(line => Tax(line, currency)),
            Tip = Math.Max(0, order.ShopMoney("total_tip_received", currency) - order.Items("line_items").Where(line => line.Part("tip") is not null).Sum(line => line.ShopMoney("price", currency) * (line.Long("quantity") ?? 1))),
            GiftCardPaid = PaidWith(order, Gateways.GiftCard, currency),
            StoreCreditPaid = PaidWith(order, Gateways.StoreCredit, currency),
            RefundIds = refunds.Select(refund => refund.Id).ToArray(),
            DiscountCodes = order.Items("discount_codes").Select(code => code.Text("code")).OfType<string>().ToArray(),
            Locale = order.Text("customer_locale"),
            Source = order.Text("source_name"),
        };
        return new OrderHeard(
            new Order
            {
                ShopId = shopId,
                Id = id,
                Name = order.Text("name") ?? "#" + (order.Text("order_number") ?? order.Text("id")),
                CustomerId = customer?.Id,
                Email = order.Text("email") is { Length: > 0 } email ? email.Trim().ToLowerInvariant() : null,
                Currency = currency,
                Total = order.ShopMoney("total_price", currency),
                Refunded = refunds.Sum(refund => refund.Money ?? 0),
                CreatedAt = createdAt,
                ProcessedAt = order.Time("processed_at") ?? createdAt,
                UpdatedAt = updatedAt,
                TriggeredAt = triggeredAt,
                CancelledAt = order.Time("cancelled_at"),
                FulfilledAt = order.Text("fulfillment_status") == "fulfilled" ? order.Items("fulfillments").Max(f => f.Time("created_at")) ?? updatedAt : null,
                FinancialStatus = order.Text("financial_status")?.ToLowerInvariant() ?? "unknown",
                FulfillmentStatus = order.Text("fulfillment_status"),
                IsTest = order.Flag("test"),
                Facts = "",
            },
            facts, refunds, customer, FirstPayment(order), IsFetched: false) { IsPaidApart = order.Texts("payment_gateway_names").Any(Gateways.IsApart) };
    }

    private static OrderLine? Line(JsonElement line, string currency)
    {
        if (line.Long("quantity") is not { } quantity) return null;
        var allocations = line.Items("discount_allocations").ToArray();
        var discount = allocations.Length > 0 ? allocations.Sum(part => part.ShopMoney("amount", currency)) : line.ShopMoney("total_discount", currency);
        return new OrderLine(
            line.Long("id") ?? 0, line.Long("product_id"), line.Long("variant_id"), line.Text("title") ?? line.Text("name") ?? "",
            (int)quantity, (int?)line.Long("current_quantity"), line.ShopMoney("price", currency), discount, Tax(line, currency),
            line.Flag("gift_card"), line.Part("tip") is not null, line.Text("vendor"));
    }

    private static long Shipping(JsonElement line, string currency)
    {
        var allocations = line.Items("discount_allocations").Sum(part => part.ShopMoney("amount", currency));
        return line.Part("discounted_price") is null && line.Part("discounted_price_set") is null
            ? line.ShopMoney("price", currency) - allocations
            : line.ShopMoney("discounted_price", currency);
    }

    private static long Tax(JsonElement line, string currency) => line.Items("tax_lines").Sum(tax => tax.ShopMoney("price", currency));

    private static IEnumerable<PaymentHeard> Payments(JsonElement order, string? currency) => order.Items("transactions").Select(one => PaymentPayload.Read(one, currency)).OfType<PaymentHeard>();

    private static DateTime? FirstPayment(JsonElement order) => Payments(order, null).Min(payment => (DateTime?)payment.PaidAt);

    private static long PaidWith(JsonElement order, string gateway, string currency) => Payments(order, currency).Where(payment => payment.Gateway == gateway).Sum(payment => payment.Amount ?? 0);
}

/// <param name="PaidAt">When the sale or capture was processed.</param>
/// <param name="Gateway">Only where it is one of <see cref="Gateways"/>.</param>
/// <param name="Amount">Minor units of the order's currency; null where the message gives another one.</param>
internal sealed record PaymentHeard(long Id, long OrderId, DateTime PaidAt, string? Gateway = null, long? Amount = null);

/// <summary>Reads one transaction; null unless it is a successful sale or capture with a time.</summary>
internal static class PaymentPayload
{
    /// <param name="currency">The order's, in which an amount is wanted; null: no amount is.</param>
    internal static PaymentHeard? Read(JsonElement transaction, string? currency = null)
    {
        if (transaction.Text("kind") is not ("sale" or "capture") || transaction.Text("status") != "success" || (transaction.Time("processed_at") ?? transaction.Time("created_at")) is not { } at) return null;
        var heard = new PaymentHeard(transaction.Long("id") ?? 0, transaction.Long("order_id") ?? 0, at);
        return currency is null || !Gateways.IsApart(transaction.Text("gateway")) ? heard : heard with { Gateway = transaction.Text("gateway"), Amount = Amount(transaction, currency) };
    }

    // A plain amount is in the currency the buyer paid in.
    private static long? Amount(JsonElement transaction, string currency) =>
        transaction.Part("amount_set") is not null || (transaction.Text("currency") ?? currency) == currency ? transaction.ShopMoney("amount", currency) : null;
}
