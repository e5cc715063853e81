namespace RetentionApp;

/// <summary>Composes the application; the DevStore and the tests host it in their own process through <see cref="Build"/>.</summary>
internal static class App
{
    internal static async Task<int> Run(string[] args)
    {
        await using var app = Build(args);
        await app.RunAsync();
        return 0;
    }

    /// <summary>Builds the whole application without starting it. <paramref name="configure"/> may override settings and services.</summary>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapGet("/healthz", () => "ok");
        return app;
    }
}
