namespace RetentionApp.Rewards;

internal static class RewardsModule
{
    internal static void AddRewards(this IServiceCollection services)
    {
        services.AddSingleton<RewardCache>();
        services.AddSingleton<CodeIssuing>();
        services.AddScoped<RewardCatalogue>();
        services.AddScoped<Redemptions>();
        services.AddScoped<SpentPoints>();
    }
}
