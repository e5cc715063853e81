using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Insights;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Tests.Admin;
using Xunit;

namespace RetentionApp.Tests.Insights;

public class FigureKeeperTests
{
    private static readonly DateOnly Day = new(2026, 2, 10);

    // The shop keeps New York's time: its 10 February is 05:00 to 05:00 UTC.
    private static DateTime At(int hour, int day = 10) => new(2026, 2, day, hour, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Where_deliveries_are_numbered_anew_everything_is_looked_at()
    {
        var cursor = new FigureCursor();
        long? From(long delivery) => cursor.Advance(new FigureCursor.Mark(0, delivery, 0, 0))?.Delivery;
        Assert.Equal([null, null, 10, null, null, 3], new long?[] { From(10), From(12), From(15), From(3), From(4), From(5) });
    }

    [Fact]
    public async Task A_day_is_summed_in_the_shops_time_zone_and_twice_gives_the_same()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Customer(1, 8),
            AdminHost.Order(1, 1, 7, At(4)), AdminHost.Order(1, 2, 7, At(5), 2000), AdminHost.Order(1, 3, 8, At(4, 11), 500), AdminHost.Order(1, 4, 8, At(5, 11)),
            AdminHost.Order(1, 5, 8, At(12), cancelledAt: At(13)), AdminHost.Order(2, 6, 7, At(12)),
            new Account { Id = 1, ShopId = 1, CustomerId = 7, Available = 100, Lifetime = 100, CreatedAt = At(4) },
            new OrderAward { ShopId = 1, OrderId = 2, AccountId = 1, ProgrammeVersion = 1, Points = 100, Eligible = 2000, Entries = 1, AvailableAt = At(5) },
            Redemption(1, RedemptionState.Used, At(6), usedAt: At(7)), Redemption(2, RedemptionState.Refused, At(6), usedAt: null));

        for (var i = 0; i < 2; i++)
        {
            await host.Do<FigureKeeper>(keeper => keeper.Recompute(AdminHost.Shop(1), Day, Day));
            var figures = await host.Do<AppDb, DailyFigures>(db => db.Set<DailyFigures>().AsNoTracking().SingleAsync());
            Assert.Equal((2, 2, 1, 2500, 2000), (figures.Orders, figures.Customers, figures.ReturningCustomers, figures.Revenue, figures.MemberRevenue));
            Assert.Equal((100, 500, 1), (figures.PointsEarned, figures.PointsSpent, figures.RewardsUsed));
        }
    }

    [Fact]
    public async Task An_ended_import_fills_every_day_and_home_shows_the_totals()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Order(1, 1, 7, AdminHost.Now.AddDays(-40)), AdminHost.Order(1, 2, 7, AdminHost.Now.AddDays(-3)),
            new Account { Id = 1, ShopId = 1, CustomerId = 7, Available = 1240, Pending = 60, Lifetime = 1300, CreatedAt = AdminHost.Now },
            new HistoryImport { ShopId = 1, State = ImportState.Done, StartedAt = AdminHost.Now, PhaseStartedAt = AdminHost.Now, NextAt = AdminHost.Now, FinishedAt = AdminHost.Now });
        await host.Do<FigureKeeper>(keeper => keeper.RefreshRecent());
        await host.Do<FigureKeeper>(keeper => keeper.RefreshRecent());

        Assert.Equal(41, await host.Do<AppDb, int>(db => db.Set<DailyFigures>().CountAsync(f => f.ShopId == 1)));
        var seen = (await host.Get("/")).Text;
        Assert.Contains("Repeat purchase rate 100.0%", seen);
        Assert.Contains("Revenue from members £10.00", seen);
        Assert.Contains("Points outstanding 1,300 worth £13.00", seen);
        Assert.Contains("With points 1", (await host.Get("/customers")).Text);
    }

    [Fact]
    public async Task Who_buys_on_three_days_is_one_customer()
    {
        await using var host = await AdminHost.Start();
        DateTime Ago(int days) => AdminHost.Now.AddDays(-days);
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Customer(1, 8), AdminHost.Customer(1, 9), AdminHost.Customer(1, 10),
            AdminHost.Order(1, 1, 7, Ago(3)), AdminHost.Order(1, 2, 7, Ago(4)), AdminHost.Order(1, 3, 7, Ago(5)), AdminHost.Order(1, 4, 8, Ago(2)), AdminHost.Order(1, 5, 9, Ago(1)),
            AdminHost.Order(1, 6, 9, Ago(200)), AdminHost.Order(1, 7, 10, Ago(40)), AdminHost.Order(1, 8, 8, Ago(1), cancelledAt: Ago(1)));
        for (var i = 0; i < 2; i++)
        {
            await host.Do<FigureKeeper>(keeper => keeper.RecomputeAll(AdminHost.Shop(1)));
            Assert.Equal(new RepeatRates(3, 2, 1, 0), await host.Do<Figures, RepeatRates?>(figures => figures.Repeat(1)));
        }
        Assert.Contains("Repeat purchase rate 66.7%", (await host.Get("/")).Text);
    }

    private static Redemption Redemption(long id, RedemptionState state, DateTime at, DateTime? usedAt) => new()
    {
        Id = id, ShopId = 1, AccountId = 1, CustomerId = 7, RewardId = 1, IdempotencyKey = "k" + id, Title = "t", Cost = 500, Amount = 500, Currency = "GBP", Code = "C" + id, State = state, CreatedAt = at, UsedAt = usedAt,
    };
}
