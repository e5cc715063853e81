using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetentionApp.Admin;
using RetentionApp.Api;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Hooks;
using RetentionApp.Insights;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using RetentionApp.Webhooks;
using Xunit;

namespace RetentionApp.Tests.Admin;

/// <summary>The merchant's pages over HTTP on a database of their own, as staff of one of two shops; the gate has tests of its own.</summary>
internal sealed partial class AdminHost : IAsyncDisposable
{
    internal static readonly DateTime Now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private readonly WebApplication app;
    private readonly TestDatabase database;
    private readonly HttpClient http;

    private AdminHost(WebApplication app, TestDatabase database, HttpClient http) => (this.app, this.database, this.http) = (app, database, http);

    internal static async Task<AdminHost> Start()
    {
        var database = await TestDatabase.Create();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(new StoppedClock());
        builder.Services.AddData(database.Options);
        builder.Services.AddShopify(new ShopifyOptions { ApiKey = "key", ApiSecret = "hush", AppUrl = "https://app.example" });
        builder.Services.AddCommerce();
        builder.Services.AddLoyalty();
        builder.Services.AddRewards();
        builder.Services.AddReferrals();
        builder.Services.AddScoped<HistoryImports>().AddScoped<CustomerChanged>().AddScoped<CustomerOrders>().AddScoped<PrivacyRequests>().AddSingleton<ImportSignal>().AddScoped<DeliveryLog>().AddSingleton<WorkSignal>();
        builder.Services.AddScoped<PointImports>().AddScoped<ImportedProfiles>().AddScoped<PointRows>().AddScoped<PointImportRun>();
        builder.Services.AddHooks();
        builder.Services.AddApi();
        builder.Services.AddInsights();
        builder.Services.AddAdmin();
        var app = builder.Build();
        app.Use((context, next) =>
        {
            var shop = int.Parse(context.Request.Headers["X-Shop"].FirstOrDefault() ?? "1");
            context.Features.Set(new AdminContext(Shop(shop), "42", context.Request.Headers["X-Locale"].FirstOrDefault() ?? "en-GB", null, "n0nce"));
            return next(context);
        });
        app.MapAuth();
        app.MapAdmin();
        await using (var scope = app.Services.CreateAsyncScope()) await scope.ServiceProvider.GetRequiredService<Migrator>().Migrate();
        await app.StartAsync();
        var host = new AdminHost(app, database, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) });
        await host.Add(Shop(1), Shop(2));
        foreach (var shop in new[] { 1, 2 })
        {
            await host.Do<Programmes, ProgrammeVersion>(programmes => programmes.Save(shop, ProgrammeSettings.For("GBP"), "install"));
            await host.Do<RewardCatalogue>(rewards => rewards.EnsureDefault(shop, "GBP"));
        }
        return host;
    }

    internal static Shop Shop(long id) => new()
    {
        Id = id, Domain = $"shop{id}.myshopify.com", Name = "Vases", Currency = "GBP", TimeZone = "America/New_York", Locale = "en-GB", Scopes = "read_orders", InstalledAt = Now,
    };

    internal static Customer Customer(long shop, long id, string first = "Anna", string last = "Belova") => new()
    {
        ShopId = shop, Id = id, FirstName = first, LastName = last, Email = $"{first}@example.com".ToLowerInvariant(), SearchText = $"{first} {last} {first}@example.com".ToLowerInvariant(), Tags = "", UpdatedAt = Now,
    };

    internal static Order Order(long shop, long id, long customer, DateTime at, long total = 1000, DateTime? cancelledAt = null) => new()
    {
        ShopId = shop, Id = id, Name = "#" + id, CustomerId = customer, Currency = "GBP", Total = total, CreatedAt = at, ProcessedAt = at, UpdatedAt = at, PaidAt = at, CancelledAt = cancelledAt, FinancialStatus = "paid",
        Facts = """{"Lines":[{"Id":1,"Title":"Vase","Quantity":1,"Current":1,"Price":1000}],"RefundIds":[],"DiscountCodes":[]}""",
    };

    internal Task Add(params object[] rows) => Do<AppDb>(db =>
    {
        db.AddRange(rows);
        return db.Write(() => db.SaveChangesAsync());
    });

    internal Task Do<T>(Func<T, Task> work) where T : notnull => Do<T, bool>(async service => { await work(service); return true; });

    internal async Task<R> Do<T, R>(Func<T, Task<R>> work) where T : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<T>());
    }

    internal async Task<Seen> Get(string path, int shop = 1, string locale = "en-GB") => await Send(new HttpRequestMessage(HttpMethod.Get, path), shop, locale);

    internal Task<Seen> Post(string path, Dictionary<string, string> form, int shop = 1, string locale = "en-GB") => PostAll(path, form, shop, locale);

    /// <summary>A form in which fields may come more than once.</summary>
    internal async Task<Seen> PostAll(string path, IEnumerable<KeyValuePair<string, string>> form, int shop = 1, string locale = "en-GB") =>
        await Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) }, shop, locale);

    internal async Task<Seen> Upload(string path, string name, byte[] file, int shop = 1, string? preset = null)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", name } };
        if (preset is not null) form.Add(new StringContent(preset), "preset");
        return await Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = form }, shop, "en-GB");
    }

    internal async Task<byte[]> Bytes(string path, int shop = 1)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Shop", shop.ToString());
        using var answer = await http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    private async Task<Seen> Send(HttpRequestMessage request, int shop, string locale)
    {
        request.Headers.Add("X-Shop", shop.ToString());
        request.Headers.Add("X-Locale", locale);
        using var answer = await http.SendAsync(request);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        return new Seen(answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), answer.Headers.Location?.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await database.DisposeAsync();
    }

    internal sealed record Seen(HttpStatusCode Status, string Body, string? Location)
    {
        /// <summary>What a person reads: tags gone, spaces as one.</summary>
        internal string Text => Space().Replace(Tag().Replace(Body, " "), " ");
    }

    [GeneratedRegex("<[^>]*>")] private static partial Regex Tag();
    [GeneratedRegex(@"[\s\u00a0\u202f]+")] private static partial Regex Space();

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(Now);
    }
}
