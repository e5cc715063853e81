namespace RetentionApp.Shopify;

/// <summary>Lets a request through to <c>next</c>, with what it found out set as a feature, or answers 401, 403 or 404 itself.</summary>
internal interface IGate
{
    Task Pass(HttpContext http, RequestDelegate next);
}

/// <summary>
/// Endpoints say which gate they stand behind: a route group, a single route or all Razor Pages
/// (<c>app.MapRazorPages().RequireAdmin()</c>). <see cref="UseGates"/> must come before the admin's endpoints run.
/// </summary>
internal static class Gates
{
    internal static T RequireAdmin<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.WithMetadata(new Gate(typeof(AdminGate)));

    /// <summary>This gate stands directly before the endpoint, and nothing that other requests pass through before both.</summary>
    internal static T RequireProxy<T>(this T endpoints) where T : IEndpointConventionBuilder
    {
        endpoints.Finally(endpoint =>
        {
            var inner = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http => http.RequestServices.GetRequiredService<ProxyGate>().Pass(http, inner);
        });
        endpoints.ShortCircuit();
        return endpoints.WithMetadata(new Gate(typeof(ProxyGate)));
    }

    /// <summary>Behind a gate of another module's, which is registered as a singleton of its own type.</summary>
    internal static IEndpointConventionBuilder Require<TGate>(this IEndpointConventionBuilder endpoints) where TGate : class, IGate => endpoints.WithMetadata(new Gate(typeof(TGate)));

    internal static void UseGates(this WebApplication app) => app.Use((http, next) => http.GetEndpoint()?.Metadata.GetMetadata<Gate>() is { } gate
        ? ((IGate)app.Services.GetRequiredService(gate.Type)).Pass(http, next)
        : next(http));

    private sealed record Gate(Type Type);
}
