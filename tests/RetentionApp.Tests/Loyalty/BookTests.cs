using FsCheck;
using FsCheck.Fluent;
using RetentionApp.Loyalty;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

public sealed class BookTests
{
    [Fact]
    public void Whatever_happens_the_entries_equal_the_lots_less_debt() =>
        Prop.ForAll(Happenings.Any, steps =>
        {
            var accounts = new ModelAccounts(ModulesWorld.Start);
            foreach (var step in steps) accounts.Take(step);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Taking_back_goes_through_the_orders_own_lots_then_the_soonest_to_expire_then_debt()
    {
        var now = ModulesWorld.Start;
        var own = new BookLot(1, 9, 30, 30, now.AddDays(-2), null);
        var ownPending = new BookLot(2, 9, 20, 20, now.AddDays(2), null);
        var late = new BookLot(3, null, 40, 40, now.AddDays(-9), now.AddDays(50));
        var soon = new BookLot(4, null, 50, 50, now.AddDays(-9), now.AddDays(5));
        var othersPending = new BookLot(5, 8, 60, 60, now.AddDays(1), null);
        var book = new Book(0, 200, [own, late, soon, othersPending, ownPending]);
        book.TakeBack(Posting(-155), 9, now);
        Assert.Equal([ownPending, own, soon, late, null], book.Moves.Select(move => move.Lot));
        Assert.Equal([-20L, -30, -50, -40, -15], book.Moves.Select(move => move.Points));
        Assert.Equal((-15, 60, 15), (book.Available(now), book.Pending(now), book.Debt));
    }

    [Fact]
    public void Debt_is_paid_by_the_next_points_that_become_available_not_by_pending_ones()
    {
        var now = ModulesWorld.Start;
        var pending = new BookLot(1, 9, 100, 100, now.AddDays(3), null);
        var book = new Book(40, 60, [pending]);
        book.Tidy(now);
        Assert.Equal((-40, 100), (book.Available(now), book.Pending(now)));
        Assert.Equal(now.AddDays(3), book.NextChange(now));
        book.Tidy(now.AddDays(3));
        Assert.Equal((60, 0, 0), (book.Available(now.AddDays(3)), book.Pending(now.AddDays(3)), book.Debt));
        Assert.Empty(book.Postings);
    }

    [Fact]
    public void Points_given_back_into_a_lot_that_has_expired_meanwhile_expire_with_it()
    {
        var now = ModulesWorld.Start;
        var lot = new BookLot(1, null, 100, 40, now.AddDays(-9), now.AddDays(-1));
        var book = new Book(0, 100, [lot]);
        book.GiveBack(Posting(60), [(lot, 60, false), (new BookLot(2, null, 10, 0, now.AddDays(-9), now.AddDays(-1)), 10, true)], now);
        Assert.Equal(0, book.Available(now));
        Assert.Equal(book.Postings.Count, book.Postings.Select(posting => posting.Source).Distinct().Count());
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 0)]
    public void In_a_merge_the_earliest_lot_pays_debt_first_however_lots_were_read(params int[] order)
    {
        var now = ModulesWorld.Start;
        BookLot[] lots = [new(1, null, 10, 10, now.AddDays(-9), null), new(2, null, 20, 20, now.AddDays(-5), now.AddDays(1)), new(3, null, 40, 40, now.AddDays(-5), now.AddDays(2))];
        var into = new Book(25, 0, []);
        foreach (var parcel in new Book(0, 70, order.Select(at => lots[at])).HandOver(name => Posting(0) with { Source = name }, now)) into.Receive(parcel, Posting(0) with { Source = parcel.Name + ":in" }, now);
        Assert.Equal([(10, 0), (20, 5), (40, 40)], into.Lots.Select(lot => (lot.Points, lot.Remaining)));
        Assert.Equal((45, 0), (into.Available(now), into.Debt));
    }

    private static Posting Posting(long points) => new(EntryKind.Adjusted, points, 0, "test", null, null, ModulesWorld.Start);
}

internal enum What { Credit, TakeBack, Spend, GiveBack, Tidy, Merge, Wait }

/// <param name="Who">Which of two accounts.</param>
/// <param name="Wait">Hours until points can be used.</param>
/// <param name="Life">Hours until they expire after that; 0: never.</param>
internal sealed record Happening(What What, int Who, int Points, int Wait, int Life, int Order);

internal static class Happenings
{
    private static readonly Gen<Happening> One =
        from what in Gen.Frequency((4, Gen.Constant(What.Credit)), (3, Gen.Constant(What.TakeBack)), (3, Gen.Constant(What.Spend)), (2, Gen.Constant(What.GiveBack)), (1, Gen.Constant(What.Tidy)), (1, Gen.Constant(What.Merge)), (3, Gen.Constant(What.Wait)))
        from who in Gen.Choose(0, 1)
        from points in Gen.Choose(1, 60)
        from wait in Gen.Choose(-3, 12)
        from life in Gen.OneOf(Gen.Constant(0), Gen.Choose(1, 24))
        from order in Gen.Choose(1, 3)
        select new Happening(what, who, points, wait, life, order);

    internal static Arbitrary<Happening[]> Any { get; } = One.ArrayOf().ToArbitrary();
}

/// <summary>Two accounts kept by <see cref="Book"/> alone, opened and closed around every step as the ledger does, checked after each.</summary>
internal sealed class ModelAccounts(DateTime start)
{
    private readonly State[] states = [new(), new()];
    private readonly HashSet<string> sources = [];
    private readonly List<(int Who, long Points, List<(BookLot Lot, long Points)> From)> spent = [];
    private int number;
    private long nextId;

    internal DateTime Now { get; private set; } = start;

    internal (long Available, long Pending, long Lifetime, long Debt) Balance(int who)
    {
        var book = states[who].Open();
        return (book.Available(Now), book.Lots.Where(lot => lot.AvailableAt > Now && (lot.ExpiresAt is null || lot.ExpiresAt > Now)).Sum(lot => lot.Remaining), book.Lifetime, Math.Max(0, -book.Available(Now)));
    }

    /// <returns>Whether the step could be taken: not so when there were too few points, or nothing to give back.</returns>
    internal bool Take(Happening step)
    {
        number++;
        var state = states[step.Who];
        var book = state.Open();
        switch (step.What)
        {
            case What.Wait:
                Now += TimeSpan.FromHours(step.Points);
                return true;
            case What.Tidy:
                book.Tidy(Now);
                break;
            case What.Credit:
                var (availableAt, expiresAt) = Dates(step, Now);
                book.Credit(Posting(step.Points, step.Points), availableAt, expiresAt, step.Order, Now);
                break;
            case What.TakeBack:
                TakeBack(state, book, step);
                break;
            case What.Spend:
                if (!Spend(book, step)) return false;
                break;
            case What.GiveBack:
                if (!spent.Exists(one => one.Who == step.Who)) return false;
                var back = spent.First(one => one.Who == step.Who);
                spent.Remove(back);
                book.GiveBack(Posting(back.Points, 0), back.From.Select(from => (state.All.Find(lot => lot.Id == from.Lot.Id) is { } own ? own.Copy() : from.Lot, from.Points, state.All.TrueForAll(lot => lot.Id != from.Lot.Id))), Now);
                break;
            case What.Merge:
                Merge(book, step.Who);
                return true;
        }
        Close(state, book);
        return true;
    }

    internal static (DateTime AvailableAt, DateTime? ExpiresAt) Dates(Happening step, DateTime now) =>
        (now.AddHours(step.Wait), step.Life == 0 ? null : now.AddHours(Math.Max(step.Wait, 0) + step.Life));

    private void TakeBack(State state, Book book, Happening step)
    {
        var posting = Posting(-step.Points, -step.Points);
        var expired = state.All.Where(lot => lot.OrderId == step.Order && state.Expired.GetValueOrDefault(lot.Id) > 0).OrderByDescending(lot => lot.Id).ToList();
        book.TakeBack(posting, step.Order, Now, expired: expired.ConvertAll(lot => (book.Lots.FirstOrDefault(open => open.Id == lot.Id) ?? lot.Copy(), state.Expired[lot.Id])));
        var touched = book.Moves.Where(move => ReferenceEquals(move.Posting, posting)).ToList();
        if (touched.Exists(move => move.Lot?.OrderId != step.Order)) Assert.DoesNotContain(book.Lots, lot => lot.OrderId == step.Order && lot.Remaining > 0);
        if (touched.Exists(move => move.Lot is null)) Assert.DoesNotContain(book.Lots, lot => lot.IsUsable(Now));
    }

    private bool Spend(Book book, Happening step)
    {
        var before = book.Available(Now);
        var posting = Posting(-step.Points, 0);
        var done = book.Spend(posting, Now);
        Assert.Equal(before >= step.Points, done);
        if (!done) return false;
        var moves = book.Moves.Where(move => ReferenceEquals(move.Posting, posting)).ToList();
        Assert.Equal(step.Points, -moves.Sum(move => move.Points));
        Assert.True(book.Available(Now) >= 0);
        foreach (var taken in moves)
            Assert.DoesNotContain(book.Lots, lot => lot.IsUsable(Now) && (lot.ExpiresAt ?? DateTime.MaxValue) < (taken.Lot!.ExpiresAt ?? DateTime.MaxValue));
        spent.Add((step.Who, step.Points, moves.ConvertAll(move => (move.Lot!, -move.Points))));
        return true;
    }

    private void Merge(Book from, int who)
    {
        var into = states[1 - who].Open();
        foreach (var parcel in from.HandOver(name => Posting(0, 0) with { Source = $"{number}:{name}:out" }, Now)) into.Receive(parcel, Posting(0, 0) with { Source = $"{number}:{parcel.Name}:in" }, Now);
        into.Tidy(Now);
        Close(states[who], from);
        Close(states[1 - who], into);
        Assert.Equal((0, 0, 0, 0), (from.Available(Now), from.Pending(Now), from.Debt, from.Lifetime));
        for (var i = 0; i < spent.Count; i++) if (spent[i].Who == who) spent[i] = spent[i] with { Who = 1 - who };
    }

    private Posting Posting(long points, long lifetime) => new(EntryKind.Adjusted, points, lifetime, $"step:{number}", null, null, Now);

    private void Close(State state, Book book)
    {
        foreach (var posting in book.Postings) Assert.True(sources.Add(posting.Source), posting.Source);
        foreach (var posting in book.Postings)
            Assert.Equal(posting.Points, book.Moves.Where(move => ReferenceEquals(move.Posting, posting)).Sum(move => move.Points) + book.Lots.Where(lot => ReferenceEquals(lot.Posting, posting)).Sum(lot => lot.Points));
        state.Entries += book.Postings.Sum(posting => posting.Points);
        state.Lifetime += book.Postings.Sum(posting => posting.Lifetime);
        state.Debt = book.Debt;
        foreach (var lot in book.Lots.Concat(book.Moves.Select(move => move.Lot).OfType<BookLot>()).Distinct())
        {
            Assert.InRange(lot.Remaining, 0, lot.Points);
            state.All.RemoveAll(known => known.Id == lot.Id);
            var id = lot.Id == 0 ? ++nextId : lot.Id;
            state.Expired[id] = state.Expired.GetValueOrDefault(id) - book.Moves.Where(move => move.Lot == lot && move.Posting?.Kind == EntryKind.Expired).Sum(move => move.Points);
            Assert.InRange(state.Expired[id], 0, lot.Points);
            state.All.Add(new BookLot(id, lot.OrderId, lot.Points, lot.Remaining, lot.AvailableAt, lot.ExpiresAt));
        }
        Assert.Equal(state.Lifetime, book.Lifetime);
        Assert.Equal(state.Entries, state.All.Sum(lot => lot.Remaining) - state.Debt);
        Assert.True(state.Debt >= 0);
        if (state.Debt > 0) Assert.DoesNotContain(state.All, lot => lot.IsUsable(Now));
    }

    private sealed class State
    {
        internal List<BookLot> All { get; } = [];
        /// <summary>What ran out of a lot, less what was undone of that.</summary>
        internal Dictionary<long, long> Expired { get; } = [];
        internal long Debt { get; set; }
        internal long Lifetime { get; set; }
        internal long Entries { get; set; }

        internal Book Open() => new(Debt, Lifetime, All.Where(lot => lot.Remaining > 0).Select(lot => lot.Copy()));
    }
}

internal static class Copies
{
    internal static BookLot Copy(this BookLot lot) => new(lot.Id, lot.OrderId, lot.Points, lot.Remaining, lot.AvailableAt, lot.ExpiresAt);
}
