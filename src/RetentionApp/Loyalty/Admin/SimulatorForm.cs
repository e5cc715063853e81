using System.Globalization;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Loyalty.Simulating;
using RetentionApp.Rewards;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The values to try, as they are typed: the rate, what counts, the reward, and the multiplier of every rule, campaign and tier.</summary>
internal sealed class SimulatorForm
{
    private readonly Dictionary<string, string> typed = [];

    internal string this[string field] => typed.GetValueOrDefault(field, "");
    private string Text(string field) => this[field];
    internal bool IsOn(string field) => this[field] == "true";

    internal static SimulatorForm Of(SimulatedProgramme programme, DateOnly? month, string currency, CultureInfo culture)
    {
        var (settings, form) = (programme.Settings, new SimulatorForm());
        form.typed["Month"] = month?.ToString("yyyy-MM", CultureInfo.InvariantCulture) ?? "";
        form.typed["Points"] = settings.Points.ToString("0.###", culture);
        form.typed["PerAmount"] = Typed.Plain(settings.PerAmount, currency, culture);
        form.typed["Minimum"] = settings.MinimumOrder == 0 ? "" : Typed.Plain(settings.MinimumOrder, currency, culture);
        form.typed["RewardCost"] = programme.RewardCost == 0 ? "" : programme.RewardCost.ToString(culture);
        form.typed["RewardAmount"] = programme.RewardCost == 0 ? "" : Typed.Plain(programme.RewardAmount, currency, culture);
        form.typed["MonthTimes"] = programme.MonthTimes == 0 ? "" : programme.MonthTimes.ToString("0.###", culture);
        var bonuses = BonusesForm.Of(settings.Bonuses, currency, culture);
        (form.typed["FirstOrder"], form.typed["EveryNth"], form.typed["NthOrder"], form.typed["BiggestOrder"]) = (bonuses.FirstOrder ?? "", bonuses.EveryNth ?? "", bonuses.NthOrder ?? "", bonuses.BiggestOrder ?? "");
        form.typed["GuestDays"] = settings.GuestDays == 0 ? "" : settings.GuestDays.ToString(culture);
        foreach (var (name, get) in Counting) form.typed[name] = get(settings) ? "true" : "";
        foreach (var (field, _, times) in Multipliers(settings)) form.typed[field] = times.ToString("0.###", culture);
        return form;
    }

    internal static SimulatorForm Of(IFormCollection posted)
    {
        var form = new SimulatorForm();
        foreach (var (name, value) in posted) form.typed[name] = value.ToString().Trim();
        return form;
    }

    /// <summary>The fields of multipliers: product rules by place, campaigns and tiers by id, each with its name.</summary>
    internal static IEnumerable<(string Field, string Name, decimal Times)> Multipliers(ProgrammeSettings settings) =>
    [
        .. (settings.ProductRules ?? []).Select((rule, place) => ("rule-" + place.ToString(CultureInfo.InvariantCulture), rule.Label ?? rule.Value, rule.Times)),
        .. (settings.Campaigns ?? []).Where(campaign => campaign.IsActive).Select(campaign => ("campaign-" + campaign.Id, campaign.Name, campaign.Times)),
        .. (settings.Tiers is { IsActive: true } tiers ? tiers.Levels : []).Select(level => ("tier-" + level.Id, level.Name, level.Times == 0 ? 1 : level.Times)),
    ];

    private static readonly (string Name, Func<ProgrammeSettings, bool> Get)[] Counting =
    [
        ("CountsTax", settings => settings.CountsTax), ("CountsShipping", settings => settings.CountsShipping),
        ("CountsGiftCards", settings => settings.CountsGiftCards), ("CountsDiscounts", settings => settings.CountsDiscounts),
    ];

    /// <summary>The values on top of <paramref name="start"/>; what is wrong goes into <paramref name="errors"/>.</summary>
    internal SimulatedProgramme Read(ProgrammeSettings start, string currency, FieldErrors errors, AdminText t)
    {
        var points = Typed.Number(Text("Points"));
        if (points is null or <= 0 or > 100_000) errors.Add("Points", t["Points must be more than 0 and at most 100,000."]);
        else if (decimal.Round(points.Value, 3) != points) errors.Add("Points", t["Points can have three decimals at most."]);
        var per = Typed.Amount(Text("PerAmount"), currency);
        if (per is null or <= 0) errors.Add("PerAmount", t["The amount must be more than 0."]);
        var minimum = Text("Minimum").Length == 0 ? 0 : Typed.Amount(Text("Minimum"), currency);
        if (minimum is null or < 0) errors.Add("Minimum", t["The smallest order must be an amount; leave it empty for none."]);
        var cost = Typed.Whole(Text("RewardCost"));
        if (cost is null or < 1 or > 10_000_000) errors.Add("RewardCost", t["The reward must cost a whole number of points, at least 1."]);
        var amount = Typed.Amount(Text("RewardAmount"), currency);
        if (amount is null or < 1) errors.Add("RewardAmount", t["The discount must be an amount above 0."]);
        var month = Text("MonthTimes").Length == 0 ? 0 : Times("MonthTimes", errors, t);
        var settings = start with
        {
            IsActive = true,
            Points = points ?? start.Points,
            PerAmount = per is > 0 ? per.Value : start.PerAmount,
            MinimumOrder = minimum ?? 0,
            CountsTax = IsOn("CountsTax"),
            CountsShipping = IsOn("CountsShipping"),
            CountsGiftCards = IsOn("CountsGiftCards"),
            CountsDiscounts = IsOn("CountsDiscounts"),
            ProductRules = start.ProductRules?.Select((rule, place) => rule with { Times = Or("rule-" + place.ToString(CultureInfo.InvariantCulture), rule.Times) }).ToList(),
            Campaigns = start.Campaigns?.Select(campaign => campaign.IsActive ? campaign with { Times = Or("campaign-" + campaign.Id, campaign.Times) } : campaign).ToList(),
            Tiers = start.Tiers is { IsActive: true } tiers ? tiers with { Levels = tiers.Levels.Select(level => level with { Times = Or("tier-" + level.Id, level.Times) }).ToList() } : start.Tiers,
        };
        return new SimulatedProgramme(WithBonuses(settings, currency, errors, t) with { GuestDays = Guests(start, errors, t) }, cost ?? 0, amount ?? 0, month);

        decimal Or(string field, decimal before) => typed.ContainsKey(field) ? Times(field, errors, t) : before;
    }

    /// <summary>The fields that were typed; milestones, which have none, stay.</summary>
    private ProgrammeSettings WithBonuses(ProgrammeSettings settings, string currency, FieldErrors errors, AdminText t)
    {
        var form = BonusesForm.Of(settings.Bonuses, currency, t.Culture);
        (form.FirstOrder, form.EveryNth, form.NthOrder, form.BiggestOrder) =
            (typed.GetValueOrDefault("FirstOrder", form.FirstOrder!), typed.GetValueOrDefault("EveryNth", form.EveryNth!), typed.GetValueOrDefault("NthOrder", form.NthOrder!), typed.GetValueOrDefault("BiggestOrder", form.BiggestOrder!));
        return form.Settings(settings, currency, errors, t);
    }

    private int Guests(ProgrammeSettings start, FieldErrors errors, AdminText t)
    {
        if (!typed.TryGetValue("GuestDays", out var text)) return start.GuestDays;
        if (text.Length == 0) return 0;
        if (Typed.Whole(text) is >= 0 and <= BalanceForm.MostDays and var days) return (int)days;
        errors.Add("GuestDays", t["The days must be a whole number up to {0}; leave it empty if guests earn nothing.", BalanceForm.MostDays]);
        return start.GuestDays;
    }

    private decimal Times(string field, FieldErrors errors, AdminText t)
    {
        var times = Typed.Number(this[field]);
        if (times is null or < 0 or > 100 || decimal.Round(times.Value, 3) != times) errors.Add(field, t["A multiplier must be a number from 0 to 100, for example 1.5."]);
        return times ?? 1;
    }

    /// <summary>The reward that says what points are worth, as everywhere: the cheapest that takes money off.</summary>
    internal static Reward? Rate(IEnumerable<Reward> rewards) => rewards.Where(reward => reward is { IsActive: true, Kind: RewardKind.AmountOff, Cost: > 0 }).MinBy(reward => reward.Cost);
}
