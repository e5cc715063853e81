namespace RetentionApp.Webhooks.Topics;

/// <summary>Every topic the app handles. The names are Shopify's and irregular: see shopify.app.toml, which must list the same.</summary>
internal static class TopicList
{
    internal static readonly IReadOnlyDictionary<string, Type> Topics = new Dictionary<string, Type>
    {
        ["orders/create"] = typeof(OrdersCreate),
        ["orders/updated"] = typeof(OrdersUpdated),
        ["orders/paid"] = typeof(OrdersPaid),
        ["orders/cancelled"] = typeof(OrdersCancelled),
        ["orders/fulfilled"] = typeof(OrdersFulfilled),
        ["orders/edited"] = typeof(OrdersEdited),
        ["orders/delete"] = typeof(OrdersDelete),
        ["order_transactions/create"] = typeof(OrderTransactionsCreate),
        ["refunds/create"] = typeof(RefundsCreate),
        ["returns/approve"] = typeof(Returns),
        ["returns/request"] = typeof(Returns),
        ["returns/close"] = typeof(Returns),
        ["returns/reopen"] = typeof(Returns),
        ["returns/cancel"] = typeof(Returns),
        ["returns/decline"] = typeof(Returns),
        ["fulfillment_events/create"] = typeof(FulfillmentEventsCreate),
        ["disputes/create"] = typeof(DisputesChanged),
        ["disputes/update"] = typeof(DisputesChanged),
        ["customers/create"] = typeof(CustomersCreate),
        ["customers/update"] = typeof(CustomersUpdate),
        ["customers/delete"] = typeof(CustomersDelete),
        ["customers/merge"] = typeof(CustomersMerge),
        ["customers/data_request"] = typeof(CustomersDataRequest),
        ["customers/redact"] = typeof(CustomersRedact),
        ["products/create"] = typeof(ProductsCreate),
        ["products/update"] = typeof(ProductsUpdate),
        ["products/delete"] = typeof(ProductsDelete),
        ["app/uninstalled"] = typeof(AppUninstalled),
        ["app/scopes_update"] = typeof(AppScopesUpdate),
        ["shop/update"] = typeof(ShopUpdate),
        ["shop/redact"] = typeof(ShopRedact),
        ["bulk_operations/finish"] = typeof(BulkOperationsFinish),
    };

    internal static void AddTopics(this IServiceCollection services)
    {
        services.AddSingleton(new TopicTable(Topics));
        foreach (var topic in Topics.Values.Distinct()) services.AddScoped(topic);
    }
}
