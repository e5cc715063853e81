namespace RetentionApp.DevStore.State;

/// <summary>Writes a past straight into the state: no webhooks, no checks, dates as given. Only before the app is installed.</summary>
internal sealed partial class Store
{
    public Order Record(Customer? customer, Line[] lines, long shipping, DateTime at)
    {
        var order = new Order
        {
            Id = NewId(), Number = _nextNumber++, Currency = Currency, Lines = lines, Customer = customer, Email = customer?.Email, TaxesIncluded = TaxesIncluded, Shipping = shipping,
            CreatedAt = at, ProcessedAt = at, UpdatedAt = at,
        };
        order.Fulfillments.Add(new Fulfillment { Id = NewId(), CreatedAt = at, DeliveredAt = at });
        if (order.Total > 0) order.Payments.Add(new Payment(NewId(), "sale", order.Total, "bogus", at, null));
        Orders.Add(order.Id, order);
        customer?.Orders.Add(order);
        return order;
    }

    /// <summary>The lines' current quantities were already lowered by the caller.</summary>
    public void RecordReturn(Order order, RefundLine[] lines, DateTime at)
    {
        var total = Math.Min(lines.Sum(line => line.Subtotal), order.Received - order.Refunded);
        var refund = new Refund { Id = NewId(), CreatedAt = at, Lines = lines, Total = total };
        order.Refunds.Add(refund);
        if (total > 0) order.Payments.Add(new Payment(NewId(), "refund", total, "bogus", at, refund.Id));
        if (at > order.UpdatedAt) order.UpdatedAt = at;
    }

    public Customer RecordCustomer(string first, string last, string email, DateTime at)
    {
        var customer = new Customer { Id = NewId(), FirstName = first, LastName = last, Email = email, CreatedAt = at, UpdatedAt = at };
        Customers.Add(customer.Id, customer);
        return customer;
    }

    public Product RecordProduct(string sku, string title, long price, DateTime at)
    {
        var id = NewId();
        var product = new Product { Id = id, Handle = $"{Handle(title, id)}-{id}", Title = title, Sku = sku, Price = price, Vendor = "", OnSale = true, CreatedAt = at, UpdatedAt = at, Picture = "box" };
        Products.Add(id, product);
        return product;
    }
}
