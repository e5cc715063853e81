using System.Text.Json;
using RetentionApp.Shopify;

namespace RetentionApp.Commerce;

/// <summary>Reads a REST-shaped refund, alone or inside its order.</summary>
internal static class RefundPayload
{
    internal static RefundFacts? Read(JsonElement refund, string currency)
    {
        if (refund.Long("id") is not { } id) return null;
        var adjustments = refund.Items("order_adjustments").ToArray();
        return new RefundFacts(
            id, refund.Time("created_at"), refund.Part("refund_line_items") is null ? null : refund.Items("refund_line_items").Select(line => Line(line, currency)).OfType<RefundedLine>().ToArray(),
            adjustments.Any(IsDiscrepancy) ? Math.Max(0, -adjustments.Where(IsDiscrepancy).Sum(a => a.ShopMoney("amount", currency))) : null,
            Shipping(refund, adjustments, currency), MoneyBack(refund, currency));
    }

    // A positive discrepancy is money kept back (a restocking fee): the units are gone all the same, so it gives nothing.
    private static bool IsDiscrepancy(JsonElement adjustment) => adjustment.Text("kind") != "shipping_refund";

    private static RefundedLine? Line(JsonElement line, string currency) =>
        (line.Long("line_item_id") ?? line.Part("line_item")?.Long("id")) is { } lineId
            ? new RefundedLine(lineId, (int)(line.Long("quantity") ?? 0), line.ShopMoney("subtotal", currency) + line.ShopMoney("total_tax", currency))
            : null;

    private static long Shipping(JsonElement refund, JsonElement[] adjustments, string currency)
    {
        var lines = refund.Items("refund_shipping_lines").ToArray();
        return lines.Length > 0
            ? lines.Sum(line => line.ShopMoney("subtotal_amount", currency) + line.Items("tax_lines").Sum(tax => tax.ShopMoney("price", currency)))
            : -adjustments.Where(a => !IsDiscrepancy(a)).Sum(a => a.ShopMoney("amount", currency) + a.ShopMoney("tax_amount", currency));
    }

    // Transactions are in the currency the buyer paid in; in another one than the order's they say nothing about shop money.
    private static long? MoneyBack(JsonElement refund, string currency)
    {
        var transactions = refund.Items("transactions").Where(t => t.Text("kind") == "refund" && t.Text("status") is "success" or null).ToArray();
        return transactions.Length == 0 || transactions.Any(t => t.Part("amount_set") is null && (t.Text("currency") ?? currency) != currency)
            ? null
            : transactions.Sum(t => t.ShopMoney("amount", currency));
    }
}
