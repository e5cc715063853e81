using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

/// <summary>What a refund, a cancellation, an edit and a chargeback take back, what they give back, and what they are called.</summary>
public sealed class TakingBackTests
{
    private static readonly ProgrammeSettings Keeping = new() { KeepsEarnedPoints = true };

    [Fact]
    public async Task Where_refunds_leave_the_points_only_an_edit_lowers_them()
    {
        await using var world = await ModulesWorld.Create(programme: Keeping);
        await world.Tell(Order(quantity: 4));
        await world.Tell(Order(quantity: 4, current: 2, status: "partially_refunded", seconds: 1).With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 2, "20.00", "20.00"))));
        Assert.Equal(200, (await world.Points(7)).Available);
        // One more unit is edited away: three of four were sold.
        await world.Tell(Order(quantity: 4, current: 1, status: "partially_refunded", seconds: 2).With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 2, "20.00", "20.00"))));
        Assert.Equal(150, (await world.Points(7)).Available);
        await world.Tell(Order(quantity: 4, current: 0, status: "refunded", seconds: 3).With(o => o["cancelled_at"] = Time(PlacedAt.AddDays(2))));
        Assert.Equal(200, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task The_switch_is_frozen_with_the_order()
    {
        await using var world = await ModulesWorld.Create(programme: Keeping);
        await world.Tell(Order(id: 1));
        await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, new ProgrammeSettings(), "test"));
        await world.Tell(Order(id: 2, customer: 8));
        foreach (var (id, customer) in new[] { (1, 7), (2, 8) })
            await world.Tell(Order(id, customer, current: 1, status: "partially_refunded", seconds: 1).With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(id, 11, 2, "20.00", "20.00"))));
        Assert.Equal((150, 50), ((await world.Points(7)).Available, (await world.Points(8)).Available));
    }

    public static TheoryData<string, string, string> Reasons => new()
    {
        { "refund", "Refund on order #1001", "Возврат по заказу #1001" },
        { "cancel", "Order #1001 cancelled", "Заказ #1001 отменён" },
        { "edit", "Order #1001 changed", "Заказ #1001 изменён" },
        { "chargeback", "Payment of order #1001 disputed", "Оплата заказа #1001 оспорена" },
        { "hand", "Order #1001 is no longer yours", "Заказ #1001 теперь не ваш" },
        { "delete", "Order #1001 was deleted", "Заказ #1001 удалён" },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task The_shopper_reads_why(string what, string english, string russian)
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        await (what switch
        {
            "refund" => world.Tell(Order(current: 2, status: "partially_refunded", seconds: 1).With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 1, "10.00", "10.00")))),
            "cancel" => world.Tell(Order(current: 0, seconds: 1).With(o => o["cancelled_at"] = Time(PlacedAt.AddDays(1)))),
            "edit" => world.Tell(Order(current: 2, seconds: 1)),
            "chargeback" => Dispute(world, "needs_response"),
            "hand" => world.Tell(Order(customer: 8, seconds: 1)),
            _ => world.Write<OrderMentioned>(orders => orders.Deleted(world.Shop, ModulesWorld.Json(new { id = 1 }), world.Now)),
        });
        var entry = (await world.Rows(db => db.LedgerEntries.OrderBy(e => e.Id))).Single(e => e.Kind == EntryKind.OrderReversed);
        Assert.Equal(english, world.Get<LedgerWords>().Reason(entry, Words("en")));
        if (what == "refund") return;
        Assert.Equal(russian, world.Get<LedgerWords>().Reason(entry, Words("ru")));
    }

    [Fact]
    public async Task A_dispute_takes_the_points_while_it_is_open_or_lost_and_a_won_one_restores_them_in_any_order()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        await Dispute(world, "needs_response", at: 1);
        await Dispute(world, "needs_response", at: 1);
        Assert.Equal(0, (await world.Points(7)).Available);
        await Dispute(world, "won", at: 5);
        await Dispute(world, "under_review", at: 3);
        Assert.Equal((150, 0, 150, 0), await world.Points(7));
        Assert.Equal([EntryCause.None, EntryCause.Chargeback, EntryCause.ChargebackWon], await world.Rows(db => db.LedgerEntries.OrderBy(e => e.Id).Select(e => e.Cause)));
        await Dispute(world, "lost", at: 9);
        await world.Tell(Order(seconds: 60));
        Assert.Equal(0, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_dispute_heard_before_its_order_counts_and_a_question_of_the_bank_does_not()
    {
        await using var world = await ModulesWorld.Create();
        await Dispute(world, "needs_response");
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM order_refetches"));
        await world.Tell(Order());
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        await Dispute(world, "won", at: 2);
        await Dispute(world, "needs_response", at: 3, id: 2, type: "inquiry");
        Assert.Equal(150, (await world.Points(7)).Available);
    }

    [Theory]
    [InlineData(1, 166)]
    [InlineData(2, 333)]
    [InlineData(3, 500)]
    public async Task Points_spent_come_back_in_proportion_to_the_goods_refunded(int units, int back)
    {
        await using var world = await ModulesWorld.Create();
        await Redeemed(world);
        await world.Tell(Used());
        Assert.Equal(0, await Back(world));
        var refunded = Used(3 - units, units == 3 ? "refunded" : "partially_refunded", 1).With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, units, "10.00", "8.00")));
        await world.Tell(refunded);
        await world.Tell(refunded);
        Assert.Equal(back, await Back(world));
        Assert.Equal("redemption:1:refund#1", (await world.Rows(db => db.LedgerEntries.OrderByDescending(e => e.Id))).First(e => e.Kind == EntryKind.RedemptionReturned).Source);
        await world.Verify();
    }

    [Fact]
    public async Task Each_unit_counts_once_over_many_refunds_and_a_cancellation_brings_the_rest()
    {
        await using var world = await ModulesWorld.Create();
        await Redeemed(world);
        var (first, second) = ((JsonNode)Refund(5, 11, 1, "10.00", "8.00"), (JsonNode)Refund(6, 11, 1, "10.00", "8.00"));
        await world.Tell(Used(1, "partially_refunded", 2).With(o => { o["refunds"]!.AsArray().Add(first.DeepClone()); o["refunds"]!.AsArray().Add(second.DeepClone()); }));
        await world.Tell(Used(2, "partially_refunded", 1).With(o => o["refunds"]!.AsArray().Add(first.DeepClone())));
        await world.Tell(Used());
        Assert.Equal(333, await Back(world));
        await world.Tell(Used(0, "partially_refunded", 3).With(o => o["cancelled_at"] = Time(PlacedAt.AddDays(2))));
        Assert.Equal(500, await Back(world));
        Assert.Equal(500 + 100, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task Points_come_back_to_the_lots_they_were_taken_from_the_last_taken_first()
    {
        await using var world = await ModulesWorld.Create();
        await world.Credit(7, 200, "soon", expiresAt: world.Now.AddDays(40));
        await world.Credit(7, 400, "late", expiresAt: world.Now.AddDays(80));
        await Redeemed(world, credit: false);
        await world.Tell(Used());
        await world.Tell(Used(1, "partially_refunded", 1).With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 2, "20.00", "16.00"))));
        // 500 took 200 of the first and 300 of the second; 333 of them come back: 300 and 33.
        Assert.Equal([33L, 400], await world.Rows(db => db.Lots.Where(l => l.OrderId == null).OrderBy(l => l.ExpiresAt).Select(l => l.Remaining)));
        await world.Verify();
    }

    [Fact]
    public async Task Nothing_comes_back_where_the_programme_keeps_points_spent_nor_to_a_code_that_was_another_orders()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { KeepsSpentPoints = true });
        await Redeemed(world);
        await world.Tell(Used(0, "refunded", 1));
        Assert.Equal(0, await Back(world));
        await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, new ProgrammeSettings(), "test"));
        await world.Tell(Order(id: 2, customer: 8, current: 0, status: "refunded").With(o => o["discount_codes"] = new JsonArray(new JsonObject { ["code"] = "code1" })));
        Assert.Equal(0, await Back(world));
    }

    [Fact]
    public async Task A_merge_between_two_refunds_does_not_lose_the_rest()
    {
        await using var world = await ModulesWorld.Create();
        await Redeemed(world);
        await world.Tell(Used(2, "partially_refunded", 1).With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 1, "10.00", "8.00"))));
        await world.Write<CustomerChanged>(customers => customers.Merge(world.ShopId, 7, 8, world.Now));
        await world.Tell(Used(0, "refunded", 2));
        Assert.Equal(500, await Back(world));
        Assert.Equal(600, (await world.Points(8)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_refund_heard_while_the_merged_ones_account_was_closed_gives_spent_points_back_at_the_merge()
    {
        await using var world = await ModulesWorld.Create();
        await Redeemed(world);
        await world.Tell(Used());
        await Erase(world);
        await world.Tell(Used(1, "partially_refunded", 1).With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 2, "20.00", "16.00"))));
        Assert.Equal((0, 0), ((await world.Points(7)).Available, await Back(world)));
        for (var heard = 0; heard < 2; heard++) await world.Write<CustomerChanged>(customers => customers.Merge(world.ShopId, 7, 8, world.Now));
        Assert.Equal((433, 333), ((await world.Points(8)).Available, await Back(world)));
        await world.Verify();
    }

    [Fact]
    public async Task An_erased_account_owes_nothing_when_less_should_have_come_back()
    {
        await using var world = await ModulesWorld.Create();
        await Redeemed(world);
        var refunded = Used(1, "partially_refunded", 1).With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 2, "20.00", "16.00")));
        await world.Tell(refunded);
        await Erase(world);
        // Three more vases at £10 by an edit: £16 of £54 were refunded.
        await world.Tell(refunded.With(o => { o["updated_at"] = Time(PlacedAt.AddSeconds(2)); o["line_items"]!.AsArray().Add((JsonNode)Line(12, 3, "10.00")); }));
        Assert.Equal((0, 0, 0), await world.Points(7) is var erased ? (erased.Available, erased.Pending, erased.Debt) : default);
        await world.Write<CustomerChanged>(customers => customers.Merge(world.ShopId, 7, 8, world.Now));
        Assert.Equal((248, 148), ((await world.Points(8)).Available, await Back(world)));
        await world.Verify();
    }

    [Fact]
    public async Task After_a_merge_points_come_back_to_the_customer_kept_also_for_a_key_that_both_had_used()
    {
        await using var world = await ModulesWorld.Create();
        await world.Execute($"""
            INSERT INTO redemptions (id, shop_id, account_id, customer_id, reward_id, idempotency_key, title, cost, amount, currency, combines, code, state, created_at, attempts)
            VALUES (900, {world.ShopId}, 0, 8, 1, 'key-00000001', 'x', 200, 200, 'GBP', 0, 'OTHER', 1, {world.Now}, 1)
            """);
        await Redeemed(world);
        await world.Tell(Used());
        await world.Write<CustomerChanged>(customers => customers.Merge(world.ShopId, 7, 8, world.Now));
        await world.Tell(Used(0, "refunded", 2));
        Assert.Equal(600, (await world.Points(8)).Available);
        await world.Verify();
    }

    internal static Words Words(string language) => new(CultureInfo.GetCultureInfo(language), PointsName.Default);

    internal static Task Dispute(ModulesWorld world, string status, int at = 1, long id = 1, string type = "chargeback") => world.Write<OrderMentioned>(orders => orders.Disputed(world.Shop,
        ModulesWorld.Json(new { id, order_id = 1, type, status, initiated_at = Time(PlacedAt.AddDays(3)) }), PlacedAt.AddDays(3).AddHours(at)));

    /// <summary>600 points, 500 of them spent on a code.</summary>
    internal static async Task Redeemed(ModulesWorld world, bool credit = true)
    {
        if (credit) await world.Credit(7, 600, "given");
        world.Shopify = (_, _) => Task.FromResult("""{"data":{"discountCodeBasicCreate":{"codeDiscountNode":{"id":"gid://shopify/DiscountCodeNode/1"},"userErrors":[]}}}""");
        await world.Do<Redemptions, RedeemAnswer>(redemptions => redemptions.Redeem(world.ShopId, 7, 1, "key-00000001", default));
        await world.Execute($"UPDATE redemptions SET code = 'CODE1' WHERE customer_id = 7");
    }

    /// <summary>Three vases at £10 with £6 off by the code: no points of its own, so that the balance shows the spent ones alone.</summary>
    internal static JsonObject Used(int current = 3, string status = "paid", int seconds = 0) => Order(status: status, current: current, seconds: seconds).With(order =>
    {
        order["line_items"]![0]!["discount_allocations"] = new JsonArray(new JsonObject { ["amount"] = "6.00" });
        order["discount_codes"] = new JsonArray(new JsonObject { ["code"] = "code1" });
        order["test"] = true;
    });

    private static Task Erase(ModulesWorld world) => world.Write<CustomerChanged>(customers => customers.Erased(world.Shop, ModulesWorld.Json(new { id = 7 }), world.Now, isRedaction: false));

    private static Task<long> Back(ModulesWorld world) => world.Count($"SELECT SUM(points) FROM ledger_entries WHERE kind = {EntryKind.RedemptionReturned}");
}
