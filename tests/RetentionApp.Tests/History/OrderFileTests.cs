using System.Globalization;
using System.IO.Compression;
using System.Text;
using RetentionApp.DevStore.History;
using RetentionApp.DevStore.Startup;
using Xunit;

namespace RetentionApp.Tests.History;

/// <summary>Real order lines as a store's past, through the bulk import into points.</summary>
public sealed class OrderFileTests
{
    private const string Odd = """"
        Invoice,StockCode,Description,Quantity,InvoiceDate,Price,CustomerID,Country
        100001,10001,Mug,3,2011-01-05 10:00:00,4.00,500,United Kingdom
        100001,POST,Postage,1,2011-01-05 10:00:00,5.00,500,United Kingdom
        100002,10001,Mug,2,2011-01-06 10:00:00,4.50,500,United Kingdom
        100002,M,Manual,1,2011-01-06 10:00:00,1.00,500,United Kingdom
        100003,10002,"Plate, blue",1,2011-01-07 10:00:00,10.00,,United Kingdom
        100004,POST,Postage only,1,2011-01-07 11:00:00,5.00,501,United Kingdom
        100005,10003,Bowl,0,2011-01-07 12:00:00,2.00,501,United Kingdom
        100005,10003,Bowl,-4,2011-01-07 12:00:00,2.00,501,United Kingdom
        100005,10003,Bowl,1,2011-01-07 12:00:00,0,501,United Kingdom
        C100006,10001,Mug,-3,2011-01-08 10:00:00,4.50,500,United Kingdom
        C100007,10002,"Plate, blue",-1,2011-01-09 10:00:00,10.00,,United Kingdom
        C100008,10009,Unknown,-1,2011-01-09 10:00:00,1.00,500,United Kingdom
        C100009,D,Discount,-1,2011-01-09 10:00:00,9.00,500,United Kingdom
        C100016,10001,Mug,-9,2011-01-10 10:00:00,4.00,500,United Kingdom
        100010,10001,Mug,many,2011-01-10 10:00:00,4.00,500,United Kingdom
        100011,10001,Mug,1,the other day,4.00,500,United Kingdom
        100012,10001
        100013,10001,"Mug,1,2011-01-10 10:00:00,4.00,500,United Kingdom
        100014,10002,"Plate, blue",1,2011-02-01 09:00:00,19.99,501,France
        100014,DOT,Dotcom postage,1,2011-02-01 09:00:00,3.00,501,France
        100014,C2,Carriage,2,2011-02-01 09:00:00,1.50,501,France
        100015,10004,"Said ""rare""",1,2011-02-02 09:00:00,1.00,501,France
        """";

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Every_odd_row_is_counted_and_the_points_are_those_worked_out_by_hand(bool zipped)
    {
        await using var world = await World.Open();
        var store = world.App.Shopify.Store("history.myshopify.com");
        var file = Path.Combine(Path.GetTempPath(), $"orders-{Guid.NewGuid():N}.csv");
        await using (var target = File.Create(file))
        await using (Stream stream = zipped ? new GZipStream(target, CompressionLevel.Fastest) : target) await stream.WriteAsync(Encoding.UTF8.GetBytes("\uFEFF" + Odd));
        var read = OrderFile.Load(store, file);
        File.Delete(file);

        // 100001, 100002, 100003 (a guest's), 100014, 100015; nothing of 100004 and 100005 is goods with a price.
        Assert.Equal((22, 5, 4), (read.Rows, read.Goods, read.ShippingLines));
        Assert.Equal((5, 1, 2), (store.Orders.Count, store.Orders.Values.Count(order => order.Customer is null), store.Customers.Count));
        Assert.Equal(2, read.InvoicesWithoutGoods);
        // 3 mugs come back: 2 of 100002 at £4.50, 1 of 100001 at £4.00. Of 9 more only 2 are left.
        Assert.Equal(3, read.Refunds);
        Assert.Equal(900 + 400 + 800, store.Orders.Values.Sum(order => order.Refunded));
        Assert.Equal(3, read.Unmatched.Values.Sum());
        Assert.Equal([("code D on a return", 1), ("code M", 1), ("price not positive", 1), ("quantity not positive", 2)], read.Skipped.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value)));
        Assert.Equal([16, 17, 18, 19], read.BadRows.Select(bad => bad.Line));

        await world.Install(store);
        await world.Settled(store);
        var figures = (await AppFigures.Read(world.App.Services, store))!;
        // £19.99 is 99 points, £1.00 is 5; both orders of customer 500 came back whole.
        Assert.Equal(104, figures.Outstanding);
        Assert.Equal(figures.Outstanding, figures.Credited - figures.Reversed);
        Assert.Equal(5, await world.App.Number($"SELECT COUNT(*) FROM orders"));
        Assert.Equal(0, await world.App.Number($"SELECT COUNT(*) FROM history_imports WHERE failed > 0"));
        await world.Holds();
    }

    [SharedFact]
    public async Task The_first_40_000_lines_of_a_real_shop_give_the_points_of_an_independent_computation()
    {
        var lines = new List<string>();
        await using (var file = File.OpenRead(Path.Combine(Repository.Shared, "online-retail", "online_retail_2010-2011.csv.gz")))
        using (var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress)))
            while (lines.Count < 40_001 && await reader.ReadLineAsync() is { } line) lines.Add(line);
        await using var world = await World.Open();
        var store = world.App.Shopify.Store("retail.myshopify.com");
        OrderFile.Load(store, new StringReader(string.Join('\n', lines)));
        var expected = Recount.Of(lines);
        Assert.Equal((expected.Orders, expected.Customers), (store.Orders.Count, store.Customers.Count));

        await world.Install(store);
        await world.Settled(store);
        var figures = (await AppFigures.Read(world.App.Services, store))!;
        Assert.Equal(expected.Points, figures.Outstanding);
        Assert.Equal(expected.Orders, await world.App.Number($"SELECT COUNT(*) FROM orders"));
        await world.Holds();
    }

    /// <summary>The rules of the file once more, written apart from the loader and as plainly as possible, in decimals.</summary>
    private static class Recount
    {
        private sealed class Sold
        {
            internal required string Invoice, Customer, Code;
            internal required DateTime At;
            internal required decimal Price;
            internal int Left, Line;
        }

        internal static (int Orders, int Customers, long Points) Of(List<string> lines)
        {
            var sold = new List<Sold>();
            var returns = new List<(string Invoice, string Customer, string Code, int Units, DateTime At)>();
            foreach (var line in lines.Skip(1))
            {
                var cells = RealShop.Cells(line);
                var (invoice, code, quantity, price) = (cells[0], cells[1], int.Parse(cells[3], CultureInfo.InvariantCulture), decimal.Parse(cells[5], CultureInfo.InvariantCulture));
                var at = DateTime.Parse(cells[4], CultureInfo.InvariantCulture);
                if (!char.IsAsciiDigit(code[0])) continue;
                if (invoice.StartsWith('C'))
                {
                    if (quantity < 0) returns.Add((invoice, cells[6], code, -quantity, at));
                }
                else if (quantity > 0 && price > 0)
                    sold.Add(new Sold { Invoice = invoice, Customer = cells[6], Code = code, At = at, Price = decimal.Round(price, 2, MidpointRounding.AwayFromZero), Left = quantity, Line = sold.Count });
            }
            var atOf = sold.GroupBy(one => one.Invoice).ToDictionary(group => group.Key, group => group.First().At);
            var held = sold.Where(one => one.Customer.Length > 0).ToLookup(one => (one.Customer, one.Code));
            foreach (var back in returns.OrderBy(one => one.At).ThenBy(one => one.Invoice, StringComparer.Ordinal).Where(one => one.Customer.Length > 0))
            {
                var open = back.Units;
                foreach (var line in held[(back.Customer, back.Code)].Where(one => atOf[one.Invoice] < back.At).OrderByDescending(one => atOf[one.Invoice]).ThenByDescending(one => one.Invoice, StringComparer.Ordinal).ThenByDescending(one => one.Line))
                {
                    var units = Math.Min(open, line.Left);
                    line.Left -= units;
                    open -= units;
                }
            }
            var orders = sold.GroupBy(one => one.Invoice).ToList();
            var points = orders.Where(order => order.First().Customer.Length > 0).Sum(order => (long)Math.Floor(order.Sum(line => line.Price * line.Left) * 5));
            return (orders.Count, sold.Where(one => one.Customer.Length > 0).Select(one => one.Customer).Distinct().Count(), points);
        }
    }
}
