using RetentionApp.DevStore.Webhooks;

namespace RetentionApp.DevStore.State;

/// <summary>What a shopper puts on an order: a product, how many, and which of its variants by position.</summary>
internal readonly record struct Wanted(Product Product, int Quantity, long? Price = null, byte Variant = 0)
{
    public long UnitPrice => Price ?? (Variant == 0 ? Product.Price : Product.Sizes[Variant - 1].Price);
    public long VariantId => Product.VariantId + Variant;
    public string Title => Variant == 0 ? Product.Title : $"{Product.Title} – {Product.Sizes[Variant - 1].Title}";
}

/// <summary>How an order is paid besides the card: what these means cover, the card does not.</summary>
internal readonly record struct PaidApart(long GiftCard = 0, long StoreCredit = 0);

internal sealed partial class Store
{
    /// <summary>Places an order. A code, or several with commas between, is checked as the checkout would.</summary>
    public Order Buy(Customer? customer, IReadOnlyList<Wanted> wanted, string? code = null, bool paid = true, bool? taxesIncluded = null,
        string? email = null, string? locale = null, long? shipping = null, bool test = false, string source = "web", long tip = 0, PaidApart apart = default, IReadOnlyDictionary<string, string>? attributes = null) => Act(said =>
    {
        if (wanted.Count == 0) throw new StoreRefusal("The cart is empty.");
        if (wanted.Any(one => one.Quantity is < 1 or > 10_000)) throw new StoreRefusal("A quantity must be between 1 and 10,000.");
        var now = Today;
        var taxed = taxesIncluded ?? TaxesIncluded;
        var lines = wanted.Select(one => new Line { Id = NewId(), Product = one.Product, Quantity = one.Quantity, Current = one.Quantity, Variant = one.Variant, Price = one.UnitPrice }).ToArray();
        var carriage = shipping ?? ShippingPrice;
        var discounts = Usable(code, customer, lines, carriage, _pretended ?? Clock.Now);
        Spread(lines, discounts);
        var carriageOff = discounts.Any(discount => discount.IsFreeShipping) ? carriage : 0;
        AddTax(lines, taxed);
        var order = new Order
        {
            Id = NewId(), Number = _nextNumber++, Currency = Currency, Lines = lines, Customer = customer, Email = email ?? customer?.Email, Locale = locale ?? customer?.Locale ?? "en",
            Test = test, TaxesIncluded = taxed, Shipping = carriage - carriageOff, ShippingDiscount = carriageOff, Discounts = discounts, Source = source, Tip = tip, Attributes = attributes, CreatedAt = now, ProcessedAt = now, UpdatedAt = now,
        };
        Orders.Add(order.Id, order);
        foreach (var discount in discounts) discount.UsedBy.Add(customer?.Id);
        if (customer is not null)
        {
            customer.Orders.Add(order);
            Touch(customer);
            said.Say("customers/update", () => CustomerJson.Body(this, customer));
        }
        said.Say("orders/create", () => OrderJson.Body(this, order));
        if (paid && order.Total > 0) Receive(said, order, now, apart);
        else if (paid) said.Say("orders/paid", () => OrderJson.Body(this, order));
        said.Say("orders/updated", () => OrderJson.Body(this, order));
        return order;
    });

    public Order Buy(Customer? customer, Product product, int quantity = 1, string? code = null, bool paid = true) => Buy(customer, [new(product, quantity)], code, paid);

    public void Pay(Order order) => Act(said =>
    {
        if (order.CancelledAt is not null) throw new StoreRefusal($"{order.Name} is cancelled.");
        if (order.IsPaid) throw new StoreRefusal($"{order.Name} is already paid.");
        var now = Touch(order);
        Receive(said, order, now);
        said.Say("orders/updated", () => OrderJson.Body(this, order));
        if (order.Customer is { } customer) CustomerTouched(said, customer);
    });

    public void Fulfil(Order order) => Act(said =>
    {
        if (order.CancelledAt is not null) throw new StoreRefusal($"{order.Name} is cancelled.");
        if (order.FulfillmentStatus == "fulfilled") throw new StoreRefusal($"{order.Name} is already fulfilled.");
        var now = Touch(order);
        foreach (ref var line in order.Lines.AsSpan()) line.Fulfilled = line.Current;
        order.Fulfillments.Add(new Fulfillment { Id = NewId(), CreatedAt = now });
        said.Say("orders/fulfilled", () => OrderJson.Body(this, order));
        said.Say("orders/updated", () => OrderJson.Body(this, order));
    });

    /// <summary>The carrier reports the parcel as delivered. An order not yet sent is fulfilled first.</summary>
    public void Deliver(Order order)
    {
        if (Read(() => order.Fulfillments.Count == 0)) Fulfil(order);
        Act(said =>
        {
            var fulfillment = order.Fulfillments[^1];
            if (fulfillment.DeliveredAt is not null) throw new StoreRefusal($"{order.Name} was already delivered.");
            fulfillment.DeliveredAt = Today;
            said.Say("fulfillment_events/create", () => FulfillmentJson.DeliveredEvent(this, order, fulfillment));
        });
    }

    private void Receive(Happening said, Order order, DateTime now, PaidApart apart = default)
    {
        if (apart.GiftCard + apart.StoreCredit > order.CurrentTotal) throw new StoreRefusal("More was paid than the order costs.");
        foreach (var (gateway, amount) in new[] { ("gift_card", apart.GiftCard), ("shopify_store_credit", apart.StoreCredit), ("bogus", order.CurrentTotal - apart.GiftCard - apart.StoreCredit) })
        {
            if (amount == 0) continue;
            var payment = new Payment(NewId(), "sale", amount, gateway, now, null);
            order.Payments.Add(payment);
            said.Say("order_transactions/create", () => PaymentJson.Body(this, order, payment));
        }
        said.Say("orders/paid", () => OrderJson.Body(this, order));
    }

    private static void AddTax(Line[] lines, bool included)
    {
        foreach (ref var line in lines.AsSpan())
        {
            var rate = line.Product.TaxRate;
            var net = line.NetOf(line.Quantity);
            line.Tax = rate == 0 ? 0 : (long)decimal.Round(included ? net * (decimal)rate / (10_000 + rate) : net * (decimal)rate / 10_000, MidpointRounding.AwayFromZero);
        }
    }
}
