using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

/// <summary>
/// Two lives of the same customer: in one every piece of news comes shuffled, doubled, with gaps; the other hears the final
/// state once. Both must end with the same balances, and every balance must follow from its entries.
/// </summary>
public sealed class WholeLifeTests
{
    internal enum Step { Buy, BuyWithCode, Refund, Goodwill, Return, Cancel, Edit, Dispute, Settle, Merge, Delete }

    private static readonly Gen<(Step[] Life, int Seed)> Lives =
        Gen.Elements(Step.Buy, Step.Buy, Step.BuyWithCode, Step.Refund, Step.Refund, Step.Goodwill, Step.Return, Step.Cancel, Step.Edit, Step.Dispute, Step.Settle, Step.Merge, Step.Delete).ArrayOf()
            .SelectMany(_ => Gen.Choose(0, int.MaxValue), (life, seed) => (life, seed));

    [Theory]
    [InlineData(nameof(NegativeBalance.Allow), false, false)]
    [InlineData(nameof(NegativeBalance.Carry), false, true)]
    [InlineData(nameof(NegativeBalance.Allow), true, false)]
    public async Task Any_life_ends_as_if_only_its_end_had_been_heard(string policy, bool keepsEarned, bool keepsSpent)
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { NegativeBalance = Enum.Parse<NegativeBalance>(policy), KeepsEarnedPoints = keepsEarned, KeepsSpentPoints = keepsSpent, GuestDays = 0 });
        var round = 0L;
        Prop.ForAll(Lives.ToArbitrary(), one => Live(world, one.Life, new Random(one.Seed), ++round * 1000).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
        await world.Verify();
    }

    /// <summary>With expiry and forgiveness history matters, so balances are not compared: they must still follow from the entries.</summary>
    [Theory]
    [InlineData(nameof(ExpiryKind.PerCredit))]
    [InlineData(nameof(ExpiryKind.Inactivity))]
    public async Task With_expiry_and_a_floor_every_balance_still_follows_from_the_entries(string kind)
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { NegativeBalance = NegativeBalance.Floor, Expiry = new PointsExpiry(Enum.Parse<ExpiryKind>(kind), 1), PendingDays = 3 });
        var round = 0L;
        Prop.ForAll(Lives.ToArbitrary(), one => Expire(world, one.Life, new Random(one.Seed), ++round * 1000).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
        world.Clock.Advance(TimeSpan.FromDays(90));
        while (await world.Do<PointsLedger, int>(ledger => ledger.Tidy(200)) > 0) { }
        Assert.Equal(0, await world.Count($"SELECT SUM(remaining) FROM lots"));
        Assert.Equal(0, await world.Count($"SELECT SUM(points) FROM ledger_entries"));
        await world.Verify();
    }

    private static async Task Live(ModulesWorld world, Step[] life, Random random, long first)
    {
        var (shuffled, straight) = (new Story(world, first), new Story(world, first + 500));
        await shuffled.Prepare();
        await straight.Prepare();
        var news = shuffled.Tell(life, random).Where(one => one.IsLast || random.Next(3) > 0).SelectMany(one => Enumerable.Repeat(one, random.Next(1, 3))).OrderBy(_ => random.Next()).ToList();
        foreach (var one in news) await one.Deliver();
        foreach (var one in straight.Tell(life, new Random(0)).Where(one => one.IsLast)) await one.Deliver();
        Assert.Equal(await world.Points(first + 501), await world.Points(first + 1));
        Assert.Equal(await world.Points(first + 502), await world.Points(first + 2));
    }

    private static async Task Expire(ModulesWorld world, Step[] life, Random random, long first)
    {
        var story = new Story(world, first);
        await story.Prepare();
        foreach (var one in story.Tell(life, random).OrderBy(_ => random.Next()).ToList())
        {
            await one.Deliver();
            if (random.Next(3) == 0) world.Clock.Advance(TimeSpan.FromDays(random.Next(1, 20)));
            if (random.Next(4) == 0) await world.Do<PointsLedger, int>(ledger => ledger.Tidy(10));
        }
    }

    /// <param name="IsLast">Without it the final state would be unknown; the rest may be lost.</param>
    private sealed record News(bool IsLast, Func<Task> Deliver);

    /// <summary>Orders of one customer, each with its versions; the second customer is who a merge leads to.</summary>
    private sealed class Story(ModulesWorld world, long first)
    {
        private long Anna => first + 1;
        private long Ben => first + 2;

        /// <summary>A code already bought for 200 of 300 points, and Ben's account.</summary>
        internal async Task Prepare()
        {
            await world.Credit(Anna, 300, $"given:{Anna}");
            await world.Credit(Ben, 10, $"given:{Ben}");
            var id = first + 7;
            await world.Execute($"""
                INSERT INTO redemptions (id, shop_id, account_id, customer_id, reward_id, idempotency_key, title, cost, amount, currency, combines, code, state, created_at, attempts)
                VALUES ({id}, {world.ShopId}, (SELECT id FROM accounts WHERE customer_id = {Anna}), {Anna}, 1, 'key', 'x', 200, 200, 'GBP', 0, {"C" + first}, 1, {world.Now}, 1)
                """);
            await world.Do<PointsLedger>(ledger => ledger.Spend(world.ShopId, Anna, new Posting(EntryKind.Redeemed, -200, 0, $"redemption:{id}", id, "x", world.Now)));
        }

        internal List<News> Tell(Step[] life, Random random)
        {
            var news = new List<News>();
            var orders = new List<(JsonObject Order, int Left, int Refunds, int Seconds)>();
            var usedCode = false;
            foreach (var step in life)
            {
                if (step is Step.Buy or Step.BuyWithCode)
                {
                    if (orders.Count == 3 || (step == Step.BuyWithCode && usedCode)) continue;
                    var order = Order(first + 10 + orders.Count, Anna, quantity: 5, price: "3.33");
                    if (step == Step.BuyWithCode) order["discount_codes"] = new JsonArray(new JsonObject { ["code"] = "c" + first });
                    usedCode |= step == Step.BuyWithCode;
                    orders.Add((order, 5, 0, 0));
                    continue;
                }
                if (orders.Count == 0) continue;
                var index = orders.Count - 1;
                var (known, left, refunds, seconds) = orders[index];
                var now = known.DeepClone().AsObject();
                news.Add(Version(known, seconds, isLast: false));
                switch (step)
                {
                    case Step.Refund when left > 0:
                        now["refunds"]!.AsArray().Add((JsonNode)Refund(first * 100 + index * 10 + ++refunds, 11, 1, "3.33", "3.33"));
                        now["line_items"]![0]!["current_quantity"] = --left;
                        now["financial_status"] = left == 0 ? "refunded" : "partially_refunded";
                        break;
                    case Step.Return when left > 1:
                        now["refunds"]!.AsArray().Add((JsonNode)Refund(first * 100 + index * 10 + ++refunds, 11, 2, "6.66", "6.66"));
                        now["line_items"]![0]!["current_quantity"] = left -= 2;
                        now["financial_status"] = left == 0 ? "refunded" : "partially_refunded";
                        break;
                    case Step.Goodwill:
                        now["refunds"]!.AsArray().Add((JsonNode)Refund(first * 100 + index * 10 + ++refunds, 11, 0, "0", "1.00", discrepancy: "-1.00"));
                        now["financial_status"] = "partially_refunded";
                        break;
                    case Step.Edit when left > 0:
                        now["line_items"]![0]!["current_quantity"] = --left;
                        break;
                    case Step.Cancel:
                        now["cancelled_at"] = Time(PlacedAt.AddMinutes(1));
                        break;
                }
                orders[index] = (now, left, refunds, seconds + 1);
            }
            for (var index = 0; index < orders.Count; index++) news.Add(Version(orders[index].Order, orders[index].Seconds, isLast: true));
            Others(life, orders.Count, news, random);
            return news;
        }

        /// <summary>Disputes, and the merge with the deletion that Shopify sends along, which may be heard first.</summary>
        private void Others(Step[] life, int orders, List<News> news, Random random)
        {
            var disputes = life.Where(step => step is Step.Dispute or Step.Settle).ToList();
            for (var n = 0; n < disputes.Count && orders > 0; n++)
            {
                var (status, at) = (disputes[n] == Step.Dispute ? "lost" : "won", PlacedAt.AddDays(3).AddHours(n));
                var payload = ModulesWorld.Json(new { id = first, order_id = first + 10, type = "chargeback", status, initiated_at = Time(PlacedAt) });
                news.Add(new News(n == disputes.Count - 1, () => world.Write<OrderMentioned>(mentioned => mentioned.Disputed(world.Shop, payload, at))));
            }
            if (!life.Contains(Step.Merge)) return;
            news.Add(new News(true, () => world.Write<CustomerChanged>(customers => customers.Merged(world.Shop, ModulesWorld.Json(new
            {
                admin_graphql_api_customer_kept_id = $"gid://shopify/Customer/{Ben}", admin_graphql_api_customer_deleted_id = $"gid://shopify/Customer/{Anna}", status = "completed",
            }), world.Now))));
            if (life.Contains(Step.Delete)) news.Add(new News(false, () => world.Write<CustomerChanged>(customers => customers.Erased(world.Shop, ModulesWorld.Json(new { id = Anna }), world.Now, isRedaction: false))));
            _ = random;
        }

        private News Version(JsonObject order, int seconds, bool isLast)
        {
            var copy = order.DeepClone().AsObject();
            copy["updated_at"] = Time(PlacedAt.AddSeconds(seconds));
            return new News(isLast, () => world.Tell(copy.ToJsonString(), PlacedAt.AddSeconds(seconds)));
        }
    }
}
