using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using RetentionApp.DevStore;
using RetentionApp.DevStore.History;
using RetentionApp.DevStore.Startup;
using RetentionApp.DevStore.State;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Shops;
using RetentionApp.Tests;
using Xunit;

namespace RetentionApp.BrowserTests;

/// <summary>The sample shop, the app installed into it with its history read, and a browser: started once for every story.</summary>
public sealed class ShopWorld : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private DevStoreHost host = null!;
    private HostedApp app = null!;
    private TestDatabase database = null!;
    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    internal Store Store { get; private set; } = null!;
    internal DevStoreHost Host => host;
    internal string AdminUrl => $"{host.Url}/{Store.Domain}/admin/apps/retention/";
    internal string StorefrontUrl => $"{host.Url}/{Store.Domain}/storefront";
    internal string LoyaltyUrl => $"{StorefrontUrl}/apps/retention";
    internal string OfficeUrl => $"{host.Url}/{Store.Domain}";
    internal string Axe { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (!File.Exists(Chromium)) throw new InvalidOperationException($"The browser tests need Chromium at {Chromium}: ./test installs it, or apt-get install chromium.");
        var axe = ReadAxe();
        database = await TestDatabase.Create();
        host = await DevStoreHost.Start(new DevStoreOptions { Url = "http://127.0.0.1:0", AppUrl = $"http://localhost:{Ports.Free()}", LogLevel = LogLevel.Error });
        Store = host.Store();
        SampleShop.Fill(Store);
        app = await HostedApp.Start(host, new Dictionary<string, string?>
        {
            ["Database:Provider"] = database.Options.IsPostgres ? "Postgres" : "Sqlite",
            ["Database:ConnectionString"] = database.Options.ConnectionString,
        });
        Assert.Equal(200, await Installation.Perform(Store, CancellationToken.None));
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        });
        Assert.True(await app.WaitForImport(Store, CancellationToken.None), "The app did not take in the sample shop's history.");
        await ThemeKnows(told => told.Contains("\"on\":true", StringComparison.Ordinal), "the programme is on");
        Axe = await axe;
    }

    /// <summary>One person's browser for one story; what went wrong in its pages fails the story at its end.</summary>
    internal async Task Visit(Func<Visitor, Task> story, int width = 1440, string language = "en", bool hasScript = true)
    {
        await using var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width < 600 ? 780 : 900 },
            Locale = language == "ru" ? "ru-RU" : "en-GB",
            JavaScriptEnabled = hasScript,
            ReducedMotion = ReducedMotion.Reduce,
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(10_000);
        var visitor = new Visitor(this, context, await context.NewPageAsync(), language, width);
        await story(visitor);
        visitor.Verify();
    }

    internal async Task Imported(Store store) => Assert.True(await app.WaitForImport(store, CancellationToken.None));

    /// <summary>Brings a customer's available points to exactly <paramref name="to"/>.</summary>
    internal async Task Give(long customer, long to)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var shop = await scope.ServiceProvider.GetRequiredService<ShopDirectory>().ByDomain(Store.Domain);
        var balance = await Balances.Read(scope.ServiceProvider.GetRequiredService<AppDb>().Sql, shop!.Id, customer, host.Clock.Now);
        if (balance.Available != to) await scope.ServiceProvider.GetRequiredService<PointsLedger>().Adjust(shop.Id, customer, to - balance.Available, "So that the story starts even", "test", Guid.NewGuid().ToString("N"));
    }

    /// <summary>Changes rows behind the app's back and has the theme told.</summary>
    internal async Task Tamper(FormattableString statement)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var shop = await scope.ServiceProvider.GetRequiredService<ShopDirectory>().ByDomain(Store.Domain);
        await db.Write(async () => await db.Sql.Execute(statement));
        await db.Write(() => db.TellTheme(shop!.Id, host.Clock.Now));
    }

    /// <summary>Waits until what the app tells the theme is as it should be.</summary>
    internal async Task ThemeKnows(Func<string, bool> isSo, string what)
    {
        for (var until = DateTime.UtcNow.AddSeconds(20); !(Store.Read(() => Store.AppMetafields.GetValueOrDefault("loyalty.programme")?.Value) is { } told && isSo(told)); await Task.Delay(50))
            if (DateTime.UtcNow > until) throw new TimeoutException($"The theme was not told within 20 s that {what}.");
    }

    /// <summary>Changes the shop's programme behind the admin's back.</summary>
    internal async Task Programme(Func<ProgrammeSettings, ProgrammeSettings> change)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var shop = await scope.ServiceProvider.GetRequiredService<ShopDirectory>().ByDomain(Store.Domain);
        var programmes = scope.ServiceProvider.GetRequiredService<Programmes>();
        await programmes.Save(shop!.Id, change((await programmes.Current(shop.Id)).Settings), "test");
    }

    internal Customer Person(string name) => Store.Customers.Values.First(one => one.Name.Contains(name, StringComparison.Ordinal));

    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (app is not null) await app.DisposeAsync();
        if (host is not null) await host.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }

    private static async Task<string> ReadAxe()
    {
        var folder = Path.Combine(Repository.Root, "tests", "browser");
        var file = Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(file))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = (await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync())) is [var output, var errors] ? output + errors : "";
            await npm.WaitForExitAsync();
            if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ci in tests/browser failed: {said}");
        }
        return await File.ReadAllTextAsync(file);
    }
}

/// <summary>All stories share one world and run one after the other: some of them move its clock.</summary>
[CollectionDefinition(Name)]
public sealed class InTheBrowser : ICollectionFixture<ShopWorld>
{
    public const string Name = "In the browser";
}
