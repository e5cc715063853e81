using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using RetentionApp.Data;

namespace RetentionApp.Admin;

/// <summary>Everything the merchant may take along, written while it is read: no file is ever whole in memory.</summary>
internal sealed class ExportsModel(AppDb db, ILogger<ExportsModel> log) : AdminPage
{
    public async Task<IActionResult> OnGetFile(string name, CancellationToken cancellation)
    {
        if (ExportFile.All.FirstOrDefault(known => known.Name == name) is not { } file) return Missing();
        Send(Csv.ContentType, $"{file.Name}-{T.Today:yyyy-MM-dd}.csv");
        await Write(file, Response.Body, cancellation);
        return new EmptyResult();
    }

    public async Task<IActionResult> OnGetAll(CancellationToken cancellation)
    {
        Send("application/zip", $"retention-{T.Today:yyyy-MM-dd}.zip");
        var body = new PatientStream(Response.Body);
        await using (var zip = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellation))
            foreach (var file in ExportFile.All)
            {
                await using var entry = await zip.CreateEntry(file.Name + ".csv", CompressionLevel.Fastest).OpenAsync(cancellation);
                await Write(file, entry, cancellation);
            }
        await body.FlushAsync(cancellation);
        return new EmptyResult();
    }

    private void Send(string contentType, string name)
    {
        log.LogInformation("Shop {Shop} exports {File} for staff member {Staff}", ShopId, name, StaffId);
        Response.ContentType = contentType;
        Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
    }

    private async Task Write(ExportFile file, Stream stream, CancellationToken cancellation)
    {
        await stream.WriteAsync(Encoding.UTF8.Preamble.ToArray(), cancellation);
        var text = new StringBuilder();
        await foreach (var row in file.Rows(db, ShopId).WithCancellation(cancellation))
        {
            text.Append(row);
            if (text.Length > 64 * 1024) await Flush();
        }
        await Flush();

        async Task Flush()
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellation);
            text.Clear();
        }
    }
}
