using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Webhooks;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Intake;

public sealed class CustomerChangedTests
{
    [Fact]
    public async Task An_erased_customers_points_go_and_late_deliveries_bring_nothing_personal_back()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        Assert.Null((await Erase(world, 7)).IgnoredBecause);
        Assert.Null((await Erase(world, 7)).IgnoredBecause);
        await Told(world, 7, world.Now.AddDays(1));
        await world.Tell(Order(seconds: 60));
        await world.Tell(Order(id: 2));
        Assert.True(await world.Balance(7) is { Available: 0, Pending: 0, IsClosed: true });
        Assert.All(await world.Rows(db => db.Orders), order => Assert.Null(order.Email));
        var tombstone = Assert.Single(await world.Rows(db => db.Customers));
        Assert.Equal((null, null, null, "", ""), (tombstone.Email, tombstone.FirstName, tombstone.LastName, tombstone.SearchText, tombstone.Tags));
        Assert.Equal(0, await world.Count($"SELECT SUM(points) FROM ledger_entries"));
        await world.Verify();
    }

    [Fact]
    public async Task A_tombstone_comes_before_the_customer_and_holds()
    {
        await using var world = await ModulesWorld.Create();
        await Erase(world, 7);
        await Told(world, 7, world.Now.AddDays(-1));
        await world.Tell(Order());
        Assert.Null(Assert.Single(await world.Rows(db => db.Customers)).Email);
        Assert.Null(Assert.Single(await world.Rows(db => db.Orders)).Email);
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_that_is_read_again_earns_nothing_for_a_customer_erased_before_it_was_heard_of(bool isCustomerShown)
    {
        await using var world = await ModulesWorld.Create();
        await Erase(world, 7);
        await world.Tell(Order(status: "pending"));
        await ReadAgain(world, Order(seconds: 60).With(o => o["customer"] = isCustomerShown ? o["customer"]!.DeepClone() : null));
        await world.Tell(Order(seconds: 120));
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM ledger_entries"));
        Assert.Null(Assert.Single(await world.Rows(db => db.Orders)).Email);
        await world.Verify();
    }

    [Fact]
    public async Task An_order_that_went_over_to_an_erased_customer_leaves_the_one_before_also_when_it_is_read_again()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(customer: 8));
        await Erase(world, 7);
        await ReadAgain(world, Order(seconds: 60));
        Assert.Equal((0, 0, 0, 0), await world.Points(8));
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public async Task An_old_wish_does_not_erase_a_newer_customer()
    {
        await using var world = await ModulesWorld.Create();
        await Told(world, 7, world.Now);
        Assert.NotNull((await Erase(world, 7, world.Now.AddSeconds(-1))).IgnoredBecause);
        Assert.Equal("anna@example.com", Assert.Single(await world.Rows(db => db.Customers)).Email);
    }

    [Fact]
    public async Task A_redaction_by_address_finds_the_customer_and_names_orders_as_text_or_number()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        await world.Tell(Order(id: 2, customer: null));
        await world.Tell(Order(id: 3, customer: null));
        await world.Write<CustomerChanged, Handled>(customers => customers.Erased(world.Shop,
            ModulesWorld.Json("""{"customer":{"email":"ANNA@example.com"},"orders_to_redact":[1,2,"3"]}"""), world.Now, isRedaction: true));
        Assert.All(await world.Rows(db => db.Orders), order => Assert.Null(order.Email));
        Assert.NotNull(Assert.Single(await world.Rows(db => db.Customers)).DeletedAt);
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM privacy_requests WHERE kind = {PrivacyRequestKind.Erasure}"));
    }

    [Fact]
    public async Task A_merge_moves_points_debt_codes_and_what_comes_late_for_the_old_id()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(id: 1, customer: 7));
        await world.Do<PointsLedger>(ledger => ledger.Spend(world.ShopId, 7, new Posting(EntryKind.Redeemed, -150, 0, "x", null, null, world.Now)));
        await world.Tell(Order(id: 1, customer: 7, current: 1, seconds: 1));
        await world.Tell(Order(id: 2, customer: 8));
        await world.Execute($"""
            INSERT INTO redemptions (shop_id, account_id, customer_id, reward_id, idempotency_key, title, cost, amount, currency, combines, code, state, created_at, attempts)
            VALUES ({world.ShopId}, (SELECT id FROM accounts WHERE customer_id = 7), 7, 1, 'key', 'x', 150, 150, 'GBP', 0, 'OPEN', 1, {world.Now}, 1)
            """);
        Assert.Equal((-100, 150), ((await world.Points(7)).Available, (await world.Points(8)).Available));
        Assert.Null((await Merge(world, 8, 7)).IgnoredBecause);
        await Merge(world, 8, 7);
        Assert.Equal((50, 0, 200, 0), await world.Points(8));
        Assert.Equal((50, 0, 200, 0), await world.Points(7));

        await world.Tell(Order(id: 1, customer: 7, current: 3, seconds: 2));
        await world.Tell(Order(id: 3, customer: 7));
        Assert.Equal((300, 0, 450, 0), await world.Points(8));
        var code = Assert.Single(await world.Rows(db => db.Redemptions.AsNoTracking()));
        Assert.Equal((8, "OPEN", RedemptionState.Issued), (code.CustomerId, code.Code, code.State));
        Assert.All(await world.Rows(db => db.Orders), order => Assert.Equal(8, order.CustomerId));
        await world.Verify();
    }

    [Fact]
    public async Task The_merged_ones_deletion_does_not_break_the_alias()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(customer: 7));
        await Merge(world, 8, 7);
        Assert.NotNull((await Erase(world, 7)).IgnoredBecause);
        await world.Tell(Order(customer: 7, seconds: 1, quantity: 4));
        Assert.Equal((200, 0, 200, 0), await world.Points(8));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_merged_ones_deletion_may_be_heard_first_and_loses_nothing(bool owes)
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(id: 1, customer: 7));
        await world.Tell(Order(id: 2, customer: 8));
        await world.Credit(7, 30, "given", expiresAt: world.Now.AddDays(60));
        if (owes) await world.Do<PointsLedger>(ledger => ledger.TakeBack(world.ShopId, 1, new Posting(EntryKind.Adjusted, -220, 0, "taken", null, null, world.Now), null));
        var before = await world.Points(7);
        await Erase(world, 7);
        // Nothing is posted to a closed account; the refund counts once it is open again.
        await world.Tell(Order(id: 1, customer: 7, current: 1, status: "partially_refunded", seconds: 1));
        await Merge(world, 8, 7);
        await Merge(world, 8, 7);
        Assert.NotNull((await Erase(world, 7)).IgnoredBecause);
        await world.Tell(Order(id: 1, customer: 8, current: 1, status: "partially_refunded", seconds: 2));
        Assert.Equal((before.Available + 150 - 100, 0, before.Lifetime + 150 - 100, 0), await world.Points(8));
        Assert.Equal(await world.Points(8), await world.Points(7));
        await world.Verify();
    }

    [Theory]
    [InlineData("taken back", 105)]
    [InlineData("taken back, then used after all", 5)]
    [InlineData("taken back before, used meanwhile", 5)]
    [InlineData("used", 5)]
    public async Task What_happened_to_a_code_while_the_merged_ones_account_was_closed_counts_at_the_merge(string what, long points)
    {
        await using var world = await ModulesWorld.Create();
        await world.Credit(7, 100, "given");
        await world.Credit(8, 5, "theirs");
        await world.Execute($"""
            INSERT INTO redemptions (id, shop_id, account_id, customer_id, reward_id, idempotency_key, title, cost, amount, currency, combines, code, state, created_at, attempts)
            VALUES (9, {world.ShopId}, 1, 7, 1, 'key', 'x', 100, 100, 'GBP', 0, 'OPEN', 1, {world.Now}, 1)
            """);
        await world.Do<PointsLedger>(ledger => ledger.Spend(world.ShopId, 7, new Posting(EntryKind.Redeemed, -100, 0, "redemption:9", 9, "x", world.Now)));
        if (what.Contains("before")) await Return();
        await Erase(world, 7);
        if (what.StartsWith("taken back") && !what.Contains("before")) await Return();
        if (what.Contains("used")) await world.Tell(Order(id: 3, customer: 9, quantity: 1).With(order => order["discount_codes"] = new JsonArray(new JsonObject { ["code"] = "OPEN" })));
        await Merge(world, 8, 7);
        await Merge(world, 8, 7);
        Assert.Equal(points, (await world.Points(8)).Available);
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM redemptions WHERE due_back = TRUE"));
        await world.Verify();

        async Task Return()
        {
            await world.Execute($"UPDATE redemptions SET state = {RedemptionState.Cancelled} WHERE id = 9");
            var redemption = Assert.Single(await world.Rows(db => db.Redemptions.AsNoTracking()));
            await world.Write<Returning>(returning => returning.GiveBack(redemption));
        }
    }

    [Fact]
    public async Task A_chain_of_merges_leads_to_the_last_and_does_not_go_in_circles()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(id: 1, customer: 1));
        await Merge(world, 2, 1);
        await Merge(world, 3, 2);
        Assert.NotNull((await Merge(world, 1, 3)).IgnoredBecause);
        await world.Tell(Order(id: 2, customer: 1));
        Assert.Equal((300, 0, 300, 0), await world.Points(3));
        // The second merge is heard before the first.
        await world.Tell(Order(id: 4, customer: 4));
        await Merge(world, 6, 5);
        await Merge(world, 5, 4);
        Assert.Equal((150, 0, 150, 0), await world.Points(6));
        await world.Verify();
    }

    [Fact]
    public async Task Everything_held_about_a_customer_is_exported_once_per_request()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        Task Ask() => world.Write<CustomerChanged, Handled>(customers => customers.Asked(world.Shop, ModulesWorld.Json("""{"customer":{"id":7},"data_request":{"id":9}}"""), world.Now));
        await Ask();
        await Ask();
        var request = Assert.Single(await world.Rows(db => db.PrivacyRequests));
        Assert.Contains("anna@example.com", request.Export);
        await Erase(world, 7);
        Assert.Null(Assert.Single(await world.Rows(db => db.PrivacyRequests)).Export);
    }

    private static Task<Handled> Erase(ModulesWorld world, long id, DateTime? at = null) =>
        world.Write<CustomerChanged, Handled>(customers => customers.Erased(world.Shop, ModulesWorld.Json(new { id }), at ?? world.Now, isRedaction: false));

    private static Task ReadAgain(ModulesWorld world, JsonObject order)
    {
        var (node, lines) = Graph(order);
        return world.Write<OrderChanged>(orders => orders.Tell(AdminNodes.ReadOrder(world.ShopId, ModulesWorld.Json(node), lines.Select(line => ModulesWorld.Json(line))) with { IsSingle = true }));
    }

    private static Task<Handled> Told(ModulesWorld world, long id, DateTime updatedAt) =>
        world.Write<CustomerChanged, Handled>(customers => customers.Tell(world.Shop, ModulesWorld.Json(new { id, email = "anna@example.com", first_name = "Anna", updated_at = Time(updatedAt) })));

    private static Task<Handled> Merge(ModulesWorld world, long kept, long gone) => world.Write<CustomerChanged, Handled>(customers => customers.Merged(world.Shop, ModulesWorld.Json(
        new { admin_graphql_api_customer_kept_id = $"gid://shopify/Customer/{kept}", admin_graphql_api_customer_deleted_id = $"gid://shopify/Customer/{gone}", status = "completed" }), world.Now));
}
