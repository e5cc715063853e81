namespace RetentionApp.DevStore.Webhooks;

internal static class Topics
{
    public static readonly IReadOnlyList<string> All =
    [
        "orders/create", "orders/updated", "orders/paid", "orders/cancelled", "orders/edited", "orders/fulfilled", "orders/delete",
        "order_transactions/create", "refunds/create", "fulfillment_events/create",
        "disputes/create", "disputes/update", "returns/request", "returns/approve", "returns/decline", "returns/cancel", "returns/close", "returns/reopen",
        "customers/create", "customers/update", "customers/delete", "customers/merge",
        "products/create", "products/update", "products/delete",
        "app/uninstalled", "app/scopes_update", "shop/update", "bulk_operations/finish",
        "customers/data_request", "customers/redact", "shop/redact",
    ];

    /// <summary>The scope without which Shopify does not deliver the topic; null: none.</summary>
    public static string? Scope(string topic) => topic switch
    {
        "customers/data_request" or "customers/redact" or "shop/redact" => null,
        _ when topic.StartsWith("disputes/", StringComparison.Ordinal) => "read_shopify_payments_disputes",
        _ when topic.StartsWith("returns/", StringComparison.Ordinal) => "read_returns",
        "customers/merge" => "read_customer_merge",
        _ when topic.StartsWith("orders/", StringComparison.Ordinal) || topic.StartsWith("order_", StringComparison.Ordinal) => "read_orders",
        _ when topic.StartsWith("refunds/", StringComparison.Ordinal) || topic.StartsWith("fulfillment", StringComparison.Ordinal) => "read_orders",
        _ when topic.StartsWith("customers/", StringComparison.Ordinal) => "read_customers",
        _ when topic.StartsWith("products/", StringComparison.Ordinal) => "read_products",
        _ => null,
    };
}
