using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;

namespace RetentionApp.Intake.Admin;

// A little more than the file itself, for the form around it; a longer file is refused by name and not by the server.
[RequestSizeLimit(PointImports.MostBytes + 1_048_576)]
[RequestFormLimits(MultipartBodyLengthLimit = PointImports.MostBytes + 1_048_576)]
internal sealed class ImportsModel(PointImports imports) : AdminPage
{
    internal IReadOnlyList<PointImport> Rows { get; private set; } = [];
    internal string? Preset { get; private set; }

    public async Task OnGet() => Rows = await imports.Latest(ShopId, 50);

    public async Task<IActionResult> OnPost(IFormFile? file, string? preset, CancellationToken cancellation)
    {
        Rows = await imports.Latest(ShopId, 50);
        Preset = PointColumns.Presets.FirstOrDefault(known => known.Name == preset)?.Name;
        if (file is null)
        {
            Errors.Add("file", T["Choose a file."]);
            return Invalid();
        }
        await using var stream = file.OpenReadStream();
        var uploaded = await imports.Upload(ShopId, Path.GetFileName(file.FileName), Preset, stream, StaffId, cancellation);
        if (uploaded.ImportId is { } id) return SeeOther($"/imports/{id}");
        Errors.Add("file", ImportWords.Of(T, uploaded.Fault!.Value, uploaded.Line));
        return Invalid();
    }
}
