using System.Text.Json;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Webhooks;

internal static class CustomerJson
{
    public static byte[] Body(Store store, Customer customer) => Json.Body(json => Write(json, store, customer, inOrder: false));

    /// <summary>Inside an order Shopify leaves the sums out.</summary>
    public static void Write(Utf8JsonWriter json, Store store, Customer customer, bool inOrder)
    {
        json.WriteNumber("id", customer.Id);
        json.WriteString("email", customer.Email);
        Json.Time(json, "created_at", store, customer.CreatedAt);
        Json.Time(json, "updated_at", store, customer.UpdatedAt);
        json.WriteString("first_name", customer.FirstName);
        json.WriteString("last_name", customer.LastName);
        if (!inOrder)
        {
            var last = customer.Orders.Count > 0 ? customer.Orders[^1] : null;
            json.WriteNumber("orders_count", customer.Orders.Count);
            json.WriteString("total_spent", store.Money(customer.Spent).Amount);
            Json.Number(json, "last_order_id", last?.Id);
            json.WriteString("last_order_name", last?.Name);
        }
        json.WriteString("state", customer.State);
        json.WriteNull("note");
        json.WriteBoolean("verified_email", customer.VerifiedEmail);
        json.WriteNull("multipass_identifier");
        json.WriteBoolean("tax_exempt", false);
        json.WriteString("phone", customer.Phone);
        json.WriteString("locale", customer.Locale);
        json.WriteString("currency", store.Currency);
        json.WriteString("tags", string.Join(", ", customer.Tags));
        Json.Empty(json, "addresses", "tax_exemptions");
        if (customer.Email is null) json.WriteNull("email_marketing_consent");
        else
        {
            json.WriteStartObject("email_marketing_consent");
            json.WriteString("state", customer.AcceptsEmail ? "subscribed" : "not_subscribed");
            json.WriteString("opt_in_level", "single_opt_in");
            Json.Time(json, "consent_updated_at", store, customer.ConsentedAt);
            json.WriteEndObject();
        }
        json.WriteNull("sms_marketing_consent");
        json.WriteString("admin_graphql_api_id", $"gid://shopify/Customer/{customer.Id}");
    }
}
