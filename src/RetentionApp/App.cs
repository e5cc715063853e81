using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RetentionApp.Admin;
using RetentionApp.Api;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Hooks;
using RetentionApp.Insights;
using RetentionApp.Intake;
using RetentionApp.Jobs;
using RetentionApp.Loyalty;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Storefront;
using RetentionApp.Surfaces;
using RetentionApp.Theme;
using RetentionApp.Webhooks;

namespace RetentionApp;

/// <summary>
/// Composes the application. Verbs of its command line: <c>serve</c> (default), <c>migrate</c>, <c>verify</c>. Exit codes:
/// 0 done, 1 <c>verify</c> found something, 2 a setting or a verb is wrong.
/// </summary>
internal static class App
{
    internal static async Task<int> Run(string[] args)
    {
        try
        {
            return args.FirstOrDefault(arg => !arg.StartsWith('-')) switch
            {
                null or "serve" => await Serve(args),
                "migrate" => await Migrate(args),
                "verify" => await Verify(args),
                var verb => throw new SettingException("verb", $"\"{verb}\" is not known; use serve, migrate or verify."),
            };
        }
        catch (SettingException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
    }

    /// <summary>Builds the whole application without starting it. <paramref name="configure"/> may override settings and services.</summary>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(App).Assembly.GetName().Name });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = LogLevels });
        configure?.Invoke(builder);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddData(DatabaseOptions.Read(builder.Configuration));
        builder.Services.AddShopify(ShopifyOptions.Read(builder.Configuration));
        CheckAddresses(builder.Configuration);
        builder.Services.AddWebhooks();
        builder.Services.AddCommerce();
        builder.Services.AddLoyalty();
        builder.Services.AddRewards();
        builder.Services.AddHooks();
        builder.Services.AddReferrals();
        builder.Services.AddTheme();
        builder.Services.AddIntake();
        builder.Services.AddStorefront();
        builder.Services.AddSurfaces();
        builder.Services.AddApi();
        builder.Services.AddInsights();
        builder.Services.AddAdmin();
        builder.Services.AddSchedule();

        var app = builder.Build();
        app.UseGates();
        app.MapHealth();
        app.MapAdmin();
        app.MapAuth();
        app.MapWebhooks();
        app.MapStorefront();
        app.MapSurfaces();
        app.MapApi();
        return app;
    }

    // The framework writes the address of every request, and ours carry session tokens and customers' ids.
    private static readonly Dictionary<string, string?> LogLevels = new()
    {
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        // It says nothing above Information, and as long as it may speak every request is given an activity.
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
        ["Logging:LogLevel:Quartz"] = "Warning",
    };

    private static async Task<int> Serve(string[] args)
    {
        SpareThreads();
        await using var app = Build(args);
        await app.BringUpToDate();
        await app.RunAsync();
        return 0;
    }

    /// <summary>SQLite's provider blocks its thread under every await; without spare threads requests would queue behind it. Whoever owns the process calls it.</summary>
    internal static void SpareThreads() => ThreadPool.SetMinThreads(Math.Max(16, Environment.ProcessorCount * 4), Environment.ProcessorCount);

    /// <summary>Migrates before anything reads; hosts call it between building and starting.</summary>
    internal static Task BringUpToDate(this WebApplication app) => Migrate(app.Services);

    private static async Task Migrate(IServiceProvider services)
    {
        await services.GetRequiredService<ConnectionSource>().NeedAnswer();
        await services.GetRequiredService<Migrator>().Migrate();
    }

    /// <summary>The server would say it with a stack trace, and only once the database is migrated.</summary>
    private static void CheckAddresses(IConfiguration settings)
    {
        foreach (var address in (settings[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            try
            {
                if (BindingAddress.Parse(address) is { Scheme: "http" or "https", Port: >= 0 and <= IPEndPoint.MaxPort }) continue;
            }
            catch (FormatException)
            {
                // Said below, like every other address that is none.
            }
            throw new SettingException("ASPNETCORE_URLS", $"must hold addresses to listen on, e.g. http://0.0.0.0:8080, not \"{address}\"");
        }
    }

    private static async Task<int> Migrate(string[] args)
    {
        await using var services = DatabaseOnly(args);
        await Migrate(services);
        Console.WriteLine("The database is up to date.");
        return 0;
    }

    private static async Task<int> Verify(string[] args)
    {
        await using var services = DatabaseOnly(args);
        await using var scope = services.CreateAsyncScope();
        await NeedMigrated(scope.ServiceProvider.GetRequiredService<Migrator>());
        var verified = await scope.ServiceProvider.GetRequiredService<Verification>().Verify();
        foreach (var finding in verified.Findings) Console.WriteLine(finding);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verified.Accounts} accounts, {verified.Entries} entries, {verified.Outstanding} points outstanding: {(verified.Holds ? "every balance holds" : "NOT every balance holds")}."));
        return verified.Holds ? 0 : 1;
    }

    private static async Task NeedMigrated(Migrator migrator)
    {
        try
        {
            if (await migrator.IsUpToDate()) return;
        }
        catch (System.Data.Common.DbException failure)
        {
            throw new SettingException("Database__ConnectionString", $"leads to no database of this app ({failure.Message}); run the verb migrate first.");
        }
        throw new SettingException("Database__ConnectionString", "leads to a database that is not migrated yet; run the verb migrate first.");
    }

    /// <summary>What the verbs need that only look at the database: no secrets of Shopify's.</summary>
    private static ServiceProvider DatabaseOnly(string[] args)
    {
        var settings = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables()
            .AddCommandLine(args.Where(arg => arg.StartsWith('-')).ToArray()).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddConsole().SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton(TimeProvider.System);
        services.AddData(DatabaseOptions.Read(settings));
        services.AddScoped<Verification>();
        return services.BuildServiceProvider();
    }

    private static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz", () => "ok");
        app.MapGet("/readyz", async (Migrator migrator, ILogger<Migrator> log) =>
        {
            try
            {
                return await migrator.IsUpToDate() ? Results.Text("ready") : Results.Text("the database is not migrated", statusCode: StatusCodes.Status503ServiceUnavailable);
            }
            catch (System.Data.Common.DbException failure)
            {
                log.LogWarning(failure, "The database does not answer");
                return Results.Text("the database does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        });
    }
}
