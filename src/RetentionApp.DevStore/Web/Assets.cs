using System.Collections.Concurrent;

namespace RetentionApp.DevStore.Web;

/// <summary>Stylesheets and scripts, embedded in the program.</summary>
internal static class Assets
{
    private static readonly ConcurrentDictionary<string, string?> Read = new();

    public static void Map(WebApplication web)
    {
        web.MapGet("/assets/{name}", (string name, HttpContext http) => Serve(name, http));
        web.MapGet("/app-bridge.js", (HttpContext http) => Serve("app-bridge.js", http));
        web.MapGet("/favicon.ico", () => Results.Content("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1f4b38"/><path d="M9 21c0-8 6-11 14-11 0 8-5 13-11 13" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/></svg>""", "image/svg+xml"));
    }

    private static IResult Serve(string name, HttpContext http)
    {
        if (Read.GetOrAdd(name, Load) is not { } text) return Results.NotFound();
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Text(text, name.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript", System.Text.Encoding.UTF8);
    }

    private static string? Load(string name)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream($"devstore/{name}");
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
