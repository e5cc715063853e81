using System.Globalization;
using System.IO.Compression;

namespace RetentionApp.Tests.History;

/// <summary>A line of a real order. Pounds.</summary>
internal sealed record RealLine(long Id, string Code, int Quantity, decimal Price)
{
    internal int Left { get; set; } = Quantity;
}

internal sealed class RealOrder
{
    internal required long Id, Customer;
    /// <summary>The shop's own clock.</summary>
    internal required DateTime At;
    internal List<RealLine> Lines { get; } = [];
    internal List<object> Refunds { get; } = [];
    internal int Version { get; set; }

    /// <summary>As a webhook tells it, with what went back so far.</summary>
    internal object Payload(DateTime changedAt) => new
    {
        id = Id, name = "#" + Id, currency = "GBP", financial_status = Refunds.Count > 0 ? "partially_refunded" : "paid", test = false, taxes_included = true,
        created_at = Text(At), processed_at = Text(At), updated_at = Text(changedAt), total_price = Lines.Sum(line => line.Price * line.Quantity), customer = new { id = Customer, updated_at = Text(At) },
        line_items = Lines.Select(line => new
        {
            id = line.Id, product_id = 1, title = "x", quantity = line.Quantity, current_quantity = line.Left, price = line.Price, vendor = Vendor(line), discount_allocations = Array.Empty<object>(), tax_lines = Array.Empty<object>(),
        }),
        shipping_lines = Array.Empty<object>(), discount_codes = Array.Empty<object>(), refunds = Refunds,
    };

    /// <summary>The first digit of the product's code stands for its maker.</summary>
    internal static string Vendor(RealLine line) => "maker " + line.Code[0];

    private static string Text(DateTime local) => Sample.Time(RealShop.Utc(local));
}

/// <param name="Back">What goes back of an order; null: it is placed and paid.</param>
internal sealed record RealEvent(DateTime At, RealOrder Order, IReadOnlyList<(RealLine Line, int Units)>? Back)
{
    internal void Happen(DateTime now)
    {
        foreach (var (line, units) in Back ?? []) line.Left -= units;
        if (Back is null) return;
        Order.Version++;
        Order.Refunds.Add(new
        {
            id = Order.Id * 1000 + Order.Version, created_at = Sample.Time(now), order_adjustments = Array.Empty<object>(), transactions = Array.Empty<object>(),
            refund_line_items = Back.Select(part => new { line_item_id = part.Line.Id, quantity = part.Units, subtotal = part.Line.Price * part.Units, total_tax = 0 }),
        });
    }
}

/// <summary>
/// The file of real orders as events in the order of their time, customers' alone, 800 weeks later than they were. A credit
/// note takes units off the customer's newest orders of that product.
/// </summary>
internal static class RealShop
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly TimeSpan Later = TimeSpan.FromDays(7 * 800);

    internal static DateTime Utc(DateTime local) => TimeZoneInfo.ConvertTimeToUtc(local, London);

    internal static List<RealEvent> Read(int lines)
    {
        using var file = File.OpenRead(Path.Combine(Repository.Shared, "online-retail", "online_retail_2010-2011.csv.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        reader.ReadLine();
        var (orders, notes, number) = (new Dictionary<string, RealOrder>(), new Dictionary<string, (DateTime At, long Customer, List<(string Code, int Units)> Back)>(), 0L);
        for (var row = 0; row < lines && reader.ReadLine() is { } text; row++)
        {
            var cells = Cells(text);
            var (invoice, code, quantity, price) = (cells[0], cells[1], int.Parse(cells[3], CultureInfo.InvariantCulture), decimal.Round(decimal.Parse(cells[5], CultureInfo.InvariantCulture), 2, MidpointRounding.AwayFromZero));
            if (!char.IsAsciiDigit(code[0]) || !long.TryParse(cells[6], out var customer)) continue;
            var at = DateTime.Parse(cells[4], CultureInfo.InvariantCulture) + Later;
            if (invoice[0] == 'C')
            {
                if (!notes.TryGetValue(invoice, out var note)) notes[invoice] = note = (at, customer, []);
                if (quantity < 0) note.Back.Add((code, -quantity));
            }
            else if (quantity > 0 && price > 0)
            {
                if (!orders.TryGetValue(invoice, out var order)) orders[invoice] = order = new RealOrder { Id = long.Parse(invoice, CultureInfo.InvariantCulture), Customer = customer, At = at };
                order.Lines.Add(new RealLine(++number, code, quantity, price));
            }
        }
        var placed = orders.Values.Select(order => new RealEvent(order.At, order, null));
        var held = orders.Values.ToLookup(order => order.Customer);
        var taken = new Dictionary<RealLine, int>();
        var returned = notes.OrderBy(note => note.Value.At).ThenBy(note => note.Key, StringComparer.Ordinal).SelectMany(note => Match(held[note.Value.Customer], note.Value.At, note.Value.Back, taken)).ToList();
        return [.. placed.Concat(returned).OrderBy(one => one.At).ThenBy(one => one.Back is not null).ThenBy(one => one.Order.Id)];
    }

    private static IEnumerable<RealEvent> Match(IEnumerable<RealOrder> theirs, DateTime at, List<(string Code, int Units)> back, Dictionary<RealLine, int> taken)
    {
        var found = new Dictionary<RealOrder, List<(RealLine, int)>>();
        foreach (var (code, units) in back)
        {
            var open = units;
            foreach (var order in theirs.Where(order => order.At < at).OrderByDescending(order => order.At).ThenByDescending(order => order.Id))
            foreach (var line in order.Lines.Where(line => line.Code == code))
            {
                var some = Math.Min(open, line.Quantity - taken.GetValueOrDefault(line));
                if (some == 0) continue;
                open -= some;
                taken[line] = taken.GetValueOrDefault(line) + some;
                if (!found.TryGetValue(order, out var lines)) found[order] = lines = [];
                lines.Add((line, some));
            }
        }
        return found.Select(one => new RealEvent(at, one.Key, one.Value));
    }

    /// <summary>Read apart from the loader that the app is fed by.</summary>
    internal static List<string> Cells(string line)
    {
        var cells = new List<string> { "" };
        var isQuoted = false;
        foreach (var c in line)
            if (c == '"') isQuoted = !isQuoted;
            else if (c == ',' && !isQuoted) cells.Add("");
            else cells[^1] += c;
        return cells;
    }
}
