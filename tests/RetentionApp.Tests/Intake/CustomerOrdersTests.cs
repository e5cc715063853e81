using RetentionApp.Commerce;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Webhooks;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Intake;

/// <summary>Guests whose orders wait for them, customers left out by tag, accounts blocked.</summary>
public sealed class CustomerOrdersTests
{
    private static readonly ProgrammeSettings ForGuests = new() { GuestDays = 30 };

    [Theory]
    [InlineData(true, 20, 150)]
    [InlineData(false, 20, 150)]
    [InlineData(true, 30, 150)]
    [InlineData(true, 31, 0)]
    [InlineData(false, 31, 0)]
    [InlineData(true, -400, 150)]
    public async Task A_guests_points_are_claimed_by_an_account_of_the_same_address_in_time(bool orderFirst, int days, int points)
    {
        await using var world = await ModulesWorld.Create(programme: ForGuests);
        if (orderFirst) await world.Tell(Order(customer: null));
        await Told(world, 7, PlacedAt.AddDays(days), "  ANNA@Example.com ");
        if (!orderFirst) await world.Tell(Order(customer: null));
        Assert.Equal(points, (await world.Points(7)).Available);
        await world.Tell(Order(customer: null, current: 2, seconds: 9));
        await Told(world, 7, PlacedAt.AddDays(days));
        Assert.Equal(points * 2 / 3, (await world.Points(7)).Available);
        if (points > 0) Assert.Equal("Order #1001, placed as a guest", world.Get<LedgerWords>().Reason((await world.Rows(db => db.LedgerEntries.OrderBy(e => e.Id))).First(), Loyalty.TakingBackTests.Words("en")));
        await world.Verify();
    }

    [Theory]
    [InlineData(TierBasis.Points, 100)]
    [InlineData(TierBasis.Spent, 1000)]
    public async Task Who_claims_a_guests_order_reaches_the_level_it_is_worth(object basis, long threshold)
    {
        await using var world = await ModulesWorld.Create(programme: ForGuests with { Tiers = Loyalty.TierRulesTests.Tiers(basis: (TierBasis)basis, levels: [Loyalty.TierRulesTests.Level("silver", threshold)]) });
        await world.Tell(Order(customer: null));
        await Told(world, 7, PlacedAt.AddDays(20));
        Assert.Equal(1, await world.Get<RetentionApp.Data.ReadPool>().Read(sql => sql.Long($"SELECT COUNT(*) FROM customer_tiers WHERE customer_id = 7 AND level_id = 'silver'").AsTask()));
    }

    [Fact]
    public async Task A_guests_orders_are_claimed_in_the_order_in_which_they_were_placed()
    {
        await using var world = await ModulesWorld.Create(programme: ForGuests);
        foreach (var (id, day) in new[] { (1, 3), (2, 1), (3, 2) }) await world.Tell(Order(id: id, customer: null).With(o => o["processed_at"] = Time(PlacedAt.AddDays(day))));
        await Told(world, 7, PlacedAt.AddDays(5));
        Assert.Equal([2L, 3, 1], await world.Rows(db => db.LedgerEntries.OrderBy(entry => entry.Id).Select(entry => entry.Subject!.Value)));
        await world.Verify();
    }

    [Fact]
    public async Task By_default_guests_earn_nothing_and_a_later_change_of_the_programme_finds_them()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(customer: null));
        await Told(world, 7, PlacedAt.AddDays(1));
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, ForGuests, "test"));
        await Resettle(world);
        Assert.Equal(150, (await world.Points(7)).Available);
    }

    [Fact]
    public async Task An_order_that_turns_out_to_be_somebody_elses_leaves_the_one_who_claimed_it()
    {
        await using var world = await ModulesWorld.Create(programme: ForGuests);
        await world.Tell(Order(customer: null));
        await Told(world, 7, PlacedAt.AddDays(1));
        await world.Tell(Order(customer: 8, seconds: 5).With(o => o["customer"]!["email"] = "ben@example.com"));
        Assert.Equal((0, 150), ((await world.Points(7)).Available, (await world.Points(8)).Available));
        await world.Verify();
    }

    [Fact]
    public async Task A_redacted_guest_does_not_come_back_with_late_news()
    {
        await using var world = await ModulesWorld.Create(programme: ForGuests);
        await world.Tell(Order(id: 1, customer: null));
        Assert.Null((await Redact(world, """{"customer":{"email":"ANNA@example.com"},"orders_to_redact":[2]}""")).IgnoredBecause);
        await world.Tell(Order(id: 1, customer: null, seconds: 9));
        await world.Tell(Order(id: 2, customer: null));
        Assert.All(await world.Rows(db => db.Orders), order => Assert.Null(order.Email));
        await Told(world, 7, PlacedAt.AddDays(1));
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
    }

    [Fact]
    public async Task The_order_claimed_by_a_customer_who_is_erased_keeps_no_address_either()
    {
        await using var world = await ModulesWorld.Create(programme: ForGuests);
        await Told(world, 7, PlacedAt.AddDays(-1));
        await world.Tell(Order(customer: null));
        await world.Write<CustomerChanged>(customers => customers.Erased(world.Shop, ModulesWorld.Json(new { id = 7 }), world.Now, isRedaction: false));
        await world.Tell(Order(customer: null, seconds: 9));
        Assert.Null(Assert.Single(await world.Rows(db => db.Orders)).Email);
        await world.Verify();
    }

    [Fact]
    public async Task A_tag_takes_the_points_of_all_orders_and_gives_them_back_when_it_goes()
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { ExcludedTags = ["Staff", "wholesale"] });
        await world.Tell(Order(id: 1));
        await world.Tell(Order(id: 2));
        Assert.Equal(300, (await world.Points(7)).Available);
        await Told(world, 7, PlacedAt.AddDays(1), tags: "vip, STAFF");
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        await world.Tell(Order(id: 3));
        Assert.Equal(0, (await world.Points(7)).Available);
        // An order's own news may be the first to tell of the tag.
        await world.Tell(Order(id: 4, seconds: 9).With(o => { o["customer"]!["tags"] = "vip"; o["customer"]!["updated_at"] = Time(PlacedAt.AddDays(2)); }));
        Assert.Equal(600, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(0, true)]
    [InlineData(0, false)]
    public async Task An_order_whose_customer_carries_no_tags_leaves_those_that_are_known(int seconds, bool orderLast)
    {
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { ExcludedTags = ["staff"] });
        var order = Order().With(o => o["customer"]!["updated_at"] = Time(PlacedAt.AddSeconds(seconds)));
        if (!orderLast) await world.Tell(order);
        await Told(world, 7, PlacedAt, tags: "staff");
        if (orderLast) await world.Tell(order);
        Assert.Equal("staff", (await world.Rows(db => db.Customers)).Single().Tags);
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public async Task A_change_of_the_list_settles_past_orders_again()
    {
        await using var world = await ModulesWorld.Create();
        await Told(world, 7, PlacedAt, tags: "staff");
        await world.Tell(Order(id: 1));
        await world.Tell(Order(id: 2, customer: 8));
        foreach (var (tags, points) in new[] { (new[] { "STAFF " }, 0), ([], 150) })
        {
            await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, new ProgrammeSettings { ExcludedTags = tags }, "test"));
            await Resettle(world);
            Assert.Equal((points, 150), ((await world.Points(7)).Available, (await world.Points(8)).Available));
        }
        await world.Verify();
    }

    [Fact]
    public async Task Orders_paid_while_blocked_earn_nothing_even_when_the_block_is_lifted()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(id: 1));
        Assert.True(await world.Do<PointsLedger, bool>(ledger => ledger.Block(world.ShopId, 7, "fraud", "42")));
        Assert.False(await world.Do<PointsLedger, bool>(ledger => ledger.Block(world.ShopId, 7, "fraud", "42")));
        Assert.True((await world.Do<PointsLedger, SpendAnswer>(ledger => ledger.Spend(world.ShopId, 7, new Posting(EntryKind.Redeemed, -10, 0, "x", null, null, world.Now)))).IsBlocked);
        Assert.Null(await world.Do<PointsLedger, long?>(ledger => ledger.Credit(world.ShopId, 7, new Posting((EntryKind)99, 10, 10, "deed", null, null, world.Now), world.Now, null, null)));
        await world.Tell(Order(id: 2));
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.Tell(Order(id: 3).With(o => o["processed_at"] = Time(world.Now)));
        Assert.Equal((300, 0, 300, 0), await world.Points(7));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True(await world.Do<PointsLedger, bool>(ledger => ledger.Unblock(world.ShopId, 7, "43")));
        await world.Tell(Order(id: 3, seconds: 9));
        await world.Tell(Order(id: 4).With(o => o["processed_at"] = Time(world.Now)));
        Assert.Equal((300, 150, 450, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public async Task A_merge_takes_the_block_along()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(id: 1));
        await world.Tell(Order(id: 2, customer: 8));
        await world.Do<PointsLedger, bool>(ledger => ledger.Block(world.ShopId, 7, "fraud", "42"));
        await world.Write<CustomerChanged>(customers => customers.Merge(world.ShopId, 7, 8, world.Now, "42"));
        Assert.True((await world.Balance(8)).IsBlocked);
        Assert.Equal(300, (await world.Points(8)).Available);
    }

    private static Task<Handled> Told(ModulesWorld world, long id, DateTime at, string email = "anna@example.com", string tags = "") => world.Write<CustomerChanged, Handled>(customers =>
        customers.Tell(world.Shop, ModulesWorld.Json(new { id, email, tags, created_at = Time(at), updated_at = Time(at) })));

    private static Task<Handled> Redact(ModulesWorld world, string payload) =>
        world.Write<CustomerChanged, Handled>(customers => customers.Erased(world.Shop, ModulesWorld.Json(payload), world.Now, isRedaction: true));

    private static async Task Resettle(ModulesWorld world)
    {
        await world.Execute($"INSERT INTO shop_settings (shop_id, name, value) VALUES ({world.ShopId}, {Resettling.Setting}, {Resettling.Start})");
        await world.Do<Resettling>(resettling => resettling.Run(default));
    }
}
