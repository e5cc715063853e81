using System.Diagnostics;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Webhooks;

namespace RetentionApp.DevStore.Graph;

internal sealed class BulkOperation
{
    public required long Id { get; init; }
    public required string Query { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required string File { get; init; }
    public string Status { get; set; } = "CREATED";
    public string? ErrorCode { get; set; }
    public long Objects { get; set; }
    public long Roots { get; set; }
    public long Size { get; set; }
    public string? Url { get; set; }
    public string? PartialUrl { get; set; }
    public DateTime? CompletedAt { get; set; }

    public int Downloads { get; set; }

    /// <summary>Real time it took to write the file.</summary>
    public TimeSpan Took { get; set; }

    public bool IsRunning => Status is "CREATED" or "RUNNING" or "CANCELING";
}

/// <summary>Bulk queries: checked like Shopify checks them, written in the background as JSONL in constant memory.</summary>
internal sealed class BulkOperations(Store store) : IDisposable
{
    public static readonly Shape<BulkOperation> Shape = new Shape<BulkOperation>("BulkOperation").Text("id", one => Shapes.Gid("BulkOperation", one.Id)).Text("status", one => one.Status)
        .Text("errorCode", one => one.ErrorCode).Text("objectCount", one => $"{one.Objects}").Text("rootObjectCount", one => $"{one.Roots}")
        .Text("fileSize", one => one.Size == 0 ? null : $"{one.Size}").Text("url", one => one.Url).Text("partialDataUrl", one => one.PartialUrl).Text("type", _ => "QUERY")
        .Time("createdAt", one => one.CreatedAt).Time("completedAt", one => one.CompletedAt).Text("query", one => one.Query);

    private readonly Lock _lock = new();
    private readonly List<BulkOperation> _all = [];
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"devstore-bulk-{Guid.NewGuid():n}");

    public IReadOnlyList<BulkOperation> All
    {
        get
        {
            lock (_lock) return [.. _all];
        }
    }

    /// <summary>Started operations stay CREATED until this is false again.</summary>
    public bool Paused { get; set; }

    public BulkOperation? Find(long id) => All.FirstOrDefault(one => one.Id == id);

    public Payload<BulkOperation> Run(string query, bool fail)
    {
        if (All.Count(one => one.IsRunning) >= 5) return Refused("A bulk query operation for this app and shop is already in progress.", "OPERATION_IN_PROGRESS");
        BulkRows rows;
        try
        {
            rows = BulkRows.Plan(store, query);
        }
        catch (BulkRefusal refusal)
        {
            return Refused(refusal.Message, "INVALID");
        }
        Directory.CreateDirectory(_folder);
        var operation = new BulkOperation { Id = store.NewId(), Query = query, CreatedAt = store.Clock.Second, File = Path.Combine(_folder, $"{_all.Count + 1}.jsonl") };
        lock (_lock) _all.Add(operation);
        _ = Task.Run(() => Work(operation, rows, fail));
        return new Payload<BulkOperation>(operation, []);
    }

    public Payload<BulkOperation> Cancel(long id)
    {
        if (Find(id) is not { } operation) return Refused("Bulk operation does not exist", "INVALID");
        if (!operation.IsRunning) return new Payload<BulkOperation>(operation, [new UserError(null, "A bulk operation cannot be canceled when it is completed", "INVALID")]);
        operation.Status = "CANCELING";
        return new Payload<BulkOperation>(operation, []);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static Payload<BulkOperation> Refused(string message, string code) => new(null, [new UserError(["query"], message, code)]);

    private async Task Work(BulkOperation operation, BulkRows rows, bool fail)
    {
        try
        {
            while (Paused && operation.Status == "CREATED") await Task.Delay(20);
            if (operation.Status == "CREATED") operation.Status = "RUNNING";
            await using (var file = new FileStream(operation.File, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16))
            {
                var started = Stopwatch.GetTimestamp();
                rows.Write(file, operation, () => operation.Status != "RUNNING" || fail && operation.Objects > 10);
                operation.Size = file.Length;
                operation.Took = Stopwatch.GetElapsedTime(started);
            }
            var link = $"{store.Host.Url}/{store.Domain}/bulk/{operation.Id}.jsonl";
            if (operation.Status == "CANCELING") Finish("CANCELED", null, null, link);
            else if (fail) Finish("FAILED", "INTERNAL_SERVER_ERROR", null, link);
            // No rows means success without a file.
            else Finish("COMPLETED", null, operation.Objects == 0 ? null : link, null);
        }
        catch (Exception problem)
        {
            store.Host.Log.LogError(problem, "Bulk operation {Id} broke", operation.Id);
            Finish("FAILED", "INTERNAL_SERVER_ERROR", null, null);
        }

        void Finish(string status, string? error, string? url, string? partial)
        {
            operation.ErrorCode = error;
            operation.Url = url;
            operation.PartialUrl = partial;
            operation.CompletedAt = store.Clock.Second;
            operation.Status = status;
            store.Act(said => said.Say("bulk_operations/finish", () => Webhooks.Json.Body(json =>
            {
                json.WriteString("admin_graphql_api_id", Shapes.Gid("BulkOperation", operation.Id));
                Webhooks.Json.Time(json, "completed_at", store, operation.CompletedAt);
                Webhooks.Json.Time(json, "created_at", store, operation.CreatedAt);
                json.WriteString("error_code", error?.ToLowerInvariant());
                json.WriteString("status", status.ToLowerInvariant());
                json.WriteString("type", "query");
            })));
        }
    }
}

/// <summary>Shopify refuses this bulk query, in userErrors.</summary>
internal sealed class BulkRefusal(string message) : Exception(message);
