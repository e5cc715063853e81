using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The parts of a programme in words, property by property in a fixed order: the history of changes compares them.</summary>
internal sealed class RuleWords(AdminText t)
{
    internal string None => t["none"];

    internal string Name(ProductRule rule) => rule.Label ?? rule.Value;

    internal string Name(DeedRule deed) => deed.Label ?? deed.Kind switch
    {
        DeedKind.SignUp => t["Creating an account"],
        DeedKind.Birthday => t["Birthday"],
        DeedKind.Anniversary => t["Anniversary"],
        DeedKind.Newsletter => t["Newsletter"],
        DeedKind.Review => t["Review"],
        DeedKind.Referral => t["Referral"],
        DeedKind.SocialFollow => t["Following"],
        DeedKind.SocialShare => t["Sharing"],
        DeedKind.Profile => t["Profile"],
        _ => deed.Id,
    };

    internal IEnumerable<Saying> ProductRule(ProductRule rule) =>
    [
        new(t["rule: what it fits"], rule.Match switch { ProductMatch.Product => t["rule: a product"], ProductMatch.Collection => t["rule: a collection"], ProductMatch.Vendor => t["rule: a vendor"], _ => t["rule: a product tag"] }),
        new(t["rule: value"], rule.Value),
        new(t["rule: name"], rule.Label ?? None, IsDetail: true),
        new(t["rule: multiplier"], Times(rule.Times)),
    ];

    internal IEnumerable<Saying> Campaign(Campaign campaign) =>
    [
        new(t["rule: name"], campaign.Name, IsDetail: true),
        new(t["rule: multiplier"], Times(campaign.Times)),
        new(t["rule: begins"], WallClock(campaign.Starts)),
        new(t["rule: ends"], campaign.Ends is { } ends ? WallClock(ends) : t["rule: when switched off"]),
        new(t["rule: is on"], YesNo(campaign.IsActive)),
        new(t["rule: only for tiers"], List(campaign.TierIds)),
        new(t["rule: only for customer tags"], List(campaign.CustomerTags)),
    ];

    internal IEnumerable<Saying> Bonuses(OrderBonuses bonuses) =>
    [
        new(t["rule: first order"], Points(bonuses.FirstOrder)),
        new(t["rule: every so many orders"], bonuses.EveryNth == 0 ? None : t.Number(bonuses.EveryNth)),
        new(t["rule: for each of those"], Points(bonuses.NthOrder)),
        new(t["rule: biggest order so far"], Points(bonuses.BiggestOrder)),
        new(t["rule: large orders"], bonuses.Milestones is { Count: > 0 } all ? string.Join(", ", all.Select(one => t["{0} from {1}", Points(one.Points), t.Money(one.Amount)])) : None),
    ];

    internal IEnumerable<Saying> Deed(DeedRule deed) =>
    [
        new(t["rule: kind"], Name(deed with { Label = null })),
        new(t["rule: gives"], Points(deed.Points)),
        new(t["rule: is on"], YesNo(deed.IsActive)),
        new(t["rule: name"], deed.Label ?? None, IsDetail: true),
        new(t["rule: address"], deed.Url ?? None),
        new(t["rule: days ahead"], DaysOrNone(deed.DaysBefore)),
        new(t["rule: waits"], DaysOrNone(deed.PendingDays)),
        new(t["rule: most often a day"], Limit(deed.PerDay)),
        new(t["rule: most often a year"], Limit(deed.PerYear)),
        new(t["rule: most often ever"], Limit(deed.Ever)),
        new(t["rule: counted since"], Day(deed.Since), IsDetail: true),
    ];

    internal IEnumerable<Saying> Challenge(Challenge challenge) =>
    [
        new(t["rule: name"], challenge.Name, IsDetail: true),
        new(t["rule: name in other languages"], ByLanguage(challenge.Names), IsDetail: true),
        new(t["rule: kind"], challenge.Kind switch { ChallengeKind.Months => t["rule: buy in different months"], ChallengeKind.Streak => t["rule: buy month after month"], _ => t["rule: so many orders in time"] }),
        new(t["rule: goal"], t.Number(challenge.Goal)),
        new(t["rule: within"], DaysOrNone(challenge.Days)),
        new(t["rule: gives"], Points(challenge.Points)),
        new(t["rule: is on"], YesNo(challenge.IsActive)),
        new(t["rule: again and again"], YesNo(challenge.Repeats)),
        new(t["rule: counted since"], Day(challenge.Since), IsDetail: true),
    ];

    internal IEnumerable<Saying> Tiers(TierSettings tiers) =>
    [
        new(t["rule: is on"], YesNo(tiers.IsActive)),
        new(t["rule: reached by"], tiers.Basis switch { TierBasis.Points => t["rule: points earned"], TierBasis.Spent => t["rule: money spent"], _ => t["rule: orders placed"] }),
        new(t["rule: counted over"], tiers.Window switch { TierWindow.RollingYear => t["rule: the last twelve months"], TierWindow.CalendarYear => t["rule: the calendar year"], _ => t["rule: all time"] }),
        new(t["rule: grace period"], DaysOrNone(tiers.GraceDays)),
    ];

    internal IEnumerable<Saying> Level(TierLevel level, TierBasis basis) =>
    [
        new(t["rule: name"], level.Name, IsDetail: true),
        new(t["rule: name in other languages"], ByLanguage(level.Names), IsDetail: true),
        new(t["rule: colour"], level.Colour, IsDetail: true),
        new(t["rule: icon"], level.Icon, IsDetail: true),
        new(t["rule: from"], basis switch { TierBasis.Spent => t.Money(level.Threshold), TierBasis.Points => t.Points(level.Threshold), _ => t["{0:n|order|orders}", level.Threshold] }),
        new(t["rule: gives on entry"], Points(level.EntryPoints)),
        new(t["rule: multiplier"], Times(level.Times)),
        new(t["rule: perks"], ByLanguage(level.Perks)),
        new(t["rule: standing code"], level.Standing is { } code ? Code(code) : None),
        new(t["rule: customer tag"], level.EarlyAccessTag ?? None),
    ];

    internal string Rounding(Rounding rounding) => rounding switch { Loyalty.Rounding.Up => t["rule: rounded up"], Loyalty.Rounding.Nearest => t["rule: rounded to the nearest"], _ => t["rule: left off"] };

    internal string Channels(OrderChannels channels) => channels switch { OrderChannels.Online => t["rule: online only"], OrderChannels.PointOfSale => t["rule: in the store only"], _ => t["rule: online and in the store"] };

    internal string Negative(NegativeBalance policy) => policy switch
    {
        NegativeBalance.Floor => t["rule: forgiven"],
        NegativeBalance.Carry => t["rule: shown as zero, made up for later"],
        _ => t["rule: the balance goes below zero"],
    };

    internal string Expiry(PointsExpiry? expiry) => expiry switch
    {
        null => t["rule: never"],
        { Kind: ExpiryKind.PerCredit } => t["{0:n|month|months} after they became available", expiry.Months] + Since(expiry),
        _ => t["rule: after {0:n|month|months} without activity", expiry.Months] + Since(expiry),
    };

    private string Day(DateTime? at) => at is { } since ? t.Day(since) : None;

    private string Since(PointsExpiry expiry) => expiry.Since == default ? "" : ", " + t["rule: decided on {0}", t.Day(expiry.Since)];

    internal string Days(int days) => t["{0:n|day|days}", days];
    internal string DaysOrNone(int days) => days == 0 ? None : Days(days);
    internal string MoneyOrNone(long amount) => amount == 0 ? None : t.Money(amount);
    internal string List(IReadOnlyList<string>? all) => all is { Count: > 0 } ? string.Join(", ", all) : None;

    private string Points(long points) => points == 0 ? None : t.Points(points);
    private string Limit(int times) => times == 0 ? t["rule: no limit"] : t.Number(times);
    private string Times(decimal times) => times == 0 ? t["rule: earns nothing"] : "×" + times.ToString("0.###", t.Culture);
    private string YesNo(bool isSo) => isSo ? t["rule: yes"] : t["rule: no"];
    private string Code(StandingCode code) => (code.Percent is { } percent ? t["{0} % off", percent.ToString("0.##", t.Culture)] : t["rule: free shipping"])
        + (code.MinimumSubtotal is { } minimum ? ", " + t["rule: from {0}", t.Money(minimum)] : "");
    private string ByLanguage(IReadOnlyDictionary<string, string>? texts) => texts is { Count: > 0 } ? string.Join("; ", texts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}")) : None;

    /// <summary>Already the shop's wall-clock time.</summary>
    private string WallClock(DateTime at) => t.Day(DateOnly.FromDateTime(at)) + " " + at.ToString(t.Culture.DateTimeFormat.ShortTimePattern, t.Culture);
}
