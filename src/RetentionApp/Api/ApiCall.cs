using System.Globalization;
using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Api;

/// <summary>The request is refused: caught in one place and answered as its problem document.</summary>
internal sealed class ApiRefusal(ApiProblem problem) : Exception(problem.Code)
{
    internal ApiProblem Problem => problem;
}

/// <summary>One call of the API behind its gate: what was asked, read and checked.</summary>
internal sealed class ApiCall(HttpContext http)
{
    private const int MostBytes = 16 * 1024;
    internal const int MostPerPage = 250;
    private const int UsualPerPage = 50;

    private readonly ApiCaller caller = http.Features.Get<ApiCaller>() ?? throw new InvalidOperationException("The endpoint lacks the API's gate.");

    internal HttpContext Http => http;
    internal Shop Shop => caller.Shop;
    internal long ShopId => caller.Shop.Id;
    internal CancellationToken Cancelled => http.RequestAborted;
    /// <summary>Who did it, as the ledger and the timeline keep it.</summary>
    internal string By => $"API key “{caller.Key.Name}”";
    /// <summary>The bytes of the body, once <see cref="Body{T}"/> has read them.</summary>
    internal ReadOnlyMemory<byte> Raw { get; private set; }

    internal T Get<T>() where T : notnull => http.RequestServices.GetRequiredService<T>();
    internal AppDb Db => Get<AppDb>();

    internal string? Query(string name) => http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A number out of the path; text that is none is an id nobody has.</summary>
    internal long Id(string what, string name = "id") =>
        long.TryParse(http.Request.RouteValues[name]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new ApiRefusal(ApiProblem.Missing(what));

    internal long? QueryId(string name) => Query(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new ApiRefusal(ApiProblem.Invalid($"\"{name}\" must be an id: digits only."));

    internal DateTime? QueryTime(string name) => Query(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcDateTime
        : throw new ApiRefusal(ApiProblem.Invalid($"\"{name}\" must be a time in ISO 8601, for example 2026-03-01T12:00:00Z."));

    internal int Limit() => Query("limit") is not { } text ? UsualPerPage
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostPerPage ? limit
        : throw new ApiRefusal(ApiProblem.Invalid($"\"limit\" must be a whole number from 1 to {MostPerPage}."));

    /// <summary>The customer of the path, or who it was merged into since. Erased ones, unknown ones and another shop's are not found.</summary>
    internal async Task<long> Customer()
    {
        var asked = Id("customer", "customer");
        if (await Get<Customers>().Owner(ShopId, asked) is not { } id) throw new ApiRefusal(ApiProblem.Missing("customer"));
        var isKnown = await Db.Sql.Long($"SELECT COUNT(*) FROM customers WHERE shop_id = {ShopId} AND id = {id}") + await Db.Sql.Long($"SELECT COUNT(*) FROM accounts WHERE shop_id = {ShopId} AND customer_id = {id}");
        return isKnown > 0 ? id : throw new ApiRefusal(ApiProblem.Missing("customer"));
    }

    /// <summary>The JSON body as <typeparamref name="T"/>.</summary>
    internal async Task<T> Body<T>() where T : class
    {
        if (!http.Request.HasJsonContentType()) throw new ApiRefusal(ApiProblem.Of(415, "json_required", "JSON is required", "Send the body as JSON with the header Content-Type: application/json."));
        var buffer = new byte[MostBytes + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, Cancelled);
        if (length > MostBytes) throw new ApiRefusal(ApiProblem.Of(413, "too_large", "The body is too large", "A body may have 16 KB at most."));
        Raw = buffer.AsMemory(0, length);
        try
        {
            return JsonSerializer.Deserialize<T>(Raw.Span, ApiJson.Options) ?? throw new ApiRefusal(ApiProblem.Invalid("The body must be a JSON object."));
        }
        catch (JsonException wrong)
        {
            throw new ApiRefusal(ApiProblem.Invalid(Explain(wrong), "invalid_json"));
        }
    }

    // The serialiser's own sentences name our types; the path and the kind of fault are what the caller can use.
    private static string Explain(JsonException wrong)
    {
        var at = wrong.Path is { Length: > 2 } path ? $" at {path[2..]}" : "";
        if (wrong.Message.Contains("missing required", StringComparison.Ordinal)) return $"The body lacks {wrong.Message[(wrong.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd('.').Replace("'", "\"")}.";
        if (wrong.Message.Contains("could not be mapped", StringComparison.Ordinal)) return $"The body has a field that is not known here: {wrong.Message.Split('\'').ElementAtOrDefault(1)}.";
        return $"The body is not JSON of the expected form{at}. See the schema of this operation in /api/v1/openapi.json.";
    }
}
