using System.Text.Json;
using RetentionApp.Shopify;

namespace RetentionApp.Commerce;

/// <summary>Reads the REST-shaped customer of a webhook, alone or inside an order.</summary>
internal static class CustomerPayload
{
    internal static CustomerHeard? Read(JsonElement customer)
    {
        if (customer.Long("id") is not { } id) return null;
        var consent = customer.Part("email_marketing_consent")?.Text("state");
        return new CustomerHeard(
            id, Filled(customer.Text("email"))?.ToLowerInvariant(), Filled(customer.Text("phone")), Filled(customer.Text("first_name")), Filled(customer.Text("last_name")),
            Filled(customer.Text("locale")), Filled(customer.Text("state")), customer.Text("tags"),
            consent is not null ? consent == "subscribed" : customer.Part("accepts_marketing") is null ? null : customer.Flag("accepts_marketing"),
            customer.Time("created_at"), customer.Time("updated_at"), customer.Part("email_marketing_consent")?.Time("consent_updated_at"));
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
