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
        new(t["what it fits"], rule.Match switch { ProductMatch.Product => t["a product"], ProductMatch.Collection => t["a collection"], ProductMatch.Vendor => t["a vendor"], _ => t["a product tag"] }),
        new(t["value"], rule.Value),
        new(t["name"], rule.Label ?? None, IsDetail: true),
        new(t["multiplier"], Times(rule.Times)),
    ];

    internal IEnumerable<Saying> Campaign(Campaign campaign) =>
    [
        new(t["name"], campaign.Name, IsDetail: true),
        new(t["multiplier"], Times(campaign.Times)),
        new(t["begins"], WallClock(campaign.Starts)),
        new(t["ends"], campaign.Ends is { } ends ? WallClock(ends) : t["when switched off"]),
        new(t["is on"], YesNo(campaign.IsActive)),
        new(t["only for tiers"], List(campaign.TierIds)),
        new(t["only for customer tags"], List(campaign.CustomerTags)),
    ];

    internal IEnumerable<Saying> Bonuses(OrderBonuses bonuses) =>
    [
        new(t["first order"], Points(bonuses.FirstOrder)),
        new(t["every so many orders"], bonuses.EveryNth == 0 ? None : t.Number(bonuses.EveryNth)),
        new(t["for each of those"], Points(bonuses.NthOrder)),
        new(t["biggest order so far"], Points(bonuses.BiggestOrder)),
        new(t["large orders"], bonuses.Milestones is { Count: > 0 } all ? string.Join(", ", all.Select(one => t["{0} from {1}", Points(one.Points), t.Money(one.Amount)])) : None),
    ];

    internal IEnumerable<Saying> Deed(DeedRule deed) =>
    [
        new(t["kind"], Name(deed with { Label = null })),
        new(t["gives"], Points(deed.Points)),
        new(t["is on"], YesNo(deed.IsActive)),
        new(t["name"], deed.Label ?? None, IsDetail: true),
        new(t["address"], deed.Url ?? None),
        new(t["days ahead"], DaysOrNone(deed.DaysBefore)),
        new(t["waits"], DaysOrNone(deed.PendingDays)),
        new(t["most often a day"], Limit(deed.PerDay)),
        new(t["most often a year"], Limit(deed.PerYear)),
        new(t["most often ever"], Limit(deed.Ever)),
    ];

    internal IEnumerable<Saying> Challenge(Challenge challenge) =>
    [
        new(t["name"], challenge.Name, IsDetail: true),
        new(t["kind"], challenge.Kind switch { ChallengeKind.Months => t["buy in different months"], ChallengeKind.Streak => t["buy month after month"], _ => t["so many orders in time"] }),
        new(t["goal"], t.Number(challenge.Goal)),
        new(t["within"], DaysOrNone(challenge.Days)),
        new(t["gives"], Points(challenge.Points)),
        new(t["is on"], YesNo(challenge.IsActive)),
        new(t["again and again"], YesNo(challenge.Repeats)),
    ];

    internal IEnumerable<Saying> Tiers(TierSettings tiers) =>
    [
        new(t["is on"], YesNo(tiers.IsActive)),
        new(t["reached by"], tiers.Basis switch { TierBasis.Points => t["points earned"], TierBasis.Spent => t["money spent"], _ => t["orders placed"] }),
        new(t["counted over"], tiers.Window switch { TierWindow.RollingYear => t["the last twelve months"], TierWindow.CalendarYear => t["the calendar year"], _ => t["all time"] }),
        new(t["grace period"], DaysOrNone(tiers.GraceDays)),
    ];

    internal IEnumerable<Saying> Level(TierLevel level, TierBasis basis) =>
    [
        new(t["name"], level.Name, IsDetail: true),
        new(t["name in other languages"], ByLanguage(level.Names), IsDetail: true),
        new(t["colour"], level.Colour, IsDetail: true),
        new(t["icon"], level.Icon, IsDetail: true),
        new(t["from"], basis switch { TierBasis.Spent => t.Money(level.Threshold), TierBasis.Points => t.Points(level.Threshold), _ => t["{0:n|order|orders}", level.Threshold] }),
        new(t["gives on entry"], Points(level.EntryPoints)),
        new(t["multiplier"], Times(level.Times)),
        new(t["perks"], ByLanguage(level.Perks)),
        new(t["standing code"], level.Standing is { } code ? Code(code) : None),
        new(t["customer tag"], level.EarlyAccessTag ?? None),
    ];

    internal string Rounding(Rounding rounding) => rounding switch { Loyalty.Rounding.Up => t["rounded up"], Loyalty.Rounding.Nearest => t["rounded to the nearest"], _ => t["left off"] };

    internal string Channels(OrderChannels channels) => channels switch { OrderChannels.Online => t["online only"], OrderChannels.PointOfSale => t["in the store only"], _ => t["online and in the store"] };

    internal string Negative(NegativeBalance policy) => policy switch
    {
        NegativeBalance.Floor => t["forgiven"],
        NegativeBalance.Carry => t["shown as zero, made up for later"],
        _ => t["the balance goes below zero"],
    };

    internal string Expiry(PointsExpiry? expiry) => expiry switch
    {
        null => t["never"],
        { Kind: ExpiryKind.PerCredit } => t["{0:n|month|months} after they became available", expiry.Months],
        _ => t["after {0:n|month|months} without activity", expiry.Months],
    };

    internal string Days(int days) => t["{0:n|day|days}", days];
    internal string DaysOrNone(int days) => days == 0 ? None : Days(days);
    internal string MoneyOrNone(long amount) => amount == 0 ? None : t.Money(amount);
    internal string List(IReadOnlyList<string>? all) => all is { Count: > 0 } ? string.Join(", ", all) : None;

    private string Points(long points) => points == 0 ? None : t.Points(points);
    private string Limit(int times) => times == 0 ? t["no limit"] : t.Number(times);
    private string Times(decimal times) => times == 0 ? t["earns nothing"] : "×" + times.ToString("0.###", t.Culture);
    private string YesNo(bool isSo) => isSo ? t["yes"] : t["no"];
    private string Code(StandingCode code) => (code.Percent is { } percent ? t["{0} % off", percent.ToString("0.##", t.Culture)] : t["free shipping"])
        + (code.MinimumSubtotal is { } minimum ? ", " + t["from {0}", t.Money(minimum)] : "");
    private string ByLanguage(IReadOnlyDictionary<string, string>? texts) => texts is { Count: > 0 } ? string.Join("; ", texts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}")) : None;

    /// <summary>Already the shop's wall-clock time.</summary>
    private string WallClock(DateTime at) => t.Day(DateOnly.FromDateTime(at)) + " " + at.ToString(t.Culture.DateTimeFormat.ShortTimePattern, t.Culture);
}
