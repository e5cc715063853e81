using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;
using Xunit.Abstractions;

namespace RetentionApp.Tests.Surfaces;

/// <summary>The extensions' own tests: types against the published package, every state on a small DOM, bundles and their sizes.</summary>
public sealed partial class ExtensionSourcesTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_extensions_fit_the_published_package_build_and_pass_their_tests()
    {
        var sources = Path.Combine(Repository.Root, "extension-config");
        var tests = Path.Combine(Repository.Root, "tests", "extensions");
        foreach (var folder in new[] { sources, tests })
            if (!Directory.Exists(Path.Combine(folder, "node_modules"))) await Run(folder, "npm", "ci", "--no-audit", "--no-fund");
        var said = await Run(tests, "node", "--test", "--test-reporter=tap");
        var passed = int.Parse(Passed().Match(said).Groups[1].Value);
        Assert.True(passed > 80, said);
        foreach (Match size in Size().Matches(said)) output.WriteLine(size.Groups[1].Value);
    }

    private static async Task<string> Run(string folder, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await errors);
        return await output;
    }

    [GeneratedRegex(@"^# pass (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Passed();

    [GeneratedRegex(@"^# (\S+: \d+ bytes, \d+ gzipped)$", RegexOptions.Multiline)]
    private static partial Regex Size();
}
