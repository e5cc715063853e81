using RetentionApp.Commerce;
using RetentionApp.Loyalty;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

public sealed class NegativeBalanceTests
{
    [Theory]
    [InlineData(nameof(NegativeBalance.Allow), -120, -120, 120)]
    [InlineData(nameof(NegativeBalance.Carry), -120, 0, 120)]
    [InlineData(nameof(NegativeBalance.Floor), 0, 0, 0)]
    public async Task What_was_spent_of_an_order_that_goes_back(string name, int available, int shown, int debt)
    {
        var policy = Enum.Parse<NegativeBalance>(name);
        await using var world = await ModulesWorld.Create(programme: new ProgrammeSettings { NegativeBalance = policy });
        await world.Tell(Order());
        await world.Do<PointsLedger>(ledger => ledger.Spend(world.ShopId, 7, new Posting(EntryKind.Redeemed, -120, 0, "spent", null, null, world.Now)));
        await world.Tell(Order(current: 0, status: "refunded", seconds: 1));
        Assert.Equal((available, 0, 0, debt), await world.Points(7));
        Assert.Equal(shown, (await world.Balance(7)).Shown(policy));
        Assert.Equal(500 - available, (await world.Balance(7)).Missing(500));
        Assert.Equal(policy == NegativeBalance.Floor ? 1 : 0, await world.Count($"SELECT COUNT(*) FROM ledger_entries WHERE kind = {EntryKind.Forgiven} AND points = 120 AND source = 'order:1#2:forgiven'"));
        Assert.Equal(available, await world.Count($"SELECT SUM(points) FROM ledger_entries"));
        await world.Verify();
        // What is earned next pays a debt, and all of it is there where it was forgiven.
        await world.Tell(Order(id: 2));
        Assert.Equal(150 - debt, (await world.Points(7)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task Stopping_at_zero_forgives_debts_that_stand_already()
    {
        await using var world = await ModulesWorld.Create();
        for (var customer = 1; customer <= 3; customer++)
        {
            await world.Tell(Order(id: customer, customer: customer));
            await world.Do<PointsLedger>(ledger => ledger.Spend(world.ShopId, customer, new Posting(EntryKind.Redeemed, -50 * customer, 0, $"spent{customer}", null, null, world.Now)));
            await world.Tell(Order(id: customer, customer: customer, current: 0, status: "refunded", seconds: 1));
        }
        Assert.Equal(300, await world.Count($"SELECT SUM(debt) FROM accounts"));
        await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, new ProgrammeSettings { NegativeBalance = NegativeBalance.Floor }, "test"));
        await world.Do<BalanceRun>(run => run.Start(world.ShopId));
        Assert.Equal(3, (await world.Do<BalanceRun, BalanceProgress?>(run => run.Progress(world.ShopId)))!.Total);
        for (var times = 0; times < 2; times++) await world.Do<BalanceRun>(run => run.Run(default));
        Assert.Equal(0, await world.Count($"SELECT SUM(debt) FROM accounts"));
        Assert.Null(await world.Do<BalanceRun, BalanceProgress?>(run => run.Progress(world.ShopId)));
        await world.Verify();
    }
}
