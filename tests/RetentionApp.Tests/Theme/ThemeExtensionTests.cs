using System.Diagnostics;
using Xunit;

namespace RetentionApp.Tests.Theme;

/// <summary>The theme extension has tests of its own in tests/theme: Shopify's linter, every block in every language, the panel's states, weights.</summary>
public sealed class ThemeExtensionTests
{
    [Fact]
    public async Task The_theme_extension_passes_its_own_tests()
    {
        var folder = Path.Combine(Repository.Root, "tests", "theme");
        if (!Directory.Exists(Path.Combine(folder, "node_modules"))) await Run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        await Run(folder, "node", "--test", "--test-reporter=spec");
    }

    private static async Task Run(string folder, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await errors);
    }
}
