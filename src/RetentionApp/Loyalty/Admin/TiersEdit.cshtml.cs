using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Language;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The editor of all levels at once. What moves customers is counted first and asked for once, on the page of the review.</summary>
internal sealed class TiersEditModel(Programmes programmes, TierRuns runs, TierRunner runner) : ProgrammePage
{
    /// <summary>A small shop has its numbers before the page turns; a big one sees them come.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    internal TierForm Form { get; private set; } = null!;
    internal TierSettings Preview { get; private set; } = null!;
    /// <summary>The language that the plain fields are for: the shop's.</summary>
    internal string Language => Cultures.Choose(Shop.Locale).TwoLetterISOLanguageName is var shop && Cultures.Shopper.Contains(shop) ? shop : "en";
    internal IEnumerable<(string Code, string Name)> Languages => Cultures.Shopper.Where(code => code != Language).Select(code => (code, CultureInfo.GetCultureInfo(code).NativeName));

    public async Task<IActionResult> OnGet(long? from)
    {
        var current = await programmes.Current(ShopId);
        var proposal = from is { } id && await runs.Find(ShopId, id) is { Proposal: { } kept } ? TierProposal.FromJson(kept) : null;
        Form = proposal is not null ? TierForm.Of(current.Version, proposal.Tiers, proposal.PushesCustomers, Shop.Currency, T.Culture)
            : current.Settings.Tiers is { } tiers ? TierForm.Of(current.Version, tiers, current.Settings.PushesCustomers, Shop.Currency, T.Culture)
            : TierForm.Start(current.Version, Shop.Currency, T.Culture, Language);
        Preview = Form.Read(Shop.Currency, new FieldErrors(), T);
        return Page();
    }

    public async Task<IActionResult> OnPost(TierForm form, string? @do, CancellationToken cancellation)
    {
        Form = form;
        if (@do is { Length: > 0 })
        {
            form.Do(@do);
            Preview = form.Read(Shop.Currency, new FieldErrors(), T);
            return Invalid();
        }
        Preview = form.Read(Shop.Currency, Errors, T);
        var current = await programmes.Current(ShopId);
        if (IsStale(form.Version, current)) form.Version = current.Version;
        if (Errors.Any)
        {
            // The fields must show what was posted last, and the version that is new.
            ModelState.Clear();
            return Invalid();
        }
        var pushes = form.Pushes is not null;
        if (!MovesCustomers(current.Settings.Tiers, Preview))
        {
            await programmes.Save(ShopId, current.Settings with { Tiers = Preview, PushesCustomers = pushes }, StaffId);
            return SeeOther("/tiers", "saved");
        }
        var run = await runs.Propose(ShopId, new TierProposal(Preview, pushes), current.Version, StaffId);
        await runner.RunNow(run, Patience, cancellation);
        return SeeOther(string.Create(CultureInfo.InvariantCulture, $"/tiers/review?id={run.Id}"));
    }

    internal string IconName(string icon) => icon switch
    {
        "star" => T["Star"], "crown" => T["Crown"], "gem" => T["Gem"], "heart" => T["Heart"], "leaf" => T["Leaf"], "medal" => T["Medal"], "flame" => T["Flame"], _ => T["Bolt"],
    };

    /// <summary>Whether a change can put anybody into another level: names, colours and perks cannot.</summary>
    private static bool MovesCustomers(TierSettings? before, TierSettings after) => before is null || before.IsActive != after.IsActive || before.Basis != after.Basis || before.Window != after.Window
        || before.GraceDays != after.GraceDays || !before.Levels.Select(level => (level.Id, level.Threshold)).SequenceEqual(after.Levels.Select(level => (level.Id, level.Threshold)));
}
