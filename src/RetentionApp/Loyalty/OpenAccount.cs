namespace RetentionApp.Loyalty;

/// <summary>An account locked for a posting: its snapshot as it stands and, once its lots are read, its book.</summary>
internal sealed record OpenAccount(long Id, long ShopId, long CustomerId, DateTime? ClosedAt, long Debt, long Lifetime, long Available, long Pending, DateTime? NextChangeAt)
{
    internal Book Book { get; set; } = null!;
    internal DateTime? BlockedAt { get; init; }
    internal DateTime? ActiveAt { get; set; }
    /// <summary>Points whose waiting time ended since the snapshot was written.</summary>
    internal long Matured { get; set; }
    internal bool HasPoints => Available != 0 || Pending != 0 || Debt != 0;

    internal void Renew(Posting posting)
    {
        if (posting.IsActivity && (ActiveAt is null || ActiveAt < posting.OccurredAt)) ActiveAt = posting.OccurredAt;
    }

    /// <summary>Whether a credit is nothing but one more lot: no debt to pay, and the balance is true as it stands.</summary>
    internal bool IsSimple(DateTime now) => Debt == 0 && (NextChangeAt is null || NextChangeAt > now);
}
