using System.Globalization;

namespace RetentionApp.Loyalty;

/// <summary>
/// One account's lots and debt in memory, and what happens to them: pure, so that any sequence can be tested. It always
/// holds that the points of all entries equal what remains in lots less debt. <see cref="PointsLedger"/> stores the outcome.
/// </summary>
internal sealed class Book(long debt, long lifetime, IEnumerable<BookLot> openLots, NegativeBalance negative = NegativeBalance.Allow)
{
    private readonly List<BookLot> lots = [.. openLots];

    internal long Debt { get; private set; } = debt;
    internal long Lifetime { get; private set; } = lifetime;
    internal IReadOnlyList<BookLot> Lots => lots;
    internal List<Posting> Postings { get; } = [];
    internal List<Move> Moves { get; } = [];
    /// <summary>Lots whose expiry was moved.</summary>
    internal HashSet<BookLot> Redated { get; } = [];

    /// <summary>Points that can be spent at <paramref name="now"/>; negative while in debt.</summary>
    internal long Available(DateTime now) => lots.Where(lot => lot.IsUsable(now)).Sum(lot => lot.Remaining) - Debt;

    internal long Pending(DateTime now) => lots.Where(lot => lot.AvailableAt > now).Sum(lot => lot.Remaining);

    /// <summary>When time alone changes the balance next; null when it never does.</summary>
    internal DateTime? NextChange(DateTime now) => lots.Where(lot => lot.Remaining > 0)
        .SelectMany(lot => new[] { lot.AvailableAt, lot.ExpiresAt ?? DateTime.MinValue }).Where(at => at > now).Select(at => (DateTime?)at).Min();

    /// <summary>What time has done: expired lots leave, and lots that became available pay debt, the earliest first.</summary>
    internal void Tidy(DateTime now)
    {
        foreach (var lot in lots.Where(lot => lot.Remaining > 0 && lot.ExpiresAt <= now).ToList())
            Take(lot, lot.Remaining, Post(new Posting(EntryKind.Expired, -lot.Remaining, 0, ExpirySource(lot, now), lot.OrderId, null, lot.ExpiresAt!.Value.AddSeconds(-1))));
        foreach (var lot in EarliestFirst(lots.Where(lot => lot.IsUsable(now))))
        {
            if (Debt == 0) break;
            var paid = Math.Min(Debt, lot.Remaining);
            Take(lot, paid, posting: null);
            Owe(-paid, posting: null);
        }
    }

    internal void Credit(Posting posting, DateTime availableAt, DateTime? expiresAt, long? orderId, DateTime now)
    {
        Tidy(now);
        lots.Add(new BookLot(Id: 0, orderId, posting.Points, posting.Points, availableAt, expiresAt) { Posting = Post(posting) });
        Tidy(now);
    }

    /// <summary>An order's credits can be used from another time on; what can be used at once then pays debt.</summary>
    internal void Reschedule(long orderId, DateTime availableAt, DateTime now)
    {
        Tidy(now);
        for (var i = 0; i < lots.Count; i++) if (lots[i].OrderId == orderId && lots[i].Remaining > 0) lots[i] = lots[i] with { AvailableAt = availableAt };
        Tidy(now);
    }

    /// <summary>
    /// Takes back: from the order's own lots (not yet available ones first, newest first), then from any available lot,
    /// soonest to expire first; what no lot can give becomes debt.
    /// </summary>
    /// <param name="lotId">For a credit that is no order's, its own lot; 0: none.</param>
    /// <param name="expired">What ran out of its own lots before this book was opened: nobody had the use of it, so it is not taken a second time.</param>
    internal void TakeBack(Posting posting, long? orderId, DateTime now, long lotId = 0, IReadOnlyList<(BookLot Lot, long Points)>? expired = null)
    {
        Tidy(now);
        Post(posting);
        var missing = -posting.Points;
        var own = Own(orderId, lotId).OrderBy(lot => lot.AvailableAt <= now).ThenByDescending(lot => lot.AvailableAt).ThenByDescending(lot => lot.SortId).ToList();
        foreach (var lot in own.Where(lot => lot.Remaining > 0)) missing -= Take(lot, Math.Min(missing, lot.Remaining), posting);
        if (missing > 0) missing -= Unexpire(posting, missing, [.. ExpiredOf(orderId, lotId), .. expired ?? []]);
        foreach (var lot in SpendingOrder(now).Where(lot => lot.Remaining > 0).ToList()) missing -= Take(lot, Math.Min(missing, lot.Remaining), posting);
        if (missing > 0) Owe(missing, posting);
        Forgive($"{posting.Source}:forgiven", posting);
    }

    /// <summary>What this book has seen run out of the lots of an order, or of one lot.</summary>
    private IEnumerable<(BookLot Lot, long Points)> ExpiredOf(long? orderId, long lotId) =>
        Own(orderId, lotId).Select(lot => (lot, Moves.Where(move => move.Lot == lot && move.Posting?.Kind == EntryKind.Expired).Sum(move => -move.Points))).Where(one => one.Item2 > 0);

    /// <summary>What those lots still hold.</summary>
    internal long HoldsOf(long? orderId, long lotId) => Own(orderId, lotId).Sum(lot => lot.Remaining);

    private IEnumerable<BookLot> Own(long? orderId, long lotId) => lots.Where(lot => orderId is not null && lot.OrderId == orderId || lotId != 0 && lot.Id == lotId);

    /// <summary>Expired points come back for the moment in which they are taken. Returns how many.</summary>
    private long Unexpire(Posting posting, long missing, IReadOnlyList<(BookLot Lot, long Points)> expired)
    {
        var back = Math.Min(missing, expired.Sum(one => one.Points));
        if (back == 0) return 0;
        var undone = Post(posting with { Kind = EntryKind.Expired, Points = back, Lifetime = 0, Source = posting.Source + ":unexpired" });
        var left = back;
        foreach (var (lot, points) in expired)
        {
            var part = Math.Min(left, points);
            Take(lot, -part, undone);
            left -= Take(lot, part, posting);
        }
        return back;
    }

    /// <summary>Where the balance may not fall below zero, what is owed goes by an entry of its own.</summary>
    internal void Forgive(string source, Posting cause)
    {
        if (negative != NegativeBalance.Floor || Debt == 0) return;
        Owe(-Debt, Post(cause with { Kind = EntryKind.Forgiven, Points = Debt, Lifetime = 0, Source = source }));
    }

    /// <summary>Gives every open lot the date that <paramref name="expiry"/> says; null: it never expires.</summary>
    internal void Redate(Func<BookLot, DateTime?> expiry)
    {
        foreach (var lot in lots.Where(lot => lot.Remaining > 0 && lot.ExpiresAt != expiry(lot)))
        {
            lot.ExpiresAt = expiry(lot);
            Redated.Add(lot);
        }
    }

    /// <summary>Spends available points, soonest to expire first. False, and nothing happened, when there are too few.</summary>
    internal bool Spend(Posting posting, DateTime now)
    {
        Tidy(now);
        var missing = -posting.Points;
        if (Available(now) < missing) return false;
        Post(posting);
        foreach (var lot in SpendingOrder(now).ToList()) missing -= Take(lot, Math.Min(missing, lot.Remaining), posting);
        return true;
    }

    /// <summary>
    /// Puts points back into the lots they were taken from. Lots of another account, merged since, are continued here, each
    /// by an entry of its own: an entry makes one lot. Only the first entry has the source unchanged.
    /// </summary>
    internal void GiveBack(Posting posting, IEnumerable<(BookLot Lot, long Points, bool IsForeign)> origins, DateTime now)
    {
        Tidy(now);
        var entries = 0;
        foreach (var group in origins.GroupBy(origin => origin.IsForeign ? origin.Lot.Id : 0))
        {
            var part = Post(posting with { Points = group.Sum(origin => origin.Points), Source = ++entries == 1 ? posting.Source : $"{posting.Source}#{entries}" });
            foreach (var (origin, points, isForeign) in group)
            {
                if (isForeign)
                {
                    lots.Add(new BookLot(Id: 0, origin.OrderId, points, points, origin.AvailableAt, origin.ExpiresAt) { Posting = part });
                    continue;
                }
                var lot = lots.Find(known => known.Id == origin.Id);
                if (lot is null) lots.Add(lot = origin);
                Take(lot, -points, part);
            }
        }
        Tidy(now);
    }

    /// <summary>Empties the account: everything that remains goes, debt too.</summary>
    internal void Empty(Posting posting)
    {
        posting = posting with { Points = Debt - lots.Sum(lot => lot.Remaining), Lifetime = 0 };
        if (posting.Points == 0 && Debt == 0) return;
        Post(posting);
        foreach (var lot in lots.Where(lot => lot.Remaining > 0)) Take(lot, lot.Remaining, posting);
        Owe(-Debt, posting);
    }

    /// <summary>Undoes <see cref="Empty"/>: <paramref name="origins"/> hold again what they held, and what was owed is owed again.</summary>
    internal void Refill(Posting posting, IEnumerable<(BookLot Lot, long Points)> origins, long owed)
    {
        posting = Post(posting with { Points = origins.Sum(origin => origin.Points) - owed });
        foreach (var (origin, points) in origins)
        {
            var lot = lots.Find(known => known.Id == origin.Id);
            if (lot is null) lots.Add(lot = origin);
            Take(lot, -points, posting);
        }
        Owe(owed, posting);
    }

    /// <summary>Gives the whole account away: a list of what left, for <see cref="Receive"/> on the other side, in the order in which debt there is paid from it.</summary>
    internal List<Parcel> HandOver(Func<string, Posting> outgoing, DateTime now)
    {
        Tidy(now);
        var parcels = new List<Parcel>();
        foreach (var lot in EarliestFirst(lots.Where(lot => lot.Remaining > 0)))
        {
            parcels.Add(new Parcel($"lot{lot.Id}", lot.Remaining, 0, lot));
            Take(lot, lot.Remaining, Post(outgoing($"lot{lot.Id}") with { Points = -lot.Remaining }));
        }
        if (Debt > 0 || Lifetime != 0)
        {
            parcels.Add(new Parcel("rest", -Debt, Lifetime, null));
            var posting = Post(outgoing("rest") with { Points = Debt, Lifetime = -Lifetime });
            Owe(-Debt, posting);
        }
        return parcels;
    }

    internal void Receive(Parcel parcel, Posting posting, DateTime now)
    {
        posting = Post(posting with { Points = parcel.Points, Lifetime = parcel.Lifetime });
        if (parcel.Lot is { } lot) lots.Add(new BookLot(0, lot.OrderId, parcel.Points, parcel.Points, lot.AvailableAt, lot.ExpiresAt) { Posting = posting });
        else if (parcel.Points < 0) Owe(-parcel.Points, posting);
        Tidy(now);
    }

    /// <summary>Whatever the order in which lots were read; new ones come last of those that are alike.</summary>
    private static List<BookLot> EarliestFirst(IEnumerable<BookLot> some) => [.. some.OrderBy(lot => lot.AvailableAt).ThenBy(Expiry).ThenBy(lot => lot.SortId)];

    private IEnumerable<BookLot> SpendingOrder(DateTime now) =>
        lots.Where(lot => lot.IsUsable(now)).OrderBy(Expiry).ThenBy(lot => lot.AvailableAt).ThenBy(lot => lot.SortId);

    /// <summary>A lot expires again when points come back into it, so the entry that brought them is part of the name; a new lot is known by its own entry.</summary>
    private string ExpirySource(BookLot lot, DateTime now)
    {
        var cause = Postings.FindLast(posting => posting.Kind != EntryKind.Expired)?.Source;
        return string.Create(CultureInfo.InvariantCulture, $"expiry:{lot.Posting?.Source ?? lot.Id.ToString(CultureInfo.InvariantCulture)}:{cause ?? now.Ticks.ToString(CultureInfo.InvariantCulture)}");
    }

    private static DateTime Expiry(BookLot lot) => lot.ExpiresAt ?? DateTime.MaxValue;

    private Posting Post(Posting posting)
    {
        Postings.Add(posting);
        Lifetime += posting.Lifetime;
        return posting;
    }

    private long Take(BookLot lot, long points, Posting? posting)
    {
        if (points == 0) return 0;
        lot.Remaining -= points;
        Moves.Add(new Move(posting, lot, -points));
        return points;
    }

    private void Owe(long points, Posting? posting)
    {
        if (points == 0) return;
        Debt += points;
        Moves.Add(new Move(posting, null, -points));
    }
}

/// <summary>A lot in a <see cref="Book"/>; <see cref="Posting"/> is the entry that makes it, while it is new.</summary>
internal sealed record BookLot(long Id, long? OrderId, long Points, long Initial, DateTime AvailableAt, DateTime? ExpiresAt)
{
    internal long Remaining { get; set; } = Initial;
    internal DateTime? ExpiresAt { get; set; } = ExpiresAt;
    internal Posting? Posting { get; init; }
    /// <summary>Whose it is, where that was asked.</summary>
    internal long AccountId { get; init; }
    /// <summary>New lots have no id yet and come last.</summary>
    internal long SortId => Id == 0 ? long.MaxValue : Id;

    internal bool IsUsable(DateTime now) => Remaining > 0 && AvailableAt <= now && (ExpiresAt is null || ExpiresAt > now);

    public bool Equals(BookLot? other) => ReferenceEquals(this, other);
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>An entry about to be written. Two postings are the same only when they are one object.</summary>
internal sealed record Posting(EntryKind Kind, long Points, long Lifetime, string Source, long? Subject, string? Note, DateTime OccurredAt)
{
    internal EntryCause Cause { get; init; }

    /// <summary>Whether the customer did something, which keeps points from expiring by inactivity.</summary>
    internal bool IsActivity => Kind is not (EntryKind.OrderReversed or EntryKind.RedemptionReturned or EntryKind.Adjusted or EntryKind.Transferred or EntryKind.Erased or EntryKind.Expired or EntryKind.Forgiven or EntryKind.Imported
        or EntryKind.DeedUndone or EntryKind.ChallengeLost) && (Kind != EntryKind.OrderBonus || Points > 0);

    public bool Equals(Posting? other) => ReferenceEquals(this, other);
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>Points put into a lot, taken out of it (negative), or owed (negative, without a lot).</summary>
internal sealed record Move(Posting? Posting, BookLot? Lot, long Points);

/// <summary>What one account hands to another in a merge.</summary>
internal sealed record Parcel(string Name, long Points, long Lifetime, BookLot? Lot);
