using System.Globalization;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Admin;

/// <summary>One campaign as it is typed.</summary>
internal sealed class CampaignForm
{
    private const string Moment = "yyyy-MM-dd'T'HH:mm";

    public string? Name { get; set; }
    public string? Times { get; set; }
    public string? Starts { get; set; }
    public string? Ends { get; set; }
    public List<string>? Tiers { get; set; }
    public string? CustomerTags { get; set; }
    public string? IsActive { get; set; }

    internal static CampaignForm Of(Campaign campaign, CultureInfo culture) => new()
    {
        Name = campaign.Name,
        Times = campaign.Times.ToString("0.###", culture),
        Starts = campaign.Starts.ToString(Moment, CultureInfo.InvariantCulture),
        Ends = campaign.Ends?.ToString(Moment, CultureInfo.InvariantCulture),
        Tiers = campaign.TierIds?.ToList(),
        CustomerTags = campaign.CustomerTags is { } tags ? string.Join(", ", tags) : "",
        IsActive = campaign.IsActive ? "true" : null,
    };

    /// <summary>Two times from tomorrow on, for two days: a start to change.</summary>
    internal static CampaignForm New(DateTime localNow) => new()
    {
        Times = "2",
        Starts = localNow.Date.AddDays(1).ToString(Moment, CultureInfo.InvariantCulture),
        Ends = localNow.Date.AddDays(3).ToString(Moment, CultureInfo.InvariantCulture),
        IsActive = "true",
    };

    /// <summary>The campaign that was typed; what is wrong goes into <paramref name="errors"/> and something harmless in its place.</summary>
    internal Campaign Read(string id, TierSettings? tiers, TimeZoneInfo zone, FieldErrors errors, AdminText t)
    {
        var name = Name?.Trim() ?? "";
        if (name.Length == 0) errors.Add(nameof(Name), t["Give the campaign a name: customers read it beside their points."]);
        else if (name.Length > 60) errors.Add(nameof(Name), t["The name may have {0} characters at most.", 60]);
        var times = Typed.Number(Times);
        if (times is null or <= 1 or > 100 || decimal.Round(times.Value, 3) != times) errors.Add(nameof(Times), t["The multiplier must be a number above 1 and at most 100, for example 2 or 1.5."]);
        var starts = Local(Starts);
        if (starts is null) errors.Add(nameof(Starts), t["Say on which day and at what time it starts."]);
        var ends = Local(Ends);
        if (!string.IsNullOrWhiteSpace(Ends) && ends is null) errors.Add(nameof(Ends), t["The end must be a day and a time; leave it empty for none."]);
        if (starts is { } from && ends is { } until && zone.Latest(until) <= zone.Earliest(from)) errors.Add(nameof(Ends), t["The end must be after the start."]);
        var known = tiers?.Levels.Select(level => level.Id).ToHashSet() ?? [];
        var wanted = Tiers?.Where(known.Contains).Distinct().ToList();
        var tags = Tags.Split(CustomerTags);
        return new Campaign(id, name, times is > 1 and <= 100 ? times.Value : 1, starts ?? DateTime.MaxValue.Date, ends, IsActive is not null, wanted is { Count: > 0 } ? wanted : null, tags.Count > 0 ? tags : null);
    }

    private static DateTime? Local(string? text) =>
        DateTime.TryParseExact(text, [Moment, Moment + "':'ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) && at.Year is > 2000 and < 2200 ? at : null;
}
