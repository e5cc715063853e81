using RetentionApp.Commerce;

namespace RetentionApp.Loyalty.Earning;

/// <summary>What is the same for every deed of one kind, whatever the merchant sets.</summary>
internal interface IDeedRule
{
    DeedKind Kind { get; }

    /// <summary>A rule as a merchant first sees it. Its id names the kind, where there is one rule of it.</summary>
    DeedRule Start { get; }

    /// <summary>At most so often ever; 0: the merchant's limits alone.</summary>
    int Ever => 0;

    /// <summary>Whether there may be several rules of this kind, each with its own name.</summary>
    bool IsNamed => false;

    /// <summary>Who may report it; what the app sees by itself, it may always.</summary>
    bool IsReportedBy(DeedCaller caller) => caller == DeedCaller.App;

    /// <summary>
    /// The key under which this news of a customer is the deed; null when it is none. Judged by the news itself, not by
    /// what is stored, so that late and doubled news lead to the same.
    /// </summary>
    string? KeyOf(CustomerHeard heard, CustomerBefore before, DateTime since) => null;
}

/// <summary>What was known of a customer before a piece of news; null where nothing was.</summary>
internal sealed record CustomerBefore(string? State, bool? HasEmailConsent, bool HasBirthday);
