using RetentionApp.Commerce;

namespace RetentionApp.Loyalty.Starting;

internal enum Trade { Fashion = 1, Cosmetics = 2, Food = 3, Electronics = 4, Other = 5 }

internal enum ReadyProgramme { Cashback = 1, Tiers = 2, Vip = 3 }

/// <summary>A reward of a ready programme: so many points for so many minor units off.</summary>
internal sealed record PresetReward(long Cost, long Amount);

internal sealed record Preset(ProgrammeSettings Settings, IReadOnlyList<PresetReward> Rewards);

/// <summary>
/// Ready programmes for kinds of shops: pure, so that each one's numbers stand in a table. A point is always worth a hundredth of
/// what earns points, so the rate is the share of revenue that goes back in percent.
/// </summary>
internal static class Presets
{
    /// <summary>What a trade is like.</summary>
    /// <param name="Percent">Of revenue that goes back: about a tenth of the usual margin.</param>
    /// <param name="PendingDays">As long as goods are usually returned.</param>
    /// <param name="OrdersToReward">Orders after which the first reward should be reached.</param>
    /// <param name="Silver">Average orders in the window that make a good customer; likewise gold and VIP.</param>
    private sealed record Habits(int Percent, int PendingDays, int OrdersToReward, int Silver, int Gold, int Vip, TierWindow Window);

    private static Habits Of(Trade trade) => trade switch
    {
        Trade.Fashion => new(5, 30, 3, 3, 8, 6, TierWindow.RollingYear),
        Trade.Cosmetics => new(6, 14, 3, 4, 10, 8, TierWindow.RollingYear),
        Trade.Food => new(2, 3, 5, 12, 30, 24, TierWindow.RollingYear),
        // Bought so seldom that a year would empty every tier.
        Trade.Electronics => new(1, 30, 2, 2, 5, 4, TierWindow.Ever),
        _ => new(4, 14, 3, 3, 8, 6, TierWindow.RollingYear),
    };

    /// <summary>
    /// The ready programme on top of <paramref name="start"/>, whose other rules stay. <paramref name="averageOrder"/> in minor
    /// units scales rewards and tiers; 0 where it is not known yet. Tiers are written to Shopify: their tags and themes need it.
    /// </summary>
    internal static Preset Of(Trade trade, ReadyProgramme programme, string currency, long averageOrder, ProgrammeSettings start)
    {
        var habits = Of(trade);
        var per = PerAmount(currency, averageOrder);
        var order = averageOrder > 0 ? averageOrder : 40 * per;
        var points = programme switch { ReadyProgramme.Cashback => habits.Percent, ReadyProgramme.Tiers => habits.Percent - 1, _ => habits.Percent - 2 };
        var settings = start with { IsActive = true, Points = Math.Max(1, points), PerAmount = per, PendingDays = habits.PendingDays };
        var first = Nice(settings.Points * order / per * habits.OrdersToReward);
        return programme switch
        {
            ReadyProgramme.Cashback => new(settings with { Tiers = start.Tiers is { } before ? before with { IsActive = false } : null }, [Reward(first)]),
            ReadyProgramme.Tiers => new(settings with { Tiers = Levels(habits, order, per), PushesCustomers = true }, [Reward(first), Reward(2 * first)]),
            _ => new(settings with { Tiers = Club(habits, order, per, first), PushesCustomers = true, Deeds = WithBirthday(start.Deeds, first) }, [Reward(first), Reward(2 * first), Reward(5 * first)]),
        };

        PresetReward Reward(long cost) => new(cost, cost * per / 100);
    }

    /// <summary>One unit of the currency, or 100 where it has no minor unit; more where an order runs into thousands of them.</summary>
    private static long PerAmount(string currency, long averageOrder)
    {
        var per = Money.Decimals(currency) == 0 ? 100 : Money.Unit(currency);
        while (averageOrder > 1000 * per) per *= 10;
        return per;
    }

    private static TierSettings Levels(Habits habits, long order, long per) => new(IsActive: true, TierBasis.Spent, habits.Window, GraceDays: 30,
    [
        Level("bronze", TierNames.Bronze, "#b08d57", "star", 0, 1),
        Level("silver", TierNames.Silver, "#8a8d91", "medal", Round(habits.Silver * order, per), 1.25m),
        Level("gold", TierNames.Gold, "#c9a227", "crown", Round(habits.Gold * order, per), 1.5m),
    ]);

    private static TierSettings Club(Habits habits, long order, long per, long reward) => new(IsActive: true, TierBasis.Spent, habits.Window, GraceDays: 30,
    [
        Level("member", TierNames.Member, "#8a8d91", "star", 0, 1),
        Level("vip", TierNames.Vip, "#7a3ea8", "gem", Round(habits.Vip * order, per), 2) with { EntryPoints = reward, Perks = TierNames.VipPerks, EarlyAccessTag = "vip" },
    ]);

    private static TierLevel Level(string id, IReadOnlyDictionary<string, string> names, string colour, string icon, long threshold, decimal times) =>
        new(id, names["en"], names, colour, icon, threshold, 0, times, null, null, null);

    /// <summary>Half of the first reward a week before the birthday, unless birthdays have a rule already.</summary>
    private static IReadOnlyList<DeedRule> WithBirthday(IReadOnlyList<DeedRule>? deeds, long reward) => deeds?.Any(deed => deed.Kind == DeedKind.Birthday) == true
        ? deeds
        : [.. deeds ?? [], new DeedRule("birthday", DeedKind.Birthday, reward / 2, IsActive: true, DaysBefore: 7, PerYear: 1)];

    /// <summary>The nearest of 100, 200, 500, 1,000, 2,000, …: a price that people remember.</summary>
    private static long Nice(decimal points)
    {
        long best = 100;
        for (long ten = 100; ten <= 1_000_000; ten *= 10)
            foreach (var step in new[] { ten, 2 * ten, 5 * ten })
                if (Math.Abs(step - points) < Math.Abs(best - points)) best = step;
        return best;
    }

    /// <summary>To two leading digits in whole units, so that a threshold reads as chosen, not as computed.</summary>
    private static long Round(long amount, long per)
    {
        var step = per;
        while (amount / step >= 100) step *= 10;
        return Math.Max(per, (amount + step / 2) / step * step);
    }
}
