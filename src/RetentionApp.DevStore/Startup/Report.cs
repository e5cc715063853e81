using System.Diagnostics;
using System.Globalization;
using RetentionApp.DevStore.History;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Startup;

/// <summary>The figures of an imported history, for a person to read.</summary>
internal static class Report
{
    private const int ShownBadRows = 1000;

    public static void Print(OrderFile history, Store store, TimeSpan loaded, TimeSpan imported, bool isImported, AppFigures? figures)
    {
        var refunded = store.Orders.Values.Sum(order => order.Refunded) / 100m;
        Line("Orders", $"{store.Orders.Count:N0}, {store.Orders.Values.Count(order => order.Customer is null):N0} of them by guests");
        Line("Customers", $"{store.Customers.Count:N0}");
        Line("Lines", $"{history.Goods:N0} of goods, {history.ShippingLines:N0} of shipping, {history.Rows:N0} rows read");
        Line("Refunds", $"{history.Refunds:N0} worth £{refunded:N2}");
        Line("Without goods", $"{history.InvoicesWithoutGoods:N0} invoices");
        Line("Points credited", Points(figures?.Credited));
        Line("Points reversed", Points(figures?.Reversed));
        Line("Points outstanding", Points(figures?.Outstanding));
        foreach (var (reason, count) in history.Skipped.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal)) Line("Skipped lines", $"{count:N0} × {reason}");
        foreach (var (reason, count) in history.Unmatched.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal)) Line("Unmatched returns", $"{count:N0} × {reason}");
        Line("Bad rows", $"{history.BadCount:N0}");
        foreach (var bad in history.BadRows.Take(ShownBadRows)) Console.WriteLine($"  line {bad.Line}: {bad.Reason}");
        if (history.BadCount > ShownBadRows) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  … and {history.BadCount - ShownBadRows:N0} more"));
        Line("File read in", $"{loaded.TotalSeconds:0.00} s");
        if (isImported)
        {
            Line("Imported in", $"{imported.TotalSeconds:0.00} s");
            Line("Of that in the store", $"{store.Bulk.All.Sum(one => one.Took.TotalSeconds):0.00} s to write the bulk results");
            Line("Orders per second", $"{store.Orders.Count / Math.Max(0.001, imported.TotalSeconds):N0}");
        }
        else Line("Imported", $"the app asked for no history");
        using var process = Process.GetCurrentProcess();
        Line("Peak memory", $"{process.PeakWorkingSet64 / 1024.0 / 1024.0:N0} MB");
    }

    private static FormattableString Points(long? points)
    {
        if (points is not { } known) return $"not known";
        return $"{known:N0}";
    }

    private static void Line(string name, FormattableString value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name + ":",-22} {FormattableString.Invariant(value)}"));
}
