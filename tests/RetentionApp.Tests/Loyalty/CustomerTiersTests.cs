using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Webhooks;
using Xunit;
using static RetentionApp.Tests.Loyalty.TierRulesTests;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

/// <summary>Tiers on a real database: silver from 500 points, gold from 1,000. A sample order of three for £10.00 is £30.00 and 150 points.</summary>
public sealed class CustomerTiersTests
{
    [Fact]
    public async Task An_order_that_reaches_a_level_raises_at_once_and_only_once()
    {
        await using var world = await World(Tiers());
        await world.Tell(Order(quantity: 9));
        Assert.Null(await LevelOf(world));
        await world.Tell(Order(id: 2, quantity: 1));
        Assert.Equal("silver", await LevelOf(world));
        await world.Tell(Order(id: 2, quantity: 1));
        var row = Assert.Single(await world.Rows(db => db.CustomerTiers.AsNoTracking()));
        Assert.Equal((500, 2L), (row.Standing, row.ReachedBy));
        Assert.Equal(["silver"], await Told(world, "tier.reached"));
    }

    [Fact]
    public async Task A_shop_without_tiers_pays_nothing()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(quantity: 90));
        Assert.Null(await LevelOf(world));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM customer_tiers"));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM customer_pushes"));
    }

    [Fact]
    public async Task The_entry_reward_comes_once_per_level_and_is_never_taken_back()
    {
        await using var world = await World(Tiers(levels: [Level("silver", 500, entry: 200), Level("gold", 1000, entry: 300)]));
        await world.Tell(Order(quantity: 10));
        Assert.Equal(700, (await world.Points(7)).Lifetime);
        // The welcome itself does not count towards gold.
        Assert.Equal("silver", await LevelOf(world));
        await world.Tell(Order(quantity: 10, current: 0, seconds: 1, status: "refunded").With(o => o["refunds"]!.AsArray().Add((JsonNode)Refund(5, 11, 10, "100.00", "100.00"))));
        Assert.Null(await LevelOf(world));
        Assert.Equal((200, 200), ((await world.Points(7)).Available, (await world.Points(7)).Lifetime));
        await world.Tell(Order(id: 2, quantity: 10));
        Assert.Equal("silver", await LevelOf(world));
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM ledger_entries WHERE kind = {EntryKind.TierEntered}"));
        Assert.Equal(["silver", "silver"], await Told(world, "tier.reached"));
        Assert.Equal(["silver"], await Told(world, "tier.lost"));
        await world.Verify();
    }

    [Fact]
    public async Task A_refund_of_another_order_leaves_the_level_until_its_end_with_grace_warned_and_then_lost()
    {
        await using var world = await World(Tiers(grace: 10));
        await world.Tell(Order(id: 1, quantity: 4));
        await world.Tell(Order(id: 2, quantity: 8));
        Assert.Equal("silver", await LevelOf(world));
        await world.Tell(Order(id: 1, quantity: 4, current: 0, seconds: 1));
        Assert.Equal("silver", await LevelOf(world));
        // Reached on 1 March 2026, so it ends with 1 March 2027.
        await At(world, 2027, 1, 30);
        Assert.Empty(await Told(world, "tier.warning"));
        world.Clock.Advance(TimeSpan.FromHours(18));
        await Run(world);
        Assert.Equal(["silver"], await Told(world, "tier.warning"));
        await At(world, 2027, 3, 11);
        await Run(world);
        Assert.Equal("silver", await LevelOf(world));
        Assert.Empty(await Told(world, "tier.lost"));
        world.Clock.Advance(TimeSpan.FromHours(18));
        await Run(world);
        await Run(world);
        Assert.Null(await LevelOf(world));
        Assert.Equal(["silver"], await Told(world, "tier.lost"));
        Assert.Equal(["silver"], await Told(world, "tier.warning"));
    }

    [Fact]
    public async Task An_order_in_the_last_days_keeps_the_level()
    {
        await using var world = await World(Tiers());
        await world.Tell(Order(quantity: 10));
        await At(world, 2027, 2, 20);
        await world.Tell(Order(id: 2, quantity: 10).Placed(world.Now));
        await At(world, 2027, 3, 3);
        await Run(world);
        Assert.Equal("silver", await LevelOf(world));
        Assert.Equal(new DateTime(2028, 3, 2, 0, 0, 0, DateTimeKind.Utc), (await world.Rows(db => db.CustomerTiers.AsNoTracking())).Single().Until);
    }

    [Theory]
    [InlineData("Points", 150)]
    [InlineData("Spent", 3000)]
    [InlineData("Orders", 1)]
    public async Task The_standing_is_counted_by_points_by_money_or_by_orders_and_a_cancelled_order_counts_nothing(string basis, long each)
    {
        await using var world = await World(Tiers(basis: Enum.Parse<TierBasis>(basis), levels: [Level("silver", 2 * each)]));
        await world.Tell(Order(id: 1));
        Assert.Null(await LevelOf(world));
        await world.Tell(Order(id: 2));
        Assert.Equal(("silver", 2 * each), (await LevelOf(world), (await world.Rows(db => db.CustomerTiers.AsNoTracking())).Single().Standing));
        await world.Tell(Order(id: 2, seconds: 5).With(o => o["cancelled_at"] = Time(PlacedAt)));
        Assert.Null(await LevelOf(world));
    }

    [Fact]
    public async Task Only_orders_of_the_window_count_and_a_late_refund_lowers_the_year_of_its_order()
    {
        await using var world = await World(Tiers(TierWindow.CalendarYear, levels: [Level("silver", 150), Level("gold", 300)]));
        await world.Tell(Order(id: 1).Placed(new DateTime(2025, 12, 31, 23, 59, 0, DateTimeKind.Utc)));
        // Last year's 150 carry silver through this one; this year's 150 do not add to them.
        Assert.Equal("silver", await LevelOf(world));
        await world.Tell(Order(id: 2).Placed(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        Assert.Equal("silver", await LevelOf(world));
        await world.Tell(Order(id: 1, current: 0).Placed(new DateTime(2025, 12, 31, 23, 59, 0, DateTimeKind.Utc)).With(o => o["updated_at"] = Time(world.Now)));
        Assert.Equal(150, (await world.Rows(db => db.CustomerTiers.AsNoTracking())).Single().Standing);
    }

    [Fact]
    public async Task Deeds_count_towards_points_and_gifts_by_hand_do_not()
    {
        await using var world = await World(Tiers());
        await world.Do<PointsLedger>(ledger => ledger.Adjust(world.ShopId, 7, 5000, "a gift", "42", "k"));
        await world.Write<CustomerTiers>(tiers => tiers.Follow(world.ShopId, 7));
        Assert.Null(await LevelOf(world));
        // Any kind of entry that somebody adds later counts, unless it is on the list of those that do not.
        await world.Do<PointsLedger>(ledger => ledger.Credit(world.ShopId, 7, new Posting((EntryKind)99, 500, 500, "deed:1", null, null, world.Now), world.Now, null, null));
        // The ledger has marked the customer, and the job follows.
        await world.Get<CustomerPushes>().Run(default);
        Assert.Equal("silver", await LevelOf(world));
    }

    [Fact]
    public async Task Set_by_hand_holds_until_its_end_is_logged_and_can_be_undone()
    {
        await using var world = await World(Tiers());
        await world.Tell(Order());
        Assert.False(await world.Write<CustomerTiers, bool>(tiers => tiers.Assign(world.ShopId, 7, "bronze", CustomerTier.ForGood, "42")));
        Assert.True(await world.Write<CustomerTiers, bool>(tiers => tiers.Assign(world.ShopId, 7, "gold", world.Now.AddDays(60), "42")));
        await world.Tell(Order(id: 2, quantity: 8));
        Assert.Equal("gold", await LevelOf(world));
        Assert.Equal(["42: gold"], await Told(world, "tier.assigned"));
        Assert.True(await world.Write<CustomerTiers, bool>(tiers => tiers.Release(world.ShopId, 7, "43")));
        Assert.False(await world.Write<CustomerTiers, bool>(tiers => tiers.Release(world.ShopId, 7, "43")));
        Assert.Equal("silver", await LevelOf(world));
        await world.Write<CustomerTiers, bool>(tiers => tiers.Assign(world.ShopId, 7, "gold", world.Now.AddDays(60), "42"));
        world.Clock.Advance(TimeSpan.FromDays(31));
        await Run(world);
        Assert.Equal(["gold"], await Told(world, "tier.warning"));
        world.Clock.Advance(TimeSpan.FromDays(30));
        await Run(world);
        Assert.Equal("silver", await LevelOf(world));
    }

    [Fact]
    public async Task Of_two_merged_customers_the_higher_tier_survives_and_their_standing_adds_up()
    {
        await using var world = await World(Tiers());
        await world.Tell(Order(id: 1, customer: 7, quantity: 12));
        await world.Tell(Order(id: 2, customer: 8, quantity: 2));
        await Merge(world, kept: 8, gone: 7);
        await Merge(world, kept: 8, gone: 7);
        var row = Assert.Single(await world.Rows(db => db.CustomerTiers.AsNoTracking()));
        Assert.Equal((8L, "silver", 700L), (row.CustomerId, row.LevelId, row.Standing));
        await world.Tell(Order(id: 3, customer: 7, quantity: 6));
        Assert.Equal("gold", await LevelOf(world, 8));
        await world.Verify();
    }

    [Fact]
    public async Task Deeds_of_the_merged_account_still_count_and_a_welcome_is_not_paid_twice()
    {
        await using var world = await World(Tiers(levels: [Level("silver", 500, entry: 200)]));
        await world.Tell(Order(id: 1, customer: 7, quantity: 1));
        await world.Do<PointsLedger>(ledger => ledger.Credit(world.ShopId, 7, new Posting((EntryKind)99, 450, 450, "deed:1", null, null, world.Now), world.Now, null, null));
        await world.Write<CustomerTiers>(tiers => tiers.Follow(world.ShopId, 7));
        await world.Tell(Order(id: 2, customer: 8, quantity: 1));
        await Merge(world, kept: 8, gone: 7);
        var row = Assert.Single(await world.Rows(db => db.CustomerTiers.AsNoTracking()));
        Assert.Equal((8L, "silver", 550L), (row.CustomerId, row.LevelId, row.Standing));
        await world.Execute($"UPDATE customer_tiers SET level_id = NULL");
        await world.Write<CustomerTiers>(tiers => tiers.Follow(world.ShopId, 8));
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM ledger_entries WHERE kind = {EntryKind.TierEntered}"));
    }

    [Fact]
    public async Task An_erased_customer_has_no_tier_left_and_an_export_holds_it()
    {
        await using var world = await World(Tiers(), pushes: true);
        await world.Tell(Order(quantity: 10));
        await world.Write<CustomerChanged, Handled>(customers => customers.Asked(world.Shop, ModulesWorld.Json("""{"customer":{"id":7},"data_request":{"id":9}}"""), world.Now));
        Assert.Contains("silver", Assert.Single(await world.Rows(db => db.PrivacyRequests)).Export);
        await world.Write<CustomerChanged, Handled>(customers => customers.Erased(world.Shop, ModulesWorld.Json(new { id = 7 }), world.Now, isRedaction: false));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM customer_tiers"));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM customer_pushes"));
    }

    [Fact]
    public async Task A_level_taken_away_by_the_merchant_is_nobodys_and_the_pass_finds_another()
    {
        await using var world = await World(Tiers());
        await world.Tell(Order(quantity: 20));
        Assert.Equal("gold", await LevelOf(world));
        await Save(world, Tiers(levels: [Level("silver", 500)]));
        Assert.Null(await LevelOf(world));
        await Run(world);
        Assert.Equal("silver", await LevelOf(world));
        Assert.Equal(["gold"], await Told(world, "tier.reached"));
        Assert.Empty(await Told(world, "tier.lost"));
    }

    [Fact]
    public async Task Four_orders_of_a_calendar_year_carry_gold_through_the_next_and_its_grace_decides_what_is_left()
    {
        var tiers = Tiers(TierWindow.CalendarYear, grace: 14, TierBasis.Orders, Level("silver", 2, entry: 50), Level("gold", 4, entry: 100));
        await using var world = await World(tiers);
        for (var id = 1; id <= 4; id++) await world.Tell(Order(id: id, quantity: 1));
        Assert.Equal(["silver", "gold"], await Told(world, "tier.reached"));
        // Four times 50 points and both welcomes.
        Assert.Equal(350, (await world.Points(7)).Available);
        var row = Assert.Single(await world.Rows(db => db.CustomerTiers.AsNoTracking()));
        Assert.Equal(("gold", 4, new DateTime(2028, 1, 1)), (row.LevelId, row.Standing, row.Until));

        await At(world, 2027, 12, 1);
        Assert.Equal("gold", await LevelOf(world));
        Assert.Empty(await Told(world, "tier.warning"));
        await At(world, 2027, 12, 2);
        Assert.Equal(["gold"], await Told(world, "tier.warning"));
        var progress = await world.Do<AppDb, TierProgress>(db => TierProgress.Read(db.Sql, world.ShopId, 7, tiers, TimeZoneInfo.Utc, world.Now).AsTask());
        Assert.Equal((0, 4, new DateTime(2028, 1, 1)), (progress.Standing, progress.MissingToKeep, progress.Until));

        await At(world, 2027, 12, 20);
        await world.Tell(Bought(5));
        await At(world, 2028, 1, 10);
        await world.Tell(Bought(6));
        Assert.Equal("gold", await LevelOf(world));
        await At(world, 2028, 1, 14);
        Assert.Equal("gold", await LevelOf(world));
        // Two orders with the days of grace: enough for silver, not for gold.
        await At(world, 2028, 1, 15);
        Assert.Equal("silver", await LevelOf(world));
        Assert.Equal(["gold"], await Told(world, "tier.lost"));
        Assert.Equal(["silver", "gold"], await Told(world, "tier.reached"));
        await At(world, 2028, 12, 31);
        Assert.Equal("silver", await LevelOf(world));
        await At(world, 2029, 1, 16);
        Assert.Null(await LevelOf(world));
        Assert.Equal(2, await world.Count($"SELECT COUNT(*) FROM ledger_entries WHERE kind = {EntryKind.TierEntered}"));
        await world.Verify();

        JsonObject Bought(long id) => Order(id: id, quantity: 1).Placed(world.Now);
    }

    [Fact]
    public async Task A_newcomer_is_in_the_level_that_asks_for_nothing()
    {
        await using var world = await World(Tiers(levels: [Level("bronze", 0), Level("silver", 500)]));
        Assert.Equal("bronze", await LevelOf(world, 12345));
    }

    internal static async Task<ModulesWorld> World(TierSettings tiers, bool pushes = false) =>
        await ModulesWorld.Create(programme: ProgrammeSettings.For("GBP") with { PendingDays = 0, Tiers = tiers, PushesCustomers = pushes });

    internal static Task Save(ModulesWorld world, TierSettings tiers) =>
        world.Do<Programmes>(async programmes => await programmes.Save(world.ShopId, (await programmes.Current(world.ShopId)).Settings with { Tiers = tiers }, "42"));

    internal static async Task<string?> LevelOf(ModulesWorld world, long customer = 7) => (await world.Do<CustomerTiers, TierLevel?>(tiers => tiers.LevelOf(world.ShopId, customer).AsTask()))?.Id;

    internal static Task Run(ModulesWorld world) => world.Get<TierRunner>().Run(default);

    internal static Task<List<string?>> Told(ModulesWorld world, string kind) => world.Rows(db => db.Set<RetentionApp.Timeline.TimelineEntry>().Where(t => t.Kind == kind).OrderBy(t => t.Id).Select(t => t.Data));

    internal static Task<Handled> Merge(ModulesWorld world, long kept, long gone) => world.Write<CustomerChanged, Handled>(customers => customers.Merged(world.Shop, ModulesWorld.Json(
        new { admin_graphql_api_customer_kept_id = $"gid://shopify/Customer/{kept}", admin_graphql_api_customer_deleted_id = $"gid://shopify/Customer/{gone}", status = "completed" }), world.Now));

    private static async Task At(ModulesWorld world, int year, int month, int day)
    {
        world.Clock.Advance(new DateTime(year, month, day, 12, 0, 0, DateTimeKind.Utc) - world.Now);
        await Run(world);
    }
}
