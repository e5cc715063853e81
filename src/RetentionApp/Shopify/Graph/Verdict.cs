using System.Text.Json;

namespace RetentionApp.Shopify.Graph;

/// <summary>What one answer means for the call.</summary>
internal abstract record Verdict
{
    /// <summary>Data came, perhaps in part: <paramref name="Gaps"/> are codes and paths of what is missing, never values.</summary>
    internal sealed record Done(JsonElement Data, string? Gaps) : Verdict;
    internal sealed record Declined(IReadOnlyList<UserError> Errors) : Verdict;
    /// <summary>Nothing was done; the same call works after the wait.</summary>
    internal sealed record Throttled(TimeSpan Wait) : Verdict;
    internal sealed record Unauthorized : Verdict;
    internal sealed record Denied(string Reason) : Verdict;
    /// <summary>It passes, but a change may have happened all the same.</summary>
    internal sealed record Passing(string Reason) : Verdict;
    /// <summary>It will not pass: the document or its variables are wrong.</summary>
    internal sealed record Wrong(string Reason) : Verdict;

    internal static Verdict Of(TransportAnswer answer, bool isMutation, out Cost? cost)
    {
        cost = null;
        switch (answer.Status)
        {
            case 401: return new Unauthorized();
            case 402 or 403 or 404 or 423: return new Denied($"Shopify answered {answer.Status}.");
            case 408 or >= 500: return new Passing($"Shopify answered {answer.Status}.");
        }
        if (Parse(answer.Body) is not { } root)
            return answer.Status switch
            {
                429 => new Throttled(answer.RetryAfter ?? TimeSpan.FromSeconds(1)),
                >= 400 => new Wrong($"Shopify answered {answer.Status}."),
                _ => new Passing("Shopify's answer is no JSON object."),
            };
        cost = Cost.Of(root);
        var errors = root.TryGetProperty("errors", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : Array.Empty<JsonElement>();
        if (root.Part("data") is { ValueKind: JsonValueKind.Object } data && (errors.Length == 0 || data.EnumerateObject().Any(field => field.Value.ValueKind != JsonValueKind.Null)))
            return isMutation && UserErrorsOf(data) is { Count: > 0 } declined ? new Declined(declined) : new Done(data, errors.Length == 0 ? null : Summary(errors));
        // The status of a throttled answer differs between sources, so the body decides.
        if (answer.Status == 429 || errors.Any(e => CodeOf(e) == "THROTTLED")) return new Throttled(answer.RetryAfter ?? cost?.Wait ?? TimeSpan.FromSeconds(1));
        return OfErrors(root, errors, answer.Status);
    }

    private static Verdict OfErrors(JsonElement root, JsonElement[] errors, int status)
    {
        if (errors.Length == 0) return root.TryGetProperty("errors", out _) || status >= 400 ? new Wrong($"Shopify answered {status} with an error.") : new Passing("Shopify's answer holds no data.");
        var codes = errors.Select(CodeOf).ToList();
        if (codes.Contains("ACCESS_DENIED")) return new Denied(Summary(errors));
        return codes.Any(code => code is "INTERNAL_SERVER_ERROR" or "TIMEOUT" or "SERVICE_UNAVAILABLE") ? new Passing(Summary(errors)) : new Wrong(Summary(errors));
    }

    private static List<UserError> UserErrorsOf(JsonElement data) =>
        [.. from field in data.EnumerateObject()
            where field.Value.ValueKind == JsonValueKind.Object
            from list in field.Value.EnumerateObject()
            where list.Name.EndsWith("serErrors", StringComparison.Ordinal) && list.Value.ValueKind == JsonValueKind.Array
            from error in list.Value.EnumerateArray()
            select new UserError(PathOf(error, "field"), error.Text("code"), error.Text("message") ?? "")];

    private static string Summary(JsonElement[] errors) =>
        string.Join(", ", errors.Select(e => (CodeOf(e) ?? "ERROR") + (PathOf(e, "path") is { } path ? " at " + path : "")).Distinct());

    private static string? CodeOf(JsonElement error) => error.Part("extensions")?.Text("code");

    private static string? PathOf(JsonElement error, string name) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty(name, out var path) && path.ValueKind == JsonValueKind.Array ? string.Join('.', path.EnumerateArray()) : null;

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            var root = JsonElement.Parse(body);
            return root.ValueKind == JsonValueKind.Object ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
