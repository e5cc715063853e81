using RetentionApp.DevStore.Webhooks;

namespace RetentionApp.DevStore.State;

internal sealed partial class Store
{
    /// <summary>Gives money back: units of lines (by line index), shipping, and goodwill beyond both, all in minor units.</summary>
    public Refund Refund(Order order, IReadOnlyDictionary<int, int>? units = null, long shipping = 0, long goodwill = 0, bool toStoreCredit = false, string? note = null) => Act(said =>
    {
        if (!order.IsPaid) throw new StoreRefusal($"{order.Name} is not paid: there is nothing to give back.");
        var refund = GiveBack(said, order, units ?? new Dictionary<int, int>(), shipping, goodwill, toStoreCredit, note, Touch(order));
        said.Say("orders/updated", () => OrderJson.Body(this, order));
        if (order.Customer is { } customer) CustomerTouched(said, customer);
        return refund;
    });

    /// <summary>Everything that is left: goods, shipping and tip.</summary>
    public Refund RefundAll(Order order) => Act(said =>
    {
        if (!order.IsPaid) throw new StoreRefusal($"{order.Name} is not paid: there is nothing to give back.");
        var refund = GiveBack(said, order, Left(order), order.CurrentShipping, 0, false, null, Touch(order), Surplus(order));
        said.Say("orders/updated", () => OrderJson.Body(this, order));
        if (order.Customer is { } customer) CustomerTouched(said, customer);
        return refund;
    });

    /// <summary>Changes how many units of a line the order holds. Only downwards; 0 removes the line.</summary>
    public void Edit(Order order, IReadOnlyDictionary<int, int> quantities) => Act(said =>
    {
        if (order.CancelledAt is not null) throw new StoreRefusal($"{order.Name} is cancelled.");
        var removals = new List<(long Line, int Delta)>();
        foreach (var (index, quantity) in quantities)
        {
            if (index < 0 || index >= order.Lines.Length) throw new StoreRefusal("There is no such line.");
            var current = order.Lines[index].Current;
            if (quantity < 0 || quantity > current) throw new StoreRefusal($"A line of {current} can be edited to between 0 and {current}.");
            if (quantity < current) removals.Add((order.Lines[index].Id, current - quantity));
        }
        if (removals.Count == 0) throw new StoreRefusal("Nothing was changed.");
        foreach (var (index, quantity) in quantities)
        {
            ref var line = ref order.Lines[index];
            line.Current = quantity;
            line.Fulfilled = Math.Min(line.Fulfilled, quantity);
        }
        order.Edited = true;
        var now = Touch(order);
        var edit = NewId();
        said.Say("orders/edited", () => EditJson.Body(this, order, edit, removals, now));
        said.Say("orders/updated", () => OrderJson.Body(this, order));
    });

    /// <summary>Cancels; a paid order's remaining money goes back unless <paramref name="refund"/> is false.</summary>
    public void Cancel(Order order, bool refund = true, string reason = "customer") => Act(said =>
    {
        if (order.CancelledAt is not null) throw new StoreRefusal($"{order.Name} is already cancelled.");
        order.CancelledAt = Touch(order);
        order.CancelReason = reason;
        if (order.IsPaid && refund && order.Received > order.Refunded) GiveBack(said, order, Left(order), order.CurrentShipping, 0, false, null, order.UpdatedAt, Surplus(order));
        else foreach (ref var line in order.Lines.AsSpan()) line.Current = 0;
        said.Say("orders/cancelled", () => OrderJson.Body(this, order));
        said.Say("orders/updated", () => OrderJson.Body(this, order));
        if (order.Customer is { } customer) CustomerTouched(said, customer);
    });

    public void Delete(Order order) => Act(said =>
    {
        if (!Orders.Remove(order.Id)) throw new StoreRefusal($"{order.Name} is already gone.");
        order.Customer?.Orders.Remove(order);
        said.Say("orders/delete", () => Json.Body(json => json.WriteNumber("id", order.Id)));
    });

    private static Dictionary<int, int> Left(Order order) =>
        order.Lines.Index().Where(line => line.Item.Current > 0).ToDictionary(line => line.Index, line => line.Item.Current);

    // Money still held beyond the goods, tax and shipping that are left: a tip, or goods an edit took off.
    private static long Surplus(Order order) =>
        Math.Max(0, order.Received - order.Refunded - order.CurrentSubtotal - (order.TaxesIncluded ? 0 : order.CurrentTax) - order.CurrentShipping);

    private Refund GiveBack(Happening said, Order order, IReadOnlyDictionary<int, int> units, long shipping, long goodwill, bool toStoreCredit, string? note, DateTime now, long surplus = 0)
    {
        foreach (var (index, quantity) in units)
        {
            if (index < 0 || index >= order.Lines.Length) throw new StoreRefusal("There is no such line.");
            if (quantity < 0 || quantity > order.Lines[index].Current) throw new StoreRefusal($"Only {order.Lines[index].Current} of “{order.Lines[index].Product.Title}” can be refunded.");
        }
        var taken = units.Where(unit => unit.Value > 0).Select(unit => Returned(order, unit.Key, unit.Value)).ToArray();
        var goods = taken.Sum(line => line.Subtotal + (order.TaxesIncluded ? 0 : line.Tax));
        if (shipping < 0 || shipping > order.CurrentShipping) throw new StoreRefusal($"At most {Money(order.CurrentShipping).Shown} of shipping can be refunded.");
        var left = order.Received - order.Refunded;
        if (goodwill < 0) throw new StoreRefusal("Extra money must not be negative.");
        // After an edit the goods that are gone were never given back, so the rest may be less than goods and shipping.
        var total = Math.Min(goods + shipping, left) + goodwill + surplus;
        if (total > left) throw new StoreRefusal($"At most {Money(left).Shown} can still be refunded.");
        if (total == 0 && taken.Length == 0) throw new StoreRefusal("There is nothing to refund.");
        foreach (var line in taken)
        {
            ref var kept = ref order.Lines[line.Index];
            kept.Current -= line.Quantity;
            kept.Fulfilled = Math.Min(kept.Fulfilled, kept.Current);
        }
        var refund = new Refund { Id = NewId(), CreatedAt = now, Note = note, Lines = taken, Shipping = shipping, Goodwill = goodwill, ToStoreCredit = toStoreCredit, Total = total };
        order.Refunds.Add(refund);
        if (total > 0)
        {
            var payment = new Payment(NewId(), "refund", total, toStoreCredit ? "shopify_store_credit" : "bogus", now, refund.Id);
            order.Payments.Add(payment);
            said.Say("order_transactions/create", () => PaymentJson.Body(this, order, payment));
        }
        said.Say("refunds/create", () => RefundJson.Body(this, order, refund));
        return refund;
    }

    private RefundLine Returned(Order order, int index, int quantity)
    {
        ref readonly var line = ref order.Lines[index];
        return new RefundLine(NewId(), index, quantity, line.NetOf(line.Current) - line.NetOf(line.Current - quantity), line.TaxOf(line.Current) - line.TaxOf(line.Current - quantity));
    }
}
