using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Primitives;
using RetentionApp.Data;
using RetentionApp.DevStore;
using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.Proxy;
using RetentionApp.DevStore.State;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shops;
using RetentionApp.Webhooks;
using Xunit;
using StoreCustomer = RetentionApp.DevStore.State.Customer;
using StoreOrder = RetentionApp.DevStore.State.Order;
using StoreProduct = RetentionApp.DevStore.State.Product;

namespace RetentionApp.Tests;

/// <summary>What a shopper sees of their points.</summary>
internal sealed record Points(long Available, long Pending, long Lifetime)
{
    internal static readonly Points None = new(0, 0, 0);
}

/// <summary>
/// A running app and a shop with named people. The vase costs £20.00 with 20 % tax inside (£16.67 net, 83 points), the
/// book £10.00 without tax (50 points), the gift card £25.00 (none).
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private World(TestApp app) => App = app;

    internal TestApp App { get; }
    internal Store Shop { get; private init; } = null!;
    internal StoreCustomer Anna { get; private init; } = null!;
    internal StoreCustomer Ben { get; private init; } = null!;
    internal StoreProduct Vase { get; private init; } = null!;
    internal StoreProduct Book { get; private init; } = null!;
    internal StoreProduct GiftCard { get; private init; } = null!;
    internal DevClock Clock => App.Clock;
    internal HttpClient Http => App.Http;

    /// <summary>The app with a shop that has not installed it yet.</summary>
    internal static async Task<World> Open(DevStoreOptions? shopify = null)
    {
        var app = await TestApp.Start(shopify);
        var shop = app.Shopify.Store();
        return new World(app)
        {
            Shop = shop,
            Anna = shop.AddCustomer("Anna", "Ash", "anna@example.com"),
            Ben = shop.AddCustomer("Ben", "Birch", "ben@example.com"),
            Vase = shop.AddProduct("Vase", 2000, "A vase", taxRate: 2000),
            Book = shop.AddProduct("Book", 1000, "A book"),
            GiftCard = shop.AddProduct("Gift card", 2500, "A gift card", giftCard: true),
        };
    }

    /// <summary>The app installed in the shop, its (empty) history imported.</summary>
    internal static async Task<World> Installed(DevStoreOptions? shopify = null)
    {
        var world = await Open(shopify);
        await world.Install();
        return world;
    }

    internal async Task Install(Store? store = null)
    {
        (store ?? Shop).Install();
        using var page = await FirstLoad(store);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await Imported(store);
    }

    /// <summary>The app as Shopify's frame opens it first: nothing but the shop's name and a session token.</summary>
    internal Task<HttpResponseMessage> FirstLoad(Store? store = null, string? idToken = null) =>
        Http.GetAsync(QueryHelpers.AddQueryString("/", new Dictionary<string, string?>
        {
            ["shop"] = (store ?? Shop).Domain, ["embedded"] = "1", ["id_token"] = idToken ?? SessionTokens.Mint(store ?? Shop), ["locale"] = "en",
        }));

    internal Task Imported(Store? store = null) => TestApp.Until(async () =>
    {
        var shop = await Row(store);
        return await App.With<HistoryImports, HistoryImport?>(imports => imports.Latest(shop.Id)) is { State: ImportState.Done };
    }, "the history was imported");

    internal Task<Shop> Row(Store? store = null) => App.Db(db => db.Shops.AsNoTracking().SingleAsync(shop => shop.Domain == (store ?? Shop).Domain));

    /// <summary>Delivers everything the shop has to say and lets the app finish all that follows, single reads of orders too.</summary>
    internal async Task Settled(Store? store = null)
    {
        for (var round = 0; round < 20; round++)
        {
            await (store ?? Shop).SendAll();
            await TestApp.Until(async () => await App.Number($"SELECT COUNT(*) FROM deliveries WHERE state = 0 AND next_at <= {Clock.Now}") == 0, "every delivery was handled");
            if (await App.Number($"SELECT COUNT(*) FROM order_refetches") == 0) return;
            Clock.Advance(TimeSpan.FromSeconds(2));
            await App.With<OrderRefetchRun, int>(run => run.Run(default));
        }
        var left = await App.Db(async db => await db.Sql.Query($"SELECT reason, asked, attempts, error, next_at FROM order_refetches", row => $"{row.At(4):O} at {Clock.Now:O} {row.GetString(0)} asked {row.GetInt32(1)} attempts {row.GetInt32(2)} {(row.IsDBNull(3) ? "" : row.GetString(3))}"));
        throw new TimeoutException($"The app goes on reading orders again and again: {string.Join("; ", left)}");
    }

    internal async Task<StoreOrder> Buys(StoreCustomer? customer, StoreProduct product, int quantity = 1, string? code = null, bool paid = true)
    {
        var order = Shop.Buy(customer, product, quantity, code, paid);
        await Settled();
        return order;
    }

    /// <summary>Days go by, and with them the time points are pending.</summary>
    internal Task Pass(int days)
    {
        Clock.Advance(TimeSpan.FromDays(days));
        return Settled();
    }

    /// <summary>Gives a customer points at once, as a merchant does.</summary>
    internal async Task Give(StoreCustomer customer, long points)
    {
        var shop = await Row();
        await App.With<PointsLedger>(async ledger => await ledger.Adjust(shop.Id, customer.Id, points, "for the test", "test", Guid.NewGuid().ToString()));
    }

    internal string ProxyAddress(string path, StoreCustomer? customer, params (string Name, string Value)[] own) =>
        path + AppProxy.Sign(Shop, own.Select(pair => KeyValuePair.Create(pair.Name, new StringValues(pair.Value))), customer?.Id, "/apps/retention");

    internal async Task<JsonElement> Loyalty(StoreCustomer? customer)
    {
        using var answer = await Http.GetAsync(ProxyAddress("/proxy/loyalty", customer));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    internal async Task<Points> PointsOf(StoreCustomer customer)
    {
        var said = await Loyalty(customer);
        return new Points(said.GetProperty("available").GetInt64(), said.GetProperty("pending").GetInt64(), said.GetProperty("lifetime").GetInt64());
    }

    internal async Task<(HttpStatusCode Status, JsonElement Body)> Redeem(StoreCustomer? customer, string key, long? reward = null)
    {
        reward ??= await FirstReward();
        using var answer = await Http.PostAsync(ProxyAddress("/proxy/loyalty/redeem", customer), JsonContent.Create(new { rewardId = reward, idempotencyKey = key }));
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    internal async Task<long> FirstReward()
    {
        var shop = await Row();
        return await App.Number($"SELECT MIN(id) FROM rewards WHERE shop_id = {shop.Id}");
    }

    internal Task<List<Redemption>> Redemptions() => App.Db(db => db.Redemptions.AsNoTracking().OrderBy(r => r.Id).ToListAsync());

    /// <summary>Posts a delivery by hand, each part of it as the test wants it. A header of null is left out.</summary>
    internal async Task<HttpStatusCode> Deliver(string? topic, byte[] body, string? webhookId = null, string? signature = null, string? shop = null, DateTime? triggeredAt = null, bool withoutId = false, bool withoutShop = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("X-Shopify-Hmac-Sha256", signature ?? Signing.Webhook(App.Shopify.Options.ApiSecret, body));
        if (topic is not null) request.Headers.Add("X-Shopify-Topic", topic);
        if (!withoutShop) request.Headers.Add("X-Shopify-Shop-Domain", shop ?? Shop.Domain);
        if (!withoutId) request.Headers.Add("X-Shopify-Webhook-Id", webhookId ?? Guid.NewGuid().ToString());
        request.Headers.Add("X-Shopify-API-Version", "2026-01");
        request.Headers.Add("X-Shopify-Triggered-At", (triggeredAt ?? Clock.Now).ToString("O"));
        using var answer = await Http.SendAsync(request);
        return answer.StatusCode;
    }

    internal Task<HttpStatusCode> Deliver(string topic, string body, string? webhookId = null) => Deliver(topic, Encoding.UTF8.GetBytes(body), webhookId);

    internal Task<List<RetentionApp.Webhooks.Delivery>> Deliveries() => App.Db(db => db.Deliveries.AsNoTracking().OrderBy(delivery => delivery.Id).ToListAsync());

    /// <summary>Every balance follows from its entries, and nothing that arrived was buried.</summary>
    internal async Task Holds()
    {
        var verified = await App.With<Verification, Verified>(verification => verification.Verify());
        Assert.Empty(verified.Findings);
        Assert.Empty((await Deliveries()).Where(delivery => delivery.State == RetentionApp.Webhooks.DeliveryState.Buried || delivery.Attempts > 1).Select(delivery => $"{delivery.Topic}: {delivery.Note}"));
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
