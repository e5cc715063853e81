using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

/// <summary>POST /{shop}/admin/api/{version}/graphql.json: token, version, scopes, cost and faults, then the answer from the store's state.</summary>
internal static class GraphEndpoint
{
    private static readonly string[] Versions = ["2026-01", "2026-04", "2026-07", "2026-10", "2027-01", "unstable"];
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(WebApplication web, DevStoreHost host) => web.MapPost("/{shop}/admin/api/{version}/graphql.json", async (string shop, string version, HttpContext http) =>
    {
        if (host.Find(shop) is not { } store) return Results.NotFound();
        if (!Versions.Contains(version)) return Plain(404, "Not Found");
        switch (store.Tokens.Check(http.Request.Headers["X-Shopify-Access-Token"].ToString()))
        {
            case TokenCheck.Unknown:
                store.GraphLog.Note("?", "401 unknown or expired token", store.Clock.Now);
                return Plain(401, "[API] Invalid API key or access token (unrecognized login or wrong password)");
            case TokenCheck.NeverExpires:
                return Plain(403, "[API] Non-expiring access tokens are no longer accepted for the Admin API. Use expiring tokens instead.");
        }
        http.Response.Headers["X-Shopify-API-Version"] = version;
        return await Answer(store, http, host.Log);
    });

    private static async Task<IResult> Answer(Store store, HttpContext http, ILogger log)
    {
        var started = Stopwatch.GetTimestamp();
        var name = "?";
        var text = "";
        try
        {
            var body = await JsonNode.ParseAsync(http.Request.Body) as JsonObject ?? throw new GraphRefusal("The body is not a JSON object");
            text = (string?)body["query"] ?? throw new GraphRefusal("The body has no query");
            var operation = DocumentParser.Parse(text, body["variables"] as JsonObject, (string?)body["operationName"]);
            name = operation.Name ?? operation.Fields[0].Name;
            var fault = store.Faults.Take(name, operation.Kind == "mutation");
            if (fault is not null && await Early(fault, http) is { } trouble)
            {
                Log(fault.Kind.ToString(), 0);
                return trouble;
            }
            var (result, cost, outcome) = Run(store, operation, fault);
            Log(fault is null ? outcome : $"{outcome} ({fault.Kind})", cost);
            if (fault?.Kind == FaultKind.DoneButServerError) return Plain(503, "Service Unavailable");
            if (fault?.Kind != FaultKind.LostAnswer) return Results.Bytes(result, "application/json; charset=utf-8");
            http.Abort();
            return Results.Empty;
        }
        catch (Exception refused) when (refused is GraphRefusal or JsonException)
        {
            log.LogError("The DevStore cannot answer {Operation}: {Reason}", name, refused.Message);
            store.GraphLog.Add(new GraphCall(store.Clock.Now, name, refused.Message, 0, Stopwatch.GetElapsedTime(started).TotalMilliseconds, true, text));
            return Results.Json(new { errors = new[] { new { message = refused.Message } } }, statusCode: 400);
        }

        void Log(string outcome, double cost) => store.GraphLog.Add(new GraphCall(store.Clock.Now, name, outcome, cost, Stopwatch.GetElapsedTime(started).TotalMilliseconds, false));
    }

    private static async Task<IResult?> Early(Fault fault, HttpContext http)
    {
        switch (fault.Kind)
        {
            case FaultKind.ServerError:
                return Plain(500, "Internal Server Error");
            case FaultKind.Unauthorized:
                return Plain(401, "[API] Invalid API key or access token (unrecognized login or wrong password)");
            case FaultKind.Unreachable:
                http.Abort();
                return Results.Empty;
            case FaultKind.TopLevelErrors:
                return Results.Json(new { errors = new[] { new { message = fault.Message, extensions = new { code = fault.Code } } } });
            case FaultKind.Slow:
                await Task.Delay(fault.Delay ?? TimeSpan.FromSeconds(3), http.RequestAborted);
                return null;
            default:
                return null;
        }
    }

    private static (byte[] Result, double Cost, string Outcome) Run(Store store, Operation operation, Fault? fault)
    {
        var checker = new Checker(store);
        var requested = checker.Cost(operation, operation.Kind == "mutation" ? Mutations.Root : Queries.Root);
        if (requested > 1000) return (Error("MAX_COST_EXCEEDED", $"Query cost is {requested}, which exceeds the single query max cost limit (1000).", null, null), 0, "too expensive");
        var (taken, status) = store.Budget.Take(requested);
        if (!taken || fault?.Kind == FaultKind.Throttle)
        {
            if (taken) status = store.Budget.GiveBack(requested);
            return (Error("THROTTLED", "Throttled", null, json => CostOf(json, requested, null, status)), 0, "throttled");
        }
        if (checker.Denied.Find(denied => !denied.Path.Contains('.')) is { Path: not null } refused)
        {
            store.Budget.GiveBack(requested);
            return (Error("ACCESS_DENIED", Denial(refused), refused.Path, null, refused.Scope), 0, $"access denied: {refused.Scope}");
        }
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer, Json);
        json.WriteStartObject();
        json.WritePropertyName("data");
        var data = new ArrayBufferWriter<byte>(4096);
        try
        {
            using var inner = new Utf8JsonWriter(data, Json);
            if (operation.Kind == "mutation") Mutations.Root.Write(inner, new Call(store, fault), operation.Fields);
            else store.Read(() =>
            {
                Queries.Root.Write(inner, store, operation.Fields);
                return 0;
            });
        }
        catch (GraphError error)
        {
            store.Budget.GiveBack(requested);
            return (Error(error.Code, error.Message, error.Path, null), 0, error.Message);
        }
        json.WriteRawValue(data.WrittenSpan);
        if (checker.Denied.Count > 0)
        {
            json.WriteStartArray("errors");
            foreach (var denied in checker.Denied) ErrorOf(json, "ACCESS_DENIED", Denial(denied), denied.Path, denied.Scope);
            json.WriteEndArray();
        }
        var actual = operation.Kind == "mutation" ? requested : Math.Min(requested, Objects(data.WrittenSpan));
        status = store.Budget.GiveBack(requested - actual);
        json.WriteStartObject("extensions");
        CostOf(json, requested, actual, status);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return (buffer.WrittenSpan.ToArray(), actual, data.WrittenSpan.IndexOf("\"userErrors\":[{"u8) >= 0 ? "userErrors" : "ok");
    }

    private static string Denial((string Path, string Scope) denied) => $"Access denied for {denied.Path.Split('.')[^1]} field. Required access: `{denied.Scope}` access scope.";

    private static byte[] Error(string code, string message, string? path, Action<Utf8JsonWriter>? extensions, string? scope = null) => Webhooks.Json.Body(json =>
    {
        json.WriteStartArray("errors");
        ErrorOf(json, code, message, path, scope);
        json.WriteEndArray();
        if (code != "THROTTLED") json.WriteNull("data");
        if (extensions is null) return;
        json.WriteStartObject("extensions");
        extensions(json);
        json.WriteEndObject();
    });

    private static void ErrorOf(Utf8JsonWriter json, string code, string message, string? path, string? scope)
    {
        json.WriteStartObject();
        json.WriteString("message", message);
        if (path is not null) Webhooks.Json.Strings(json, "path", path.Split('.'));
        json.WriteStartObject("extensions");
        json.WriteString("code", code);
        json.WriteString("documentation", "https://shopify.dev/api/usage/" + (code == "THROTTLED" ? "rate-limits" : "access-scopes"));
        if (scope is not null) json.WriteString("requiredAccess", $"`{scope}` access scope.");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void CostOf(Utf8JsonWriter json, double requested, double? actual, Throttle status)
    {
        json.WriteStartObject("cost");
        json.WriteNumber("requestedQueryCost", requested);
        if (actual is { } cost) json.WriteNumber("actualQueryCost", cost);
        else json.WriteNull("actualQueryCost");
        json.WriteStartObject("throttleStatus");
        json.WriteNumber("maximumAvailable", status.Maximum);
        json.WriteNumber("currentlyAvailable", status.Available);
        json.WriteNumber("restoreRate", status.RestoreRate);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static int Objects(ReadOnlySpan<byte> data)
    {
        var count = -1;
        for (var reader = new Utf8JsonReader(data); reader.Read();)
            if (reader.TokenType == JsonTokenType.StartObject) count++;
        return count;
    }

    private static IResult Plain(int status, string errors) => Results.Json(new { errors }, statusCode: status);
}
