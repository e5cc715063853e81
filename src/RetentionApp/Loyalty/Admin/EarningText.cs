using RetentionApp.Admin;
using RetentionApp.Loyalty.Earning;

namespace RetentionApp.Loyalty.Admin;

/// <summary>Says in the merchant's language how an order's points come about.</summary>
internal static class EarningText
{
    internal static string Part(AdminText t, EarningPart part) => part.Kind switch
    {
        "goods" => t["Goods"],
        "discounts" => t["Discounts"],
        "tax" => t["Tax"],
        "shipping" => t["Shipping"],
        "tips" => t["Tips"],
        "refunds" => t["Refunded"],
        "excluded" => t["Left out: {0}", part.Label],
        "adjustments" => t["Other money back"],
        "giftCardPaid" => t["Paid with a gift card"],
        "storeCreditPaid" => t["Paid with store credit"],
        "minimum" => t["Below the smallest order"],
        _ => part.Kind,
    };

    /// <summary>What a step does: "× 1.5 Gold". Null for the first, which is what the amount itself gives.</summary>
    internal static string? Step(AdminText t, EarningStep step) => step.Kind switch
    {
        "rate" => null,
        "products" when step.Times is { } times => $"× {Number(t, times)} {step.Label}",
        "tier" or "campaign" => $"× {Number(t, step.Times ?? 1)} {step.Label}",
        "rounding" => t["Rounded"],
        "channel" => t["This channel earns nothing"],
        _ => t["Programme is off"],
    };

    internal static string Bonus(AdminText t, BonusKind kind) => kind switch
    {
        BonusKind.First => t["First order"],
        BonusKind.Nth => t["Every few orders"],
        BonusKind.Biggest => t["Biggest order so far"],
        _ => t["Order-value milestone"],
    };

    /// <summary>"38 × 1.5 Gold = 57".</summary>
    internal static string Formula(AdminText t, EarningExplained earned)
    {
        var steps = earned.Steps();
        var text = Number(t, steps[0].Points);
        var before = steps[0].Points;
        if (steps is [_] or [_, { Kind: "rounding" }]) return steps.Count == 1 ? text : t["{0}, rounded {1}", text, t.Number(earned.Points)];
        foreach (var step in steps.Skip(1))
        {
            text += step.Kind switch
            {
                // A product rule touches some lines only: what it adds, not what it multiplies.
                "products" => $" + {Number(t, step.Points - before)} ({step.Label})",
                "tier" or "campaign" => $" {Step(t, step)}",
                _ => "",
            };
            before = step.Points;
        }
        return steps[^1].Kind == "rounding" ? t["{0}, rounded {1}", $"{text} = {Number(t, steps[^2].Points)}", t.Number(earned.Points)] : $"{text} = {t.Number(earned.Points)}";
    }

    internal static string Number(AdminText t, decimal number) => number.ToString("#,##0.###", t.Culture);
}
