using RetentionApp.DevStore.Webhooks;

namespace RetentionApp.DevStore.State;

internal sealed partial class Store
{
    public Customer AddCustomer(string firstName, string lastName, string? email = null, string locale = "en", string? phone = null, bool acceptsEmail = false, DateTime? at = null, bool account = true) => Act(said =>
    {
        var now = at ?? Today;
        if (email is not null && Customers.Values.Any(known => string.Equals(known.Email, email, StringComparison.OrdinalIgnoreCase))) throw new StoreRefusal("Somebody already uses this address.");
        var customer = new Customer { Id = NewId(), FirstName = firstName, LastName = lastName, Email = email, Phone = phone, Locale = locale, AcceptsEmail = acceptsEmail, State = account ? "enabled" : "disabled", CreatedAt = now, UpdatedAt = now };
        Customers.Add(customer.Id, customer);
        said.Say("customers/create", () => CustomerJson.Body(this, customer));
        return customer;
    });

    public void EditCustomer(Customer customer, Action<Customer> change) => Act(said =>
    {
        var accepted = customer.AcceptsEmail;
        change(customer);
        if (customer.AcceptsEmail != accepted) customer.ConsentedAt = Today;
        CustomerTouched(said, customer);
    });

    /// <summary>Makes one customer of two. The kept one takes over the other's orders.</summary>
    public void Merge(Customer kept, Customer gone) => Act(said =>
    {
        if (kept == gone) throw new StoreRefusal("A customer cannot be merged with themselves.");
        foreach (var order in gone.Orders)
        {
            order.Customer = kept;
            kept.Orders.Add(order);
            Touch(order);
        }
        kept.Orders.Sort((a, b) => a.ProcessedAt.CompareTo(b.ProcessedAt));
        gone.Orders.Clear();
        // Discounts for the one customer are for the other now, as Shopify's preview of a merge lists them.
        foreach (var theirs in Discounts.Values.Select(discount => discount.Customers).OfType<List<long>>().Where(theirs => theirs.Contains(gone.Id))) theirs.Add(kept.Id);
        kept.Email ??= gone.Email;
        kept.Phone ??= gone.Phone;
        Customers.Remove(gone.Id);
        said.Say("customers/merge", () => Json.Body(json =>
        {
            json.WriteString("admin_graphql_api_customer_kept_id", $"gid://shopify/Customer/{kept.Id}");
            json.WriteString("admin_graphql_api_customer_deleted_id", $"gid://shopify/Customer/{gone.Id}");
            json.WriteNull("admin_graphql_api_job_id");
            json.WriteString("status", "completed");
            json.WriteStartArray("errors");
            json.WriteEndArray();
        }));
        CustomerTouched(said, kept);
    });

    /// <summary>Deletes a customer. Shopify refuses that for one with orders; here the orders lose their customer, as after an erasure.</summary>
    public void DeleteCustomer(Customer customer) => Act(said =>
    {
        if (!Customers.Remove(customer.Id)) throw new StoreRefusal("This customer is already gone.");
        foreach (var order in customer.Orders)
        {
            order.Customer = null;
            order.Email = null;
        }
        said.Say("customers/delete", () => Json.Body(json =>
        {
            json.WriteNumber("id", customer.Id);
            json.WriteNull("phone");
            json.WriteStartArray("addresses");
            json.WriteEndArray();
            json.WriteString("admin_graphql_api_id", $"gid://shopify/Customer/{customer.Id}");
        }));
    });

    public void RequestData(Customer customer) => Act(said => said.Say("customers/data_request", () => Privacy(customer, "orders_requested", json =>
    {
        json.WriteStartObject("data_request");
        json.WriteNumber("id", NewId());
        json.WriteEndObject();
    })));

    public void Redact(Customer customer) => Act(said => said.Say("customers/redact", () => Privacy(customer, "orders_to_redact", null)));

    private void CustomerTouched(Happening said, Customer customer)
    {
        Touch(customer);
        said.Say("customers/update", () => CustomerJson.Body(this, customer));
    }

    private byte[] Privacy(Customer customer, string orders, Action<System.Text.Json.Utf8JsonWriter>? more) => Json.Body(json =>
    {
        json.WriteNumber("shop_id", ShopId);
        json.WriteString("shop_domain", Domain);
        json.WriteStartArray(orders);
        foreach (var order in customer.Orders) json.WriteNumberValue(order.Id);
        json.WriteEndArray();
        json.WriteStartObject("customer");
        json.WriteNumber("id", customer.Id);
        json.WriteString("email", customer.Email);
        json.WriteString("phone", customer.Phone);
        json.WriteEndObject();
        more?.Invoke(json);
    });
}
