using RetentionApp.Admin;
using RetentionApp.Loyalty.Starting;
using RetentionApp.Rewards;

namespace RetentionApp.Loyalty.Admin.Start;

/// <summary>The frame beside the numbers of step three, fetched again while somebody types.</summary>
internal sealed class StartPreviewModel(StartDrafts drafts, StartFigures figures, Programmes programmes, RewardCatalogue catalogue, ProgrammePreview preview) : AdminPage
{
    internal PreviewShown Shown { get; private set; } = null!;

    public async Task OnGet(int skip)
    {
        var (draft, current, rewards) = (await drafts.Read(ShopId), (await programmes.Current(ShopId)).Settings, await catalogue.All(ShopId));
        var start = draft.Programme is { } programme
            ? Presets.Of(draft.Trade ?? Trade.Other, programme, Shop.Currency, (await figures.Habits(ShopId)).AverageOrder, current)
            : new Preset(current, []);
        var typed = StartNumbers.Of(field => Request.Query[field], start.Settings).On(start, Shop.Currency, Errors, T);
        var then = typed.Rewards.Select(reward => new Reward { ShopId = ShopId, Kind = RewardKind.AmountOff, Currency = Shop.Currency, Cost = reward.Cost, Amount = reward.Amount }).ToList();
        Shown = new PreviewShown(await preview.Of(ShopId, current, typed.Settings, Math.Clamp(skip, 0, 1000)), typed.Settings, rewards, then.Count == 0 ? rewards : then, Errors.Any);
    }
}
