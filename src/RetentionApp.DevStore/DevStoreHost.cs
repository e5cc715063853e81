using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.BackOffice;
using RetentionApp.DevStore.Frame;
using RetentionApp.DevStore.Graph;
using RetentionApp.DevStore.Proxy;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Storefront;
using RetentionApp.DevStore.Surfaces;
using RetentionApp.DevStore.Theme;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore;

/// <summary>One stand-in for Shopify with any number of shops. Nothing is static: several may run in one process.</summary>
internal sealed class DevStoreHost : IAsyncDisposable
{
    public const string DefaultShop = "dev-shop.myshopify.com";

    private readonly ConcurrentDictionary<string, Store> _stores = new(StringComparer.OrdinalIgnoreCase);
    private readonly WebApplication _web;

    private DevStoreHost(DevStoreOptions options)
    {
        Options = options;
        AppUrl = options.AppUrl;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(DevStoreHost).Assembly.GetName().Name });
        builder.WebHost.UseUrls(options.Url);
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(options.LogLevel).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        _web = builder.Build();
        Log = _web.Services.GetRequiredService<ILoggerFactory>().CreateLogger("DevStore");
        Assets.Map(_web);
        OAuthEndpoints.Map(_web, this);
        GraphEndpoint.Map(_web, this);
        BulkFiles.Map(_web, this);
        CdnEndpoint.Map(_web, this);
        AppProxy.Map(_web, this);
        AdminFrame.Map(_web, this);
        StorefrontEndpoints.Map(_web, this);
        OfficeEndpoints.Map(_web, this);
        SurfaceEndpoints.Map(_web, this);
        _web.MapGet("/", () => Results.Redirect($"/{_stores.Keys.Order(StringComparer.Ordinal).FirstOrDefault() ?? DefaultShop}/"));
    }

    public DevStoreOptions Options { get; }
    public DevClock Clock => Options.Clock;
    public ILogger Log { get; }

    /// <summary>Where the DevStore answers, without a trailing slash.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Where the app answers, without a trailing slash. A test sets it once the app's port is known.</summary>
    public string AppUrl { get; set; }

    /// <summary>The value of Shopify__Endpoint for the app.</summary>
    public string Endpoint => Url + "/{shop}";

    public IReadOnlyCollection<Store> Stores => [.. _stores.Values];

    public static async Task<DevStoreHost> Start(DevStoreOptions? options = null)
    {
        var host = new DevStoreHost(options ?? new DevStoreOptions());
        await host._web.StartAsync();
        var address = host._web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        host.Url = address.Replace("127.0.0.1", "localhost").Replace("[::]", "localhost").TrimEnd('/');
        return host;
    }

    /// <summary>The shop with this domain, opened empty and not installed when it is new.</summary>
    public Store Store(string domain = DefaultShop) => _stores.GetOrAdd(domain, name => new Store(name, this) { ShopId = 60_000_000_001 + _stores.Count });

    public Store? Find(string domain) => _stores.GetValueOrDefault(domain);

    /// <summary>What the app must be told to talk to this DevStore.</summary>
    public Dictionary<string, string?> AppSettings() => new()
    {
        ["Shopify:ApiKey"] = Options.ApiKey,
        ["Shopify:ApiSecret"] = Options.ApiSecret,
        ["Shopify:ApiVersion"] = Options.ApiVersion,
        ["Shopify:Endpoint"] = Endpoint,
        ["Shopify:AppBridgeUrl"] = $"{Url}/app-bridge.js",
        ["Shopify:FrameAncestors"] = Url,
        ["Shopify:StorefrontUrl"] = Url + "/{shop}/storefront",
        ["Shopify:AdminUrl"] = Url + "/{shop}/admin",
        ["App:Url"] = AppUrl,
    };

    public Task WaitForShutdown(CancellationToken stop = default) => _web.WaitForShutdownAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        foreach (var store in _stores.Values) store.Dispose();
    }
}
