using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Hooks;
using RetentionApp.Insights;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shopify.Auth;
using RetentionApp.Shops;
using RetentionApp.Theme;
using RetentionApp.Tests.Shopify;
using RetentionApp.Webhooks;

namespace RetentionApp.Tests;

/// <summary>
/// Everything below HTTP on a database of its own: one shop in pounds with the default programme and reward, a clock that
/// stands still, a Shopify whose answers the test writes. No background work runs unless the test asks for it.
/// </summary>
internal sealed class ModulesWorld : IAsyncDisposable
{
    internal static readonly DateTime Start = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly TestDatabase database;
    private readonly ServiceProvider services;

    private ModulesWorld(TestDatabase database, ServiceProvider services) => (this.database, this.services) = (database, services);

    internal TestClock Clock { get; private init; } = null!;
    internal DateTime Now => Clock.GetUtcNow().UtcDateTime;
    internal Shop Shop { get; private init; } = null!;
    internal long ShopId => Shop.Id;
    internal TokenDesk Desk { get; private init; } = null!;
    internal HookReceiver Receiver { get; private init; } = null!;

    /// <summary>What Shopify answers: by operation and variables, the JSON of the whole answer. May throw, wait, or count.</summary>
    internal Func<string, JsonElement, Task<string>> Shopify { get; set; } = (operation, _) => throw new InvalidOperationException($"{operation} was not expected.");
    internal List<string> Asked { get; } = [];

    internal T Get<T>() where T : notnull => services.GetRequiredService<T>();

    internal static async Task<ModulesWorld> Create(string currency = "GBP", ProgrammeSettings? programme = null)
    {
        var database = await TestDatabase.Create();
        var (clock, desk, receiver, transport, collection) = (new TestClock(), new TokenDesk(), new HookReceiver(), new Mock<IAdminTransport>(MockBehavior.Strict), new ServiceCollection());
        collection.AddLogging(logging => logging.ClearProviders());
        collection.AddSingleton<TimeProvider>(clock);
        collection.AddData(database.Options);
        collection.AddShopify(ShopifyWorld.Options);
        collection.AddSingleton(transport.Object);
        collection.AddHttpClient(ShopifyModule.Client).ConfigurePrimaryHttpMessageHandler(() => desk);
        collection.AddWebhooks();
        collection.AddCommerce();
        collection.AddLoyalty();
        collection.AddRewards();
        collection.AddHooks();
        collection.AddHttpClient(HookPost.Client).ConfigurePrimaryHttpMessageHandler(() => receiver);
        collection.AddReferrals();
        collection.AddTheme();
        collection.AddInsights();
        collection.AddIntake();
        collection.AddLocalization();
        var services = collection.BuildServiceProvider();
        var shop = new Shop { Domain = ShopifyWorld.Domain, Name = "Demo", Currency = currency, TimeZone = "Europe/London", Locale = "en", Scopes = "read_orders", InstalledAt = Start };
        var world = new ModulesWorld(database, services) { Clock = clock, Shop = shop, Desk = desk, Receiver = receiver };
        transport.Setup(t => t.Post(It.IsAny<Uri>(), It.IsAny<string>(), It.IsAny<ReadOnlyMemory<byte>>(), It.IsAny<CancellationToken>()))
            .Returns<Uri, string, ReadOnlyMemory<byte>, CancellationToken>((_, _, body, _) => world.Post(body));
        await world.Do<Migrator>(migrator => migrator.Migrate());
        await world.Do<AppDb>(db => db.Write(async () =>
        {
            db.Shops.Add(shop);
            await db.SaveChangesAsync();
        }));
        await world.Get<ShopifyTokens>().Store(shop, new TokenPair("shpat_1", "shprt_1", Start.AddYears(1), Start.AddYears(1), ""));
        await world.Do<Programmes>(programmes => programmes.Save(shop.Id, programme ?? ProgrammeSettings.For(currency), "test"));
        await world.Do<RewardCatalogue>(rewards => rewards.EnsureDefault(shop.Id, currency));
        return world;
    }

    private async Task<TransportAnswer> Post(ReadOnlyMemory<byte> body)
    {
        using var request = JsonDocument.Parse(body);
        var operation = request.RootElement.Text("operationName")!;
        lock (Asked) Asked.Add(operation);
        return new TransportAnswer(200, Encoding.UTF8.GetBytes(await Shopify(operation, request.RootElement.Part("variables")!.Value.Clone())));
    }

    /// <summary>Runs work on a service in a scope of its own, as a request or a job would.</summary>
    internal async Task<T> Do<S, T>(Func<S, Task<T>> work) where S : notnull
    {
        await using var scope = services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<S>());
    }

    internal Task Do<S>(Func<S, Task> work) where S : notnull => Do<S, bool>(async service => { await work(service); return true; });

    /// <summary>The same in one transaction, as the worker does.</summary>
    internal Task<T> Write<S, T>(Func<S, Task<T>> work) where S : notnull => Do<IServiceProvider, T>(scope => scope.GetRequiredService<AppDb>().Write(() => work(scope.GetRequiredService<S>())));

    internal Task Write<S>(Func<S, Task> work) where S : notnull => Write<S, bool>(async service => { await work(service); return true; });

    internal Task<Balance> Balance(long customer) => Get<ReadPool>().Read(sql => Balances.Read(sql, ShopId, customer, Now).AsTask());

    /// <summary>Available, pending, lifetime, debt.</summary>
    internal async Task<(long Available, long Pending, long Lifetime, long Debt)> Points(long customer) => await Balance(customer) is var b ? (b.Available, b.Pending, b.Lifetime, b.Debt) : default;

    internal Task<long> Count(FormattableString statement) => Do<AppDb, long>(db => db.Sql.Long(statement).AsTask());

    internal Task<List<T>> Rows<T>(Func<AppDb, IQueryable<T>> query) => Do<AppDb, List<T>>(db => query(db).ToListAsync());

    internal Task<int> Execute(FormattableString statement) => Do<AppDb, int>(db => db.Write(() => db.Sql.Execute(statement).AsTask()));

    /// <summary>The proof that <c>verify</c> runs: every balance follows from the entries.</summary>
    internal async Task Verify() => Xunit.Assert.Empty((await Do<Verification, Verified>(verification => verification.Verify())).Findings);

    /// <summary>One delivery of an order webhook, handled at once.</summary>
    internal Task<Handled> Tell(object order, DateTime? triggeredAt = null) => Write<OrderChanged, Handled>(orders => orders.Tell(Shop, Json(order), triggeredAt ?? Now));

    internal static JsonElement Json(object value) => value is string text ? JsonDocument.Parse(text).RootElement : JsonSerializer.SerializeToElement(value);

    internal Task Credit(long customer, long points, string source, DateTime? availableAt = null, DateTime? expiresAt = null, long? order = null) => Do<PointsLedger>(ledger =>
        ledger.Credit(ShopId, customer, new Posting(EntryKind.Adjusted, points, points, source, order, null, Now), availableAt ?? Now, expiresAt, order));

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
    }
}
