using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Data;
using RetentionApp.Loyalty;

namespace RetentionApp.Intake.Admin;

internal sealed class ImportModel(PointImports imports, PointRows pointRows, BroughtTiers tiers, AppDb db) : AdminPage
{
    private const int Previewed = 8, Shown = 50;

    internal PointImport Import { get; private set; } = null!;
    internal IReadOnlyList<FileRow> FirstRows { get; private set; } = [];
    internal IReadOnlyList<(FileRow Row, RowTaken Taken)> Preview { get; private set; } = [];
    internal IReadOnlyList<RowProblem> Problems { get; private set; } = [];
    internal IReadOnlyDictionary<PointField, int> Columns { get; private set; } = null!;
    internal bool HasFile { get; private set; }
    /// <summary>The shop's tiers, which a file may name; empty where it has none.</summary>
    internal IReadOnlyList<TierLevel> Levels { get; private set; } = [];
    /// <summary>What can be brought here: no tier where the shop has none.</summary>
    internal IEnumerable<PointField> Fields => PointColumns.Fields.Where(one => one != PointField.Tier || Levels.Count > 0);
    internal bool IsMapping => Import.State == PointImportState.Uploaded;

    public async Task<IActionResult> OnGet(long id, bool change = false)
    {
        if (!await Load(id)) return Missing();
        // Going back to the columns gives nothing up but the count.
        if (change && Import.State == PointImportState.Checked) Import.State = PointImportState.Uploaded;
        await Look();
        return Page();
    }

    /// <summary>Reads the file with another encoding or delimiter.</summary>
    public async Task<IActionResult> OnPostReread(long id, string? encoding, string? delimiter)
    {
        if (!await Load(id)) return Missing();
        if (Import.State is not (PointImportState.Uploaded or PointImportState.Checked) || !PointFile.Encodings.Contains(encoding ?? "") || !PointFile.Delimiters.Contains(delimiter ?? "")) return SeeOther($"/imports/{id}");
        if (await imports.Reread(Import, encoding!, delimiter!) is { } fault)
        {
            Errors.Add("delimiter", ImportWords.Of(T, fault));
            return await Again(id);
        }
        return SeeOther($"/imports/{id}");
    }

    public async Task<IActionResult> OnPostCheck(long id, string? mode, string? dates, bool waiting, bool again)
    {
        if (!await Load(id)) return Missing();
        if (Import.State is not (PointImportState.Uploaded or PointImportState.Checked)) return SeeOther($"/imports/{id}");
        var columns = new Dictionary<PointField, int>();
        foreach (var field in Fields)
            if (int.TryParse(Request.Form["column-" + field], out var column) && column >= 0 && column < Import.HeaderList.Count) columns[field] = column;
        (Import.Columns, Import.IsTarget, Import.IsDayFirst, Import.KeepsWaiting, Import.IsAgain) = (JsonSerializer.Serialize(columns), mode == "set", dates != "month", waiting, again);
        Columns = columns;
        if (!columns.ContainsKey(PointField.Email) && !columns.ContainsKey(PointField.CustomerId)) Errors.Add("column-Email", T["Say which column holds the e-mail or the customer id."]);
        if (!columns.ContainsKey(PointField.Points) && !columns.ContainsKey(PointField.Tier) && !columns.ContainsKey(PointField.Birthday)) Errors.Add("column-Points", T["Say which column holds the points, or the birthday or tier."]);
        if (columns.Values.Distinct().Count() < columns.Count) Errors.Add("column-Email", T["A column can hold one thing only."]);
        if (Errors.Any)
        {
            Import.State = PointImportState.Uploaded;
            await Look();
            return Invalid();
        }
        Import.State = PointImportState.Uploaded;
        await imports.Save(Import);
        await imports.Check(Import);
        return SeeOther($"/imports/{id}");
    }

    public async Task<IActionResult> OnPostStart(long id)
    {
        if (!await Load(id)) return Missing();
        await imports.Start(Import, StaffId);
        return SeeOther($"/imports/{id}");
    }

    public async Task<IActionResult> OnPostStop(long id)
    {
        if (!await Load(id)) return Missing();
        await imports.Stop(Import);
        return SeeOther($"/imports/{id}");
    }

    public async Task<IActionResult> OnPostUndo(long id)
    {
        if (!await Load(id)) return Missing();
        await imports.Undo(Import, StaffId);
        return SeeOther($"/imports/{id}");
    }

    public async Task<IActionResult> OnPostDelete(long id)
    {
        if (!await Load(id)) return Missing();
        await imports.Delete(Import);
        return SeeOther("/imports");
    }

    /// <summary>The rows that failed, as they were, with the reason behind each: to put right and upload again.</summary>
    public async Task<IActionResult> OnGetFailed(long id, CancellationToken cancellation)
    {
        if (!await Load(id)) return Missing();
        Response.ContentType = Csv.ContentType;
        Response.Headers.ContentDisposition = $"attachment; filename=\"{ImportWords.File(Import)}\"";
        await Response.Body.WriteAsync(Csv.Bytes(Csv.Row([.. Import.HeaderList, T["Why it failed"]])), cancellation);
        for (var after = -1L; ;)
        {
            var page = await db.Sql.Query($"""
                SELECT line, cells, problem FROM point_import_rows
                WHERE shop_id = {ShopId} AND import_id = {id} AND state = {PointImportRowState.Failed} AND line > {after} AND cells IS NOT NULL ORDER BY line LIMIT 1000
                """, row => (Line: row.GetInt64(0), Cells: row.GetString(1), Problem: row.GetString(2)));
            if (page.Count == 0) return new EmptyResult();
            var text = string.Concat(page.Select(row => Csv.Row([.. Padded(JsonSerializer.Deserialize<List<string>>(row.Cells)!), ImportWords.Of(T, JsonSerializer.Deserialize<RowProblem>(row.Problem)!)])));
            await Response.WriteAsync(text, cancellation);
            after = page[^1].Line;
        }
    }

    internal string Sample(int column) => string.Join(", ", FirstRows.Select(row => column < row.Cells.Count ? row.Cells[column].Trim() : "").Where(cell => cell.Length > 0).Distinct().Take(2)) is { Length: > 0 } text ? text[..Math.Min(text.Length, 40)] : "";

    private IEnumerable<string> Padded(List<string> cells) => cells.Concat(Enumerable.Repeat("", Math.Max(0, Import.HeaderList.Count - cells.Count))).Take(Import.HeaderList.Count);

    private async Task<bool> Load(long id)
    {
        if (await imports.Find(ShopId, id) is not { } import) return false;
        (Import, Columns, Levels) = (import, import.ColumnMap, await tiers.Levels(ShopId));
        return true;
    }

    private async Task<IActionResult> Again(long id)
    {
        if (!await Load(id)) return Missing();
        await Look();
        return Invalid();
    }

    /// <summary>The first rows, while the file is here: as they stand for the choice of columns, and as they are understood after the check.</summary>
    private async Task Look()
    {
        HasFile = await db.Sql.Long($"SELECT COUNT(*) FROM point_import_parts WHERE shop_id = {ShopId} AND import_id = {Import.Id} AND number = 0") > 0;
        if (Import.State is PointImportState.Uploaded or PointImportState.Checked && HasFile)
        {
            var rows = new List<FileRow>();
            await foreach (var row in PointFile.Rows(db, Import))
            {
                rows.Add(row);
                if (rows.Count > Previewed) break;
            }
            FirstRows = rows.Skip(1).ToList();
        }
        if (Import.State == PointImportState.Checked)
        {
            var preview = new List<(FileRow, RowTaken)>();
            foreach (var row in FirstRows) preview.Add((row, await pointRows.Foresee(Import, row, T.Today)));
            Preview = preview;
        }
        Problems = Import.State is PointImportState.Done or PointImportState.Stopped or PointImportState.Failed && Import.Failed > 0
            ? await db.Sql.Query($"""
                SELECT problem FROM point_import_rows WHERE shop_id = {ShopId} AND import_id = {Import.Id} AND state = {PointImportRowState.Failed} ORDER BY line LIMIT {Shown}
                """, row => JsonSerializer.Deserialize<RowProblem>(row.GetString(0))!)
            : Import.ProblemList;
    }
}
