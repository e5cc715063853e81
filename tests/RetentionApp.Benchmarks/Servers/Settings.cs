namespace RetentionApp.Benchmarks.Servers;

internal static class Settings
{
    internal const string Secret = "benchmark-secret";
    internal const string Shop = "benchmark.myshopify.com";

    /// <summary>For an app that is not connected to any store.</summary>
    internal static Dictionary<string, string?> Alone(string database) => new(Database(database))
    {
        ["Shopify:ApiKey"] = "benchmark",
        ["Shopify:ApiSecret"] = Secret,
        ["App:Url"] = "http://localhost:5999",
    };

    internal static Dictionary<string, string?> Database(string file) => new()
    {
        ["Database:Provider"] = "Sqlite",
        ["Database:ConnectionString"] = $"Data Source={file}",
    };
}

/// <summary>A folder for one database, removed at the end.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("retention-benchmark-").FullName;

    internal string Database => Path.Combine(folder, "benchmark.db");

    internal string File(string name) => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
