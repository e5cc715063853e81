using System.Globalization;
using RetentionApp.Admin;
using RetentionApp.Commerce;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The tiers as they are typed.</summary>
internal sealed class TierForm
{
    internal const int MostLevels = 10;

    public string? IsActive { get; set; }
    public string? Basis { get; set; }
    public string? Window { get; set; }
    public string? Grace { get; set; }
    public string? Pushes { get; set; }
    /// <summary>Version the merchant saw; a colleague may have saved meanwhile.</summary>
    public int Version { get; set; }
    public List<LevelForm> Levels { get; set; } = [];

    internal TierBasis ReadBasis => Enum.TryParse<TierBasis>(Basis, out var basis) && Enum.IsDefined(basis) ? basis : TierBasis.Spent;
    internal TierWindow ReadWindow => Enum.TryParse<TierWindow>(Window, out var window) && Enum.IsDefined(window) ? window : TierWindow.RollingYear;

    internal static TierForm Of(int version, TierSettings tiers, bool pushes, string currency, CultureInfo culture) => new()
    {
        Version = version,
        IsActive = tiers.IsActive ? "true" : null,
        Basis = tiers.Basis.ToString(),
        Window = tiers.Window.ToString(),
        Grace = tiers.GraceDays.ToString(culture),
        Pushes = pushes ? "true" : null,
        Levels = [.. tiers.Levels.Select(level => LevelForm.Of(level, tiers.Basis, currency, culture))],
    };

    /// <summary>What a shop begins with: three levels by what customers spend within a year.</summary>
    internal static TierForm Start(int version, string currency, CultureInfo culture, string language)
    {
        var unit = Money.Decimals(currency) == 0 ? 100 : Money.Unit(currency);
        var names = language == "ru" ? new[] { "Бронза", "Серебро", "Золото" } : ["Bronze", "Silver", "Gold"];
        return Of(version, new TierSettings(true, TierBasis.Spent, TierWindow.RollingYear, 14,
        [
            new("bronze", names[0], null, "#a0622d", "star", 0, 0, 1, null, null, null),
            new("silver", names[1], null, "#6f7c85", "medal", 200 * unit, 100, 1.25m, null, null, null),
            new("gold", names[2], null, "#b58105", "crown", 500 * unit, 250, 1.5m, null, null, null),
        ]), pushes: true, currency, culture);
    }

    /// <summary>Adds, moves or removes a level, as a button asks: <c>add</c>, <c>up-1</c>, <c>down-0</c>, <c>remove-2</c>.</summary>
    internal void Do(string what)
    {
        if (what == "add" && Levels.Count < MostLevels) Levels.Add(new LevelForm { Colour = "#6f7c85", Icon = TierIcons.First, Times = "1" });
        if (what.Split('-') is not [var act, var text] || !int.TryParse(text, CultureInfo.InvariantCulture, out var place) || place < 0 || place >= Levels.Count) return;
        var level = Levels[place];
        if (act == "remove") Levels.RemoveAt(place);
        var to = act == "up" ? place - 1 : act == "down" ? place + 1 : -1;
        if (to >= 0 && to < Levels.Count) (Levels[place], Levels[to]) = (Levels[to], level);
    }

    internal TierSettings Read(string currency, FieldErrors errors, AdminText t)
    {
        var grace = Typed.Whole(Grace);
        if (grace is null or < 0 or > 365) errors.Add(nameof(Grace), t["The grace must be a whole number of days from 0 to 365."]);
        if (Levels.Count == 0 && IsActive is not null) errors.Add("", t["Add at least one tier."]);
        var ids = Levels.Select(level => level.Id).Where(LevelForm.IsId).ToHashSet();
        var levels = new List<TierLevel>();
        foreach (var (place, form) in Levels.Take(MostLevels).Index())
        {
            var level = form.Read(place, ReadBasis, currency, ids!, errors, t);
            if (levels.Count > 0 && level.Threshold <= levels[^1].Threshold)
                errors.Add($"Levels[{place}].Threshold", t["Each tier must ask for more than the one before it."]);
            if (levels.Any(known => known.Id == level.Id)) level = level with { Id = LevelForm.NewId(level.Name, ids!) };
            levels.Add(level);
        }
        if (Pushes is null && levels.Any(level => level.Standing is not null))
            errors.Add(nameof(Pushes), t["A code for every order needs tiers written to Shopify: by the tag it knows who may use it."]);
        if (Pushes is null && errors[nameof(Pushes)] is null && levels.Any(level => level.EarlyAccessTag is not null))
            errors.Add(nameof(Pushes), t["An early-access tag needs tiers written to Shopify."]);
        return new TierSettings(IsActive is not null, ReadBasis, ReadWindow, (int)(grace is >= 0 and <= 365 ? grace.Value : 0), levels);
    }
}
