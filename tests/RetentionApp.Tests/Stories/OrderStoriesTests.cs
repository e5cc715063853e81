using RetentionApp.DevStore.State;
using RetentionApp.Intake;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>What happens to an order and to a person after the purchase; three books are £30.00 and 150 points.</summary>
public sealed class OrderStoriesTests : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync() => world = await World.Installed();
    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_order_that_is_never_paid_earns_nothing_and_one_paid_later_earns_then()
    {
        var order = await world.Buys(world.Anna, world.Book, 3, paid: false);
        Assert.Equal(Points.None, await world.PointsOf(world.Anna));
        await world.Pass(days: 3);
        world.Shop.Pay(order);
        await world.Settled();
        Assert.Equal(new Points(0, 150, 150), await world.PointsOf(world.Anna));
        await world.Pass(days: 13);
        Assert.Equal(150, (await world.PointsOf(world.Anna)).Pending);
        await world.Pass(days: 1);
        Assert.Equal(new Points(150, 0, 150), await world.PointsOf(world.Anna));
        await world.Holds();
    }

    [Fact]
    public async Task Returned_goods_take_their_points_back_and_goodwill_takes_a_part()
    {
        var order = await world.Buys(world.Anna, world.Book, 3);
        world.Shop.Refund(order, new Dictionary<int, int> { [0] = 1 });
        await world.Settled();
        Assert.Equal(100, (await world.PointsOf(world.Anna)).Pending);
        world.Shop.Refund(order, goodwill: 500);
        await world.Settled();
        Assert.Equal(75, (await world.PointsOf(world.Anna)).Pending);
        world.Shop.Refund(order, shipping: 100);
        await world.Settled();
        Assert.Equal(75, (await world.PointsOf(world.Anna)).Pending);
        await world.Holds();
    }

    [Fact]
    public async Task A_full_refund_and_a_cancellation_take_everything_back()
    {
        var refunded = await world.Buys(world.Anna, world.Book, 3);
        var cancelled = await world.Buys(world.Ben, world.Vase, 2);
        world.Shop.RefundAll(refunded);
        world.Shop.Cancel(cancelled);
        await world.Settled();
        Assert.Equal(Points.None, await world.PointsOf(world.Anna));
        Assert.Equal(Points.None, await world.PointsOf(world.Ben));
        await world.Holds();
    }

    [Fact]
    public async Task Points_spent_before_the_goods_come_back_leave_a_debt_that_later_orders_pay()
    {
        var order = await world.Buys(world.Anna, world.Book, 10);
        await world.Pass(days: 14);
        await world.Redeem(world.Anna, "spend-them");
        world.Shop.RefundAll(order);
        await world.Settled();
        Assert.Equal(new Points(-500, 0, 0), await world.PointsOf(world.Anna));
        await world.Buys(world.Anna, world.Book, 3);
        await world.Pass(days: 14);
        Assert.Equal(new Points(-350, 0, 150), await world.PointsOf(world.Anna));
        await world.Holds();
    }

    [Fact]
    public async Task Units_edited_away_and_a_deleted_order_earn_no_more()
    {
        var order = await world.Buys(world.Anna, world.Book, 3);
        world.Shop.Edit(order, new Dictionary<int, int> { [0] = 1 });
        await world.Settled();
        Assert.Equal(50, (await world.PointsOf(world.Anna)).Pending);
        world.Shop.Delete(order);
        await world.Settled();
        Assert.Equal(Points.None, await world.PointsOf(world.Anna));
        await world.Holds();
    }

    [Fact]
    public async Task Gift_cards_shipping_tax_and_test_orders_earn_nothing()
    {
        world.Shop.Buy(world.Anna, [new Wanted(world.Vase, 1), new Wanted(world.GiftCard, 1)]);
        world.Shop.Buy(world.Ben, [new Wanted(world.Vase, 1)], test: true);
        await world.Settled();
        Assert.Equal(83, (await world.PointsOf(world.Anna)).Pending);
        Assert.Equal(Points.None, await world.PointsOf(world.Ben));
    }

    [Fact]
    public async Task Merged_customers_share_one_balance_and_late_news_of_the_old_one_lands_right()
    {
        await world.Buys(world.Anna, world.Book, 3);
        await world.Buys(world.Ben, world.Book, 1);
        var late = world.Shop.Deliveries.Last(delivery => delivery.Topic == "orders/updated");
        world.Shop.Merge(world.Anna, world.Ben);
        await world.Settled();
        Assert.Equal(new Points(0, 200, 200), await world.PointsOf(world.Anna));
        world.Shop.Outbox.SendLate(late);
        await world.Settled();
        Assert.Equal(new Points(0, 200, 200), await world.PointsOf(world.Anna));
        await world.Holds();
    }

    [Fact]
    public async Task A_deleted_customer_s_account_closes_and_late_news_does_not_bring_the_person_back()
    {
        await world.Buys(world.Anna, world.Book, 3);
        var known = world.Shop.Deliveries.Where(delivery => delivery.Topic is "customers/update" or "orders/paid").ToList();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Shop.DeleteCustomer(world.Anna);
        await world.Settled();
        foreach (var late in known) world.Shop.Outbox.SendLate(late);
        await world.Settled();
        Assert.Equal(0, await world.App.Number($"SELECT COUNT(*) FROM customers WHERE email = 'anna@example.com' OR first_name = 'Anna'"));
        Assert.Equal(0, await world.App.Number($"SELECT SUM(points) FROM ledger_entries"));
        Assert.Equal(1, await world.App.Number($"SELECT COUNT(*) FROM accounts WHERE closed_at IS NOT NULL"));
        await world.Holds();
    }

    [Fact]
    public async Task A_redaction_erases_what_names_the_person_and_keeps_the_ledger_balanced()
    {
        await world.Buys(world.Anna, world.Book, 3);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Shop.Redact(world.Anna);
        await world.Settled();
        Assert.Equal(0, await world.App.Number($"SELECT COUNT(*) FROM customers WHERE email = 'anna@example.com' OR first_name = 'Anna' OR search_text LIKE '%anna%'"));
        Assert.Equal(0, await world.App.Number($"SELECT COUNT(*) FROM orders WHERE email IS NOT NULL"));
        Assert.Equal(0, await world.App.Number($"SELECT COUNT(*) FROM deliveries WHERE body IS NOT NULL"));
        Assert.Equal(0, await world.App.Number($"SELECT SUM(points) FROM ledger_entries"));
        await world.Holds();
    }

    [Fact]
    public async Task A_data_request_gathers_what_is_held_about_the_person_for_the_merchant()
    {
        var order = await world.Buys(world.Anna, world.Book, 3);
        world.Shop.RequestData(world.Anna);
        await world.Settled();
        var request = await world.App.Db(db => db.PrivacyRequests.AsNoTracking().SingleAsync());
        Assert.Equal(world.Anna.Id, request.CustomerId);
        Assert.Contains("anna@example.com", request.Export);
        Assert.Contains(order.Name, request.Export);
        Assert.Contains("150", request.Export);
    }
}
