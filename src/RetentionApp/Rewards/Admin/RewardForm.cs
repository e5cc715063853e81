using System.Globalization;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Language;

namespace RetentionApp.Rewards.Admin;

/// <summary>A reward as it is typed. Bound from a form or, for the preview, from the address. Fields of other kinds stay empty.</summary>
internal sealed class RewardForm
{
    private const long MostPoints = 10_000_000;

    public string? Kind { get; set; }
    public string? Cost { get; set; }
    public string? Amount { get; set; }
    public string? Percent { get; set; }
    public string? MaximumOff { get; set; }
    public string? MaximumPoints { get; set; }
    public string? StepPoints { get; set; }
    public string? MaximumShipping { get; set; }
    public string? Minimum { get; set; }
    public string? ValidDays { get; set; }
    public string? CombinesProduct { get; set; }
    public string? CombinesOrder { get; set; }
    public string? CombinesShipping { get; set; }
    public string? IsActive { get; set; }
    public string? Name { get; set; }
    public string? Description { get; set; }
    public string? Image { get; set; }
    public string? Prefix { get; set; }
    public string? PerCustomer { get; set; }
    public string? PerDays { get; set; }
    public string? Stock { get; set; }
    /// <summary>What was left when the page was shown: some may have been taken since.</summary>
    public string? StockSeen { get; set; }
    public string? From { get; set; }
    public string? Until { get; set; }
    public string? Tag { get; set; }
    public string? DaysBefore { get; set; }
    public string? DaysAfter { get; set; }
    /// <summary>all, products or collections.</summary>
    public string? Applies { get; set; }
    public List<string>? Tiers { get; set; }
    public List<long>? Choices { get; set; }
    /// <summary>Shopify's number and the title, with a bar between.</summary>
    public List<string>? Products { get; set; }
    public List<string>? Collections { get; set; }
    public Dictionary<string, string?>? Names { get; set; }
    public Dictionary<string, string?>? Descriptions { get; set; }

    /// <summary>The languages besides the shop's own in which a shopper may read.</summary>
    internal static readonly IReadOnlyList<string> Languages = Cultures.Shopper;

    internal static RewardForm Of(Reward reward, AdminText t)
    {
        var (terms, currency, culture) = (reward.Terms, reward.Currency, t.Culture);
        string? Number(long number) => number == 0 ? null : number.ToString(culture);
        string? Sum(long? minor) => minor is > 0 and var amount ? Plain(amount, currency, culture) : null;
        return new RewardForm
        {
            Kind = RewardKinds.Of(reward.Kind).Name,
            Cost = Number(reward.Cost),
            Amount = Sum(reward.Amount),
            Percent = terms.Percent == 0 ? null : (terms.Percent / 100m).ToString("0.##", culture),
            MaximumOff = Sum(terms.MaximumOff),
            MaximumPoints = Number(terms.MaximumPoints),
            StepPoints = Number(terms.StepPoints),
            MaximumShipping = Sum(terms.MaximumShipping),
            Minimum = Sum(reward.MinimumSubtotal),
            ValidDays = reward.ValidDays?.ToString(culture),
            CombinesProduct = Tick(reward.CombinesWithProduct),
            CombinesOrder = Tick(reward.CombinesWithOrder),
            CombinesShipping = Tick(reward.CombinesWithShipping),
            IsActive = Tick(reward.IsActive),
            Name = reward.Name,
            Description = terms.Description,
            Image = terms.Image,
            Prefix = terms.Prefix,
            PerCustomer = Number(terms.PerCustomer),
            PerDays = Number(terms.PerDays),
            Stock = reward.Stock?.ToString(culture),
            StockSeen = reward.Stock?.ToString(CultureInfo.InvariantCulture),
            From = terms.From is { } from ? t.Local(from).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            Until = terms.Until is { } until ? t.Local(until).AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            Tag = terms.Tag,
            DaysBefore = terms.DaysBefore.ToString(culture),
            DaysAfter = terms.DaysAfter.ToString(culture),
            Applies = terms.Products is { Count: > 0 } ? "products" : terms.Collections is { Count: > 0 } ? "collections" : "all",
            Tiers = terms.TierIds?.ToList(),
            Choices = terms.Choices?.ToList(),
            Products = terms.Products?.Select(Value).ToList(),
            Collections = terms.Collections?.Select(Value).ToList(),
            Names = terms.Texts?.ToDictionary(text => text.Key, text => text.Value.Name),
            Descriptions = terms.Texts?.ToDictionary(text => text.Key, text => text.Value.Description),
        };
    }

    /// <summary>Puts what was typed into <paramref name="reward"/>; what is wrong goes into <paramref name="errors"/> and stays as it was.</summary>
    internal void Fill(Reward reward, FieldErrors errors, AdminText t)
    {
        var (kind, currency, old) = (RewardKinds.Of(reward.Kind), reward.Currency, reward.Terms);
        var isGift = reward.Kind == RewardKind.BirthdayGift;
        reward.Cost = isGift ? 0 : Points(nameof(Cost), Cost, t["The reward must cost a whole number of points, at least 1."]) ?? reward.Cost;
        reward.Amount = kind.HasAmount ? Money(nameof(Amount), Amount, t["The amount must be above 0."], isNeeded: true) ?? reward.Amount : 0;
        reward.MinimumSubtotal = kind.HasMinimum ? Money(nameof(Minimum), Minimum, t["The smallest cart must be an amount; leave it empty for any."]) : null;
        reward.ValidDays = isGift ? null : (int?)Whole(nameof(ValidDays), ValidDays, 3650, t["The days must be a whole number above 0; leave it empty for no end."]);
        reward.CombinesWithProduct = CombinesProduct is not null;
        reward.CombinesWithOrder = CombinesOrder is not null;
        reward.CombinesWithShipping = CombinesShipping is not null;
        reward.IsActive = IsActive is not null;
        reward.Name = Text(Name, 80);
        var slider = reward.Kind == RewardKind.Slider;
        var prefix = (Prefix ?? "").Trim().ToUpperInvariant();
        if (!Codes.IsPrefix(prefix)) errors.Add(nameof(Prefix), t["The prefix may have up to ten letters A–Z and digits."]);
        var image = Text(Image, 500);
        if (image is not null && !(Uri.TryCreate(image, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps)) errors.Add(nameof(Image), t["The picture must be an address that begins with https://."]);
        var (from, until) = (Day(nameof(From), From, 0), Day(nameof(Until), Until, 1));
        if (from is not null && until <= from) errors.Add(nameof(Until), t["The last day must not be before the first."]);
        var perCustomer = (int)(Whole(nameof(PerCustomer), PerCustomer, 1000, t["The limit must be a whole number above 0; leave it empty for none."]) ?? 0);
        if (!string.IsNullOrWhiteSpace(Stock) && Typed.Whole(Stock) is null or < 0) errors.Add(nameof(Stock), t["How many are left must be a whole number; leave it empty for no limit."]);
        reward.Terms = old with
        {
            Percent = reward.Kind != RewardKind.PercentOff ? 0 : Typed.Number(Percent) is { } percent && percent * 100 == decimal.Truncate(percent * 100) && percent is >= 0 and <= 100 ? (int)(percent * 100) : -1,
            MaximumOff = reward.Kind == RewardKind.PercentOff ? Money(nameof(MaximumOff), MaximumOff, t["The most it takes off must be an amount above 0; leave it empty for no cap."]) : null,
            MaximumPoints = slider ? Points(nameof(MaximumPoints), MaximumPoints, t["The most points must be a whole number."]) ?? 0 : 0,
            StepPoints = slider ? Typed.Whole(StepPoints) ?? 0 : 0,
            MaximumShipping = reward.Kind == RewardKind.FreeShipping ? Money(nameof(MaximumShipping), MaximumShipping, t["The price of shipping must be an amount above 0; leave it empty for any."]) : null,
            Products = reward.Kind == RewardKind.FreeProduct || kind.HasItems && Applies == "products" ? PickedOf(Products) : null,
            Collections = kind.HasItems && Applies == "collections" ? PickedOf(Collections) : null,
            Tag = reward.Kind == RewardKind.EarlyAccess ? Text(Tag, 60) : null,
            Choices = isGift ? Choices is { Count: > 0 } ? Choices : null : null,
            DaysBefore = isGift ? (int)(Typed.Whole(DaysBefore) ?? -1) : 0,
            DaysAfter = isGift ? (int)(Typed.Whole(DaysAfter) ?? -1) : 0,
            TierIds = Tiers is { Count: > 0 } ? Tiers : null,
            PerCustomer = perCustomer,
            PerDays = perCustomer == 0 ? 0 : (int)(Whole(nameof(PerDays), PerDays, 3650, t["The days must be a whole number above 0; leave it empty for no end."]) ?? 0),
            From = from,
            Until = until,
            Prefix = prefix.Length > 0 && Codes.IsPrefix(prefix) ? prefix : null,
            Image = image,
            Description = Text(Description, 200),
            Texts = Texts(),
        };
        if (kind.HasItems && Applies is "products" or "collections" && reward.Terms is { Products: null, Collections: null }) errors.Add(nameof(Applies), t["Choose what it applies to."]);
        foreach (var (field, problem) in kind.Problems(reward)) if (errors[field] is null) errors.Add(field, t[problem]);

        long? Points(string field, string? text, string problem)
        {
            if (Typed.Whole(text) is >= 1 and <= MostPoints and var points) return points;
            errors.Add(field, problem);
            return null;
        }

        long? Money(string field, string? text, string problem, bool isNeeded = false)
        {
            if (string.IsNullOrWhiteSpace(text) && !isNeeded) return null;
            if (Typed.Amount(text, currency) is >= 1 and var amount) return amount;
            errors.Add(field, problem);
            return null;
        }

        long? Whole(string field, string? text, long most, string problem)
        {
            if (string.IsNullOrWhiteSpace(text)) return null;
            if (Typed.Whole(text) is >= 1 and var number && number <= most) return number;
            errors.Add(field, problem);
            return null;
        }

        DateTime? Day(string field, string? text, int later)
        {
            if (string.IsNullOrWhiteSpace(text)) return null;
            if (Typed.Day(text) is { } day) return TimeZoneInfo.ConvertTimeToUtc(FirstMoment(day.AddDays(later)), t.Zone);
            errors.Add(field, t["The date must be a day like 2026-05-31."]);
            return null;
        }

        // A day may begin later than midnight where the clocks go forward then.
        DateTime FirstMoment(DateOnly day)
        {
            var moment = day.ToDateTime(TimeOnly.MinValue);
            return t.Zone.IsInvalidTime(moment) ? moment.AddHours(1) : moment;
        }
    }

    private Dictionary<string, RewardText>? Texts()
    {
        var texts = Languages.Select(language => (language, Text: new RewardText(Text(Names?.GetValueOrDefault(language), 80), Text(Descriptions?.GetValueOrDefault(language), 200))))
            .Where(one => one.Text is not (null, null)).ToDictionary(one => one.language, one => one.Text);
        return texts.Count > 0 ? texts : null;
    }

    /// <summary>What is picked as a form posts it: <c>12|Vase</c>, of a variant <c>12:34|Vase – large</c>.</summary>
    internal static string Value(Picked one) => one.Variant is { } variant ? $"{one.Id}:{variant}|{one.Title}" : $"{one.Id}|{one.Title}";

    internal static IReadOnlyList<Picked>? PickedOf(List<string>? posted)
    {
        var picked = (posted ?? []).OfType<string>().Select(Read).OfType<Picked>().DistinctBy(one => (one.Id, one.Variant)).Take(100).ToList();
        return picked.Count > 0 ? picked : null;

        static Picked? Read(string text)
        {
            if (text.Split('|', 2) is not [var ids, var title] || ids.Split(':') is not { Length: 1 or 2 } numbers) return null;
            return Array.TrueForAll(numbers, number => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                ? new Picked(long.Parse(numbers[0], CultureInfo.InvariantCulture), title[..Math.Min(title.Length, 120)], numbers.Length == 2 ? long.Parse(numbers[1], CultureInfo.InvariantCulture) : null) : null;
        }
    }

    private static string? Text(string? text, int longest) => text?.Trim() is { Length: > 0 } typed ? typed[..Math.Min(typed.Length, longest)] : null;

    /// <summary>An amount without its currency sign, as it is typed; whole amounts without decimals.</summary>
    private static string Plain(long minor, string currency, CultureInfo culture)
    {
        var amount = Commerce.Money.Amount(minor, currency);
        return amount.ToString(amount == decimal.Truncate(amount) ? "0" : "F" + Commerce.Money.Decimals(currency), culture);
    }

    private static string? Tick(bool on) => on ? "true" : null;
}
