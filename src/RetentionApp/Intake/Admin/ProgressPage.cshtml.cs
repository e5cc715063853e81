using RetentionApp.Admin;

namespace RetentionApp.Intake.Admin;

/// <summary>The frame that a page fetches every two seconds while an import runs.</summary>
internal sealed class ProgressPageModel(HistoryImports imports) : AdminPage
{
    internal Progress Progress { get; private set; } = new(null);

    public async Task OnGet(bool isShort) => Progress = new Progress(await imports.Latest(ShopId), isShort);
}
