using System.Net;
using RetentionApp.Timeline;

namespace RetentionApp.Hooks;

/// <summary>Tells the merchant's own systems and Shopify Flow what happens: fed from the timeline, which every module writes.</summary>
internal static class HooksModule
{
    internal static void AddHooks(this IServiceCollection services)
    {
        services.AddSingleton<TimelineHorizon>();
        services.AddSingleton(new FindAddresses(Dns.GetHostAddressesAsync));
        services.AddSingleton<HookAddress>();
        services.AddSingleton<HookSecrets>();
        services.AddSingleton<HookPost>();
        services.AddSingleton<HookSending>();
        services.AddScoped<HookFeed>();
        services.AddScoped<HookEndpoints>();
        services.AddScoped<HookLog>();
        // No proxy: it would look the name up itself, behind the check of the address.
        services.AddHttpClient(HookPost.Client, client => client.Timeout = Timeout.InfiniteTimeSpan).RemoveAllLoggers().ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
        {
            ConnectCallback = provider.GetRequiredService<HookAddress>().Connect, UseProxy = false, AllowAutoRedirect = false, UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), AutomaticDecompression = DecompressionMethods.None, MaxResponseHeadersLength = 32,
        });
    }
}
