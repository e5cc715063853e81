using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RetentionApp.Shopify.Auth;
using RetentionApp.Shopify.Graph;
using RetentionApp.Shops;
using RetentionApp.Shops.Keys;

namespace RetentionApp.Shopify;

internal static class ShopifyModule
{
    /// <summary>Name of the HTTP client for everything that goes to Shopify.</summary>
    internal const string Client = "Shopify";

    /// <summary>Brings <see cref="ShopsModule"/> with it: what wraps the key ring comes from these options.</summary>
    internal static void AddShopify(this IServiceCollection services, ShopifyOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddShops(Wrapping(options));
        services.AddSingleton(options);
        services.AddSingleton(new Signatures(options));
        services.AddSingleton(new AppBridge(options.ApiKey, options.AppBridgeUrl));
        services.AddSingleton<SessionTokens>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<ShopifyTokens>();
        services.AddSingleton<CostBuckets>();
        services.AddSingleton<IAdminTransport, HttpAdminTransport>();
        services.AddSingleton<AdminApi>();
        services.AddSingleton<Installation>();
        services.AddSingleton<AdminGate>();
        services.AddSingleton<ProxyPaths>();
        services.AddScoped<ShopAddresses>();
        services.AddSingleton<ProxyGate>();
        services.AddSingleton<FlowGate>();
        services.AddOAuth(options);
        // The client's own log lines hold addresses, and those of bulk results are signed.
        services.AddHttpClient(Client, client => client.Timeout = Timeout.InfiniteTimeSpan).RemoveAllLoggers().ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            AutomaticDecompression = DecompressionMethods.All, AllowAutoRedirect = false, UseCookies = false,
        });
    }

    /// <summary>The routes under <c>/auth</c>.</summary>
    internal static void MapAuth(this WebApplication app) => AuthEndpoint.Map(app);

    private static void AddOAuth(this IServiceCollection services, ShopifyOptions shopify) =>
        services.AddAuthentication().AddOAuth<ShopifyOAuthOptions, ShopifyOAuthHandler>(ShopifyOAuthHandler.SchemeName, options =>
        {
            (options.ClientId, options.ClientSecret) = (shopify.ApiKey, shopify.ApiSecret);
            // Required to be set, never used: both depend on the shop.
            options.AuthorizationEndpoint = options.TokenEndpoint = shopify.AppUrl;
            options.CallbackPath = ShopifyOAuthHandler.CallbackPath;
            // The callback is a top-level navigation, which a lax cookie survives; plain http happens on a developer's machine only.
            options.CorrelationCookie.SameSite = SameSiteMode.Lax;
            options.CorrelationCookie.SecurePolicy = shopify.AppUrl.StartsWith("https://", StringComparison.Ordinal) ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            options.Events.OnTicketReceived = context =>
            {
                context.HandleResponse();
                context.Response.Redirect(ShopifyOAuthHandler.EmbeddedAddress(shopify, ShopDomain.Read(context.Request.Query["shop"])!, context.Request.Query["host"]));
                return Task.CompletedTask;
            };
            options.Events.OnRemoteFailure = context =>
            {
                context.HandleResponse();
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return Task.CompletedTask;
            };
        });

    /// <summary>The configured key, else one made from the client secret; whatever may have wrapped before still opens.</summary>
    private static List<byte[]> Wrapping(ShopifyOptions options)
    {
        byte[]?[] keys =
        [
            options.EncryptionKey, options.EncryptionKey is null ? WrappingKeys.Derive(options.ApiSecret) : null, options.PreviousEncryptionKey,
            WrappingKeys.Derive(options.ApiSecret), options.PreviousApiSecret is { } previous ? WrappingKeys.Derive(previous) : null,
        ];
        return keys.OfType<byte[]>().ToList();
    }
}
