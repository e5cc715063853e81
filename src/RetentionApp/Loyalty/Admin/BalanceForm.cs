using System.Globalization;
using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The rules of balances as they are typed: refunds, debt, expiry, guests, excluded customers.</summary>
internal sealed class BalanceForm
{
    internal const int MostDays = 3650;
    private const int MostMonths = 120, MostTags = 50;

    public string? KeepsEarned { get; set; }
    public string? ReturnsSpent { get; set; }
    /// <summary>A name of <see cref="NegativeBalance"/>.</summary>
    public string? Negative { get; set; }
    /// <summary>A name of <see cref="ExpiryKind"/>, or "never".</summary>
    public string? Expiry { get; set; }
    public string? Months { get; set; }
    public string? GuestDays { get; set; }
    /// <summary>Separated by commas.</summary>
    public string? ExcludedTags { get; set; }
    /// <summary>Version the merchant saw; a colleague may have saved meanwhile.</summary>
    public int Version { get; set; }

    internal static BalanceForm Of(ProgrammeVersion current, CultureInfo culture) => new()
    {
        Version = current.Version,
        KeepsEarned = current.Settings.KeepsEarnedPoints ? "true" : null,
        ReturnsSpent = current.Settings.KeepsSpentPoints ? null : "true",
        Negative = current.Settings.NegativeBalance.ToString(),
        Expiry = current.Settings.Expiry?.Kind.ToString() ?? "never",
        Months = (current.Settings.Expiry?.Months ?? 12).ToString(culture),
        GuestDays = current.Settings.GuestDays == 0 ? "" : current.Settings.GuestDays.ToString(culture),
        ExcludedTags = string.Join(", ", current.Settings.ExcludedTags ?? []),
    };

    /// <summary>The settings that were typed, on top of <paramref name="current"/>; what is wrong goes into <paramref name="errors"/>.</summary>
    internal ProgrammeSettings Settings(ProgrammeSettings current, DateTime now, FieldErrors errors, AdminText t)
    {
        long? days = string.IsNullOrWhiteSpace(GuestDays) ? 0 : Typed.Whole(GuestDays);
        if (days is null or < 0 or > MostDays) errors.Add(nameof(GuestDays), t["The days must be a whole number up to {0}; leave it empty if guests earn nothing.", MostDays]);
        var tags = (ExcludedTags ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (tags.Count > MostTags || tags.Exists(tag => tag.Length > 255)) errors.Add(nameof(ExcludedTags), t["At most {0} tags of 255 characters each.", MostTags]);
        return current with
        {
            KeepsEarnedPoints = KeepsEarned is not null,
            KeepsSpentPoints = ReturnsSpent is null,
            NegativeBalance = Enum.TryParse<NegativeBalance>(Negative, out var negative) && Enum.IsDefined(negative) ? negative : current.NegativeBalance,
            Expiry = Rule(current.Expiry, now, errors, t),
            GuestDays = days is >= 0 and <= MostDays ? (int)days : current.GuestDays,
            ExcludedTags = tags.Count == 0 ? null : tags,
        };
    }

    /// <summary>A rule that changed counts from now: nothing expires within the days of notice.</summary>
    private PointsExpiry? Rule(PointsExpiry? current, DateTime now, FieldErrors errors, AdminText t)
    {
        if (!Enum.TryParse<ExpiryKind>(Expiry, out var kind) || !Enum.IsDefined(kind)) return null;
        if (Typed.Whole(Months) is not (>= 1 and <= MostMonths and var months))
        {
            errors.Add(nameof(Months), t["The months must be a whole number from 1 to {0}.", MostMonths]);
            return current;
        }
        return current?.Kind == kind && current.Months == months ? current : new PointsExpiry(kind, (int)months, now);
    }
}
