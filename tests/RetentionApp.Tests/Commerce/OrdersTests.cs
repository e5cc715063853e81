using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Webhooks;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Commerce;

public sealed class OrdersTests
{
    [Fact]
    public async Task The_newer_version_wins_and_at_a_tie_the_later_trigger()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(current: 1, seconds: 5));
        await world.Tell(Order(current: 3, seconds: 4));
        Assert.Equal(50, (await world.Points(7)).Available);
        await world.Tell(Order(current: 2, seconds: 5), world.Now.AddSeconds(1));
        await world.Tell(Order(current: 3, seconds: 5), world.Now.AddSeconds(-1));
        Assert.Equal(100, (await world.Points(7)).Available);
        Assert.Equal(0, await Refetches(world));
    }

    [Fact]
    public async Task At_a_full_tie_paid_and_cancelled_stick_and_the_order_is_read_again()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(status: "pending"));
        await world.Tell(Order());
        Assert.Equal((150, 1), ((await world.Points(7)).Available, await Refetches(world)));
        await world.Tell(Order().With(o => o["cancelled_at"] = Time(PlacedAt)));
        await world.Tell(Order());
        Assert.Equal(0, (await world.Points(7)).Available);
    }

    [Fact]
    public async Task The_same_version_heard_twice_is_no_reason_to_read_again()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        await world.Tell(Order());
        Assert.Equal(0, await Refetches(world));
    }

    [Fact]
    public async Task The_same_version_told_by_a_sibling_topic_is_not_written_again_and_news_in_it_is()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        Assert.Empty(await Writes(Order()));
        Assert.NotEmpty(await Writes(Order().With(o => o["cancelled_at"] = Time(PlacedAt))));
        Assert.Equal(0, (await world.Points(7)).Available);

        Task<List<string>> Writes(JsonNode order) => world.Do<IServiceProvider, List<string>>(async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            await db.Write(() => services.GetRequiredService<OrderChanged>().Tell(world.Shop, ModulesWorld.Json(order), world.Now));
            return db.Sql.Statements.Where(statement => !statement.StartsWith("SELECT", StringComparison.Ordinal)).ToList();
        });
    }

    [Fact]
    public async Task A_stale_version_adds_refunds_and_never_removes_one()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(seconds: 5, status: "partially_refunded").With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 0, "0", "5.00", discrepancy: "-5.00"))));
        await world.Tell(Order(seconds: 4));
        await world.Tell(Order(seconds: 3, status: "partially_refunded").With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(6, 11, 0, "0", "1.00", discrepancy: "-1.00"))));
        Assert.Equal(120, (await world.Points(7)).Available);
    }

    [Fact]
    public async Task A_refund_heard_before_its_order_counts_once_the_order_is_there()
    {
        await using var world = await ModulesWorld.Create();
        var refund = Refund(5, 11, 1, "10.00", "10.00").With(r => r["order_id"] = 1);
        Task Refunded() => world.Write<OrderMentioned, Handled>(orders => orders.Refunded(world.Shop, ModulesWorld.Json(refund)));
        await Refunded();
        await world.Tell(Order());
        Assert.Equal((100, 1), ((await world.Points(7)).Available, await Refetches(world)));
        await Refunded();
        Assert.Equal(100, (await world.Points(7)).Available);
        await world.Tell(Order(seconds: 9, current: 2).With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 1, "10.00", "10.00"))));
        Assert.Equal(100, (await world.Points(7)).Available);
    }

    [Fact]
    public async Task A_read_order_that_lists_only_some_refunds_does_not_take_the_others_off_twice()
    {
        await using var world = await ModulesWorld.Create();
        var twoDays = (int)TimeSpan.FromDays(2).TotalSeconds;
        await world.Tell(Order(current: 1, seconds: twoDays, status: "partially_refunded").With(o =>
        {
            o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 1, "10.00"));
            o["refunds"]!.AsArray().Add((JsonNode)Refund(6, 11, 1, "10.00"));
        }));
        Assert.Equal(50, (await world.Points(7)).Available);
        var (node, lines) = Graph(Order(current: 1, seconds: twoDays + 5, status: "partially_refunded").With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 1, "10.00", "10.00"))));
        await world.Write<OrderChanged>(orders => orders.Tell(AdminNodes.ReadOrder(world.ShopId, ModulesWorld.Json(node), lines.Select(line => ModulesWorld.Json(line))) with { IsSingle = true }));
        Assert.Equal(50, (await world.Points(7)).Available);
    }

    [Fact]
    public async Task Each_telling_of_a_refund_adds_what_the_others_left_out()
    {
        await using var world = await ModulesWorld.Create();
        var full = RefundPayload.Read(ModulesWorld.Json(Refund(5, 11, 1, "10.00", "12.00")), "GBP")!;
        var bulk = new RefundFacts(5, null, null, null, 0, 1200);
        var single = new RefundFacts(5, null, null, 200, 0, 1200);
        foreach (var (id, tellings) in new[] { (1L, new[] { bulk, single, full }), (2, [full, single, bulk]), (3, [single, full, bulk]) })
        {
            await world.Write<Orders>(async orders => { foreach (var telling in tellings) await orders.KeepRefund(world.ShopId, id, telling with { Id = id }); });
            await world.Tell(Order(id: id, customer: id));
            Assert.Equal(90, (await world.Points(id)).Available);
        }
    }

    [Fact]
    public async Task A_payload_without_lines_overwrites_nothing_and_the_order_is_read_again()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        await world.Tell(Order(seconds: 9).With(o => o.Remove("line_items")));
        Assert.Equal((150, 1), ((await world.Points(7)).Available, await Refetches(world)));
    }

    [Fact]
    public async Task Paid_at_is_the_earliest_payment_known_else_when_the_order_was_processed_and_stays()
    {
        await using var world = await ModulesWorld.Create();
        Task Pay(long id, long order, int hours) => world.Write<OrderMentioned, Handled>(orders => orders.Paid(world.Shop, ModulesWorld.Json(
            new { id, order_id = order, kind = "capture", status = "success", processed_at = PlacedAt.AddHours(hours) })));
        await Pay(1, 1, 30);
        await Pay(2, 1, 20);
        await world.Tell(Order(id: 1));
        await world.Tell(Order(id: 2));
        await Pay(3, 2, 50);
        await world.Tell(Order(id: 2, seconds: 1));
        await world.Tell(Order(id: 3, status: "pending"));
        Assert.Equal([PlacedAt.AddHours(20), PlacedAt, (DateTime?)null], await world.Rows(db => db.Orders.OrderBy(o => o.Id).Select(o => o.PaidAt)));
        await world.Tell(Order(id: 2, status: "partially_paid", seconds: 2));
        Assert.Equal(PlacedAt, (await world.Rows(db => db.Orders.Where(o => o.Id == 2).Select(o => o.PaidAt))).Single());
    }

    [Fact]
    public async Task An_order_of_shop_two_does_not_touch_shop_one()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        await world.Write<OrderMentioned, Handled>(orders => orders.Deleted(new() { Id = 99, Domain = "x", Name = "x", Currency = "GBP", TimeZone = "UTC", Locale = "en", Scopes = "" }, ModulesWorld.Json(new { id = 1 }), world.Now));
        Assert.Equal(150, (await world.Points(7)).Available);
    }

    private static Task<long> Refetches(ModulesWorld world) => world.Count($"SELECT COUNT(*) FROM order_refetches");
}
