namespace RetentionApp.Insights;

internal static class InsightsModule
{
    internal static void AddInsights(this IServiceCollection services)
    {
        services.AddSingleton<FigureCursor>();
        services.AddScoped<FigureKeeper>();
        services.AddScoped<CustomerFigureKeeper>();
        services.AddScoped<Figures>();
    }
}
