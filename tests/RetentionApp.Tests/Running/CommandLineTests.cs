using System.Net;
using System.Net.Sockets;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using Xunit;

namespace RetentionApp.Tests.Running;

/// <summary>The program at its command line: settings, verbs, exit codes.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("Shopify:ApiKey", null), InlineData("Shopify:ApiSecret", ""), InlineData("App:Url", null)]
    [InlineData("App:Url", "http://shop.example.com"), InlineData("Shopify:Endpoint", "https://example.com"), InlineData("Shopify:ApiVersion", "2026-13")]
    [InlineData("Database:Provider", "Oracle"), InlineData("Database:ConnectionString", "nonsense=1"), InlineData("App:EncryptionKey", "short")]
    public async Task A_missing_or_malformed_setting_stops_it_with_one_line_that_names_it(string name, string? value)
    {
        await using var database = await TestDatabase.Create();
        var settings = AppProcess.Settings(database.Options, Ports.Free());
        settings[name] = value;
        var (code, output, errors) = await AppProcess.Run([], settings);
        Assert.Equal(2, code);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(name.Replace(":", "__"), line);
        Assert.Equal("", output);
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "nonsense"), InlineData("ASPNETCORE_URLS", "http://127.0.0.1:0;http://127.0.0.1:99999"), InlineData("ASPNETCORE_URLS", "ftp://127.0.0.1:5000")]
    public async Task An_address_that_nobody_can_listen_on_stops_it_before_the_database_is_touched(string name, string value)
    {
        var settings = AppProcess.Settings(new DatabaseOptions("Postgres", "Host=127.0.0.1;Port=1;Timeout=2"), Ports.Free());
        settings[name] = value;
        await StopsWithOneLine(settings, name);
    }

    [Fact]
    public async Task An_address_that_another_program_has_stops_it_with_one_line_that_names_the_setting()
    {
        await using var database = await TestDatabase.Create();
        var port = Ports.Free();
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();
        var (code, _, errors) = await AppProcess.Run([], AppProcess.Settings(database.Options, port));
        Assert.Equal(2, code);
        Assert.StartsWith("ASPNETCORE_URLS", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("Sqlite", "Data Source={file}/retention.db"), InlineData("Sqlite", "Data Source={folder}"), InlineData("Postgres", "Host=127.0.0.1;Port=1;Username=retention;Password=geheim;Timeout=2")]
    public async Task A_database_that_cannot_be_opened_stops_it_with_one_line_that_names_the_setting(string provider, string connection)
    {
        var folder = Directory.CreateTempSubdirectory("no-database-").FullName;
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "");
        var settings = AppProcess.Settings(new DatabaseOptions(provider, connection.Replace("{file}", file).Replace("{folder}", folder)), Ports.Free());
        await StopsWithOneLine(settings, "Database__ConnectionString");
        await StopsWithOneLine(settings, "Database__ConnectionString", "migrate");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task StopsWithOneLine(IReadOnlyDictionary<string, string?> settings, string name, params string[] arguments)
    {
        var (code, output, errors) = await AppProcess.Run(arguments, settings);
        Assert.Equal((2, ""), (code, output));
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(name, line);
        Assert.DoesNotContain("geheim", line);
    }

    [Fact]
    public async Task An_unknown_verb_is_named_and_the_known_ones_are_listed()
    {
        await using var database = await TestDatabase.Create();
        var (code, _, errors) = await AppProcess.Run(["dance"], AppProcess.Settings(database.Options, 1));
        Assert.Equal(2, code);
        Assert.Contains("serve, migrate or verify", errors);
    }

    [Fact]
    public async Task Verify_needs_a_migrated_database_proves_it_and_lists_what_does_not_hold()
    {
        await using var world = await World.Installed();
        await world.Buys(world.Anna, world.Book, 3);
        var settings = new Dictionary<string, string?> { ["Database:Provider"] = world.App.Database.Provider, ["Database:ConnectionString"] = world.App.Database.ConnectionString };
        var (code, output, _) = await AppProcess.Run(["verify"], settings);
        Assert.Equal(0, code);
        Assert.Contains("150 points outstanding", output);

        var account = await world.App.Number($"SELECT MIN(id) FROM accounts");
        await world.App.Tamper("UPDATE accounts SET lifetime = lifetime + 7, pending = pending - 1");
        (code, output, _) = await AppProcess.Run(["verify"], settings);
        Assert.Equal(1, code);
        Assert.Contains($"account {account}", output);
        Assert.Contains("157", output);

        await using var empty = await TestDatabase.Create();
        (code, _, var errors) = await AppProcess.Run(["verify"], new Dictionary<string, string?> { ["Database:Provider"] = empty.Options.Provider, ["Database:ConnectionString"] = empty.Options.ConnectionString });
        Assert.Equal(2, code);
        Assert.Contains("migrate", errors);
    }

    [Theory]
    [InlineData("UPDATE lots SET remaining = remaining - 1")]
    [InlineData("DELETE FROM ledger_entries")]
    [InlineData("UPDATE accounts SET debt = 5")]
    [InlineData("UPDATE ledger_entries SET points = points + 1")]
    [InlineData("UPDATE order_awards SET points = points + 1")]
    public async Task Verification_notices_every_kind_of_tampering(string statement)
    {
        await using var world = await World.Installed();
        await world.Buys(world.Anna, world.Book, 3);
        await world.Holds();
        await world.App.Tamper(statement);
        Assert.NotEmpty((await world.App.With<Verification, Verified>(verification => verification.Verify())).Findings);
    }

    [Fact]
    public async Task It_migrates_then_serves_from_any_folder_and_says_how_it_is()
    {
        await using var database = await TestDatabase.Create();
        var port = Ports.Free();
        var settings = AppProcess.Settings(database.Options, port);
        var folder = Directory.CreateTempSubdirectory("anywhere-").FullName;
        Assert.Equal(0, (await AppProcess.Run(["migrate"], settings, folder)).Code);
        Assert.Equal(0, (await AppProcess.Run(["migrate"], settings, folder)).Code);

        using var app = AppProcess.Start(["serve"], settings, folder);
        await app.Ready($"http://127.0.0.1:{port}");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal("ok", await http.GetStringAsync("/healthz"));
        using var style = await http.GetAsync("/proxy/assets/loyalty.css");
        Assert.Equal(HttpStatusCode.OK, style.StatusCode);
        using var admin = await http.GetAsync("/customers");
        Assert.Equal(HttpStatusCode.Unauthorized, admin.StatusCode);
        Assert.DoesNotContain("id_token", app.Output);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_log_holds_no_session_token_and_no_signature()
    {
        await using var database = await TestDatabase.Create();
        var port = Ports.Free();
        using var app = AppProcess.Start([], AppProcess.Settings(database.Options, port));
        await app.Ready($"http://127.0.0.1:{port}");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        (await http.GetAsync("/?shop=a.myshopify.com&id_token=secret-token-value")).Dispose();
        (await http.GetAsync("/proxy/loyalty?shop=a.myshopify.com&signature=secret-signature-value&logged_in_customer_id=7")).Dispose();
        Assert.DoesNotContain("secret-", app.Output + app.Errors);
    }
}
