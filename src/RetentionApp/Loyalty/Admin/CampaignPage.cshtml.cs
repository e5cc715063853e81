using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Rewards;

namespace RetentionApp.Loyalty.Admin;

/// <summary>One campaign: planned, changed, copied.</summary>
internal sealed class CampaignPageModel(Programmes programmes, RewardCatalogue catalogue, ProgrammePreview preview, TimeProvider clock) : AdminPage
{
    internal const string New = "new";
    private const int MostCampaigns = 200;

    internal string Id { get; private set; } = New;
    internal CampaignForm Form { get; private set; } = null!;
    internal TierSettings? Tiers { get; private set; }
    internal PreviewShown Shown { get; private set; } = null!;

    public async Task<IActionResult> OnGet(string id)
    {
        var settings = (await programmes.Current(ShopId)).Settings;
        var campaign = Find(settings, id);
        if (campaign is null && id != New) return Missing();
        Form = campaign is null ? CampaignForm.New(T.Local(clock.GetUtcNow().UtcDateTime)) : CampaignForm.Of(campaign, T.Culture);
        (Id, Tiers) = (id, settings.Tiers);
        await Preview(settings, Form.Read(id, Tiers, T.Zone, new FieldErrors(), T), 0);
        return Page();
    }

    public async Task<IActionResult> OnPost(string id, CampaignForm form)
    {
        var settings = (await programmes.Current(ShopId)).Settings;
        if (id != New && Find(settings, id) is null) return Missing();
        (Id, Form, Tiers) = (id, form, settings.Tiers);
        var campaign = form.Read(id == New ? Guid.NewGuid().ToString("N")[..10] : id, Tiers, T.Zone, Errors, T);
        if (id == New && settings.Campaigns?.Count >= MostCampaigns) Errors.Add("", T["There can be {0} campaigns at most.", MostCampaigns]);
        if (Errors.Any)
        {
            await Preview(settings, campaign, 0);
            return Invalid();
        }
        IReadOnlyList<Campaign> campaigns = id == New ? [.. settings.Campaigns ?? [], campaign] : [.. settings.Campaigns!.Select(one => one.Id == id ? campaign : one)];
        await programmes.Save(ShopId, settings with { Campaigns = campaigns }, StaffId);
        return SeeOther("/programme/campaigns", "saved");
    }

    /// <summary>The frame beside the form, fetched again while somebody types.</summary>
    public async Task<IActionResult> OnGetPreview(string id, [FromQuery] CampaignForm form, int skip)
    {
        var settings = (await programmes.Current(ShopId)).Settings;
        await Preview(settings, form.Read(id, settings.Tiers, T.Zone, Errors, T), Math.Clamp(skip, 0, 1000));
        return Partial("/Loyalty/Admin/_PreviewFrame.cshtml", Shown);
    }

    /// <summary>As if it had run all the time, without the other campaigns: what it gives, not when.</summary>
    private async Task Preview(ProgrammeSettings current, Campaign campaign, int skip)
    {
        var rewards = await catalogue.All(ShopId);
        var then = current with { Campaigns = [campaign with { Starts = DateTime.UnixEpoch, Ends = null, IsActive = true }] };
        Shown = new PreviewShown(await preview.Of(ShopId, current with { Campaigns = null }, then, skip), then, rewards, rewards, Errors.Any);
    }

    private static Campaign? Find(ProgrammeSettings settings, string id) => settings.Campaigns?.FirstOrDefault(campaign => campaign.Id == id);
}
