using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.Graph;
using RetentionApp.DevStore.Webhooks;

namespace RetentionApp.DevStore.State;

/// <summary>One shop: its catalogue, people and orders, and what it tells the app. Everything that changes it goes through <see cref="Act"/>.</summary>
internal sealed partial class Store : IDisposable
{
    private readonly Lock _lock = new();
    private long _nextId = 5_000_000_000_000;
    private int _nextNumber = 1001;
    private DateTime? _pretended;

    public Store(string domain, DevStoreHost host)
    {
        Domain = domain;
        Host = host;
        Clock = host.Options.Clock;
        Name = domain == "dev-shop.myshopify.com" ? "Fern & Finch" : domain.Split('.')[0];
        Scopes = [.. host.Options.Scopes];
        Tokens = new Tokens(this);
        Bulk = new BulkOperations(this);
        Budget = new Budget(host.Options.CostBucket, host.Options.CostRestorePerSecond);
        Outbox = new Outbox(this);
    }

    public string Domain { get; }
    public string Name { get; set; }
    public string Email { get; set; } = "owner@fernandfinch.example";
    public string Currency { get; set; } = "GBP";
    public string TimeZone { get; set; } = "Europe/London";
    public bool TaxesIncluded { get; set; } = true;
    public long ShippingPrice { get; set; } = 495;
    public long ShopId { get; init; } = 60_000_000_001;
    public long InstallationId => ShopId + 1;
    public DevClock Clock { get; }
    public DevStoreHost Host { get; }

    public Dictionary<long, Product> Products { get; } = [];
    public Dictionary<long, Collection> Collections { get; } = [];
    public Dictionary<long, Customer> Customers { get; } = [];
    public Dictionary<long, Order> Orders { get; } = [];
    public Dictionary<string, Discount> Discounts { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<long, Segment> Segments { get; } = [];
    public List<MetafieldDefinition> Definitions { get; } = [];

    /// <summary>What the app keeps on its own installation, by namespace and key; only the app's Liquid sees it.</summary>
    public Dictionary<string, Metafield> AppMetafields { get; } = [];
    public LiveTheme Theme { get; } = new();

    public bool Installed { get; private set; }
    public List<string> Scopes { get; private set; }
    public Tokens Tokens { get; }
    public BulkOperations Bulk { get; }
    public Budget Budget { get; }
    public Faults Faults { get; } = new();
    public GraphLog GraphLog { get; } = new();
    public Outbox Outbox { get; }
    public Mailbox Mailbox { get; } = new();
    public Merchant Merchant { get; } = new();
    public System.Collections.Concurrent.ConcurrentDictionary<string, Storefront.Visit> Visits { get; } = new();

    public IReadOnlyList<Delivery> Deliveries => Outbox.All;

    /// <summary>The store's time zone decides the offset in webhook payloads, as with Shopify.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>Sends every delivery that is due and waits for the answers; retries that lie in the future stay.</summary>
    public Task SendAll(CancellationToken stop = default) => Outbox.Drain(stop);

    /// <summary>Runs a change under the store's lock and queues what it says, all with one event id.</summary>
    public T Act<T>(Func<Happening, T> change)
    {
        lock (_lock)
        {
            var happening = new Happening();
            var result = change(happening);
            if (Installed) Outbox.Queue(happening);
            return result;
        }
    }

    public void Act(Action<Happening> change) => Act(happening =>
    {
        change(happening);
        return true;
    });

    /// <summary>Reads a consistent state. Keep it short: the store waits meanwhile.</summary>
    public T Read<T>(Func<T> question)
    {
        lock (_lock) return question();
    }

    /// <summary>Lets things happen at an earlier time, to build up a past. Not for use while others change the store.</summary>
    public void At(DateTime time, Action happen)
    {
        _pretended = time;
        try
        {
            happen();
        }
        finally
        {
            _pretended = null;
        }
    }

    public long NewId() => Interlocked.Increment(ref _nextId);

    public Money Money(long minor) => new(minor, Currency);

    public Order OrderById(long id) => Orders.TryGetValue(id, out var order) ? order : throw new StoreRefusal($"There is no order {id}.");

    public Customer CustomerById(long id) => Customers.TryGetValue(id, out var customer) ? customer : throw new StoreRefusal($"There is no customer {id}.");

    public Product ProductById(long id) => Products.TryGetValue(id, out var product) ? product : throw new StoreRefusal($"There is no product {id}.");

    private DateTime Today => _pretended ?? Clock.Second;

    // Shopify's updated_at never goes back, and an order touched twice within a second keeps the same value.
    private DateTime Touch(Order order) => order.UpdatedAt = Today > order.UpdatedAt ? Today : order.UpdatedAt;

    private DateTime Touch(Customer customer) => customer.UpdatedAt = Today > customer.UpdatedAt ? Today : customer.UpdatedAt;

    public void Dispose()
    {
        Outbox.Dispose();
        Bulk.Dispose();
    }
}

/// <summary>The store says no, in words for the person at the back office.</summary>
internal sealed class StoreRefusal(string message) : Exception(message);
