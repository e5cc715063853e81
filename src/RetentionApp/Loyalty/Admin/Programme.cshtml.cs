using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Rewards;

namespace RetentionApp.Loyalty.Admin;

internal sealed class ProgrammeModel(Programmes programmes, RewardCatalogue catalogue, ProgrammePreview preview, SetupGuide guide) : ProgrammePage
{
    internal ProgrammeForm Form { get; private set; } = null!;
    internal ProgrammeVersion Current { get; private set; } = null!;
    internal Previewed Preview { get; private set; } = null!;
    internal IReadOnlyList<Reward> Rewards { get; private set; } = [];

    public async Task OnGet()
    {
        await Load();
        Form = ProgrammeForm.Of(Current, Shop.Currency, T.Culture);
        Preview = await preview.Of(ShopId, Current.Settings, Current.Settings, skip: 0);
        if (!IsPrefetch) await guide.Done(ShopId, SetupGuide.Programme);
    }

    public async Task<IActionResult> OnPost(ProgrammeForm form)
    {
        await Load();
        Form = form;
        var settings = form.Settings(Current.Settings, Shop.Currency, Errors, T);
        if (IsStale(form.Version, Current)) Form.Version = Current.Version;
        if (Errors.Any)
        {
            Preview = await preview.Of(ShopId, Current.Settings, settings, skip: 0);
            return Invalid();
        }
        if (settings != Current.Settings) await programmes.Save(ShopId, settings, StaffId);
        return SeeOther("/programme", "saved");
    }

    private async Task Load()
    {
        Current = await programmes.Current(ShopId);
        Rewards = await catalogue.All(ShopId);
    }
}
