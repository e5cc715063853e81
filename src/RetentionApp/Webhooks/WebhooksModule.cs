using RetentionApp.Webhooks.Topics;

namespace RetentionApp.Webhooks;

internal static class WebhooksModule
{
    internal static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<WebhookEndpoint>();
        services.AddSingleton<WebhookInbox>();
        services.AddSingleton<WebhookWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookInbox>());
        services.AddHostedService(provider => provider.GetRequiredService<WebhookWorker>());
        services.AddScoped<DeliveryLog>();
        services.AddTopics();
    }

    internal static void MapWebhooks(this WebApplication app) =>
        app.MapPost("/webhooks", (HttpContext http, WebhookEndpoint endpoint) => endpoint.Receive(http));
}
