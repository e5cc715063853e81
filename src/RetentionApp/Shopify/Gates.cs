namespace RetentionApp.Shopify;

/// <summary>
/// Endpoints say which gate they stand behind: a route group, a single route or all Razor Pages
/// (<c>app.MapRazorPages().RequireAdmin()</c>). <see cref="UseGates"/> must come before the admin's endpoints run.
/// </summary>
internal static class Gates
{
    internal static T RequireAdmin<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.WithMetadata(Gate.Admin);

    /// <summary>This gate stands directly before the endpoint, and nothing that other requests pass through before both.</summary>
    internal static T RequireProxy<T>(this T endpoints) where T : IEndpointConventionBuilder
    {
        endpoints.Finally(endpoint =>
        {
            var inner = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http => http.RequestServices.GetRequiredService<ProxyGate>().Pass(http, inner);
        });
        endpoints.ShortCircuit();
        return endpoints.WithMetadata(Gate.Proxy);
    }

    internal static void UseGates(this WebApplication app)
    {
        var admin = app.Services.GetRequiredService<AdminGate>();
        app.Use((http, next) => http.GetEndpoint()?.Metadata.GetMetadata<Gate>() == Gate.Admin ? admin.Pass(http, next) : next(http));
    }

    private sealed class Gate
    {
        internal static readonly Gate Admin = new(), Proxy = new();
    }
}
