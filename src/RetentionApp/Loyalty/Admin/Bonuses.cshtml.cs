using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Rewards;

namespace RetentionApp.Loyalty.Admin;

/// <summary>Whole points on top: first order, every n-th, the biggest yet, order values reached.</summary>
internal sealed class BonusesModel(Programmes programmes, RewardCatalogue catalogue, ProgrammePreview preview) : ProgrammePage
{
    internal BonusesForm Form { get; private set; } = null!;
    internal PreviewShown Shown { get; private set; } = null!;

    public async Task OnGet()
    {
        var current = await programmes.Current(ShopId);
        Form = BonusesForm.Of(current, Shop.Currency, T.Culture);
        await Preview(current.Settings, current.Settings, 0);
    }

    public async Task<IActionResult> OnPost(BonusesForm form)
    {
        var current = await programmes.Current(ShopId);
        Form = form;
        var settings = form.Settings(current.Settings, Shop.Currency, Errors, T);
        if (IsStale(form.Version, current)) form.Version = current.Version;
        if (Errors.Any)
        {
            await Preview(current.Settings, settings, 0);
            return Invalid();
        }
        await programmes.Save(ShopId, settings, StaffId);
        return SeeOther("/programme/bonuses", "saved");
    }

    /// <summary>The frame beside the form, fetched again while somebody types.</summary>
    public async Task<IActionResult> OnGetPreview([FromQuery] BonusesForm form, int skip)
    {
        var current = (await programmes.Current(ShopId)).Settings;
        await Preview(current, form.Settings(current, Shop.Currency, Errors, T), Math.Clamp(skip, 0, 1000));
        return Partial("/Loyalty/Admin/_PreviewFrame.cshtml", Shown);
    }

    private async Task Preview(ProgrammeSettings current, ProgrammeSettings then, int skip)
    {
        var rewards = await catalogue.All(ShopId);
        Shown = new PreviewShown(await preview.Of(ShopId, current, then, skip), then, rewards, rewards, Errors.Any);
    }
}
