using RetentionApp.Shopify;

namespace RetentionApp.Api;

/// <summary>The API for merchants' own programs, under <see cref="Prefix"/>, and the actions of Shopify Flow.</summary>
internal static class ApiModule
{
    internal const string Prefix = "/api/v1";

    /// <summary>Every operation there is.</summary>
    internal static readonly IReadOnlyList<ApiOperation> Operations =
        [.. CustomersApi.Operations, .. PointsApi.Operations, .. RewardsApi.Operations, .. RedemptionsApi.Operations];

    internal static void AddApi(this IServiceCollection services)
    {
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<ApiLimit>();
        services.AddSingleton<ApiGate>();
        services.AddSingleton<OpenApi>();
        services.AddScoped<ApiRequests>();
    }

    internal static void MapApi(this WebApplication app)
    {
        // Open to everybody: it says how the API is called and nothing about any shop.
        app.MapGet(Prefix + "/openapi.json", (HttpContext http, OpenApi document) => document.Write(http));

        FlowActions.Map(app);
        var routes = app.MapGroup(Prefix);
        foreach (var operation in Operations) operation.Map(routes);
        routes.Map("/{**rest}", (HttpContext http) => ApiProblem.Of(404, "no_such_operation", "There is no such operation", "See /api/v1/openapi.json for the paths and methods there are.").Write(http))
            .Require<ApiGate>();
    }
}
