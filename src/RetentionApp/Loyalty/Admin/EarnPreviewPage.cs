using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The frame beside a form of ways to earn, fetched again while somebody types; what is wrong is shown as it was.</summary>
internal abstract class EarnPreviewPage(Programmes programmes, EarnOffers offers) : AdminPage
{
    internal EarnPreview Preview { get; private set; } = null!;

    public async Task OnGet()
    {
        var current = await programmes.Current(ShopId);
        Preview = EarnPreview.Of(Request.Query.ContainsKey("Version") ? Typed(current, field => Request.Query[field]) : current.Settings, offers, Shop);
    }

    /// <summary>The settings as the form has them.</summary>
    protected abstract ProgrammeSettings Typed(ProgrammeVersion current, Func<string, string?> field);
}
