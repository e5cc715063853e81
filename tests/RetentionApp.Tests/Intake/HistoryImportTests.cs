using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Intake;
using RetentionApp.Shopify;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Intake;

public sealed class HistoryImportTests
{
    private const string CustomersFile = "https://files.example/customers.jsonl";
    private const string OrdersFile = "https://files.example/orders.jsonl";

    [Fact]
    public async Task Customers_then_orders_come_in_broken_rows_are_counted_and_a_second_run_doubles_nothing()
    {
        await using var world = await World(orders: Rows(1, 2, 3) + "{\"id\":\"gid://shopify/Order/4\",\"currencyCode\":\n\r\n" + Rows(5) + "nonsense\n");
        await Import(world);
        var first = await Latest(world);
        Assert.Equal((ImportState.Done, 2, 4, 2), (first.State, first.Customers, first.Orders, first.Failed));
        Assert.Equal((600, 0, 600, 0), await world.Points(7));
        await Import(world);
        Assert.Equal((ImportState.Done, 4), ((await Latest(world)).State, (await Latest(world)).Orders));
        Assert.Equal((600, 0, 600, 0), await world.Points(7));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM timeline"));
        await world.Verify();
    }

    [Fact]
    public async Task A_shop_without_orders_has_no_file_and_that_is_an_answer()
    {
        await using var world = await World(orders: null);
        await Import(world);
        Assert.Equal((ImportState.Done, 2, 0), ((await Latest(world)).State, (await Latest(world)).Customers, (await Latest(world)).Orders));
    }

    [Fact]
    public async Task A_bulk_operation_that_failed_is_asked_for_again_and_at_last_given_up()
    {
        await using var world = await World(orders: Rows(1));
        var answer = world.Shopify;
        var failing = true;
        world.Shopify = (operation, variables) => operation == "BulkStatus" && failing ? Status("FAILED", null) : answer(operation, variables);
        await world.Do<HistoryImports>(imports => imports.Start(world.ShopId));
        for (var n = 0; n < 4; n++) await Steps(world, 1);
        Assert.True(await Latest(world) is { IsRunning: true, Attempts: > 0, Error.Length: > 0 });
        failing = false;
        await Steps(world, 12);
        Assert.Equal((ImportState.Done, 1), ((await Latest(world)).State, (await Latest(world)).Orders));

        failing = true;
        await world.Do<HistoryImports>(imports => imports.Start(world.ShopId));
        await Steps(world, 40);
        Assert.Equal(ImportState.Failed, (await Latest(world)).State);
    }

    [Fact]
    public async Task A_result_whose_address_ran_out_is_asked_for_again()
    {
        await using var world = await World(orders: Rows(1, 2));
        world.Desk.Files.Remove(OrdersFile, out var orders);
        await world.Do<HistoryImports>(imports => imports.Start(world.ShopId));
        await Steps(world, 4);
        Assert.True(await Latest(world) is { IsRunning: true, Error: "The result file answered 404." });
        world.Desk.Files[OrdersFile] = orders!;
        await Steps(world, 12);
        Assert.Equal((ImportState.Done, 2, 2), ((await Latest(world)).State, (await Latest(world)).Customers, (await Latest(world)).Orders));
        Assert.True(world.Asked.Count(operation => operation == "BulkRun") > 2);
    }

    [Fact]
    public async Task A_restart_in_the_middle_goes_on_and_brings_everything_once()
    {
        await using var world = await World(orders: Rows(Enumerable.Range(1, 400).Select(n => (long)n).ToArray()));
        await world.Do<HistoryImports>(imports => imports.Start(world.ShopId));
        await Steps(world, 2);
        // As if the process had died between two commits: some rows are in, the part is not remembered.
        await world.Execute($"UPDATE history_imports SET state = {ImportState.OrdersReading}, bulk_id = 'gid://shopify/BulkOperation/2', bulk_url = {OrdersFile}, orders = 150, part_rows = 150, failed = 1, part_failed = 1, position = 0");
        await world.Do<OrderChanged>(orders => world.Tell(Order(id: 3)));
        await Steps(world, 3);
        // What was counted before the stop is not counted twice.
        Assert.Equal((ImportState.Done, 400, 0), ((await Latest(world)).State, (await Latest(world)).Orders, (await Latest(world)).Failed));
        Assert.Equal(400 * 150, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_history_of_many_parts_goes_on_behind_the_last_part_that_is_in()
    {
        await using var world = await World(orders: Rows(Enumerable.Range(1, 1000).Select(n => (long)n).ToArray()), bytes: 100 * 1024 * 1024);
        await world.Do<HistoryImports>(imports => imports.Start(world.ShopId));
        await Steps(world, 1);
        // As if the process had died when three of the five parts were in.
        await world.Execute($"UPDATE history_imports SET state = {ImportState.OrdersReading}, bulk_id = 'gid://shopify/BulkOperation/2', orders_bulk_id = NULL, bulk_url = {OrdersFile}, orders = 600, position = 3");
        await Steps(world, 3);
        var rest = await Latest(world);
        Assert.Equal((ImportState.Done, 5), (rest.State, rest.Position));
        Assert.InRange(rest.Orders - 600, 200, 600);
        Assert.Equal(rest.Orders - 600, await world.Count($"SELECT COUNT(*) FROM orders"));
        await Import(world);
        Assert.Equal((ImportState.Done, 1000, 5), ((await Latest(world)).State, (await Latest(world)).Orders, (await Latest(world)).Position));
        Assert.Equal(1000 * 150, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_row_that_fails_only_when_it_is_taken_in_keeps_nobody_else_of_its_commit_out()
    {
        await using var world = await World(orders: Rows(Order(id: 1), Order(id: 2, customer: 91), Order(id: 3)));
        // Nobody answers for a customer who was merged in a circle.
        foreach (var (from, into) in new[] { (91, 92), (92, 91) })
            await world.Execute($"INSERT INTO customers (shop_id, id, search_text, tags, has_email_consent, updated_at, merged_into) VALUES ({world.ShopId}, {from}, '', '', {false}, {world.Now}, {into})");
        await Import(world);
        var import = await Latest(world);
        Assert.Equal((ImportState.Done, 2, 1), (import.State, import.Orders, import.Failed));
        Assert.Equal([1L, 3], await world.Rows(db => db.Orders.OrderBy(o => o.Id).Select(o => o.Id)));
        Assert.Equal((300, 0, 300, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public async Task Stopping_keeps_what_came_and_nothing_goes_on()
    {
        await using var world = await World(orders: Rows(1));
        await world.Do<HistoryImports>(imports => imports.Start(world.ShopId));
        await Steps(world, 1);
        await world.Do<HistoryImports>(imports => imports.Stop(world.ShopId));
        await Steps(world, 10);
        Assert.Equal((ImportState.Stopped, 0), ((await Latest(world)).State, (await Latest(world)).Orders));
    }

    [Fact]
    public async Task A_refund_that_a_bulk_row_cannot_explain_is_read_singly()
    {
        await using var world = await World(orders: null);
        var (order, goodwill) = (Order(status: "partially_refunded"), Refund(5, 11, 0, "0", "5.00", discrepancy: "-5.00"));
        order["refunds"]!.AsArray().Add((JsonNode)goodwill);
        var (node, lines) = Graph(order);
        node["lineItems"] = new JsonObject { ["pageInfo"] = new JsonObject { ["hasNextPage"] = false }, ["nodes"] = new JsonArray(lines) };
        world.Shopify = Answers(world, Rows(order));
        var answer = world.Shopify;
        world.Shopify = (operation, variables) => operation == "OrderById" ? Task.FromResult($$$"""{"data":{"order":{{{node.ToJsonString()}}}}}""") : answer(operation, variables);
        await Import(world);
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM order_refetches"));
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await world.Get<OrderRefetchRun>().Run(default));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM order_refetches"));
        Assert.Equal((125, 0, 125, 0), await world.Points(7));
    }

    [Fact]
    public async Task A_null_answer_keeps_what_is_known_and_a_failure_is_tried_again()
    {
        await using var world = await World(orders: null);
        await world.Tell(Order());
        await world.Write<OrderRefetches>(refetches => refetches.Ask(world.ShopId, 1, "test"));
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        world.Shopify = (_, _) => Task.FromResult("""{"errors":[{"message":"Internal error","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""");
        await world.Get<OrderRefetchRun>().Run(default);
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM order_refetches WHERE attempts = 1"));
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Shopify = (_, _) => Task.FromResult("""{"data":{"order":null}}""");
        await world.Get<OrderRefetchRun>().Run(default);
        Assert.Equal((0, 150), (await world.Count($"SELECT COUNT(*) FROM order_refetches"), (await world.Points(7)).Available));
    }

    [Fact]
    public async Task News_of_an_order_that_comes_while_Shopify_fails_is_not_put_off_with_the_failure()
    {
        await using var world = await World(orders: null);
        await world.Write<OrderRefetches>(refetches => refetches.Ask(world.ShopId, 1, "test"));
        for (var attempt = 1; attempt <= 6; attempt++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            world.Shopify = (_, _) => Task.FromResult("""{"errors":[{"message":"x"}]}""");
            await world.Get<OrderRefetchRun>().Run(default);
        }
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Shopify = async (_, _) =>
        {
            await world.Write<OrderRefetches>(refetches => refetches.Ask(world.ShopId, 1, "news"));
            return """{"errors":[{"message":"x"}]}""";
        };
        await world.Get<OrderRefetchRun>().Run(default);
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await world.Do<OrderRefetches, int>(async refetches => (await refetches.Due(10)).Count));
    }

    [Fact]
    public async Task Reconciliation_goes_through_all_pages_and_asks_for_what_was_missed()
    {
        await using var world = await World(orders: null);
        await world.Tell(Order(id: 1, seconds: 10));
        await world.Tell(Order(id: 2, seconds: 10));
        var searches = new List<string?>();
        string Node(long id, int seconds) => $$"""{"id":"gid://shopify/Order/{{id}}","updatedAt":"{{Time(PlacedAt.AddSeconds(seconds))}}"}""";
        world.Shopify = (_, variables) =>
        {
            searches.Add(variables.Text("search"));
            return Task.FromResult(variables.Text("after") is null
                ? $$$$$"""{"data":{"orders":{"nodes":[{{{{{Node(1, 10)}}}}},{{{{{Node(2, 11)}}}}}],"pageInfo":{"hasNextPage":true,"endCursor":"next"}}}}"""
                : $$$$$"""{"data":{"orders":{"nodes":[{{{{{Node(3, 1)}}}}}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""");
        };
        var shop = (await world.Rows(db => db.Set<RetentionApp.Shops.Shop>().AsNoTracking())).Single();
        Assert.Equal(2, await world.Do<Reconciliation, int>(reconciliation => reconciliation.Reconcile(shop, default)));
        Assert.Equal([2L, 3], await world.Rows(db => db.OrderRefetches.OrderBy(r => r.OrderId).Select(r => r.OrderId)));
        Assert.Equal(["updated_at:>='2026-02-27T11:00:00Z'", "updated_at:>='2026-02-27T11:00:00Z'"], searches);
        Assert.Equal(world.Now, (await world.Rows(db => db.Set<RetentionApp.Shops.Shop>().AsNoTracking())).Single().ReconciledUntil);
    }

    [Fact]
    public async Task A_shop_whose_orders_cannot_be_compared_does_not_keep_the_next_from_it()
    {
        await using var world = await World(orders: null);
        var second = new RetentionApp.Shops.Shop { Domain = "second.myshopify.com", Name = "Second", Currency = "GBP", TimeZone = "UTC", Locale = "en", Scopes = "read_orders", InstalledAt = world.Now };
        await world.Write<RetentionApp.Data.AppDb>(async db =>
        {
            db.Add(second);
            await db.SaveChangesAsync();
        });
        await world.Get<RetentionApp.Shopify.ShopifyTokens>().Store(second, new RetentionApp.Shopify.Auth.TokenPair("shpat_2", "shprt_2", world.Now.AddYears(1), world.Now.AddYears(1), ""));
        var calls = 0;
        const string listed = """{"data":{"orders":{"nodes":[{"id":"gid://shopify/Order/9","updatedAt":"when"}],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}""";
        world.Shopify = (_, _) => Task.FromResult(++calls == 1 ? listed : listed.Replace("when", Time(PlacedAt)));
        await world.Do<Reconciliation>(reconciliation => reconciliation.Run(default));
        Assert.Equal((2, 1), (calls, await world.Count($"SELECT COUNT(*) FROM order_refetches")));
    }

    private static async Task<ModulesWorld> World(string? orders, long bytes = 1000)
    {
        var world = await ModulesWorld.Create();
        world.Desk.Files[CustomersFile] = """{"id":"gid://shopify/Customer/7","firstName":"Anna","tags":[],"updatedAt":"2026-01-01T00:00:00Z"}""" + "\n" + """{"id":"gid://shopify/Customer/8","tags":[],"updatedAt":"2026-01-01T00:00:00Z"}""";
        world.Shopify = Answers(world, orders, bytes);
        return world;
    }

    private static Func<string, JsonElement, Task<string>> Answers(ModulesWorld world, string? orders, long bytes = 1000)
    {
        if (orders is not null) world.Desk.Files[OrdersFile] = orders;
        return (operation, variables) => operation switch
        {
            "BulkRun" => Task.FromResult($$$$"""{"data":{"bulkOperationRunQuery":{"bulkOperation":{"id":"gid://shopify/BulkOperation/{{{{(variables.Text("query")!.Contains("BulkCustomers") ? 1 : 2)}}}}","status":"CREATED"},"userErrors":[]}}}"""),
            "BulkStatus" => Status("COMPLETED", variables.Text("id")!.EndsWith('1') ? CustomersFile : orders is null ? null : OrdersFile, bytes),
            _ => throw new InvalidOperationException(operation),
        };
    }

    private static Task<string> Status(string status, string? url, long bytes = 1000) => Task.FromResult(JsonSerializer.Serialize(new { data = new { bulkOperation = new { id = "x", status, url, fileSize = bytes.ToString(), rootObjectCount = "5" } } }));

    private static string Rows(params long[] ids) => Rows(ids.Select(id => Order(id: id)).ToArray());

    private static string Rows(params JsonObject[] orders)
    {
        var text = new StringBuilder();
        foreach (var (node, lines) in orders.Select(order => Graph(order, isBulk: true)))
        {
            text.Append(node.ToJsonString()).Append('\n');
            foreach (var line in lines) text.Append(line.With(l => (l["id"], l["__parentId"]) = (l["id"] + "0" + node["name"]!.GetValue<string>()[1..], node["id"]!.DeepClone())).ToJsonString()).Append('\n');
        }
        return text.ToString();
    }

    private static async Task Import(ModulesWorld world)
    {
        await world.Do<HistoryImports>(imports => imports.Start(world.ShopId));
        await Steps(world, 12);
    }

    private static async Task Steps(ModulesWorld world, int steps)
    {
        for (; steps > 0; steps--)
        {
            await world.Get<HistoryImportRun>().Step(default);
            world.Clock.Advance(TimeSpan.FromMinutes(11));
        }
    }

    private static async Task<HistoryImport> Latest(ModulesWorld world) => (await world.Do<HistoryImports, HistoryImport?>(imports => imports.Latest(world.ShopId)))!;
}
