using System.Globalization;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Loyalty.Starting;

namespace RetentionApp.Loyalty.Admin.Start;

/// <summary>The numbers of step three as they are typed: the rate, the waiting time, up to three rewards, the tiers' thresholds and multipliers.</summary>
internal sealed class StartNumbers(Dictionary<string, string> typed)
{
    internal const int MostRewards = 3;

    internal string this[string field] => typed.GetValueOrDefault(field, "");
    private string Text(string field) => this[field];
    internal Dictionary<string, string> Typed => typed;

    internal static StartNumbers Of(Preset preset, string currency, CultureInfo culture)
    {
        var (settings, typed) = (preset.Settings, new Dictionary<string, string>());
        typed["Points"] = settings.Points.ToString("0.###", culture);
        typed["PerAmount"] = RetentionApp.Admin.Typed.Plain(settings.PerAmount, currency, culture);
        typed["PendingDays"] = settings.PendingDays.ToString(culture);
        for (var i = 0; i < MostRewards; i++)
        {
            var reward = preset.Rewards.ElementAtOrDefault(i);
            typed[Cost(i)] = reward?.Cost.ToString(culture) ?? "";
            typed[Amount(i)] = reward is null ? "" : RetentionApp.Admin.Typed.Plain(reward.Amount, currency, culture);
        }
        foreach (var level in Levels(settings))
        {
            typed[Threshold(level)] = settings.Tiers!.Basis == TierBasis.Spent ? RetentionApp.Admin.Typed.Plain(level.Threshold, currency, culture) : level.Threshold.ToString(culture);
            typed[Times(level)] = (level.Times == 0 ? 1 : level.Times).ToString("0.###", culture);
        }
        return new StartNumbers(typed);
    }

    /// <summary>What was posted, and nothing but the fields that are known here.</summary>
    internal static StartNumbers Of(Func<string, string?> posted, ProgrammeSettings settings)
    {
        string[] fields = ["Points", "PerAmount", "PendingDays", .. Enumerable.Range(0, MostRewards).SelectMany(i => new[] { Cost(i), Amount(i) }), .. Levels(settings).SelectMany(level => new[] { Threshold(level), Times(level) })];
        return new StartNumbers(fields.ToDictionary(field => field, field => (posted(field) ?? "").Trim() is var text && text.Length > 40 ? text[..40] : text));
    }

    internal static string Cost(int reward) => $"Reward{reward}Cost";
    internal static string Amount(int reward) => $"Reward{reward}Amount";
    internal static string Threshold(TierLevel level) => $"Tier-{level.Id}-Threshold";
    internal static string Times(TierLevel level) => $"Tier-{level.Id}-Times";
    internal static IReadOnlyList<TierLevel> Levels(ProgrammeSettings settings) => settings.Tiers is { IsActive: true } tiers ? tiers.Levels : [];

    /// <summary>The preset with what was typed; what is wrong goes into <paramref name="errors"/> and keeps the preset's value.</summary>
    internal Preset On(Preset preset, string currency, FieldErrors errors, AdminText t)
    {
        var settings = preset.Settings;
        var points = RetentionApp.Admin.Typed.Number(Text("Points"));
        if (points is null or <= 0 or > 100_000) errors.Add("Points", t["Points must be more than 0 and at most 100,000."]);
        else if (decimal.Round(points.Value, 3) != points) errors.Add("Points", t["Points can have three decimals at most."]);
        var per = RetentionApp.Admin.Typed.Amount(Text("PerAmount"), currency);
        if (per is null or <= 0) errors.Add("PerAmount", t["The amount must be more than 0."]);
        var days = RetentionApp.Admin.Typed.Whole(Text("PendingDays"));
        if (days is null or < 0 or > 365) errors.Add("PendingDays", t["The waiting time must be a whole number of days from 0 to {0}.", 365]);
        return new Preset(settings with
        {
            Points = points is > 0 ? points.Value : settings.Points,
            PerAmount = per is > 0 ? per.Value : settings.PerAmount,
            PendingDays = days is >= 0 and <= 365 ? (int)days : settings.PendingDays,
            Tiers = settings.Tiers is { IsActive: true } tiers ? tiers with { Levels = [.. tiers.Levels.Select(level => Level(level, tiers.Basis, currency, errors, t))] } : settings.Tiers,
        }, Rewards(currency, errors, t));
    }

    private List<PresetReward> Rewards(string currency, FieldErrors errors, AdminText t)
    {
        var rewards = new List<PresetReward>();
        for (var i = 0; i < MostRewards; i++)
        {
            if (this[Cost(i)].Length == 0 && this[Amount(i)].Length == 0) continue;
            var (cost, amount) = (RetentionApp.Admin.Typed.Whole(this[Cost(i)]), RetentionApp.Admin.Typed.Amount(this[Amount(i)], currency));
            if (cost is null or < 1 or > 10_000_000) errors.Add(Cost(i), t["The reward must cost a whole number of points, at least 1."]);
            else if (amount is null or < 1) errors.Add(Amount(i), t["The discount must be an amount above 0."]);
            else rewards.Add(new PresetReward(cost.Value, amount.Value));
        }
        if (rewards.Count == 0 && !errors.Any) errors.Add(Cost(0), t["Set at least one reward, so that points are good for something."]);
        return [.. rewards.OrderBy(reward => reward.Cost)];
    }

    private TierLevel Level(TierLevel level, TierBasis basis, string currency, FieldErrors errors, AdminText t)
    {
        var threshold = basis == TierBasis.Spent ? RetentionApp.Admin.Typed.Amount(this[Threshold(level)], currency) : RetentionApp.Admin.Typed.Whole(this[Threshold(level)]);
        if (threshold is null or < 0) errors.Add(Threshold(level), t["The start of a tier must be a number, 0 or more."]);
        var times = RetentionApp.Admin.Typed.Number(this[Times(level)]);
        if (times is null or <= 0 or > 100 || decimal.Round(times.Value, 3) != times) errors.Add(Times(level), t["A multiplier must be a number from 0 to 100, for example 1.5."]);
        return level with { Threshold = threshold is >= 0 ? threshold.Value : level.Threshold, Times = times is > 0 and <= 100 ? times.Value : level.Times };
    }
}
