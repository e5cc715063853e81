namespace RetentionApp.DevStore.Graph;

/// <summary>Serves results of bulk operations; the address works without a token, as Shopify's signed ones do, and for seven days.</summary>
internal static class BulkFiles
{
    public static void Map(WebApplication web, DevStoreHost host) => web.MapGet("/{shop}/bulk/{id:long}.jsonl", (string shop, long id) =>
    {
        if (host.Find(shop) is not { } store || store.Bulk.Find(id) is not { CompletedAt: { } completed } operation) return Results.NotFound();
        if (completed + TimeSpan.FromDays(7) < store.Clock.Now) return Results.StatusCode(403);
        operation.Downloads++;
        return Results.File(operation.File, "application/jsonl", enableRangeProcessing: true);
    });
}
