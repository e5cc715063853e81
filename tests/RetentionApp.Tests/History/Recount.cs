using RetentionApp.Loyalty;

namespace RetentionApp.Tests.History;

/// <summary>The rules of a programme once more, written apart from the app: order points, tiers for good, bonuses, spending.</summary>
internal sealed class Recount(ProgrammeSettings programme)
{
    private readonly Dictionary<long, Person> people = [];

    private sealed class Person
    {
        internal readonly List<Earned> Orders = [];
        internal int Level = -1, Before;
        internal long ReachedBy, Spent;
        internal DateTime? Until, BeforeUntil;
    }

    private sealed class Earned
    {
        internal required RealOrder Order;
        internal required decimal Times;
        internal decimal Money;
        internal long Points;
    }

    internal void Midnight(DateTime day)
    {
        foreach (var person in people.Values.Where(person => person.Until <= day))
        {
            person.Level = Math.Min(person.Level, Reached(person));
            (person.Until, person.ReachedBy) = (null, 0);
        }
    }

    internal void Happened(RealEvent one)
    {
        if (!people.TryGetValue(one.Order.Customer, out var person)) people[one.Order.Customer] = person = new Person { Level = programme.Tiers is null ? -1 : Reached(0) };
        var earned = person.Orders.Find(known => known.Order == one.Order);
        if (earned is null) person.Orders.Add(earned = new Earned { Order = one.Order, Times = TierTimes(person) * CampaignTimes(person, one.At) });
        decimal weighted = 0;
        earned.Money = 0;
        foreach (var line in one.Order.Lines)
        {
            var money = line.Price * (programme.KeepsEarnedPoints ? line.Quantity : line.Left);
            var times = LineTimes(line);
            if (times != 0) earned.Money += money;
            weighted += money * times;
        }
        var exact = weighted * programme.Points * earned.Times;
        earned.Points = (long)(programme.Rounding == Rounding.Nearest ? Math.Floor(exact + 0.5m) : Math.Floor(exact));
        if (programme.Tiers is not null) Follow(person, one);
    }

    internal void Spend(long customer, long step)
    {
        while (Balance(people[customer]) >= step) people[customer].Spent += step;
    }

    internal Dictionary<long, long> Lifetimes() => people.ToDictionary(one => one.Key, one => Lifetime(one.Value));

    internal Dictionary<long, long> Balances() => people.ToDictionary(one => one.Key, one => Balance(one.Value));

    /// <summary>For customers who sent nothing back: what can be used at <paramref name="now"/>, on the shop's clock.</summary>
    internal Dictionary<long, long> Alive(List<RealEvent> events, DateTime now)
    {
        var returners = events.Where(one => one.Back is not null).Select(one => one.Order.Customer).ToHashSet();
        return people.Where(one => !returners.Contains(one.Key) && one.Value.Orders.Any(order => order.Points > 0)).ToDictionary(one => one.Key, one => one.Value.Orders
            .Where(order => order.Order.At.AddDays(programme.PendingDays) <= now && now < order.Order.At.AddDays(programme.PendingDays).Date.AddMonths(programme.Expiry!.Months).AddDays(1)).Sum(order => order.Points));
    }

    private long Balance(Person person) => Lifetime(person) - person.Spent;

    private long Lifetime(Person person)
    {
        long sum = 0, biggest = 0, place = 0;
        foreach (var order in person.Orders.OrderBy(order => order.Order.At).ThenBy(order => order.Order.Id))
        {
            sum += order.Points;
            var pence = (long)(order.Money * 100);
            if (programme.Bonuses is not { } bonuses || pence == 0) continue;
            place++;
            if (place == 1) sum += bonuses.FirstOrder;
            if (place % bonuses.EveryNth == 0) sum += bonuses.NthOrder;
            if (place > 1 && pence > biggest) sum += bonuses.BiggestOrder;
            sum += bonuses.Milestones!.Where(one => pence >= one.Amount).Select(one => one.Points).DefaultIfEmpty(0).Max();
            biggest = Math.Max(biggest, pence);
        }
        return sum;
    }

    private decimal LineTimes(RealLine line) =>
        programme.ProductRules?.FirstOrDefault(rule => rule.Value.Equals(RealOrder.Vendor(line), StringComparison.OrdinalIgnoreCase))?.Times ?? 1;

    private decimal TierTimes(Person person) => person.Level < 0 ? 1 : programme.Tiers!.Levels[person.Level].Times;

    private decimal CampaignTimes(Person person, DateTime at) => (programme.Campaigns ?? [])
        .Where(one => at >= one.Starts && at < one.Ends && (one.TierIds is null || person.Level >= 0 && one.TierIds.Contains(programme.Tiers!.Levels[person.Level].Id)))
        .Select(one => one.Times).DefaultIfEmpty(1).Max();

    /// <summary>Up at once; down at midnight, but at once when the very order goes back that reached the level.</summary>
    private void Follow(Person person, RealEvent one)
    {
        var (entitled, tonight) = (Reached(person), one.At.Date.AddDays(1));
        if (entitled > person.Level) (person.Before, person.BeforeUntil, person.Level, person.ReachedBy, person.Until) = (person.Level, person.Until, entitled, one.Order.Id, null);
        else if (entitled == person.Level) person.Until = null;
        else if (person.ReachedBy == one.Order.Id)
        {
            person.ReachedBy = 0;
            (person.Level, person.Until) = person.Before > entitled ? (person.Before, person.BeforeUntil ?? tonight) : (entitled, (DateTime?)null);
        }
        else person.Until ??= tonight;
    }

    private int Reached(Person person) => Reached((long)(person.Orders.Sum(order => order.Money) * 100));

    private int Reached(long pence)
    {
        var level = -1;
        for (var place = 0; place < programme.Tiers!.Levels.Count; place++) if (programme.Tiers.Levels[place].Threshold <= pence) level = place;
        return level;
    }
}
