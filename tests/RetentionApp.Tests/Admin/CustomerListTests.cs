using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Insights;
using RetentionApp.Loyalty;
using Xunit;

namespace RetentionApp.Tests.Admin;

/// <summary>The list of customers: found, sorted, paged, exported.</summary>
public partial class CustomerListTests
{
    [Theory]
    [InlineData("bel", true)]
    [InlineData("ANN", true)]
    [InlineData("anna@ex", true)]
    [InlineData("7", true)]
    [InlineData("#1042", true)]
    [InlineData("1042", true)]
    [InlineData("лов", false)]
    [InlineData("elova", false)]
    [InlineData("%", false)]
    public async Task Customers_are_found_by_what_begins_their_name_or_address_or_by_a_number(string typed, bool isFound)
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Customer(2, 8), AdminHost.Order(1, 1042, 7, AdminHost.Now));
        var seen = await host.Get("/customers?q=" + Uri.EscapeDataString(typed));
        Assert.Equal(isFound, seen.Body.Contains("href=\"/customers/7\""));
        Assert.DoesNotContain("/customers/8", seen.Body);
    }

    [Fact]
    public async Task Customers_are_paged_without_gaps()
    {
        await using var host = await AdminHost.Start();
        await host.Add(Enumerable.Range(1, 120).Select(id => (object)AdminHost.Customer(1, id)).ToArray());
        var found = new List<string>();
        for (var path = "/customers"; path is not null;)
        {
            var seen = await host.Get(path);
            found.AddRange(Row().Matches(seen.Body).Select(match => match.Groups[1].Value));
            path = Regex.Match(seen.Body, "rel=\"next\" href=\"([^\"]*)\"") is { Success: true } next ? next.Groups[1].Value : null;
        }
        Assert.Equal(Enumerable.Range(1, 120).Reverse().Select(id => id.ToString()), found);
    }

    [Fact]
    public async Task Customers_are_sorted_by_their_points_and_paged_without_gaps()
    {
        await using var host = await AdminHost.Start();
        await host.Add(Enumerable.Range(1, 120).SelectMany(id => new object[] { AdminHost.Customer(1, id), new Account { Id = id, ShopId = 1, CustomerId = id, Available = id % 7 * 100, CreatedAt = AdminHost.Now } }).ToArray());
        foreach (var (sort, expected) in new[] { ("points", Enumerable.Range(1, 120).OrderByDescending(id => id % 7).ThenByDescending(id => id)), ("fewest", Enumerable.Range(1, 120).OrderBy(id => id % 7).ThenBy(id => id)) })
        {
            var found = new List<string>();
            for (var path = "/customers?sort=" + sort; path is not null;)
            {
                var seen = await host.Get(path);
                found.AddRange(Row().Matches(seen.Body).Select(match => match.Groups[1].Value));
                path = Regex.Match(seen.Body, "rel=\"next\" href=\"([^\"]*)\"") is { Success: true } next ? next.Groups[1].Value : null;
            }
            Assert.Equal(expected.Select(id => id.ToString()), found);
        }
        // Counted now, not with the figures of the last minute.
        Assert.Contains("All 120 With points 103 Owing points 0", (await host.Get("/customers")).Text);
    }

    [Fact]
    public async Task Customers_are_sorted_by_their_last_order_each_once_and_paged_without_gaps()
    {
        await using var host = await AdminHost.Start();
        // Two valid orders each, two customers at the same time, and a cancelled one that does not count.
        await host.Add(Enumerable.Range(1, 120).SelectMany(id => new object[]
        {
            AdminHost.Customer(1, id), AdminHost.Order(1, id, id, AdminHost.Now.AddDays(-100)), AdminHost.Order(1, 1000 + id, id, AdminHost.Now.AddDays(-(id % 60))),
            AdminHost.Order(1, 2000 + id, id, AdminHost.Now, cancelledAt: AdminHost.Now),
        }).ToArray());
        var found = new List<string>();
        for (var path = "/customers?sort=recent"; path is not null;)
        {
            var seen = await host.Get(path);
            found.AddRange(Row().Matches(seen.Body).Select(match => match.Groups[1].Value));
            path = Regex.Match(seen.Body, "rel=\"next\" href=\"([^\"]*)\"") is { Success: true } next ? next.Groups[1].Value : null;
        }
        Assert.Equal(Enumerable.Range(1, 120).OrderBy(id => id % 60).ThenByDescending(id => id).Select(id => id.ToString()), found);
    }

    [Fact]
    public async Task A_customers_orders_are_paged_without_gaps_also_where_many_are_of_one_moment()
    {
        await using var host = await AdminHost.Start();
        await host.Add([AdminHost.Customer(1, 7), .. Enumerable.Range(1, 120).Select(id => (object)AdminHost.Order(1, id, 7, AdminHost.Now.AddDays(-(id / 40))))]);
        var found = new List<string>();
        for (var path = "/customers/7?tab=orders"; path is not null;)
        {
            var seen = await host.Get(path);
            found.AddRange(Regex.Matches(seen.Body, "/customers/7/orders/(\\d+)").Select(match => match.Groups[1].Value));
            path = Regex.Match(seen.Body, "rel=\"next\" href=\"([^\"]*)\"") is { Success: true } next ? System.Net.WebUtility.HtmlDecode(next.Groups[1].Value) : null;
        }
        Assert.Equal(Enumerable.Range(1, 120).OrderBy(id => id / 40).ThenByDescending(id => id).Select(id => id.ToString()), found);
    }

    [Theory]
    [InlineData("spent", "3 2 1")]
    [InlineData("least", "1 2 3")]
    [InlineData("orders", "1 3 2")]
    [InlineData("rare", "2 3 1")]
    [InlineData("quiet", "1 3 2")]
    public async Task Customers_are_sorted_by_what_they_bought(string sort, string expected)
    {
        await using var host = await AdminHost.Start();
        var day = AdminHost.Now.AddDays(-10);
        await host.Add(AdminHost.Customer(1, 1), AdminHost.Customer(1, 2), AdminHost.Customer(1, 3), AdminHost.Customer(1, 4), AdminHost.Customer(2, 5), AdminHost.Order(2, 90, 5, day),
            AdminHost.Order(1, 1, 1, day, 500), AdminHost.Order(1, 2, 1, day.AddDays(1), 500), AdminHost.Order(1, 3, 1, day.AddDays(2), 500), AdminHost.Order(1, 4, 2, day.AddDays(5), 2000),
            AdminHost.Order(1, 5, 3, day, 1500), AdminHost.Order(1, 6, 3, day.AddDays(3), 1000), AdminHost.Order(1, 7, 3, AdminHost.Now, 9000, cancelledAt: AdminHost.Now));
        for (var i = 0; i < 2; i++) await host.Do<FigureKeeper>(keeper => keeper.RecomputeAll(AdminHost.Shop(1)));
        var seen = await host.Get("/customers?sort=" + sort);
        Assert.Equal(expected, string.Join(' ', Row().Matches(seen.Body).Select(match => match.Groups[1].Value)));
        Assert.Contains("2 £25.00", seen.Text);
        Assert.Contains("aria-sort=\"" + (sort is "spent" or "orders" ? "descending" : "ascending"), seen.Body);
    }

    [Fact]
    public async Task Customers_sorted_by_a_figure_are_paged_without_gaps_and_follow_refunds_and_erasure()
    {
        await using var host = await AdminHost.Start();
        await host.Add(Enumerable.Range(1, 120).SelectMany(id => new object[] { AdminHost.Customer(1, id), AdminHost.Order(1, id, id, AdminHost.Now.AddMinutes(-(id % 40)), id % 7 * 100) }).ToArray());
        await host.Do<CustomerFigureKeeper>(keeper => keeper.Refresh(1));
        foreach (var (sort, sorted) in new[] { ("spent", Enumerable.Range(1, 120).OrderByDescending(id => id % 7).ThenByDescending(id => id)), ("quiet", Enumerable.Range(1, 120).OrderByDescending(id => id % 40).ThenBy(id => id)) })
        {
            var found = new List<string>();
            for (var path = "/customers?sort=" + sort; path is not null;)
            {
                var seen = await host.Get(path);
                found.AddRange(Row().Matches(seen.Body).Select(match => match.Groups[1].Value));
                path = Regex.Match(seen.Body, "rel=\"next\" href=\"([^\"]*)\"") is { Success: true } next ? next.Groups[1].Value : null;
            }
            Assert.Equal(sorted.Select(id => id.ToString()), found);
        }
        await host.Do<AppDb>(async db =>
        {
            await db.Sql.Execute($"UPDATE orders SET refunded = total WHERE shop_id = 1 AND id = 118");
            await db.Sql.Execute($"UPDATE orders SET cancelled_at = processed_at WHERE shop_id = 1 AND id = 111");
            await db.Sql.Execute($"UPDATE customers SET deleted_at = updated_at WHERE shop_id = 1 AND id = 104");
        });
        await host.Do<CustomerFigureKeeper>(keeper => keeper.Refresh(1));
        var rows = await host.Do<AppDb, Dictionary<long, long>>(db => db.Set<CustomerFigures>().ToDictionaryAsync(row => row.CustomerId, row => row.Spent));
        Assert.Equal((118, 0L, false, false), (rows.Count, rows[118], rows.ContainsKey(111), rows.ContainsKey(104)));
    }

    [Fact]
    public async Task The_export_holds_every_customer_of_the_shop_and_no_formula()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7, first: "=cmd()", last: "Bel\"ova, A"), AdminHost.Customer(2, 8));
        var seen = await host.Get("/customers?handler=Export");
        Assert.Contains("7,'=cmd(),\"Bel\"\"ova, A\",'=cmd()@example.com,0,0,0,0\r\n", seen.Body);
        Assert.DoesNotContain("\n8,", seen.Body);
    }

    [GeneratedRegex("row-link\" href=\"/customers/(\\d+)\"")] private static partial Regex Row();
}
