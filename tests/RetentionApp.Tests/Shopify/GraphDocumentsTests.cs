using System.Diagnostics;
using RetentionApp.Shopify;
using Xunit;

namespace RetentionApp.Tests.Shopify;

public sealed class GraphDocumentsTests
{
    private static readonly string Queries = Path.Combine(Repository.Root, "src", "RetentionApp", "Shopify", "Queries");

    [Fact]
    public void Every_document_is_embedded_and_holds_one_operation_of_its_name()
    {
        var files = Directory.GetFiles(Queries, "*.graphql");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Matches($@"\A(query|mutation) {Path.GetFileNameWithoutExtension(file)}\b", AdminApi.Document(Path.GetFileNameWithoutExtension(file))));
    }

    [Fact]
    public void An_unknown_document_is_a_mistake_in_the_code() => Assert.Throws<ArgumentException>(() => AdminApi.Document("Nothing"));

    /// <summary>No variables and no connection inside a list: Shopify refuses such bulk operations.</summary>
    [Theory]
    [InlineData("BulkOrders")]
    [InlineData("BulkCustomers")]
    public void A_bulk_document_takes_no_variables(string name) => Assert.DoesNotContain('$', AdminApi.Document(name));

    [SharedFact]
    public async Task Every_document_is_valid_against_the_schema()
    {
        var folder = Path.Combine(Repository.Root, "tests", "graphql");
        if (!Directory.Exists(Path.Combine(folder, "node_modules"))) await Run(folder, "npm", "ci", "--no-audit", "--no-fund");
        await Run(folder, "node", "validate.mjs", Path.Combine(Repository.Shared, "shopify", "admin-2026-01.graphql"), Queries);
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
