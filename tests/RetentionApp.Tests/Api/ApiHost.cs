using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetentionApp.Api;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Hooks;
using RetentionApp.Loyalty;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shopify.Auth;
using RetentionApp.Shops;
using RetentionApp.Tests.Shopify;
using Xunit;

namespace RetentionApp.Tests.Api;

/// <summary>What the API answered: status, headers, and the body as JSON where there is one.</summary>
internal sealed record Said(HttpStatusCode Status, JsonElement Body, HttpResponseHeaders Headers, string Text, string? ContentType)
{
    internal string? this[string name] => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value) ? value.ToString() : null;
    internal string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
    internal List<string> Ids(string name = "id") => [.. Body.GetProperty("data").EnumerateArray().Select(row => row.GetProperty(name).GetString()!)];
}

/// <summary>The API over HTTP on a database of its own: two shops in pounds, keys made as the merchant does, a clock moved by hand.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    internal const long Anna = 207119551, Ben = 207119552;
    private readonly WebApplication app;
    private readonly TestDatabase database;
    private readonly HttpClient http;

    private ApiHost(WebApplication app, TestDatabase database, HttpClient http) => (this.app, this.database, this.http) = (app, database, http);

    internal TestClock Clock { get; private init; } = null!;
    internal DateTime Now => Clock.GetUtcNow().UtcDateTime;
    /// <summary>A key of the first shop with every scope.</summary>
    internal string Key { get; private set; } = "";
    internal IServiceProvider Services => app.Services;
    /// <summary>What Shopify answers to the making of a code; by default it makes it.</summary>
    internal FakeShopify Shopify { get; private init; } = null!;

    internal static async Task<ApiHost> Start()
    {
        var database = await TestDatabase.Create();
        var (clock, shopify) = (new TestClock(), new FakeShopify());
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddData(database.Options);
        builder.Services.AddShopify(new ShopifyOptions { ApiKey = "key", ApiSecret = "hush", AppUrl = "https://app.example" });
        builder.Services.AddSingleton<IAdminTransport>(shopify);
        builder.Services.AddCommerce();
        builder.Services.AddLoyalty();
        builder.Services.AddRewards();
        builder.Services.AddReferrals();
        builder.Services.AddHooks();
        builder.Services.AddApi();
        builder.Services.AddLocalization();
        var app = builder.Build();
        app.UseGates();
        app.MapAuth();
        app.MapApi();
        await using (var scope = app.Services.CreateAsyncScope()) await scope.ServiceProvider.GetRequiredService<Migrator>().Migrate();
        await app.StartAsync();
        var host = new ApiHost(app, database, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) }) { Clock = clock, Shopify = shopify };
        foreach (var id in new long[] { 1, 2 })
        {
            var shop = new Shop { Id = id, Domain = $"shop{id}.myshopify.com", Name = "Vases", Currency = "GBP", TimeZone = "Europe/London", Locale = "en-GB", Scopes = "read_orders", InstalledAt = host.Now };
            await host.Add(shop);
            await host.Services.GetRequiredService<ShopifyTokens>().Store(shop, new TokenPair("shpat_1", "shprt_1", host.Now.AddYears(1), host.Now.AddYears(1), ""));
            await host.Do<Programmes>(programmes => programmes.Save(id, ProgrammeSettings.For("GBP"), "install"));
            await host.Do<RewardCatalogue>(rewards => rewards.EnsureDefault(id, "GBP"));
        }
        await host.Add(Customer(1, Anna), Customer(1, Ben, "Ben"), Customer(2, 99, "Cleo"));
        host.Key = await host.MakeKey([.. ApiScopes.All.Select(scope => scope.Name)]);
        return host;
    }

    internal static Customer Customer(long shop, long id, string first = "Anna", DateTime? updated = null) => new()
    {
        ShopId = shop, Id = id, FirstName = first, LastName = "Ash", Email = $"{first}@example.com".ToLowerInvariant(), SearchText = "", Tags = "vip, early", UpdatedAt = updated ?? new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc),
    };

    internal async Task<string> MakeKey(string[] scopes, int shop = 1, DateTime? expires = null) => (await Services.GetRequiredService<ApiKeys>().Make(shop, "Till", scopes, expires, "42"))!.Key;

    internal Task<Said> Get(string path, string? key = null) => Send(HttpMethod.Get, path, null, key ?? Key);

    internal Task<Said> Post(string path, object body, string? key = null) => Send(HttpMethod.Post, path, new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), key ?? Key);

    internal async Task<Said> Send(HttpMethod method, string path, HttpContent? content, string? key)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : "/api/v1/" + path) { Content = content };
        if (key is not null) request.Headers.TryAddWithoutValidation("Authorization", key.Contains(' ') ? key : "Bearer " + key);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var type = answer.Content.Headers.ContentType?.MediaType;
        return new Said(answer.StatusCode, type?.Contains("json") == true ? JsonDocument.Parse(text).RootElement : default, answer.Headers, text, type);
    }

    /// <summary>Every page of a list, one after another.</summary>
    internal async Task<List<string>> Walk(string path, Func<Task>? between = null)
    {
        var ids = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Get(path + (path.Contains('?') ? "&" : "?") + (cursor.Length == 0 ? "" : "cursor=" + cursor));
            Assert.Equal(HttpStatusCode.OK, page.Status);
            ids.AddRange(page.Ids());
            cursor = page.Body.GetProperty("next").GetString();
            if (between is not null) await between();
        }
        return ids;
    }

    internal Task Give(long customer, long points, string key = "gift") => Do<PointsLedger>(ledger => ledger.Adjust(1, customer, points, "for the test", "test", key));

    internal Task Add(params object[] rows) => Do<AppDb>(db => db.Write(() =>
    {
        db.AddRange(rows);
        return db.SaveChangesAsync();
    }));

    internal Task<long> Count(FormattableString statement) => Do<AppDb, long>(db => db.Sql.Long(statement).AsTask());

    internal Task Do<T>(Func<T, Task> work) where T : notnull => Do<T, bool>(async service => { await work(service); return true; });

    internal async Task<R> Do<T, R>(Func<T, Task<R>> work) where T : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<T>());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>Makes every discount, or refuses with what the test sets.</summary>
    internal sealed class FakeShopify : IAdminTransport
    {
        internal string? Refusal { get; set; }
        internal List<string> Asked { get; } = [];

        public Task<TransportAnswer> Post(Uri address, string accessToken, ReadOnlyMemory<byte> body, CancellationToken cancellation)
        {
            lock (Asked) Asked.Add(Encoding.UTF8.GetString(body.Span));
            var answer = Refusal is null
                ? """
                  {"data":{"discountCodeBasicCreate":{"codeDiscountNode":{"id":"gid://shopify/DiscountCodeNode/1"},"userErrors":[]},
                  "discountCodeDeactivate":{"codeDiscountNode":{"id":"gid://shopify/DiscountCodeNode/1"},"userErrors":[]},
                  "codeDiscountNode":{"id":"gid://shopify/DiscountCodeNode/1","codeDiscount":{"__typename":"DiscountCodeBasic","status":"EXPIRED","asyncUsageCount":0}},"orders":{"nodes":[]}}}
                  """
                : """{"data":{"discountCodeBasicCreate":{"codeDiscountNode":null,"userErrors":[{"field":null,"code":"INVALID","message":"REASON"}]}}}""".Replace("REASON", Refusal);
            return Task.FromResult(new TransportAnswer(200, Encoding.UTF8.GetBytes(answer)));
        }
    }
}
