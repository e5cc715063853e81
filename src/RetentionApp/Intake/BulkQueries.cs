using System.Text.Json;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Intake;

/// <summary>Shopify's bulk operations: a query whose whole result is written to a file.</summary>
internal sealed class BulkQueries(AdminApi api)
{
    /// <param name="document">File name in <c>Shopify/Queries/</c>, without extension.</param>
    /// <returns>The operation's id; or null, and why Shopify refused where it said so.</returns>
    internal async Task<(string? Id, string? Refusal)> Start(Shop shop, string document, CancellationToken cancellation)
    {
        var answer = await api.Send(shop, "BulkRun", new { query = AdminApi.Document(document) }, data => data.Clone(), cancellation: cancellation);
        if (answer is Refused<JsonElement> refused) return (null, refused.Reason);
        var operation = answer is Ok<JsonElement>(var data) && data.Part("bulkOperationRunQuery") is { } run ? run.Part("bulkOperation") : null;
        return (operation?.Text("id"), null);
    }

    /// <returns>Null when Shopify does not know the operation.</returns>
    internal async Task<BulkState?> Find(Shop shop, string? id, CancellationToken cancellation)
    {
        var answer = await api.Send(shop, "BulkStatus", new { id }, data => data.Part("bulkOperation") is not { } operation
            ? null
            : new BulkState(operation.Text("status") ?? "", operation.Text("url"), operation.Long("rootObjectCount") ?? 0, operation.Long("fileSize") ?? 0, operation.Text("errorCode")), cancellation: cancellation);
        return answer is Ok<BulkState?>(var found) ? found : null;
    }
}

/// <param name="Status">In Shopify's words: CREATED, RUNNING, COMPLETED, FAILED, …</param>
/// <param name="Url">Where the result lies; null until it is complete, and when it has no rows.</param>
/// <param name="Objects">Objects at the root of the result; 0 when unknown yet.</param>
/// <param name="FileBytes">Size of the result; 0 when unknown.</param>
internal sealed record BulkState(string Status, string? Url, long Objects, long FileBytes, string? Error);
