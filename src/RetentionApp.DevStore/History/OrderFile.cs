using System.Globalization;
using System.IO.Compression;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.History;

/// <summary>A CSV of real order lines turned into the store's past, with everything counted that did not become part of it.</summary>
internal sealed class OrderFile
{
    private const int KeptBadRows = 1000;

    public int Rows { get; private set; }
    public int Goods { get; private set; }
    public int ShippingLines { get; private set; }
    public int Refunds { get; set; }
    public int InvoicesWithoutGoods { get; set; }
    public int BadCount { get; private set; }

    /// <summary>The first thousand rows that could not be read.</summary>
    public List<(int Line, string Reason)> BadRows { get; } = [];
    public Dictionary<string, int> Skipped { get; } = [];
    public Dictionary<string, int> Unmatched { get; } = [];

    public static OrderFile Load(Store store, string path)
    {
        using var file = File.OpenRead(path);
        var isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        using Stream plain = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain, bufferSize: 1 << 16);
        return Load(store, reader);
    }

    public static OrderFile Load(Store store, TextReader reader)
    {
        var result = new OrderFile();
        store.Currency = "GBP";
        store.TimeZone = "Europe/London";
        var past = new Past(store, result);
        if (reader.ReadLine() is not { } header) throw new InvalidDataException("The order file is empty.");
        var columns = new Columns(CsvLine.Split(header.TrimStart('\uFEFF')) ?? throw new InvalidDataException("The order file's header cannot be read."));
        for (var number = 2; reader.ReadLine() is { } text; number++)
        {
            if (text.Length == 0) continue;
            result.Rows++;
            var reason = columns.Read(text, out var row);
            if (reason is null) past.Add(row);
            else result.Bad(number, reason);
        }
        past.Finish();
        return result;
    }

    public void CountGoods() => Goods++;

    public void CountShipping() => ShippingLines++;

    public void Skip(string reason) => Skipped[reason] = Skipped.GetValueOrDefault(reason) + 1;

    public void NotMatched(string reason) => Unmatched[reason] = Unmatched.GetValueOrDefault(reason) + 1;

    private void Bad(int line, string reason)
    {
        BadCount++;
        if (BadRows.Count < KeptBadRows) BadRows.Add((line, reason));
    }
}

/// <summary>One row of the file. Price is in pence, the date in the shop's local time.</summary>
internal readonly record struct Row(string Invoice, string Code, string Description, int Quantity, DateTime Date, long Price, string Customer, string Country);

/// <summary>Finds the columns by name and reads rows; gives a reason instead of a row that cannot be used.</summary>
internal sealed class Columns
{
    private static readonly string[] Names = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "CustomerID", "Country"];
    private readonly int[] _at = new int[Names.Length];
    private readonly int _count;

    public Columns(List<string> header)
    {
        _count = header.Count;
        for (var i = 0; i < Names.Length; i++)
        {
            _at[i] = header.FindIndex(name => name.Trim().Equals(Names[i], StringComparison.OrdinalIgnoreCase));
            if (_at[i] < 0) throw new InvalidDataException($"The order file has no column {Names[i]}.");
        }
    }

    public string? Read(string text, out Row row)
    {
        row = default;
        if (CsvLine.Split(text) is not { } cells) return "a quote is not closed";
        if (cells.Count != _count) return $"{cells.Count} columns instead of {_count}";
        var invoice = cells[_at[0]].Trim();
        var code = cells[_at[1]].Trim();
        if (invoice.Length == 0) return "no invoice number";
        if (code.Length == 0) return "no stock code";
        if (!int.TryParse(cells[_at[3]], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var quantity)) return $"“{Short(cells[_at[3]])}” is not a quantity";
        if (!DateTime.TryParseExact(cells[_at[4]], ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return $"“{Short(cells[_at[4]])}” is not a date";
        if (!Money.TryParse(cells[_at[5]], "GBP", out var price)) return $"“{Short(cells[_at[5]])}” is not a price";
        // The price may be a fraction of a penny: it is still a positive price, of a line worth nothing.
        if (price == 0 && decimal.Parse(cells[_at[5]], CultureInfo.InvariantCulture) > 0) price = FractionOfAPenny;
        var customer = cells[_at[6]].Trim();
        if (customer.Length > 0 && !customer.All(char.IsAsciiDigit)) return $"“{Short(customer)}” is not a customer number";
        row = new Row(invoice, code, cells[_at[2]].Trim(), quantity, date, price, customer, cells[_at[7]].Trim());
        return null;
    }

    /// <summary>Stands for a positive price that rounds to nothing.</summary>
    public const long FractionOfAPenny = long.MaxValue;

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;
}

internal static class CsvLine
{
    /// <summary>Cells of one line; null when a quote stays open. A line is a row: one broken row must not swallow the next.</summary>
    public static List<string>? Split(string line)
    {
        var cells = new List<string>(8);
        for (var at = 0; ;)
        {
            if (at < line.Length && line[at] == '"')
            {
                var cell = new System.Text.StringBuilder();
                for (at++; ; at++)
                {
                    if (at >= line.Length) return null;
                    if (line[at] != '"') cell.Append(line[at]);
                    else if (at + 1 < line.Length && line[at + 1] == '"') cell.Append(line[at++]);
                    else break;
                }
                cells.Add(cell.ToString());
                at++;
                if (at < line.Length && line[at] != ',') return null;
            }
            else
            {
                var end = line.IndexOf(',', at);
                if (end < 0) end = line.Length;
                cells.Add(line[at..end]);
                at = end;
            }
            if (at >= line.Length) return cells;
            at++;
        }
    }
}
