using System.Text.Json;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

/// <summary>A line together with the order it is on.</summary>
internal readonly record struct LineOf(Order Order, int Index)
{
    public ref readonly Line Line => ref Order.Lines[Index];
}

internal readonly record struct Allocation(Money Amount);

/// <summary>The types of Shopify's Admin API as far as the store has them. Deprecated fields are left out on purpose.</summary>
internal sealed class Shapes
{
    public static readonly Shapes All = new();

    public Shape<Money> MoneyV2 { get; }
    public Shape<Money> MoneyBag { get; }
    public Shape<Product> ProductId { get; }
    public Shape<LineOf> VariantId { get; }
    public Shape<Variant> Variant { get; }
    public Shape<Customer> Customer { get; }
    public Shape<LineOf> Line { get; }
    public Shape<Order> Order { get; }
    public Shape<Product> Product { get; }
    public Shape<(Store Store, Collection Collection)> Collection { get; }
    /// <summary>A product with the store it is in, where a field asks about collections.</summary>
    public Shape<(Store Store, Product Product)> ProductNode { get; }
    public Shape<Discount> DiscountBasic { get; }
    public Shape<Discount> DiscountNode { get; }

    private Shapes()
    {
        MoneyV2 = new Shape<Money>("MoneyV2").Field("amount", (json, money, _) => money.Write(json)).Text("currencyCode", money => money.Currency);
        MoneyBag = new Shape<Money>("MoneyBag").Value("shopMoney", MoneyV2, money => money).Value("presentmentMoney", MoneyV2, money => money);
        ProductId = new Shape<Product>("Product").Gid("id", "Product", product => product.Id);
        VariantId = new Shape<LineOf>("ProductVariant").Gid("id", "ProductVariant", line => line.Line.Product.VariantId + line.Line.Variant);
        Variant = new Shape<Variant>("ProductVariant").Gid("id", "ProductVariant", variant => variant.Id).Text("title", variant => variant.Title).Field("price", (json, variant, _) => new Money(variant.Price, variant.Currency).Write(json));
        Customer = CustomerShape();
        var prices = new Shape<Product>("ProductPriceRangeV2").Value("maxVariantPrice", MoneyV2, product => new Money(product.Variants.Max(one => one.Price), product.Currency)).Value("minVariantPrice", MoneyV2, product => new Money(product.Variants.Min(one => one.Price), product.Currency));
        Product = new Shape<Product>("Product").Gid("id", "Product", product => product.Id).Text("title", product => product.Title).Text("handle", product => product.Handle)
            .Text("vendor", product => product.Vendor).Text("productType", product => product.Type).Text("status", _ => "ACTIVE").Flag("isGiftCard", product => product.IsGiftCard)
            .One("priceRangeV2", prices, product => product).Connection("variants", Variant, (product, _) => product.Variants).Texts("tags", product => product.Tags).Time("createdAt", product => product.CreatedAt).Time("updatedAt", product => product.UpdatedAt);
        Collection = new Shape<(Store Store, Collection Collection)>("Collection").Gid("id", "Collection", one => one.Collection.Id).Text("title", one => one.Collection.Title)
            .Connection("products", Product, (one, _) => [.. one.Store.Products.Values.Where(product => one.Collection.Products.Contains(product.Id))]);
        ProductNode = new Shape<(Store Store, Product Product)>("Product").Gid("id", "Product", one => one.Product.Id).Text("title", one => one.Product.Title).Text("handle", one => one.Product.Handle)
            .Text("vendor", one => one.Product.Vendor).Text("productType", one => one.Product.Type).Text("status", _ => "ACTIVE").Texts("tags", one => one.Product.Tags)
            .Time("createdAt", one => one.Product.CreatedAt).Time("updatedAt", one => one.Product.UpdatedAt)
            .Field("inCollection", (json, one, selection) => json.WriteBooleanValue(one.Store.Collections.GetValueOrDefault(Queries.Id(selection, "Collection"))?.Products.Contains(one.Product.Id) == true));
        Line = LineShape();
        Order = OrderShape();
        var code = new Shape<Discount>("DiscountRedeemCode").Gid("id", "DiscountRedeemCode", discount => discount.Id + 1).Text("code", discount => discount.Code).Number("asyncUsageCount", discount => discount.UsedBy.Count);
        DiscountBasic = new Shape<Discount>("DiscountCodeBasic").Text("title", discount => discount.Title).Text("status", discount => discount.Status)
            .Time("startsAt", discount => discount.StartsAt).Time("endsAt", discount => discount.EndsAt).Time("createdAt", discount => discount.CreatedAt).Time("updatedAt", discount => discount.CreatedAt)
            .Field("usageLimit", (json, discount, _) =>
            {
                if (discount.UsageLimit is { } limit) json.WriteNumberValue(limit);
                else json.WriteNullValue();
            })
            .Flag("appliesOncePerCustomer", discount => discount.OncePerCustomer).Number("asyncUsageCount", discount => discount.UsedBy.Count)
            .Connection("codes", code, (discount, _) => [discount]);
        var shipping = new Shape<Discount>("DiscountCodeFreeShipping").Text("title", discount => discount.Title).Text("status", discount => discount.Status).Time("startsAt", discount => discount.StartsAt)
            .Time("endsAt", discount => discount.EndsAt).Number("asyncUsageCount", discount => discount.UsedBy.Count).Connection("codes", code, (discount, _) => [discount]);
        // A union: documents ask for each kind's fields by fragments.
        DiscountNode = new Shape<Discount>("DiscountCodeNode").Gid("id", "DiscountCodeNode", discount => discount.Id)
            .Field("codeDiscount", (json, discount, selection) => (discount.IsFreeShipping ? shipping : DiscountBasic).Write(json, discount, selection.Fields), DiscountBasic);
    }

    public static string Gid(string type, long id) => $"gid://shopify/{type}/{id}";

    private Shape<Customer> CustomerShape()
    {
        var address = new Shape<Customer>("CustomerEmailAddress").Text("emailAddress", customer => customer.Email)
            .Text("marketingState", customer => customer.AcceptsEmail ? "SUBSCRIBED" : "NOT_SUBSCRIBED").Text("marketingOptInLevel", _ => "SINGLE_OPT_IN");
        var phone = new Shape<Customer>("CustomerPhoneNumber").Text("phoneNumber", customer => customer.Phone).Text("marketingState", _ => "NOT_SUBSCRIBED");
        return new Shape<Customer>("Customer").Gid("id", "Customer", customer => customer.Id).Text("legacyResourceId", customer => $"{customer.Id}")
            .Text("firstName", customer => customer.FirstName).Text("lastName", customer => customer.LastName).Text("displayName", customer => customer.Name)
            .Text("locale", customer => customer.Locale).Text("state", customer => customer.State.ToUpperInvariant()).Texts("tags", customer => customer.Tags)
            .Flag("verifiedEmail", customer => customer.VerifiedEmail).Time("createdAt", customer => customer.CreatedAt).Time("updatedAt", customer => customer.UpdatedAt)
            .Text("numberOfOrders", customer => $"{customer.Orders.Count}")
            .One("defaultEmailAddress", address, customer => customer.Email is null ? null : customer)
            .One("defaultPhoneNumber", phone, customer => customer.Phone is null ? null : customer)
            .Connection("storeCreditAccounts", GiftShapes.Account, (customer, _) => customer.StoreCredit.Count == 0 ? [] : [customer], "read_store_credit_accounts");
    }

    private Shape<LineOf> LineShape()
    {
        var allocation = new Shape<Allocation>("DiscountAllocation").Value("allocatedAmountSet", MoneyBag, one => one.Amount);
        var tax = new Shape<Allocation>("TaxLine").Value("priceSet", MoneyBag, one => one.Amount).Text("title", _ => "VAT");
        return new Shape<LineOf>("LineItem").Gid("id", "LineItem", line => line.Line.Id).Text("title", line => line.Line.Product.Title).Text("name", line => line.Line.Product.Title)
            .Text("sku", line => line.Line.Product.Sku).Text("vendor", line => line.Line.Product.Vendor).Number("quantity", line => line.Line.Quantity)
            .Number("currentQuantity", line => line.Line.Current).Number("refundableQuantity", line => line.Line.Current).Flag("isGiftCard", line => line.Line.Product.IsGiftCard)
            .Field("product", (json, line, selection) => Existing(json, line, selection.Fields is [{ Name: "id" }] ? ProductId : Product, selection), Product)
            .Field("variant", (json, line, selection) =>
            {
                if (line.Line.Product.Deleted) json.WriteNullValue();
                else VariantId.Write(json, line, selection.Fields);
            }, VariantId)
            .Value("originalUnitPriceSet", MoneyBag, line => new Money(line.Line.Price, line.Order.Currency))
            .Many("discountAllocations", allocation, line => line.Line.Discount == 0 ? [] : [new Allocation(new Money(line.Line.Discount, line.Order.Currency))])
            .Many("taxLines", tax, line => line.Line.Tax == 0 ? [] : [new Allocation(new Money(line.Line.Tax, line.Order.Currency))]);
    }

    // The product of an old line is null once it was deleted.
    private static void Existing(Utf8JsonWriter json, LineOf line, Shape<Product> shape, Selection selection)
    {
        if (line.Line.Product.Deleted) json.WriteNullValue();
        else shape.Write(json, line.Line.Product, selection.Fields);
    }

    private Shape<Order> OrderShape()
    {
        var payment = new Shape<(Order Order, Payment Payment)>("OrderTransaction").Gid("id", "OrderTransaction", one => one.Payment.Id)
            .Text("kind", one => one.Payment.Kind.ToUpperInvariant()).Text("status", _ => "SUCCESS").Text("gateway", one => one.Payment.Gateway)
            .Time("createdAt", one => one.Payment.CreatedAt).Time("processedAt", one => one.Payment.CreatedAt).Flag("test", one => one.Order.Test)
            .Value("amountSet", MoneyBag, one => new Money(one.Payment.Amount, one.Order.Currency));
        return new Shape<Order>("Order").Gid("id", "Order", order => order.Id).Text("legacyResourceId", order => $"{order.Id}").Text("name", order => order.Name)
            .Text("email", order => order.Email).Time("createdAt", order => order.CreatedAt).Time("updatedAt", order => order.UpdatedAt).Time("processedAt", order => order.ProcessedAt)
            .Time("cancelledAt", order => order.CancelledAt).Text("cancelReason", order => order.CancelReason?.ToUpperInvariant()).Flag("test", order => order.Test)
            .Flag("edited", order => order.Edited).Text("currencyCode", order => order.Currency).Text("presentmentCurrencyCode", order => order.Currency)
            .Text("customerLocale", order => order.Locale).Text("sourceName", order => order.Source).Flag("taxesIncluded", order => order.TaxesIncluded)
            .Flag("fullyPaid", order => order.IsPaid).Text("displayFinancialStatus", order => order.FinancialStatus.ToUpperInvariant())
            .Text("displayFulfillmentStatus", order => order.FulfillmentStatus switch { null => "UNFULFILLED", "partial" => "PARTIALLY_FULFILLED", _ => "FULFILLED" })
            .Text("returnStatus", _ => "NO_RETURN").Texts("discountCodes", order => order.Discounts.Select(discount => discount.Code))
            .Field("customer", (json, order, selection) =>
            {
                if (order.Customer is { } customer) Customer.Write(json, customer, selection.Fields);
                else json.WriteNullValue();
            }, Customer, "read_customers")
            .Value("totalPriceSet", MoneyBag, order => new Money(order.Total, order.Currency))
            .Value("subtotalPriceSet", MoneyBag, order => new Money(order.Subtotal, order.Currency))
            .Value("totalTaxSet", MoneyBag, order => new Money(order.Tax, order.Currency))
            .Value("totalDiscountsSet", MoneyBag, order => new Money(order.DiscountTotal, order.Currency))
            .Value("totalReceivedSet", MoneyBag, order => new Money(order.Received, order.Currency))
            .Value("totalOutstandingSet", MoneyBag, order => new Money(order.Outstanding, order.Currency))
            .Value("totalRefundedSet", MoneyBag, order => new Money(order.Refunded, order.Currency))
            .Value("totalTipReceivedSet", MoneyBag, order => new Money(order.Tip, order.Currency))
            .Value("currentTotalPriceSet", MoneyBag, order => new Money(order.CurrentTotal, order.Currency))
            .Value("currentSubtotalPriceSet", MoneyBag, order => new Money(order.CurrentSubtotal, order.Currency))
            .Value("currentTotalTaxSet", MoneyBag, order => new Money(order.CurrentTax, order.Currency))
            .Value("currentTotalDiscountsSet", MoneyBag, order => new Money(order.CurrentDiscount, order.Currency))
            .Value("currentShippingPriceSet", MoneyBag, order => new Money(order.CurrentShipping, order.Currency))
            .Value("totalShippingPriceSet", MoneyBag, order => new Money(order.Shipping, order.Currency))
            .Many("fulfillments", new Shape<Fulfillment>("Fulfillment").Gid("id", "Fulfillment", one => one.Id).Text("status", _ => "SUCCESS").Time("createdAt", one => one.CreatedAt), order => order.Fulfillments)
            .Many("transactions", payment, order => order.Payments.Select(one => (order, one)))
            .Many("refunds", RefundShape(payment), order => order.Refunds.Select(refund => (order, refund)))
            .Connection("lineItems", Line, (order, _) => [.. Enumerable.Range(0, order.Lines.Length).Select(index => new LineOf(order, index))]);
    }

    private Shape<(Order Order, Refund Refund)> RefundShape(Shape<(Order Order, Payment Payment)> payment)
    {
        var adjustment = new Shape<(Order Order, Refund Refund)>("OrderAdjustment").Gid("id", "OrderAdjustment", one => one.Refund.Id + 4_000_000_000)
            .Text("reason", _ => "REFUND_DISCREPANCY").Value("amountSet", MoneyBag, one => new Money(-one.Refund.Goodwill, one.Order.Currency)).Value("taxAmountSet", MoneyBag, one => new Money(0, one.Order.Currency));
        var shipping = new Shape<(Order Order, Refund Refund)>("RefundShippingLine").Gid("id", "RefundShippingLine", one => one.Refund.Id + 2_000_000_000)
            .Value("subtotalAmountSet", MoneyBag, one => new Money(one.Refund.Shipping, one.Order.Currency)).Value("taxAmountSet", MoneyBag, one => new Money(0, one.Order.Currency));
        var line = new Shape<(Order Order, RefundLine Line)>("RefundLineItem").Gid("id", "RefundLineItem", one => one.Line.Id).Number("quantity", one => one.Line.Quantity)
            .Value("subtotalSet", MoneyBag, one => new Money(one.Line.Subtotal, one.Order.Currency)).Value("totalTaxSet", MoneyBag, one => new Money(one.Line.Tax, one.Order.Currency))
            .Value("lineItem", Line, one => new LineOf(one.Order, one.Line.Index));
        return new Shape<(Order Order, Refund Refund)>("Refund").Gid("id", "Refund", one => one.Refund.Id).Text("legacyResourceId", one => $"{one.Refund.Id}")
            .Time("createdAt", one => one.Refund.CreatedAt).Time("updatedAt", one => one.Refund.CreatedAt).Text("note", one => one.Refund.Note)
            .Value("totalRefundedSet", MoneyBag, one => new Money(one.Refund.Total, one.Order.Currency))
            .Connection("orderAdjustments", adjustment, (one, _) => one.Refund.Goodwill == 0 ? [] : [one])
            .Connection("refundShippingLines", shipping, (one, _) => one.Refund.Shipping == 0 ? [] : [one])
            .Connection("refundLineItems", line, (one, _) => [.. one.Refund.Lines.Select(returned => (one.Order, returned))])
            .Connection("transactions", payment, (one, _) => [.. one.Order.Payments.Where(paid => paid.RefundId == one.Refund.Id).Select(paid => (one.Order, paid))]);
    }
}
