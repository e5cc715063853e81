using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The frame beside the editor, fetched again while somebody types.</summary>
internal sealed class TiersPreviewPageModel : AdminPage
{
    internal TierSettings Shown { get; private set; } = null!;

    public void OnGet([FromQuery] TierForm form) => Shown = form.Read(Shop.Currency, new FieldErrors(), T);
}
