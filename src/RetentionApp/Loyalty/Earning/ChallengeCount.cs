namespace RetentionApp.Loyalty.Earning;

/// <param name="Wins">When each round was met: the payment of the order that met it, in order.</param>
/// <param name="Progress">How far the open round is, at most the goal; the goal itself once a challenge that does not repeat is met.</param>
/// <param name="Until">The last day on which the open round can still be met with all that counts now; null: no end.</param>
internal sealed record ChallengeCount(IReadOnlyList<DateTime> Wins, int Progress, DateOnly? Until)
{
    /// <summary>A pure function of the customer's earning orders, so that it does not matter when each was heard of.</summary>
    /// <param name="paid">When each was paid, in any order.</param>
    /// <param name="today">In <paramref name="zone"/>.</param>
    internal static ChallengeCount Of(Challenge challenge, IEnumerable<DateTime> paid, TimeZoneInfo zone, DateOnly today)
    {
        var orders = paid.Where(at => at >= (challenge.Since ?? DateTime.MinValue)).Order().Select(at => (At: at, Day: Deeds.Day(at, zone))).ToList();
        var count = challenge.Kind switch
        {
            ChallengeKind.Months => Months(challenge.Goal, orders),
            ChallengeKind.Streak => Streak(challenge.Goal, orders, today),
            _ => Orders(challenge.Goal, challenge.Days, orders, today),
        };
        return challenge.Repeats || count.Wins.Count == 0 ? count : new ChallengeCount([count.Wins[0]], challenge.Goal, null);
    }

    /// <summary>Different months, also with gaps. A round takes its months with it: the next begins with the next month.</summary>
    private static ChallengeCount Months(int goal, List<(DateTime At, DateOnly Day)> orders)
    {
        var (wins, last, reached) = (new List<DateTime>(), int.MinValue, 0);
        foreach (var (at, day) in orders)
        {
            if (Month(day) == last) continue;
            last = Month(day);
            if (++reached < goal) continue;
            wins.Add(at);
            reached = 0;
        }
        return new ChallengeCount(wins, reached, null);
    }

    /// <summary>Months in a row. The open row lives until the end of the month after its last.</summary>
    private static ChallengeCount Streak(int goal, List<(DateTime At, DateOnly Day)> orders, DateOnly today)
    {
        var (wins, last, reached) = (new List<DateTime>(), int.MinValue, 0);
        foreach (var (at, day) in orders)
        {
            var month = Month(day);
            if (month == last) continue;
            reached = month == last + 1 ? reached + 1 : 1;
            last = month;
            if (reached < goal) continue;
            wins.Add(at);
            reached = 0;
        }
        if (reached == 0 || Month(today) > last + 1) return new ChallengeCount(wins, 0, null);
        var next = new DateOnly((last + 1) / 12, (last + 1) % 12 + 1, 1);
        return new ChallengeCount(wins, reached, next.AddMonths(1).AddDays(-1));
    }

    /// <summary>Orders within so many calendar days, the first day included. A round takes its orders with it.</summary>
    private static ChallengeCount Orders(int goal, int days, List<(DateTime At, DateOnly Day)> orders, DateOnly today)
    {
        var (wins, window) = (new List<DateTime>(), new Queue<DateOnly>());
        foreach (var (at, day) in orders)
        {
            Leave(day);
            window.Enqueue(day);
            if (window.Count < goal) continue;
            wins.Add(at);
            window.Clear();
        }
        Leave(today);
        return new ChallengeCount(wins, window.Count, window.TryPeek(out var first) ? first.AddDays(days - 1) : null);

        void Leave(DateOnly day)
        {
            while (window.TryPeek(out var oldest) && day.DayNumber - oldest.DayNumber >= days) window.Dequeue();
        }
    }

    private static int Month(DateOnly day) => day.Year * 12 + day.Month - 1;
}
