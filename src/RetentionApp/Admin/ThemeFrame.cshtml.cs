using Microsoft.AspNetCore.Mvc;
using RetentionApp.Commerce;
using RetentionApp.Shopify;

namespace RetentionApp.Admin;

/// <summary>The frame that home fetches behind its own answer when the last reading of the theme is old.</summary>
internal sealed class ThemeFrameModel(Themes themes, ShopifyOptions options) : AdminPage
{
    internal ThemeCard Card { get; private set; } = null!;

    public async Task OnGet(CancellationToken cancellation)
    {
        var status = await themes.Latest(ShopId);
        if (!IsPrefetch && themes.IsStale(Shop, status)) status = await themes.Check(Shop, cancellation);
        Card = new ThemeCard(status, false, options.AdminOf(Shop) + "/themes/current/editor", options.ApiKey);
    }

    public async Task<IActionResult> OnPost(CancellationToken cancellation)
    {
        await themes.Check(Shop, cancellation);
        return SeeOther("/theme");
    }
}
