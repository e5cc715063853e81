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
        // Its gate is the signature, so nothing that other requests pass through is needed before it.
        app.MapPost("/webhooks", app.Services.GetRequiredService<WebhookEndpoint>().Receive).ShortCircuit();
}
