namespace RetentionApp.Shopify;

/// <summary>
/// Endpoints say which gate they stand behind: a route group, a single route or all Razor Pages
/// (<c>app.MapRazorPages().RequireAdmin()</c>). <see cref="UseGates"/> must come before the endpoints run.
/// </summary>
internal static class Gates
{
    internal static T RequireAdmin<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.WithMetadata(Gate.Admin);

    internal static T RequireProxy<T>(this T endpoints) where T : IEndpointConventionBuilder => endpoints.WithMetadata(Gate.Proxy);

    internal static void UseGates(this WebApplication app)
    {
        var admin = app.Services.GetRequiredService<AdminGate>();
        var proxy = app.Services.GetRequiredService<ProxyGate>();
        app.Use((http, next) => http.GetEndpoint()?.Metadata.GetMetadata<Gate>() switch
        {
            null => next(http),
            var gate when gate == Gate.Admin => admin.Pass(http, next),
            _ => proxy.Pass(http, next),
        });
    }

    private sealed class Gate
    {
        internal static readonly Gate Admin = new(), Proxy = new();
    }
}
