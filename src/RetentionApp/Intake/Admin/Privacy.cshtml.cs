using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Admin;
using RetentionApp.Data;

namespace RetentionApp.Intake.Admin;

internal sealed record PrivacyRow(long Id, PrivacyRequestKind Kind, long? CustomerId, DateTime RequestedAt, DateTime? DoneAt, bool HasExport);

internal sealed class PrivacyModel(AppDb db, TimeProvider clock) : AdminPage
{
    private const int PageSize = 50;

    internal IReadOnlyList<PrivacyRow> Rows { get; private set; } = [];
    internal long? Next { get; private set; }

    public async Task OnGet(long? before)
    {
        var rows = await db.Sql.Query($"""
            SELECT p.id, p.kind, p.customer_id, p.requested_at, p.done_at, CASE WHEN p.export IS NULL THEN 0 ELSE 1 END
            FROM privacy_requests p WHERE p.shop_id = {ShopId} AND p.id < {before ?? long.MaxValue} ORDER BY p.id DESC LIMIT {PageSize + 1}
            """, row => new PrivacyRow(row.GetInt64(0), (PrivacyRequestKind)row.GetInt32(1), row.LongOrNull(2), row.At(3), row.AtOrNull(4), row.GetInt32(5) == 1));
        if (rows.Count > PageSize) Next = rows[PageSize - 1].Id;
        Rows = rows.Take(PageSize).ToList();
    }

    /// <summary>The export as a file. A POST, because it notes that the merchant has it now.</summary>
    public async Task<IActionResult> OnPostDownload(long id)
    {
        var requests = db.PrivacyRequests;
        var request = await requests.AsNoTracking().FirstOrDefaultAsync(r => r.ShopId == ShopId && r.Id == id);
        if (request?.Export is null) return Missing();
        await db.Write(async () => await db.Sql.Execute($"UPDATE privacy_requests SET done_at = {clock.GetUtcNow().UtcDateTime} WHERE shop_id = {ShopId} AND id = {id} AND done_at IS NULL"));
        Response.Headers.CacheControl = "no-store";
        return File(Encoding.UTF8.GetBytes(request.Export), "application/json", $"customer-data-{id}.json");
    }
}
