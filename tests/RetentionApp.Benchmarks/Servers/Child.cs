using System.Diagnostics;
using System.Text.Json;

namespace RetentionApp.Benchmarks.Servers;

/// <summary>
/// A server in a process of its own, started from this executable. It takes one command per line and answers with one
/// line; the end of its input stops it. What it logs goes to standard error.
/// </summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process process;

    private Child(Process process) => this.process = process;

    /// <summary>Where it listens.</summary>
    internal string Url { get; private set; } = "";

    internal static async Task<Child> Start(string role, params IEnumerable<string> arguments)
    {
        var self = Environment.ProcessPath!;
        var start = new ProcessStartInfo(self) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(self) == "dotnet") start.ArgumentList.Add(typeof(Child).Assembly.Location);
        start.ArgumentList.Add("child");
        start.ArgumentList.Add(role);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var child = new Child(Process.Start(start)!);
        child.Url = await child.Answer();
        return child;
    }

    internal static Task<Child> App(Dictionary<string, string?> settings) => Start("app", settings.Select(setting => $"--{setting.Key}={setting.Value}"));

    internal async Task<string> Ask(string command)
    {
        await process.StandardInput.WriteLineAsync(command);
        await process.StandardInput.FlushAsync();
        return await Answer();
    }

    internal async Task<T> Ask<T>(string command) => JsonSerializer.Deserialize<T>(await Ask(command))!;

    private async Task<string> Answer() => await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A server of the benchmark ended early; its log is above.");

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>The other side: says where it listens, then answers commands until its input ends.</summary>
    internal static async Task Serve(string url, Func<string[], Task<string>> command)
    {
        Console.WriteLine(url);
        while (await Console.In.ReadLineAsync() is { } line) Console.WriteLine(await command(line.Split(' ')));
    }
}
