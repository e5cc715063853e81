using System.Runtime.InteropServices;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.History;

/// <summary>Collects invoices and returns, then writes them into the store in the order they happened.</summary>
internal sealed class Past(Store store, OrderFile result)
{
    private readonly Dictionary<string, Invoice> _invoices = [];
    private readonly Dictionary<string, Product> _products = [];
    private readonly Dictionary<string, Customer> _customers = [];
    private readonly List<Returned> _returns = [];
    private readonly TimeZoneInfo _zone = store.Zone;

    public void Add(in Row row)
    {
        var isGoods = char.IsAsciiDigit(row.Code[0]);
        if (row.Invoice[0] is 'C' or 'c')
        {
            if (!isGoods) result.Skip($"code {row.Code} on a return");
            else if (row.Quantity >= 0) result.Skip("goods with a positive quantity on a return");
            else _returns.Add(new Returned(row.Invoice, row.Customer, row.Code, -row.Quantity, Utc(row.Date), _returns.Count));
            return;
        }
        ref var invoice = ref CollectionsMarshal.GetValueRefOrAddDefault(_invoices, row.Invoice, out _);
        invoice ??= new Invoice(row.Invoice, row.Customer, row.Country, Utc(row.Date));
        var isShipping = row.Code is "POST" or "DOT" or "C2";
        if (!isGoods && !isShipping) result.Skip($"code {row.Code}");
        else if (row.Quantity <= 0) result.Skip("quantity not positive");
        else if (row.Price <= 0) result.Skip("price not positive");
        else if (isShipping)
        {
            invoice.Shipping += Price(row) * row.Quantity;
            result.CountShipping();
        }
        else
        {
            invoice.Lines.Add(new Line { Id = store.NewId(), Product = ProductOf(row), Quantity = row.Quantity, Current = row.Quantity, Fulfilled = row.Quantity, Price = Price(row) });
            result.CountGoods();
        }
    }

    public void Finish()
    {
        var holding = new Dictionary<(Customer, Product), List<(Order Order, int Line)>>();
        foreach (var invoice in _invoices.Values.OrderBy(invoice => invoice.At).ThenBy(invoice => invoice.Number, StringComparer.Ordinal))
        {
            if (invoice.Lines.Count == 0)
            {
                result.InvoicesWithoutGoods++;
                continue;
            }
            var order = store.Record(CustomerOf(invoice), CollectionsMarshal.AsSpan(invoice.Lines).ToArray(), invoice.Shipping, invoice.At);
            invoice.Lines = [];
            if (order.Customer is null) continue;
            for (var index = 0; index < order.Lines.Length; index++)
            {
                ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(holding, (order.Customer, order.Lines[index].Product), out _);
                (held ??= []).Add((order, index));
            }
        }
        foreach (var group in _returns.GroupBy(one => one.Invoice).OrderBy(group => group.Min(one => one.At)).ThenBy(group => group.Key, StringComparer.Ordinal)) TakeBack([.. group], holding);
    }

    private void TakeBack(Returned[] returns, Dictionary<(Customer, Product), List<(Order Order, int Line)>> holding)
    {
        var taken = new Dictionary<Order, List<RefundLine>>();
        foreach (var one in returns)
        {
            if (one.Customer.Length == 0)
            {
                result.NotMatched("return without a customer");
                continue;
            }
            if (!_customers.TryGetValue(one.Customer, out var customer) || !_products.TryGetValue(one.Code, out var product) || !holding.TryGetValue((customer, product), out var held))
            {
                result.NotMatched("the customer never bought it");
                continue;
            }
            var open = one.Quantity;
            // Newest order first; lines were added in the order of purchase.
            for (var at = held.Count - 1; at >= 0 && open > 0; at--)
            {
                var (order, index) = held[at];
                if (order.ProcessedAt >= one.At) continue;
                ref var line = ref order.Lines[index];
                var units = Math.Min(open, line.Current);
                if (units == 0) continue;
                line.Current -= units;
                line.Fulfilled = line.Current;
                open -= units;
                if (!taken.TryGetValue(order, out var lines)) taken[order] = lines = [];
                lines.Add(new RefundLine(store.NewId(), index, units, line.Price * units, 0));
            }
            if (open == one.Quantity) result.NotMatched("nothing left of it in earlier orders");
            else if (open > 0) result.NotMatched("more returned than earlier orders hold");
        }
        foreach (var (order, lines) in taken)
        {
            store.RecordReturn(order, [.. lines], returns[0].At);
            result.Refunds++;
        }
    }

    private Customer? CustomerOf(Invoice invoice)
    {
        if (invoice.Customer.Length == 0) return null;
        if (_customers.TryGetValue(invoice.Customer, out var known)) return known;
        var customer = store.RecordCustomer("Customer", invoice.Customer, $"customer{invoice.Customer}@example.com", invoice.At);
        return _customers[invoice.Customer] = customer;
    }

    private Product ProductOf(in Row row)
    {
        if (_products.TryGetValue(row.Code, out var known))
        {
            if (known.Title == known.Sku && row.Description.Length > 0) known.Title = row.Description;
            return known;
        }
        var product = store.RecordProduct(row.Code, row.Description.Length > 0 ? row.Description : row.Code, Price(row), Utc(row.Date));
        return _products[row.Code] = product;
    }

    private static long Price(in Row row) => row.Price == Columns.FractionOfAPenny ? 0 : row.Price;

    // An hour that the clocks skip in spring is read as the hour after it.
    private DateTime Utc(DateTime local) => TimeZoneInfo.ConvertTimeToUtc(_zone.IsInvalidTime(local) ? local.AddHours(1) : local, _zone);

    private sealed class Invoice(string number, string customer, string country, DateTime at)
    {
        public string Number => number;
        public string Customer => customer;
        public string Country => country;
        public DateTime At => at;
        public long Shipping { get; set; }
        public List<Line> Lines { get; set; } = [];
    }

    private readonly record struct Returned(string Invoice, string Customer, string Code, int Quantity, DateTime At, int Sequence);
}
