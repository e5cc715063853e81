using System.Globalization;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Webhooks;

internal static class DisputeJson
{
    public static byte[] Body(Store store, Order order, Dispute dispute) => Json.Body(json =>
    {
        json.WriteNumber("id", dispute.Id);
        json.WriteNumber("order_id", order.Id);
        json.WriteString("type", "chargeback");
        json.WriteString("amount", new Money(dispute.Amount, order.Currency).Amount);
        json.WriteString("currency", order.Currency);
        json.WriteString("reason", "fraudulent");
        json.WriteString("network_reason_code", "4837");
        json.WriteString("status", dispute.Status);
        json.WriteString("evidence_due_by", dispute.InitiatedAt.AddDays(7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteNull("evidence_sent_on");
        Json.Time(json, "finalized_on", store, dispute.FinalizedAt);
        Json.Time(json, "initiated_at", store, dispute.InitiatedAt);
    });

    /// <summary>The few fields that the topics on returns have in common.</summary>
    public static byte[] Return(Order order, Return moved) => Json.Body(json =>
    {
        json.WriteNumber("id", moved.Id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/Return/{moved.Id}");
        json.WriteString("status", moved.Status);
        json.WriteStartObject("order");
        json.WriteNumber("id", order.Id);
        json.WriteString("admin_graphql_api_id", $"gid://shopify/Order/{order.Id}");
        json.WriteEndObject();
        json.WriteNumber("total_return_line_items", order.Lines.Length);
        json.WriteString("name", $"{order.Name}-R1");
        Json.Empty(json, "return_line_items");
    });
}
