using System.Diagnostics;
using System.Text;
using RetentionApp.Data;

namespace RetentionApp.Tests.Running;

/// <summary>The built program itself, as an operator runs it: a process of its own, told everything by its environment.</summary>
internal sealed class AppProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new(), errors = new();

    private AppProcess(Process process) => this.process = process;

    internal string Errors { get { lock (errors) return errors.ToString(); } }
    internal string Output { get { lock (output) return output.ToString(); } }

    /// <summary>Built with the tests, in the same configuration.</summary>
    internal static string Binary
    {
        get
        {
            var mine = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(Repository.Root, "src", "RetentionApp", "bin", mine.Parent!.Name, mine.Name, OperatingSystem.IsWindows() ? "RetentionApp.exe" : "RetentionApp");
        }
    }

    internal static AppProcess Start(string[] arguments, IReadOnlyDictionary<string, string?> settings, string? folder = null)
    {
        var start = new ProcessStartInfo(Binary, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? Path.GetTempPath() };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("Shopify__", StringComparison.Ordinal) || name.StartsWith("Database__", StringComparison.Ordinal) || name.StartsWith("App__", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__")] = value;
        var app = new AppProcess(new Process { StartInfo = start });
        app.process.OutputDataReceived += (_, line) => Add(app.output, line.Data);
        app.process.ErrorDataReceived += (_, line) => Add(app.errors, line.Data);
        app.process.Start();
        app.process.BeginOutputReadLine();
        app.process.BeginErrorReadLine();
        return app;
    }

    internal static async Task<(int Code, string Output, string Errors)> Run(string[] arguments, IReadOnlyDictionary<string, string?> settings, string? folder = null)
    {
        using var app = Start(arguments, settings, folder);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await app.process.WaitForExitAsync(patience.Token);
        return (app.process.ExitCode, app.Output, app.Errors);
    }

    /// <summary>The settings of a whole app whose Shopify may be nowhere.</summary>
    internal static Dictionary<string, string?> Settings(DatabaseOptions database, int port) => new()
    {
        ["Shopify:ApiKey"] = "devstore-api-key", ["Shopify:ApiSecret"] = "devstore-api-secret", ["Shopify:Endpoint"] = "http://127.0.0.1:9/{shop}", ["App:Url"] = $"http://127.0.0.1:{port}",
        ["Database:Provider"] = database.Provider, ["Database:ConnectionString"] = database.ConnectionString, ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
    };

    internal async Task Ready(string address)
    {
        using var http = new HttpClient();
        await TestApp.Until(async () =>
        {
            if (process.HasExited) throw new InvalidOperationException($"The app ended with {process.ExitCode}: {Errors}");
            try
            {
                using var answer = await http.GetAsync(address + "/readyz");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "the app was ready", seconds: 60);
    }

    /// <summary>As <c>kill -9</c> does: no goodbye, nothing flushed.</summary>
    internal async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static void Add(StringBuilder text, string? line)
    {
        if (line is not null) lock (text) text.AppendLine(line);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
