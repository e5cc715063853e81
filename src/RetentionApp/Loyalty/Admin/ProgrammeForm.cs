using System.Globalization;
using RetentionApp.Admin;
using RetentionApp.Commerce;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The programme as it is typed. Bound from a form or, for the preview, from the address.</summary>
internal sealed class ProgrammeForm
{
    private const int MostDays = 365;

    public string? IsActive { get; set; }
    public string? Points { get; set; }
    public string? PerAmount { get; set; }
    public string? Minimum { get; set; }
    public string? CountsTax { get; set; }
    public string? CountsShipping { get; set; }
    public string? CountsGiftCards { get; set; }
    public string? CountsDiscounts { get; set; }
    public string? PendingDays { get; set; }
    public string? CountsTips { get; set; }
    public string? LeavesOutGiftCardPayments { get; set; }
    public string? LeavesOutStoreCreditPayments { get; set; }
    public string? Rounding { get; set; }
    public string? Channels { get; set; }
    public string? WaitsForFulfilment { get; set; }

    /// <summary>Version the merchant saw; a colleague may have saved meanwhile.</summary>
    public int Version { get; set; }

    internal static ProgrammeForm Of(ProgrammeVersion current, string currency, CultureInfo culture)
    {
        var settings = current.Settings;
        return new ProgrammeForm
        {
            Version = current.Version,
            IsActive = Tick(settings.IsActive),
            Points = settings.Points.ToString("0.###", culture),
            PerAmount = Plain(settings.PerAmount, currency, culture),
            Minimum = settings.MinimumOrder == 0 ? "" : Plain(settings.MinimumOrder, currency, culture),
            CountsTax = Tick(settings.CountsTax),
            CountsShipping = Tick(settings.CountsShipping),
            CountsGiftCards = Tick(settings.CountsGiftCards),
            CountsDiscounts = Tick(settings.CountsDiscounts),
            PendingDays = settings.PendingDays.ToString(culture),
            CountsTips = Tick(settings.CountsTips),
            LeavesOutGiftCardPayments = Tick(settings.LeavesOutGiftCardPayments),
            LeavesOutStoreCreditPayments = Tick(settings.LeavesOutStoreCreditPayments),
            Rounding = settings.Rounding.ToString(),
            Channels = settings.Channels.ToString(),
            WaitsForFulfilment = Tick(settings.WaitsForFulfilment),
        };
    }

    /// <summary>The settings that were typed, on top of <paramref name="current"/>; what is wrong goes into <paramref name="errors"/>.</summary>
    internal ProgrammeSettings Settings(ProgrammeSettings current, string currency, FieldErrors errors, AdminText t)
    {
        var points = Typed.Number(Points);
        if (points is null) errors.Add(nameof(Points), t["Points must be a number, for example 5 or 1.5."]);
        else if (points <= 0 || points > 100_000) errors.Add(nameof(Points), t["Points must be more than 0 and at most 100,000."]);
        else if (decimal.Round(points.Value, 3) != points) errors.Add(nameof(Points), t["Points can have three decimals at most."]);

        var perAmount = Typed.Amount(PerAmount, currency);
        if (perAmount is null) errors.Add(nameof(PerAmount), t["The amount must be a number, for example {0}.", Plain(Money.Unit(currency), currency, t.Culture)]);
        else if (perAmount <= 0) errors.Add(nameof(PerAmount), t["The amount must be more than 0."]);

        var minimum = string.IsNullOrWhiteSpace(Minimum) ? 0 : Typed.Amount(Minimum, currency);
        if (minimum is null or < 0) errors.Add(nameof(Minimum), t["The smallest order must be an amount; leave it empty for none."]);

        var days = Typed.Whole(PendingDays);
        if (WaitsForFulfilment is { Length: > 0 } && days is null) days = current.PendingDays;
        if (days is null or < 0 or > MostDays) errors.Add(nameof(PendingDays), t["The waiting time must be a whole number of days from 0 to {0}.", MostDays]);

        return current with
        {
            IsActive = IsActive is not null,
            Points = points ?? current.Points,
            PerAmount = perAmount is > 0 ? perAmount.Value : current.PerAmount,
            MinimumOrder = minimum is >= 0 ? minimum.Value : current.MinimumOrder,
            CountsTax = CountsTax is not null,
            CountsShipping = CountsShipping is not null,
            CountsGiftCards = CountsGiftCards is not null,
            CountsDiscounts = CountsDiscounts is not null,
            PendingDays = days is >= 0 and <= MostDays ? (int)days : current.PendingDays,
            CountsTips = CountsTips is not null,
            LeavesOutGiftCardPayments = LeavesOutGiftCardPayments is not null,
            LeavesOutStoreCreditPayments = LeavesOutStoreCreditPayments is not null,
            Rounding = Enum.TryParse(Rounding, out Loyalty.Rounding rounding) && Enum.IsDefined(rounding) ? rounding : current.Rounding,
            Channels = Enum.TryParse(Channels, out OrderChannels channels) && Enum.IsDefined(channels) ? channels : current.Channels,
            WaitsForFulfilment = WaitsForFulfilment is { Length: > 0 },
        };
    }

    /// <summary>An amount without its currency sign, as it is typed; whole amounts without decimals.</summary>
    private static string Plain(long minor, string currency, CultureInfo culture)
    {
        var amount = Money.Amount(minor, currency);
        return amount.ToString(amount == decimal.Truncate(amount) ? "0" : "F" + Money.Decimals(currency), culture);
    }

    private static string? Tick(bool on) => on ? "true" : null;
}
