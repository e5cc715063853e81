using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The frame beside the form of challenges, fetched again while somebody types; what is wrong is shown as it was.</summary>
internal sealed class ChallengesPreviewPageModel(Programmes programmes, EarnOffers offers) : AdminPage
{
    internal EarnPreview Preview { get; private set; } = null!;

    public async Task OnGet()
    {
        var current = await programmes.Current(ShopId);
        var challenges = Request.Query.ContainsKey("Version") ? ChallengesForm.Read(field => Request.Query[field], current).Typed(Errors, T) : current.Settings.Challenges;
        Preview = EarnPreview.Of(current.Settings with { Challenges = challenges }, offers, Shop);
    }
}
