using RetentionApp.Shopify;

namespace RetentionApp.Intake;

internal static class IntakeModule
{
    internal static void AddIntake(this IServiceCollection services)
    {
        services.AddScoped<OrderChanged>();
        services.AddScoped<OrderMentioned>();
        services.AddScoped<OrderRefetches>();
        services.AddScoped<CustomerChanged>();
        services.AddScoped<CustomerOrders>();
        services.AddScoped<ShopChanged>();
        services.AddScoped<ShopWipes>();
        services.AddScoped<PrivacyRequests>();
        services.AddScoped<HistoryImports>();
        services.AddScoped<PointImports>();
        services.AddScoped<ImportedProfiles>();
        services.AddScoped<PointRows>();
        services.AddScoped<PointImportRun>();
        services.AddScoped<Resettling>();
        services.AddScoped<ProductReads>();
        services.AddScoped<Reconciliation>();
        services.AddSingleton<OrderRefetchRun>();
        services.AddSingleton<ImportSignal>();
        services.AddSingleton<BulkQueries>();
        services.AddScoped<HistoryProgress>();
        services.AddScoped<HistoryRows>();
        services.AddScoped<HistoryPhases>();
        services.AddSingleton<HistoryImportRun>();
        services.AddHostedService(provider => provider.GetRequiredService<HistoryImportRun>());
        services.AddSingleton<WhenInstalled>(async (provider, shop, _) => await provider.GetRequiredService<ShopChanged>().Installed(shop));
    }
}
