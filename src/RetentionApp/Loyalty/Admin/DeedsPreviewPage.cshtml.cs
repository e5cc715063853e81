using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The frame beside the form of ways to earn, fetched again while somebody types; what is wrong is shown as it was.</summary>
internal sealed class DeedsPreviewPageModel(Programmes programmes, EarnOffers offers) : AdminPage
{
    internal EarnPreview Preview { get; private set; } = null!;

    public async Task OnGet()
    {
        var current = await programmes.Current(ShopId);
        var rules = Request.Query.ContainsKey("Version") ? DeedsForm.Read(field => Request.Query[field], current).Rules(Errors, T) : current.Settings.Deeds;
        Preview = EarnPreview.Of(current.Settings with { Deeds = rules }, offers, Shop);
    }
}
