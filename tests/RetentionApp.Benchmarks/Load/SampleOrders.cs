using RetentionApp.DevStore;
using RetentionApp.DevStore.History;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Webhooks;

namespace RetentionApp.Benchmarks.Load;

/// <summary>Payloads of distinct orders, 6 to 10 KB each, of 2,000 customers, written by the DevStore as Shopify writes them.</summary>
internal sealed class SampleOrders : IAsyncDisposable
{
    private const int Customers = 2000;
    private readonly DevStoreHost host;
    private readonly Store store;
    private readonly Customer[] customers;
    private readonly Product[] products;
    private readonly Random random = new(7);

    private SampleOrders(DevStoreHost host)
    {
        this.host = host;
        store = host.Store();
        SampleShop.Fill(store);
        products = [.. store.Products.Values.Where(product => !product.IsGiftCard)];
        customers = [.. Enumerable.Range(0, Customers).Select(number => store.AddCustomer($"First{number}", $"Last{number}", $"shopper{number}@example.com", "en"))];
    }

    internal static async Task<SampleOrders> Start() => new(await DevStoreHost.Start(new DevStoreOptions { Url = "http://127.0.0.1:0" }));

    internal (string Topic, byte[] Body, DateTime At) Paid()
    {
        var order = Buy(paid: true);
        return ("orders/paid", OrderJson.Body(store, order), order.UpdatedAt);
    }

    /// <summary>One order as orders/create, orders/updated and orders/paid tell it.</summary>
    internal IEnumerable<(string Topic, byte[] Body, DateTime At)> Story()
    {
        var at = store.Clock.Second.AddMinutes(-5);
        Order order = null!;
        store.At(at, () => order = Buy(paid: false));
        yield return ("orders/create", OrderJson.Body(store, order), at);
        store.At(at.AddSeconds(2), () => store.Pay(order));
        var paid = OrderJson.Body(store, order);
        yield return ("orders/updated", paid, at.AddSeconds(2));
        yield return ("orders/paid", paid, at.AddSeconds(3));
    }

    private Order Buy(bool paid)
    {
        var wanted = Enumerable.Range(0, 2).Select(_ => new Wanted(products[random.Next(products.Length)], random.Next(1, 4))).ToList();
        return store.Buy(customers[random.Next(Customers)], wanted, paid: paid);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
