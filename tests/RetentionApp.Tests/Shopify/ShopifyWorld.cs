using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Tests.Shopify;

/// <summary>The modules Shopify and Shops in a small host of their own, with a Shopify whose answers the test writes.</summary>
internal sealed class ShopifyWorld : IAsyncDisposable
{
    internal const string Domain = "demo.myshopify.com";
    internal static readonly ShopifyOptions Options = new() { ApiKey = "key", ApiSecret = "hush", AppUrl = "https://app.example.com" };

    private readonly TestDatabase? ownDatabase;
    private readonly WebApplication app;

    private ShopifyWorld(WebApplication app, TestDatabase? ownDatabase) => (this.app, this.ownDatabase) = (app, ownDatabase);

    internal TestClock Clock { get; private init; } = null!;
    internal Mock<IAdminTransport> Transport { get; private init; } = null!;
    internal TokenDesk Desk { get; private init; } = null!;
    internal HttpClient Http { get; private init; } = null!;
    internal IServiceProvider Services => app.Services;
    internal T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    internal static async Task<ShopifyWorld> Create(ShopifyOptions? options = null, TestDatabase? database = null, WhenInstalled? story = null, bool overTheWire = false)
    {
        var own = database is null ? await TestDatabase.Create() : null;
        var (clock, desk, transport) = (new TestClock(), new TokenDesk(), new Mock<IAdminTransport>(MockBehavior.Strict));
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddData((database ?? own)!.Options);
        builder.Services.AddShopify(options ?? Options);
        if (!overTheWire)
        {
            builder.Services.AddSingleton(transport.Object);
            builder.Services.AddHttpClient(ShopifyModule.Client).ConfigurePrimaryHttpMessageHandler(() => desk);
        }
        if (story is not null) builder.Services.AddSingleton(story);
        var app = builder.Build();
        app.UseGates();
        app.MapAuth();
        app.MapMethods("/", ["GET", "POST"], (Microsoft.AspNetCore.Http.HttpContext http) => $"{http.Admin().Shop.Domain} {http.Admin().UserId} {http.Admin().Locale}").RequireAdmin();
        app.MapMethods("/proxy/who", ["GET", "POST"], (Microsoft.AspNetCore.Http.HttpContext http) => $"{http.Proxy().Shop.Domain} {http.Proxy().CustomerId} {http.Proxy().PathPrefix}").RequireProxy();
        await using (var scope = app.Services.CreateAsyncScope()) await scope.ServiceProvider.GetRequiredService<Migrator>().Migrate();
        await app.StartAsync();
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        return new ShopifyWorld(app, own) { Clock = clock, Desk = desk, Transport = transport, Http = http };
    }

    internal async Task<T> Db<T>(Func<AppDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    internal Task<Shop> Shop(string domain = Domain) => Db(db => db.Shops.AsNoTracking().SingleAsync(s => s.Domain == domain));

    /// <summary>Shopify answers every document with this, the token being checked by nobody.</summary>
    internal void Answers(params TransportAnswer[] answers)
    {
        var queue = new ConcurrentQueue<TransportAnswer>(answers);
        Transport.Setup(t => t.Post(It.IsAny<Uri>(), It.IsAny<string>(), It.IsAny<ReadOnlyMemory<byte>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => queue.Count > 1 && queue.TryDequeue(out var next) ? next : queue.TryPeek(out var last) ? last : throw new InvalidOperationException("No more answers."));
    }

    internal void AnswersShopInfo() => Answers(Json("""
        {"data":{"shop":{"id":"gid://shopify/Shop/1","name":"Demo","email":"o@example.com","myshopifyDomain":"demo.myshopify.com","currencyCode":"GBP","ianaTimezone":"Europe/London",
        "taxesIncluded":true,"primaryDomain":{"url":"https://shop.example.com"},"plan":{"publicDisplayName":"Basic"}},
        "currentAppInstallation":{"id":"gid://shopify/AppInstallation/1","accessScopes":[{"handle":"read_orders"},{"handle":"write_discounts"}]}}}
        """));

    internal static TransportAnswer Json(string body, int status = 200) => new(status, Encoding.UTF8.GetBytes(body));

    internal async Task<Shop> Installed(string domain = Domain)
    {
        AnswersShopInfo();
        var answer = await Get<Installation>().Install(domain, Token(domain), "en", default);
        return ((Installed)answer).Shop;
    }

    /// <summary>A session token as App Bridge hands it out, good for a minute unless told.</summary>
    internal string Token(string domain = Domain, int seconds = 60, string user = "42", string? audience = null, string? issuer = null)
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        return new Signatures("hush").SignToken(JsonSerializer.Serialize(new
        {
            iss = issuer ?? $"https://{domain}/admin", dest = "https://" + domain, aud = audience ?? "key", sub = user, exp = now + seconds, nbf = now + seconds - 60, iat = now, jti = "1", sid = "2",
        }));
    }

    /// <summary>An app-proxy address signed as Shopify would.</summary>
    internal string Proxy(string path, string? customer = "7", string domain = Domain, long age = 0, params (string Name, string Value)[] more)
    {
        List<KeyValuePair<string, string>> query =
        [
            new("shop", domain), new("path_prefix", "/apps/retention"), new("timestamp", (Clock.GetUtcNow().ToUnixTimeSeconds() - age).ToString()),
            .. customer is null ? [] : new KeyValuePair<string, string>[] { new("logged_in_customer_id", customer) }, .. more.Select(m => KeyValuePair.Create(m.Name, m.Value)),
        ];
        query.Add(new("signature", new Signatures("hush").SignProxyQuery(query)));
        return QueryHelpers.AddQueryString(path, query.Select(q => KeyValuePair.Create(q.Key, (string?)q.Value)));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        if (ownDatabase is not null) await ownDatabase.DisposeAsync();
    }
}

/// <summary>The token endpoint: grants numbered pairs until told otherwise, and remembers what it was asked.</summary>
internal sealed class TokenDesk : HttpMessageHandler
{
    private int number;

    internal ConcurrentQueue<(Uri Address, Dictionary<string, string> Form)> Asked { get; } = new();
    internal Func<Dictionary<string, string>, HttpResponseMessage?> Refuse { get; set; } = _ => null;
    internal int Lifetime { get; set; } = 3600;
    /// <summary>What a plain GET finds, by address.</summary>
    internal Dictionary<string, string> Files { get; } = [];

    internal static HttpResponseMessage Error(string error, HttpStatusCode status = HttpStatusCode.BadRequest) => new(status) { Content = new StringContent($$"""{"error":"{{error}}"}""") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Get)
            return Files.TryGetValue(request.RequestUri!.ToString(), out var file) && !request.Headers.Contains("X-Shopify-Access-Token")
                ? new(HttpStatusCode.OK) { Content = new StringContent(file) } : new(HttpStatusCode.NotFound);
        var form = QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync(cancellationToken)).ToDictionary(f => f.Key, f => f.Value.ToString());
        Asked.Enqueue((request.RequestUri!, form));
        await Task.Delay(20, cancellationToken);
        if (Refuse(form) is { } refusal) return refusal;
        var n = Interlocked.Increment(ref number);
        return new(HttpStatusCode.OK)
        {
            Content = new StringContent($$"""{"access_token":"shpat_{{n}}","expires_in":{{Lifetime}},"refresh_token":"shprt_{{n}}","refresh_token_expires_in":7776000,"scope":"read_orders,write_discounts"}"""),
        };
    }
}

/// <summary>A clock that stands still; a delay on it takes no time, moves it forward and is remembered.</summary>
internal sealed class TestClock : TimeProvider
{
    private long ticks = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc).Ticks;

    internal ConcurrentQueue<TimeSpan> Delays { get; } = new();
    internal void Advance(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan) return new Fired();
        Delays.Enqueue(dueTime);
        Advance(dueTime);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Fired();
    }

    private sealed class Fired : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;
        public void Dispose() { }
        public ValueTask DisposeAsync() => default;
    }
}
