using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Rewards;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The frame beside the programme's form, fetched again while somebody types.</summary>
internal sealed class ProgrammePreviewPageModel(Programmes programmes, RewardCatalogue catalogue, ProgrammePreview preview) : AdminPage
{
    internal PreviewShown Shown { get; private set; } = null!;

    public async Task OnGet([FromQuery] ProgrammeForm form, int skip)
    {
        var current = (await programmes.Current(ShopId)).Settings;
        var rewards = await catalogue.All(ShopId);
        var then = form.Settings(current, Shop.Currency, Errors, T);
        // With a mistake in the form the rest is still shown, with the saved value in its place.
        Shown = new PreviewShown(await preview.Of(ShopId, current, then, Math.Clamp(skip, 0, 1000)), then, rewards, rewards, Errors.Any);
    }
}

internal sealed record PreviewShown(Previewed Preview, ProgrammeSettings Settings, IReadOnlyList<Reward> RewardsNow, IReadOnlyList<Reward> RewardsThen, bool HasMistake);
