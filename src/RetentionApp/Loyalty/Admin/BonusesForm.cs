using System.Globalization;
using RetentionApp.Admin;
using RetentionApp.Commerce;

namespace RetentionApp.Loyalty.Admin;

/// <summary>Bonuses of orders as they are typed; empty fields give nothing.</summary>
internal sealed class BonusesForm
{
    internal const int MostMilestones = 5;
    private const long MostPoints = 1_000_000;

    public string? FirstOrder { get; set; }
    public string? EveryNth { get; set; }
    public string? NthOrder { get; set; }
    public string? BiggestOrder { get; set; }
    public List<string?> MilestoneAmount { get; set; } = [];
    public List<string?> MilestonePoints { get; set; } = [];

    /// <summary>Version the merchant saw; a colleague may have saved meanwhile.</summary>
    public int Version { get; set; }

    internal static BonusesForm Of(ProgrammeVersion current, string currency, CultureInfo culture)
    {
        var form = Of(current.Settings.Bonuses, currency, culture);
        form.Version = current.Version;
        return form;
    }

    internal static BonusesForm Of(OrderBonuses? bonuses, string currency, CultureInfo culture)
    {
        var milestones = bonuses?.Milestones ?? [];
        return new BonusesForm
        {
            FirstOrder = Filled(bonuses?.FirstOrder, culture),
            EveryNth = bonuses?.NthOrder > 0 ? Filled(bonuses.EveryNth, culture) : "",
            NthOrder = Filled(bonuses?.NthOrder, culture),
            BiggestOrder = Filled(bonuses?.BiggestOrder, culture),
            MilestoneAmount = milestones.Select(one => (string?)Money.Amount(one.Amount, currency).ToString("0.###", culture)).ToList(),
            MilestonePoints = milestones.Select(one => Filled(one.Points, culture)).ToList(),
        };
    }

    internal ProgrammeSettings Settings(ProgrammeSettings current, string currency, FieldErrors errors, AdminText t)
    {
        var first = Points(FirstOrder, nameof(FirstOrder), errors, t);
        var nth = Points(NthOrder, nameof(NthOrder), errors, t);
        var biggest = Points(BiggestOrder, nameof(BiggestOrder), errors, t);
        var every = string.IsNullOrWhiteSpace(EveryNth) ? 0 : Typed.Whole(EveryNth);
        if (every is null or 1 or < 0 or > 1000) errors.Add(nameof(EveryNth), t["Every how many orders: a whole number from 2 to 1,000."]);
        else if (nth > 0 && every == 0) errors.Add(nameof(EveryNth), t["Say after how many orders these points are given."]);
        var milestones = Milestones(currency, errors, t);
        var bonuses = new OrderBonuses(first, nth > 0 && every is >= 2 and <= 1000 ? (int)every : 0, nth, biggest, milestones.Count > 0 ? milestones : null);
        return current with { Bonuses = Earning.BonusRules.AreActive(bonuses) ? bonuses : null };
    }

    private List<OrderMilestone> Milestones(string currency, FieldErrors errors, AdminText t)
    {
        var milestones = new List<OrderMilestone>();
        for (var place = 0; place < Math.Min(MostMilestones, Math.Min(MilestoneAmount.Count, MilestonePoints.Count)); place++)
        {
            var (amount, points) = (MilestoneAmount[place], MilestonePoints[place]);
            if (string.IsNullOrWhiteSpace(amount) && string.IsNullOrWhiteSpace(points)) continue;
            var worth = Points(points, $"MilestonePoints-{place}", errors, t);
            if (Typed.Amount(amount, currency) is not (> 0 and var minor)) errors.Add($"MilestoneAmount-{place}", t["The order value must be an amount above 0."]);
            else if (milestones.Any(one => one.Amount == minor)) errors.Add($"MilestoneAmount-{place}", t["There is a milestone at this amount already."]);
            else if (worth > 0) milestones.Add(new OrderMilestone(minor, worth));
        }
        return milestones.OrderBy(one => one.Amount).ToList();
    }

    private static long Points(string? typed, string field, FieldErrors errors, AdminText t)
    {
        if (string.IsNullOrWhiteSpace(typed)) return 0;
        if (Typed.Whole(typed) is >= 0 and <= MostPoints and var points) return points;
        errors.Add(field, t["Points must be a whole number from 0 to {0}.", t.Number(MostPoints)]);
        return 0;
    }

    private static string? Filled(long? number, CultureInfo culture) => number is null or 0 ? "" : number.Value.ToString(culture);
}
