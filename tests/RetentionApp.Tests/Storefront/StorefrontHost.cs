using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shopify.Auth;
using RetentionApp.Shops;
using RetentionApp.Storefront;
using RetentionApp.Surfaces;

namespace RetentionApp.Tests.Storefront;

/// <summary>The shopper's side alone, over HTTP on a database of its own: one shop in pounds, a clock that stands still.</summary>
internal sealed class StorefrontHost : IAsyncDisposable
{
    internal const long Anna = 207119551;
    internal static readonly DateTime Now = new(2025, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    private static readonly ShopifyOptions Shopify = new() { ApiKey = "key", ApiSecret = "hush", PreviousApiSecret = "hush-before", AppUrl = "https://app.example" };

    private readonly FakeShopify shopify = new();
    private TestDatabase database = null!;
    private WebApplication app = null!;

    internal Shop Shop { get; } = new()
    {
        Id = 1, Domain = "vases.myshopify.com", Name = "Vases", Currency = "GBP", TimeZone = "Europe/London", Locale = "en-GB", Scopes = "", InstalledAt = Now,
        StorefrontUrl = "https://vases.example",
    };
    /// <summary>What Shopify says to a new discount: <c>userErrors</c>, or null to make it.</summary>
    internal string? Refusal { set => shopify.Refusal = value; }
    /// <summary>While false, Shopify does not answer.</summary>
    internal bool IsShopifyThere { set => shopify.Answers = value ? Task.CompletedTask : Task.Delay(TimeSpan.FromMinutes(1)); }
    internal T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();
    internal HttpClient Http { get; private set; } = null!;

    internal static async Task<StorefrontHost> Start(int port = 0)
    {
        var host = new StorefrontHost { database = await TestDatabase.Create() };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddData(host.database.Options);
        builder.Services.AddSingleton<TimeProvider>(new StoppedClock());
        builder.Services.AddShopify(Shopify);
        builder.Services.AddSingleton<IAdminTransport>(host.shopify);
        builder.Services.AddCommerce();
        builder.Services.AddLoyalty();
        builder.Services.AddRewards();
        builder.Services.AddReferrals();
        builder.Services.AddStorefront();
        builder.Services.AddSurfaces();
        host.app = builder.Build();
        host.app.UseGates();
        host.app.MapAuth();
        host.app.MapStorefront();
        host.app.MapSurfaces();
        await host.InScope(scope => scope.GetRequiredService<Migrator>().Migrate());
        await host.Add(host.Shop);
        await host.Get<ShopifyTokens>().Store(host.Shop, new TokenPair("shpat_1", "shprt_1", Now.AddHours(1), Now.AddDays(90), ""));
        await host.Run(new ProgrammeSettings());
        await host.app.StartAsync();
        var address = host.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        host.Http = new HttpClient { BaseAddress = new Uri(address) };
        await host.Offer(Reward(7, 500, 500), Reward(8, 2000, 2000));
        return host;
    }

    internal static Reward Reward(long id, long cost, long amount, string? name = null) =>
        new() { Id = id, ShopId = 1, Kind = RewardKind.AmountOff, Name = name, Cost = cost, Amount = amount, Currency = "GBP", CreatedAt = Now };

    internal Task Run(ProgrammeSettings programme) => InScope(scope => scope.GetRequiredService<Programmes>().Save(Shop.Id, programme, "test"));

    internal Task Offer(params Reward[] rewards) => InScope(async scope =>
    {
        var db = scope.GetRequiredService<AppDb>();
        await db.Write(() => db.Sql.Execute($"DELETE FROM rewards").AsTask());
        db.AddRange(rewards.Cast<object>());
        await db.Write(() => db.SaveChangesAsync());
        Get<RewardCache>().Forget(Shop.Id);
    });

    internal Task Holds(Action<AppDb> look) => InScope(scope =>
    {
        look(scope.GetRequiredService<AppDb>());
        return Task.CompletedTask;
    });

    /// <summary>Takes away a table, as a database that fails would.</summary>
    internal Task Break() => InScope(scope => scope.GetRequiredService<AppDb>().Database.ExecuteSqlRawAsync("ALTER TABLE ledger_entries RENAME TO gone"));

    internal Task Add(params object[] rows) => InScope(async scope =>
    {
        var db = scope.GetRequiredService<AppDb>();
        db.AddRange(rows);
        await db.Write(() => db.SaveChangesAsync());
    });

    /// <summary>A customer with an account whose snapshot says so many points.</summary>
    internal Task AddMember(long available = 0, long pending = 0, long lifetime = 0, long debt = 0, long customer = Anna, string? firstName = "Anna", string? locale = null, DateTime? nextChangeAt = null) => Add(
        Person(customer, firstName, locale),
        new Account { Id = customer, ShopId = 1, CustomerId = customer, Available = available, Pending = pending, Lifetime = lifetime, Debt = debt, NextChangeAt = nextChangeAt, CreatedAt = Now });

    internal static Customer Person(long id, string? firstName = "Anna", string? locale = null, long? mergedInto = null) =>
        new() { ShopId = 1, Id = id, FirstName = firstName, Locale = locale, SearchText = "", Tags = "", UpdatedAt = Now, MergedInto = mergedInto };

    /// <summary>A customer who has so many points to spend, as the ledger knows it.</summary>
    internal Task AddEarner(long points, string? locale = null) => InScope(async scope =>
    {
        await Add(Person(Anna, locale: locale));
        await scope.GetRequiredService<PointsLedger>().Credit(Shop.Id, Anna, new Posting(EntryKind.OrderEarned, points, points, "order:1#1", 1, "#1042", Now.AddDays(-40)), Now.AddDays(-26), null, 1);
    });

    private long entries;
    internal LedgerEntry Entry(EntryKind kind, long points, string? note, DateTime at, long customer = Anna) =>
        new() { ShopId = 1, AccountId = customer, Kind = kind, Points = points, Note = note, OccurredAt = at, PostedAt = at, Source = "test:" + ++entries };

    internal static Lot Lot(long entry, long remaining, DateTime availableAt, DateTime? expiresAt = null) =>
        new() { EntryId = entry, ShopId = 1, AccountId = Anna, Points = remaining, Remaining = remaining, AvailableAt = availableAt, ExpiresAt = expiresAt };

    internal static Redemption Redemption(string code, RedemptionState state, string key = "page-0001", DateTime? expiresAt = null, long rewardId = 7) => new()
    {
        ShopId = 1, AccountId = Anna, CustomerId = Anna, RewardId = rewardId, IdempotencyKey = key, Title = "5.00 GBP · " + code, Cost = 500, Amount = 500, Currency = "GBP", Code = code,
        State = state, CreatedAt = Now, ExpiresAt = expiresAt,
    };

    /// <summary>A signed address, as Shopify would ask it for a customer or (null) a guest.</summary>
    internal string Address(string path, long? customer = Anna, string? locale = null, params (string Name, string Value)[] more)
    {
        var parameters = new List<KeyValuePair<string, string>>
        {
            new("shop", Shop.Domain), new("logged_in_customer_id", customer?.ToString() ?? ""), new("path_prefix", "/apps/retention"),
            new("timestamp", new DateTimeOffset(Now).ToUnixTimeSeconds().ToString()),
        };
        if (locale is not null) parameters.Add(new("locale", locale));
        parameters.AddRange(more.Select(one => KeyValuePair.Create(one.Name, one.Value)));
        parameters.Add(new("signature", new Signatures(Shopify).SignProxyQuery(parameters)));
        return "/proxy" + path + "?" + string.Join('&', parameters.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"));
    }

    internal async Task<string> Text(string path, long? customer = Anna, string? locale = null) => await Http.GetStringAsync(Address(path, customer, locale));

    internal async Task<JsonElement> Json(string path, long? customer = Anna, string? locale = null) => JsonDocument.Parse(await Text(path, customer, locale)).RootElement;

    internal Task<HttpResponseMessage> Redeem(object wish, long? customer = Anna, string? locale = null) => Http.PostAsJsonAsync(Address("/loyalty/redeem", customer, locale), wish);

    internal async Task<R> Ask<T, R>(Func<T, Task<R>> work) where T : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<T>());
    }

    /// <summary>A form of a page, sent as a browser sends it.</summary>
    internal Task<HttpResponseMessage> PostForm(string path, long? customer = Anna, params (string Name, string Value)[] fields) =>
        Http.PostAsync(Address(path, customer), new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    internal async Task InScope(Func<IServiceProvider, Task> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await work(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        await database.DisposeAsync();
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(Now);
    }
    private sealed class FakeShopify : IAdminTransport
    {
        internal string? Refusal { get; set; }
        internal Task Answers { get; set; } = Task.CompletedTask;

        public async Task<TransportAnswer> Post(Uri address, string accessToken, ReadOnlyMemory<byte> body, CancellationToken cancellation)
        {
            await Answers.WaitAsync(cancellation);
            var answer = Refusal is null
                ? """{"data":{"discountCodeBasicCreate":{"codeDiscountNode":{"id":"gid://shopify/DiscountCodeNode/1"},"userErrors":[]}}}"""
                : """{"data":{"discountCodeBasicCreate":{"codeDiscountNode":null,"userErrors":[{"field":["code"],"message":"REFUSAL","code":"INVALID"}]}}}""".Replace("REFUSAL", Refusal, StringComparison.Ordinal);
            return new TransportAnswer(200, Encoding.UTF8.GetBytes(answer));
        }
    }
}
