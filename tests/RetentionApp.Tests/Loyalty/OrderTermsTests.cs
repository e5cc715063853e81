using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Webhooks;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

/// <summary>What is frozen with an order and what waits; three vases are £30.00 and 150 points.</summary>
public sealed class OrderTermsTests
{
    private static readonly TierLevel Gold = new("gold", "Gold", null, "#caa000", "star", 100_000, 0, 1.5m, null, null, null);
    private static readonly ProgrammeSettings Tiered = new() { Tiers = new TierSettings(IsActive: true, TierBasis.Spent, TierWindow.Ever, 0, [Gold]) };

    [Fact]
    public async Task A_tier_multiplies_what_its_customers_orders_earn_and_is_frozen_with_them()
    {
        await using var world = await ModulesWorld.Create(programme: Tiered);
        await InTier(world, 7, "gold");
        await world.Tell(Order());
        await world.Tell(Order(id: 2, customer: 8));
        Assert.Equal((225, 150), ((await world.Points(7)).Available, (await world.Points(8)).Available));
        Assert.Equal(["#1001 · Gold ×1.5", "#1002"], await world.Rows(db => db.LedgerEntries.OrderBy(entry => entry.Id).Select(entry => entry.Note!)));

        await world.Execute($"UPDATE customer_tiers SET level_id = NULL");
        await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, new ProgrammeSettings { Points = 1 }, "test"));
        // An edit adds goods for £10.00, a return takes one vase: 30.00 × 5 × 1.5 still.
        await world.Tell(Order(current: 2, seconds: 1).With(order => order["line_items"]!.AsArray().Add((JsonNode)Line(12, 1, "10.00"))));
        Assert.Equal(225, (await world.Points(7)).Available);
        await world.Tell(Order(id: 2, customer: 8, current: 2, seconds: 1));
        Assert.Equal(100, (await world.Points(8)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_newcomer_is_in_the_level_that_asks_for_nothing_wherever_it_matters()
    {
        var bronze = Gold with { Id = "bronze", Name = "Bronze", Threshold = 0, Times = 1.2m, EarlyAccessTag = "first" };
        await using var world = await ModulesWorld.Create(programme: Tiered with { PendingDays = 0, Tiers = Tiered.Tiers! with { Levels = [bronze, Gold] }, Campaigns = [new Campaign("c", "Bronze days", 2, PlacedAt.AddDays(-1), null, IsActive: true, ["bronze"], null)] });
        await world.Do<RewardCatalogue>(rewards => rewards.Save(new Reward { ShopId = world.ShopId, Name = "For Bronze", Kind = RewardKind.AmountOff, Cost = 0, Amount = 100, Currency = "GBP", IsActive = true, Details = new RewardDetails { TierIds = ["bronze"] }.ToJson() }));
        var rewards = await world.Do<RewardCatalogue, List<Reward>>(async catalogue => [.. await catalogue.All(world.ShopId)]);
        Assert.Null(await world.Do<IServiceProvider, RefusalReason?>(async scope =>
            (await Standing.Read(scope.GetRequiredService<AppDb>().Sql, scope.GetRequiredService<EnteredBirthdays>(), world.ShopId, 7, rewards, (await scope.GetRequiredService<Programmes>().Current(world.ShopId)).Settings)).WhyNot(rewards.Find(reward => reward.Name == "For Bronze")!, world.Now, TimeZoneInfo.Utc)));
        await world.Tell(Order());
        // 30.00 × 5 × 1.2 × 2, at the very first order.
        Assert.Equal(360, (await world.Points(7)).Available);
        Assert.Equal("#1001 · Bronze ×1.2 · Bronze days ×2", (await world.Rows(db => db.LedgerEntries)).Single().Note);
        await world.Verify();
    }

    [Fact]
    public async Task What_gave_nothing_is_frozen_too()
    {
        await using var world = await ModulesWorld.Create(programme: Tiered with { MinimumOrder = 10_000 });
        await world.Tell(Order());
        await InTier(world, 7, "gold");
        await world.Tell(Order(quantity: 20, seconds: 1));
        Assert.Equal(1000, (await world.Points(7)).Available);
    }

    [Fact]
    public async Task Tier_campaign_and_product_rule_multiply_each_other_and_round_once()
    {
        await using var world = await ModulesWorld.Create(programme: Tiered with
        {
            ProductRules = [new ProductRule(ProductMatch.Product, "111", "Vases", 1.1m)],
            Campaigns = [new Campaign("c", "Winter", 1.3m, PlacedAt.AddDays(-1), PlacedAt.AddDays(1), IsActive: true, null, null)],
        });
        await InTier(world, 7, "gold");
        await world.Tell(Order(quantity: 1, price: "9.99"));
        // 9.99 × 1.1 × 5 × 1.5 × 1.3 = 107.1…
        Assert.Equal(107, (await world.Points(7)).Available);
        Assert.Equal("""{"Tier":"Gold","TierTimes":1.5,"Campaign":"Winter","CampaignTimes":1.3,"Rules":{"11":0}}""", (await world.Rows(db => db.OrderAwards)).Single().Terms);
        await world.Tell(Order(id: 2).With(order => order["processed_at"] = Time(PlacedAt.AddDays(2))));
        Assert.Equal(107 + 247, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_campaign_may_be_for_customers_with_a_tag()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { Campaigns = [new Campaign("c", "Friends", 2, PlacedAt, null, IsActive: true, null, ["friend"])] });
        await world.Tell(Order().With(order => order["customer"]!["tags"] = "Friend, london"));
        await world.Tell(Order(id: 2, customer: 8));
        Assert.Equal((300, 150), ((await world.Points(7)).Available, (await world.Points(8)).Available));
    }

    [Fact]
    public async Task Nothing_is_stored_with_an_order_to_which_nothing_applies()
    {
        await using var world = await ModulesWorld.Create(programme: Tiered with { Campaigns = [new Campaign("c", "Later", 2, PlacedAt.AddYears(1), null, IsActive: true, null, null)] });
        await world.Tell(Order());
        Assert.Null((await world.Rows(db => db.OrderAwards)).Single().Terms);
    }

    [Fact]
    public async Task A_product_nobody_has_heard_of_is_read_and_its_order_settled_again()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { ProductRules = [new ProductRule(ProductMatch.Tag, "new", null, 2)] });
        await world.Tell(Order());
        Assert.Equal(150, (await world.Points(7)).Available);
        world.Shopify = (_, _) => Task.FromResult(Shown("new, glass"));
        await Read(world);
        Assert.Equal(300, (await world.Points(7)).Available);
        await Read(world);
        await world.Tell(Order(seconds: 1));
        Assert.Equal(["ProductsById"], world.Asked);

        // The tag goes: the line stays as it was frozen, a line added by an edit is judged by what is true then.
        await world.Write<Products>(products => products.Record(world.ShopId, ModulesWorld.Json(new { id = 111, title = "Vase", tags = "", updated_at = "2026-03-02T00:00:00Z" }), world.Now));
        await world.Tell(Order(seconds: 2).With(order => order["line_items"]!.AsArray().Add((JsonNode)Line(12, 1, "10.00").With(line => line["product_id"] = 111))));
        Assert.Equal(350, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_product_that_shopify_does_not_show_is_not_waited_for()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { ProductRules = [new ProductRule(ProductMatch.Tag, "new", null, 2)] });
        await world.Tell(Order());
        world.Shopify = (_, _) => Task.FromResult("""{"data":{"nodes":[null]}}""");
        await Read(world);
        await Read(world);
        Assert.Equal((150, 1), ((await world.Points(7)).Available, world.Asked.Count));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM product_wishes"));
    }

    [Fact]
    public async Task While_shopify_cannot_be_reached_the_order_waits()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { ProductRules = [new ProductRule(ProductMatch.Tag, "new", null, 0)] });
        await world.Tell(Order());
        world.Shopify = (_, _) => Task.FromResult("""{"errors":[{"message":"Access denied","extensions":{"code":"ACCESS_DENIED"}}]}""");
        await Read(world);
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM product_wishes WHERE attempts = 1"));
        world.Shopify = (_, _) => Task.FromResult(Shown("new"));
        await Read(world);
        Assert.Equal(150, (await world.Points(7)).Available);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await Read(world);
        Assert.Equal(0, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task The_members_of_a_collection_are_read_and_a_product_that_is_newer_is_asked_about()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { ProductRules = [new ProductRule(ProductMatch.Collection, "77", "Sale", 0)] });
        await world.Tell(Order());
        Assert.Equal(150, (await world.Points(7)).Available);
        var holds = true;
        world.Shopify = (operation, variables) => Task.FromResult(operation switch
        {
            "CollectionProducts" when variables.GetProperty("after").ValueKind == JsonValueKind.Null => """{"data":{"collection":{"id":"gid://shopify/Collection/77","title":"Sale","products":{"pageInfo":{"hasNextPage":true,"endCursor":"x"},"nodes":[{"id":"gid://shopify/Product/500"}]}}}}""",
            "CollectionProducts" => """{"data":{"collection":{"id":"gid://shopify/Collection/77","title":"Sale","products":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[""" + (holds ? """{"id":"gid://shopify/Product/111"}""" : "") + "]}}}}",
            "ProductsInCollection" => """{"data":{"nodes":[{"id":"gid://shopify/Product/111","inCollection":true}]}}""",
            _ => Shown("glass"),
        });
        // First the collection is learnt of, then read, then the product that the order waits for.
        for (var round = 0; round < 3; round++)
        {
            await Read(world);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal(0, (await world.Points(7)).Available);
        Assert.Equal(2, await world.Count($"SELECT COUNT(*) FROM collection_products"));
        await world.Tell(Order(id: 2));
        Assert.Equal(0, (await world.Points(7)).Available);

        // Six hours later it has left the collection: new orders earn, the old ones stay.
        holds = false;
        world.Clock.Advance(TimeSpan.FromHours(7));
        await Read(world);
        await world.Tell(Order(id: 3));
        await world.Tell(Order(id: 2, seconds: 1));
        Assert.Equal(150, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_gift_card_paid_earns_nothing_whichever_is_heard_first(bool isPaymentFirst)
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { LeavesOutGiftCardPayments = true, LeavesOutStoreCreditPayments = true });
        // £34.00 with shipping, 17.00 of it by gift card: half of the goods earns.
        Task Pay() => world.Write<OrderMentioned>(orders => orders.Paid(world.Shop, ModulesWorld.Json(Transaction(5, "gift_card", "17.00"))));
        if (isPaymentFirst) await Pay();
        await world.Tell(Order());
        if (!isPaymentFirst) await Pay();
        await Pay();
        Assert.Equal(75, (await world.Points(7)).Available);
        await world.Tell(Order(seconds: 1));
        Assert.Equal(75, (await world.Points(7)).Available);
        await world.Write<OrderMentioned>(orders => orders.Paid(world.Shop, ModulesWorld.Json(Transaction(6, "shopify_store_credit", "3.40"))));
        Assert.Equal(60, (await world.Points(7)).Available);
        await world.Tell(Order(current: 2, seconds: 2));
        Assert.Equal(40, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task A_message_that_names_a_gift_card_without_its_amount_has_the_order_read()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order().With(order => order["payment_gateway_names"] = new JsonArray("gift_card", "bogus")));
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM order_refetches"));
        var (node, lines) = Graph(Order(seconds: 1));
        node["transactions"] = new JsonArray(new JsonObject { ["kind"] = "SALE", ["status"] = "SUCCESS", ["gateway"] = "gift_card", ["createdAt"] = Time(PlacedAt), ["amountSet"] = Bag("17.00") });
        var heard = AdminNodes.ReadOrder(world.ShopId, ModulesWorld.Json(node), lines.Select(line => ModulesWorld.Json(line)));
        Assert.Equal((1700, 0), (heard.Facts.GiftCardPaid, heard.Facts.StoreCreditPaid));
        await world.Write<OrderChanged>(orders => orders.Tell(heard));
        // A webhook that does not say it again does not make it forgotten.
        await world.Tell(Order(seconds: 2));
        Assert.Equal(1700, (await world.Rows(db => db.Orders)).Single().ReadFacts().GiftCardPaid);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Points_that_wait_for_the_parcel_can_be_used_from_then_on(bool isHeardInOrder)
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { WaitsForFulfilment = true, PendingDays = 3 });
        var sent = Order(seconds: 5).With(order =>
        {
            order["fulfillment_status"] = "fulfilled";
            order["fulfillments"] = new JsonArray(new JsonObject { ["created_at"] = Time(PlacedAt.AddDays(60)) });
        });
        if (isHeardInOrder)
        {
            await world.Tell(Order());
            Assert.Equal((0, 150, 150, 0), await world.Points(7));
            world.Clock.Advance(TimeSpan.FromDays(20));
            Assert.Equal((0, 150, 150, 0), await world.Points(7));
            await world.Tell(Order(current: 2, seconds: 1));
            Assert.Equal((0, 100, 100, 0), await world.Points(7));
            sent["line_items"]![0]!["current_quantity"] = 2;
            await world.Tell(sent);
        }
        else
        {
            sent["line_items"]![0]!["current_quantity"] = 2;
            await world.Tell(sent);
            await world.Tell(Order());
            await world.Tell(sent);
        }
        Assert.Equal((0, 100, 100, 0), await world.Points(7));
        world.Clock.Advance(PlacedAt.AddDays(60) - world.Now);
        Assert.Equal((100, 0, 100, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public async Task Points_that_waited_for_the_parcel_expire_counted_from_then()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { WaitsForFulfilment = true, Expiry = new PointsExpiry(ExpiryKind.PerCredit, 12) });
        await world.Tell(Order());
        Assert.Equal((0, 150, 150, 0), await world.Points(7));
        await world.Tell(Order(seconds: 1).With(order =>
        {
            order["fulfillment_status"] = "fulfilled";
            order["fulfillments"] = new JsonArray(new JsonObject { ["created_at"] = Time(world.Now) });
        }));
        Assert.Equal((150, 0, 150, 0), await world.Points(7));
        world.Clock.Advance(TimeSpan.FromDays(364));
        Assert.Equal(150, (await world.Points(7)).Available);
        world.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, (await world.Points(7)).Available);
        await world.Do<PointsLedger>(ledger => ledger.Tidy(10));
        await world.Verify();
    }

    [Fact]
    public async Task A_till_may_earn_alone()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { Channels = OrderChannels.PointOfSale });
        await world.Tell(Order().With(order => order["source_name"] = "pos"));
        await world.Tell(Order(id: 2, customer: 8).With(order => order["source_name"] = "web"));
        Assert.Equal((150, 0), ((await world.Points(7)).Available, (await world.Points(8)).Available));
    }

    private static Task Read(ModulesWorld world) => world.Do<ProductReads>(reads => reads.Run(default));

    private static Task InTier(ModulesWorld world, long customer, string level) =>
        world.Execute($"INSERT INTO customer_tiers (shop_id, customer_id, level_id, since, standing, evaluated_at) VALUES ({world.ShopId}, {customer}, {level}, {world.Now}, 0, {world.Now}) ON CONFLICT (shop_id, customer_id) DO UPDATE SET level_id = excluded.level_id");

    private static string Shown(string tags) =>
        """{"data":{"nodes":[{"id":"gid://shopify/Product/111","title":"Vase","vendor":"Finch","updatedAt":"2026-02-01T00:00:00Z","tags":[""" + string.Join(",", tags.Split(", ").Select(tag => $"\"{tag}\"")) + "]}]}}";

    private static object Transaction(long id, string gateway, string amount) => new { id, order_id = 1, kind = "sale", status = "success", gateway, amount, currency = "GBP", processed_at = "2026-02-01T10:00:00Z" };
}
