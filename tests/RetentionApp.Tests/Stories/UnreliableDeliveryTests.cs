using RetentionApp.DevStore;
using RetentionApp.DevStore.State;
using RetentionApp.Intake;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>The same busy fortnight told straight, twice, shuffled and with holes: the balances are the same.</summary>
public sealed class UnreliableDeliveryTests
{
    // Anna: 3 books less 1 returned, 2 vases less 1 edited away. Ben: a book, its order of vases cancelled; 5 books with £10.00 of goodwill.
    private static readonly Points AnnaHas = new(0, 100 + 83, 183), BenHas = new(0, 50 + 200, 250);

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task Shuffled_and_doubled_deliveries_end_in_the_same_balances(int seed)
    {
        await using var world = await World.Installed(new DevStoreOptions { Seed = seed });
        world.Shop.Outbox.Hold();
        Live(world);
        foreach (var delivery in world.Shop.Deliveries.ToList()) if (delivery.Number % 2 == 0) world.Shop.Outbox.SendAgain(delivery);
        world.Shop.Outbox.Release(shuffled: true);
        await world.Settled();
        await BalancesAreRight(world);
        foreach (var delivery in world.Shop.Deliveries.ToList()) world.Shop.Outbox.SendLate(delivery);
        await world.Settled();
        await BalancesAreRight(world);
    }

    [Theory]
    [InlineData(2), InlineData(3), InlineData(1000)]
    public async Task Dropped_deliveries_are_made_up_for_by_the_nightly_comparison(int everyNthArrives)
    {
        await using var world = await World.Installed();
        world.Shop.Outbox.Hold();
        Live(world);
        // Whatever is not sent again by hand stays held for ever, as if it had been lost.
        var lost = world.Shop.Deliveries.ToList();
        foreach (var delivery in lost.Where(delivery => delivery.Number % everyNthArrives == 0)) await world.Deliver(delivery.Topic, delivery.Body, delivery.WebhookId, triggeredAt: delivery.TriggeredAt);
        await world.Settled();
        await world.App.With<Reconciliation>(reconciliation => reconciliation.Run(default));
        await world.Settled();
        await BalancesAreRight(world);
        await world.App.With<Reconciliation>(reconciliation => reconciliation.Run(default));
        await world.Settled();
        await BalancesAreRight(world);
    }

    private static void Live(World world)
    {
        var shop = world.Shop;
        var books = shop.Buy(world.Anna, world.Book, 3);
        var vases = shop.Buy(world.Anna, world.Vase, 2);
        var book = shop.Buy(world.Ben, world.Book, paid: false);
        var cancelled = shop.Buy(world.Ben, world.Vase, 4);
        var many = shop.Buy(world.Ben, world.Book, 5);
        world.Clock.Advance(TimeSpan.FromHours(1));
        shop.Pay(book);
        shop.Refund(books, new Dictionary<int, int> { [0] = 1 });
        shop.Edit(vases, new Dictionary<int, int> { [0] = 1 });
        shop.Refund(many, goodwill: 1000);
        shop.Cancel(cancelled);
        shop.Fulfil(books);
        shop.Deliver(books);
    }

    private static async Task BalancesAreRight(World world)
    {
        Assert.Equal(AnnaHas, await world.PointsOf(world.Anna));
        Assert.Equal(BenHas, await world.PointsOf(world.Ben));
        await world.Holds();
    }
}
