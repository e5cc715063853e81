using RetentionApp.Shopify;

namespace RetentionApp.DevStore;

/// <summary>How a DevStore is set up. Every value has a default that suits a person at a browser; tests change the addresses.</summary>
internal sealed record DevStoreOptions
{
    /// <summary>Where the DevStore listens. Port 0 picks a free one (with 127.0.0.1, not localhost); read <see cref="DevStoreHost.Url"/> afterwards.</summary>
    public string Url { get; init; } = "http://localhost:5081";

    /// <summary>Where the app listens. May be set later through <see cref="DevStoreHost.AppUrl"/> when its port is not known yet.</summary>
    public string AppUrl { get; init; } = "http://localhost:5080";

    public string ApiKey { get; init; } = "devstore-api-key";
    public string ApiSecret { get; init; } = "devstore-api-secret";
    public string ApiVersion { get; init; } = "2026-01";
    public DevClock Clock { get; init; } = new();

    /// <summary>What a managed installation grants. A write scope implies its read scope.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [.. ShopifyOptions.Scopes.Split(','), .. ShopifyOptions.OptionalScopes.Split(',')];

    /// <summary>Folder of the theme app extension. What changes there shows at the next page.</summary>
    public string ThemeExtension { get; init; } = Path.Combine(AppContext.BaseDirectory, "Theme", "extension");

    /// <summary>Topics of the app's configuration file that the store delivers.</summary>
    public IReadOnlyList<string> Topics { get; init; } = Webhooks.Topics.All;

    /// <summary>Deliveries sent at the same time. One keeps the order in which things happened.</summary>
    public int DeliveryConcurrency { get; init; } = 4;

    /// <summary>Waits before the eight retries, on the DevStore's clock. Shopify spreads them over four hours.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } = [.. new[] { 1, 2, 4, 8, 16, 32, 64, 113 }.Select(minutes => TimeSpan.FromMinutes(minutes))];

    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Size of the query-cost bucket and points restored per second (Shopify's standard plan).</summary>
    public double CostBucket { get; init; } = 2000;
    public double CostRestorePerSecond { get; init; } = 100;

    /// <summary>Writes bulk children right behind their parent. Shopify does not promise that, so the default shuffles them.</summary>
    public bool BulkAdjacent { get; init; }

    /// <summary>Seed of everything that looks random, so that two runs are alike.</summary>
    public int Seed { get; init; } = 20261122;

    public LogLevel LogLevel { get; init; } = LogLevel.Warning;
}
