using System.Globalization;
using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Language;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Admin;

/// <summary>Texts, numbers, money and times as the signed-in member of staff reads them, in the shop's currency and time zone.</summary>
internal sealed class AdminText(IHttpContextAccessor http, IStringLocalizer<AdminTexts> texts, TimeProvider clock)
{
    private AdminContext? Context => field ??= http.HttpContext?.Admin();
    private Shop Shop => Context!.Shop;

    internal Words Words => field ??= new Words(Cultures.ChooseAmong(Cultures.Admin, Context?.Locale, Context?.Shop.Locale), PointsName.Of(Context?.Shop.PointsWord));
    internal CultureInfo Culture => Words.Culture;
    internal TimeZoneInfo Zone => field ??= Zones.Of(Shop);

    internal string this[string key, params object?[] values] => Words[texts, key, values];

    internal string Number(long number) => Words.Number(number);
    internal string Points(long points) => Words.Points(points);
    /// <summary>The merchant's word for many points, as the unit behind a field.</summary>
    internal string PointsWord => Plurals.Choose(Words.Language, 5, Words.Name.Forms(Words.Language));
    internal string Money(long minor, string? currency = null) => Commerce.Money.Format(minor, currency ?? Shop.Currency, Culture);
    internal string Percent(decimal share, int decimals = 1) => share.ToString("P" + decimals, Culture);

    /// <summary>With its sign, so that colour is never the only sign: "+195", "−500".</summary>
    internal string Signed(long number) => number switch { > 0 => "+" + Number(number), < 0 => "−" + Number(-number), _ => "0" };

    internal DateTime Local(DateTime at) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(at, DateTimeKind.Utc), Zone);
    internal DateOnly Today => DateOnly.FromDateTime(Local(clock.GetUtcNow().UtcDateTime));

    /// <summary>"12 May", with the year when it is not this one.</summary>
    internal string Day(DateOnly day) => day.ToString(DayPattern(withYear: day.Year != Today.Year), Culture);
    internal string Day(DateTime at) => Day(DateOnly.FromDateTime(Local(at)));
    /// <summary>"May 2026".</summary>
    internal string Month(DateOnly day) => day.ToString("MMM yyyy", Culture);

    /// <summary>"February 2026", «февраль 2026».</summary>
    internal string WholeMonth(DateOnly month) => month.ToString("MMMM yyyy", Culture);

    /// <summary>Date and time to the minute, for the place where it has to be exact.</summary>
    internal string Exact(DateTime at) => Local(at).ToString(DayPattern(withYear: true) + " " + Culture.DateTimeFormat.ShortTimePattern, Culture);

    /// <summary>"5 min ago", "in 3 days", then the day.</summary>
    internal string Ago(DateTime at)
    {
        var past = clock.GetUtcNow().UtcDateTime - at;
        if (past < TimeSpan.Zero) return Ahead(-past, at);
        if (past.TotalMinutes < 1) return this["just now"];
        if (past.TotalHours < 1) return this["{0} min ago", (int)past.TotalMinutes];
        if (past.TotalHours < 12) return this["{0} h ago", (int)past.TotalHours];
        var days = Today.DayNumber - DateOnly.FromDateTime(Local(at)).DayNumber;
        return days switch
        {
            0 => this["today"],
            1 => this["yesterday"],
            < 7 => this["{0:n|day|days} ago", days],
            _ => Day(at),
        };
    }

    /// <summary>A length of time in one unit: "40 s", "12 min", "3 h".</summary>
    internal string Lasting(TimeSpan time) =>
        time.TotalSeconds < 90 ? this["{0} s", (int)Math.Max(1, time.TotalSeconds)] :
        time.TotalMinutes < 90 ? this["{0} min", (int)time.TotalMinutes] : this["{0} h", (int)time.TotalHours];

    private string Ahead(TimeSpan ahead, DateTime at) => ahead.TotalDays switch
    {
        < 1.0 / 24 => this["in a moment"],
        < 1 => this["in {0} h", (int)ahead.TotalHours],
        < 7 => this["in {0:n|day|days}", (int)Math.Round(ahead.TotalDays)],
        _ => Day(at),
    };

    /// <summary>The culture's month and day with a short month and, where wanted, its year.</summary>
    private string DayPattern(bool withYear)
    {
        var pattern = Culture.DateTimeFormat.MonthDayPattern.Replace("MMMM", "MMM");
        return !withYear ? pattern : Culture.Name == "en-US" ? pattern + ", yyyy" : pattern + " yyyy";
    }
}
