using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using RetentionApp.Commerce;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Timeline;
using RetentionApp.Webhooks;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

public sealed class OrderEarningTests
{
    [Fact]
    public async Task Paying_the_same_order_twice_credits_once()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        await world.Tell(Order());
        await world.Tell(Order(seconds: 5));
        Assert.Equal((150, 0, 150, 0), await world.Points(7));
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM ledger_entries"));
    }

    [Fact]
    public async Task Points_follow_the_order_from_unpaid_over_paid_and_refunded_to_cancelled()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(status: "pending"));
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        await world.Tell(Order(seconds: 1));
        Assert.Equal(150, (await world.Points(7)).Available);
        await world.Tell(Order(status: "partially_refunded", current: 2, seconds: 2).With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 1, "10.00", "10.00"))));
        Assert.Equal(100, (await world.Points(7)).Available);
        await world.Tell(Order(status: "refunded", current: 0, seconds: 3).With(o => o["cancelled_at"] = Time(PlacedAt.AddDays(2))));
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        Assert.Equal(["order:1#1", "order:1#2", "order:1#3"], await world.Rows(db => db.LedgerEntries.OrderBy(e => e.Id).Select(e => e.Source)));
        await world.Verify();
    }

    [Fact]
    public async Task Points_wait_from_payment_not_from_receipt()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(id: 1).With(o => o["processed_at"] = Time(world.Now.AddDays(-13))));
        await world.Tell(Order(id: 2, customer: 8).With(o => o["processed_at"] = Time(world.Now.AddDays(-14))));
        Assert.Equal((0, 150, 150, 0), await world.Points(7));
        Assert.Equal((150, 0, 150, 0), await world.Points(8));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((150, 0, 150, 0), await world.Points(7));
        await world.Verify();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // a redemption comes before the job does
    public async Task The_end_of_the_waiting_time_is_told_once(bool spends)
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(id: 1).With(o => o["processed_at"] = Time(world.Now.AddDays(-13))));
        await world.Tell(Order(id: 2).With(o => o["processed_at"] = Time(world.Now.AddDays(-12))));
        await world.Tell(Order(id: 3).With(o => o["processed_at"] = Time(world.Now.AddDays(-20))));
        for (var day = 0; day < 3; day++)
        {
            await world.Do<PointsLedger, int>(ledger => ledger.Tidy(100));
            world.Clock.Advance(TimeSpan.FromDays(1));
            if (spends) await world.Do<PointsLedger, SpendAnswer>(ledger => ledger.Spend(world.ShopId, 7, new Posting(EntryKind.Redeemed, -10, 0, $"spent:{day}", null, null, world.Now)));
            await world.Tell(Order(id: 1, seconds: day + 1, current: 2).With(o => o["processed_at"] = Time(ModulesWorld.Start.AddDays(-13))));
        }
        Assert.Equal(["150", "150"], await world.Rows(db => db.Timeline.Where(row => row.Kind == TimelineKinds.PointsAvailable).OrderBy(row => row.Id).Select(row => row.Data!)));
        await world.Verify();
    }

    [Theory]
    [InlineData("paid sale")]
    [InlineData("sale paid")]
    [InlineData("paid sale paid")]
    [InlineData("sale paid later sale")]
    public async Task A_sale_heard_after_the_paid_order_moves_the_day_from_which_points_wait(string news)
    {
        // Placed a month ago, paid by transfer ten days ago, a rest for an edit yesterday.
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { Bonuses = new OrderBonuses(20, 0, 0, 0, null) });
        var (second, paid, later) = (0, world.Now.AddDays(-10), world.Now.AddDays(-1));
        foreach (var one in news.Split(' '))
            await world.Tell(Order(seconds: ++second).With(order => order["transactions"] = one == "paid" ? null : new JsonArray([.. (one == "later" ? new[] { later, paid } : [paid]).Select(at => (JsonNode)new JsonObject { ["id"] = 5, ["kind"] = "sale", ["status"] = "success", ["processed_at"] = Time(at) })])));
        Assert.Equal((0, 170, 170, 0), await world.Points(7));
        world.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal((170, 0, 170, 0), await world.Points(7));
        await world.Verify();
    }

    public static TheoryData<string, Action<JsonObject>> Worthless => new()
    {
        { "a test order", order => order["test"] = true },
        { "a voided order", order => order["financial_status"] = "voided" },
        { "a cancelled order", order => order["cancelled_at"] = Time(PlacedAt) },
        { "a guest's order", order => order["customer"] = null },
        { "an authorised order", order => order["financial_status"] = "authorized" },
        { "a partly paid order", order => order["financial_status"] = "partially_paid" },
        { "an order of no lines", order => order["line_items"] = new JsonArray() },
    };

    [Theory]
    [MemberData(nameof(Worthless))]
    public async Task Nothing_is_earned_by(string what, Action<JsonObject> change)
    {
        await using var world = await ModulesWorld.Create();
        Assert.NotEmpty(what);
        await world.Tell(Order().With(change));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM ledger_entries"));
        // And what was earned before goes when it becomes so; only part of the money being there takes nothing back.
        await world.Tell(Order(id: 2));
        await world.Tell(Order(id: 2, seconds: 9).With(change));
        Assert.Equal(what is "an authorised order" or "a partly paid order" ? 150 : 0, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_deleted_order_is_worth_nothing_whatever_comes_late()
    {
        await using var world = await ModulesWorld.Create();
        Task Delete(long id) => world.Write<OrderMentioned>(orders => orders.Deleted(world.Shop, ModulesWorld.Json(new { id }), world.Now));
        await world.Tell(Order());
        await Delete(1);
        await world.Tell(Order(seconds: 60));
        await Delete(2);
        await world.Tell(Order(id: 2, seconds: 60));
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        Assert.All(await world.Rows(db => db.Orders), order => Assert.Null(order.Email));
        await world.Verify();
    }

    [Fact]
    public async Task The_rules_of_the_first_paid_evaluation_stay_even_when_they_gave_nothing()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { MinimumOrder = 10_000 });
        Task Change(ProgrammeSettings settings) => world.Do<Programmes>(programmes => programmes.Save(world.ShopId, settings, "test"));
        await world.Tell(Order());
        await world.Tell(Order(id: 2, customer: 8, status: "pending"));
        await Change(new ProgrammeSettings { Points = 10 });
        await world.Tell(Order(seconds: 1));
        await world.Tell(Order(id: 2, customer: 8, seconds: 1));
        Assert.Equal((0, 300), ((await world.Points(7)).Available, (await world.Points(8)).Available));
        await Change(new ProgrammeSettings { Points = 1 });
        await world.Tell(Order(id: 2, customer: 8, current: 2, seconds: 2));
        Assert.Equal(200, (await world.Points(8)).Available);
    }

    [Fact]
    public async Task An_order_that_changes_hands_takes_its_points_along()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        await world.Tell(Order(customer: 8, seconds: 1));
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        Assert.Equal((150, 0, 150, 0), await world.Points(8));
        await world.Tell(Order(customer: null, seconds: 2));
        Assert.Equal((0, 0, 0, 0), await world.Points(8));
        await world.Verify();
    }

    [Fact]
    public async Task What_was_spent_already_becomes_debt_that_the_next_credit_pays()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        await world.Do<PointsLedger>(ledger => ledger.Spend(world.ShopId, 7, new Posting(EntryKind.Redeemed, -120, 0, "spent", null, null, world.Now)));
        await world.Tell(Order(current: 0, status: "refunded", seconds: 1));
        Assert.Equal((-120, 0, 0, 120), await world.Points(7));
        await world.Tell(Order(id: 2, quantity: 2));
        Assert.Equal((-20, 0, 100, 20), await world.Points(7));
        await world.Tell(Order(id: 3, quantity: 1));
        Assert.Equal((30, 0, 150, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public async Task The_from_date_binds_past_and_new_orders_and_its_preview_tells_the_truth()
    {
        await using var world = await ModulesWorld.Create();
        for (var n = 1; n <= 5; n++) await world.Tell(Order(id: n, customer: n, quantity: n).With(o => o["processed_at"] = Time(PlacedAt.AddDays(n))));
        await world.Tell(Order(id: 6, customer: 6, status: "voided"));
        foreach (var from in new DateTime?[] { PlacedAt.AddDays(3), PlacedAt.AddDays(5), PlacedAt.AddDays(2), null })
        {
            var preview = await world.Do<HistoryImports, FromDateChange>(imports => imports.PreviewFromDate(world.ShopId, from));
            var (before, entries) = (await Outstanding(world), await world.Count($"SELECT COUNT(*) FROM ledger_entries"));
            await world.Do<HistoryImports>(imports => imports.ApplyFromDate(world.ShopId, from, "42"));
            await world.Do<Resettling>(resettling => resettling.Run(default));
            Assert.Equal(preview.PointsGiven - preview.PointsTaken, await Outstanding(world) - before);
            Assert.Equal(preview.Orders, await world.Count($"SELECT COUNT(*) FROM ledger_entries") - entries);
            Assert.Equal(Enumerable.Range(1, 5).Where(n => from is null || PlacedAt.AddDays(n) >= from).Sum(n => n * 50), await Outstanding(world));
        }
        await world.Do<HistoryImports>(imports => imports.ApplyFromDate(world.ShopId, world.Now, "42"));
        await world.Tell(Order(id: 9, customer: 9));
        Assert.Equal((0, 0, 0, 0), await world.Points(9));
        await world.Verify();
    }

    [Fact]
    public async Task An_earlier_from_date_gives_nothing_to_who_was_erased()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { FromAt = ModulesWorld.Start });
        await world.Tell(Order());
        await world.Write<CustomerChanged>(customers => customers.Erased(world.Shop, ModulesWorld.Json(new { id = 7 }), world.Now, isRedaction: false));
        Assert.Equal(0, (await world.Do<HistoryImports, FromDateChange>(imports => imports.PreviewFromDate(world.ShopId, null))).PointsGiven);
        await world.Do<HistoryImports>(imports => imports.ApplyFromDate(world.ShopId, null, "42"));
        await world.Do<Resettling>(resettling => resettling.Run(default));
        Assert.Equal(0, await Outstanding(world));
    }

    private static Task<long> Outstanding(ModulesWorld world) => world.Count($"SELECT SUM(points) FROM ledger_entries");

    /// <summary>One step of an order's life.</summary>
    internal enum Step { Pay, Refund, Goodwill, Cancel, Hand, Edit, Nothing }

    [Fact]
    public async Task However_an_orders_news_is_shuffled_doubled_and_dropped_the_last_state_counts()
    {
        await using var world = await ModulesWorld.Create();
        var steps = Gen.Elements(Step.Pay, Step.Pay, Step.Refund, Step.Refund, Step.Goodwill, Step.Cancel, Step.Hand, Step.Edit, Step.Nothing).ArrayOf();
        var cases = steps.SelectMany(life => Gen.Choose(0, int.MaxValue), (life, seed) => (Life: life, Seed: seed));
        var round = 0L;
        Prop.ForAll(cases.ToArbitrary(), one => Live(world, one.Life, new Random(one.Seed), ++round).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(80));
        await world.Verify();
    }

    private static async Task Live(ModulesWorld world, Step[] life, Random random, long round)
    {
        var (anna, ben) = (round * 10, round * 10 + 1);
        var versions = Versions(life, round * 10, anna, ben, random);
        var deliveries = new List<Func<Task>>();
        foreach (var (version, index) in versions.Select((version, index) => (version, index)))
        {
            var triggeredAt = PlacedAt.AddSeconds(index);
            if (index < versions.Count - 1 && random.Next(3) == 0) continue;
            for (var times = random.Next(1, 3); times > 0; times--) deliveries.Add(() => world.Tell(version.ToJsonString(), triggeredAt));
            // The refund may also be heard of by itself.
            if (random.Next(2) == 0 && version["refunds"]!.AsArray().LastOrDefault() is JsonObject refund)
                deliveries.Add(() => world.Write<OrderMentioned, Handled>(orders => orders.Refunded(world.Shop, ModulesWorld.Json(refund.DeepClone().AsObject().With(r => r["order_id"] = round * 10).ToJsonString()))));
        }
        foreach (var deliver in deliveries.OrderBy(_ => random.Next())) await deliver();

        var last = versions[^1].DeepClone().AsObject();
        var (carl, dora) = (round * 10 + 2, round * 10 + 3);
        last["id"] = round * 10 + 5;
        foreach (var refund in last["refunds"]!.AsArray()) refund!["id"] = refund["id"]!.GetValue<long>() + 500_000_000;
        last["customer"]!["id"] = last["customer"]!["id"]!.GetValue<long>() == anna ? carl : dora;
        await world.Tell(last.ToJsonString());
        Assert.Equal(await world.Points(carl), await world.Points(anna));
        Assert.Equal(await world.Points(dora), await world.Points(ben));
    }

    internal static List<JsonObject> Versions(Step[] life, long order, long anna, long ben, Random random)
    {
        var now = Order(order, anna, "pending", quantity: 5, price: "3.33");
        var versions = new List<JsonObject> { now };
        var (isPaid, left, refunds, seconds) = (false, 5, 0, 0);
        foreach (var step in life)
        {
            now = now.DeepClone().AsObject();
            switch (step)
            {
                case Step.Pay when !isPaid:
                    isPaid = true;
                    now["financial_status"] = "paid";
                    break;
                case Step.Refund when isPaid && left > 0:
                    left--;
                    now["refunds"]!.AsArray().Add((JsonNode)Refund(order * 100 + ++refunds, 11, 1, "3.33", "3.33"));
                    now["line_items"]![0]!["current_quantity"] = left;
                    now["financial_status"] = "partially_refunded";
                    break;
                case Step.Goodwill when isPaid:
                    now["refunds"]!.AsArray().Add((JsonNode)Refund(order * 100 + ++refunds, 11, 0, "0", "1.00", discrepancy: "-1.00"));
                    now["financial_status"] = "partially_refunded";
                    break;
                case Step.Edit when left > 0:
                    left--;
                    now["line_items"]![0]!["current_quantity"] = left;
                    break;
                case Step.Cancel:
                    now["cancelled_at"] = Time(PlacedAt.AddMinutes(1));
                    break;
                case Step.Hand:
                    now["customer"]!["id"] = now["customer"]!["id"]!.GetValue<long>() == anna ? ben : anna;
                    break;
            }
            // Several changes fall into one second: then only the trigger tells which came later.
            seconds += random.Next(2);
            now["updated_at"] = Time(PlacedAt.AddSeconds(seconds));
            versions.Add(now);
        }
        return versions;
    }
}
