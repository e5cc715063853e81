using RetentionApp.Shopify;

namespace RetentionApp.Api;

/// <param name="Explained">What it does and the form it has.</param>
internal sealed record ApiParameter(string Name, string Explained, string Type = "string", string? Format = null, object? Example = null)
{
    internal static readonly ApiParameter Limit = new("limit", $"Rows of a page: 1 to {ApiCall.MostPerPage}, else 50.", "integer", Example: 100);
    internal static readonly ApiParameter Cursor = new("cursor", "The value of next of the page before, unchanged; leave it out for the first page.");
}

/// <summary>
/// One operation of the API: its route, its documentation and what it does, in one place. The routes and the OpenAPI document
/// are both made from the list of these, so neither can know something the other does not.
/// </summary>
/// <param name="Path">Below <see cref="ApiModule.Prefix"/>, with <c>{customer}</c> and <c>{id}</c> as its only holes.</param>
/// <param name="Answer">An example, whose type is the schema of the answer.</param>
internal sealed record ApiOperation(string Id, string Method, string Path, string Tag, string Scope, string Summary, string Explained, object Answer, Func<ApiCall, Task<object>> Handle)
{
    internal IReadOnlyList<ApiParameter> Query { get; init; } = [];
    /// <summary>An example of the body, whose type is its schema; null: it has none.</summary>
    internal object? Body { get; init; }
    internal int Status { get; init; } = StatusCodes.Status200OK;
    /// <summary>Refusals besides those every operation may answer.</summary>
    internal IReadOnlyList<int> Problems { get; init; } = [];

    internal bool IsList => Answer.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(PageAnswer<>);

    internal void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods(Path, [Method], Run).Require<ApiGate>().WithMetadata(new NeedsScope(Scope));

    private async Task Run(HttpContext http)
    {
        try
        {
            var answer = await Handle(new ApiCall(http));
            http.Response.StatusCode = Status;
            await http.Response.WriteAsJsonAsync(answer, answer.GetType(), ApiJson.Options, "application/json; charset=utf-8", http.RequestAborted);
        }
        catch (ApiRefusal refusal)
        {
            await refusal.Problem.Write(http);
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested)
        {
            // The edge: a bug is logged once, and the caller gets something to quote.
            http.RequestServices.GetRequiredService<ILogger<ApiOperation>>().LogError(failure, "{Operation} failed for shop {Shop}", Id, http.Features.Get<ApiCaller>()?.Shop.Domain);
            await ApiProblem.Of(500, "internal_error", "Something failed on our side", "It was logged. Send the same request again with the same idempotency key: nothing is done twice.").Write(http);
        }
    }
}
