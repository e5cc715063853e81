using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;

namespace RetentionApp.Intake.Admin;

/// <summary>The frame that a page fetches every two seconds while an import of points works.</summary>
internal sealed class ImportProgressPageModel(PointImports imports) : AdminPage
{
    internal PointImport Import { get; private set; } = null!;

    public async Task<IActionResult> OnGet(long id)
    {
        if (await imports.Find(ShopId, id) is not { } import) return Missing();
        Import = import;
        return Page();
    }
}
