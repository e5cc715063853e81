namespace RetentionApp.Rewards;

internal static class RewardsModule
{
    internal static void AddRewards(this IServiceCollection services)
    {
        services.AddSingleton<RewardCache>();
        services.AddSingleton<LeasedWork>();
        services.AddSingleton<CodeIssuing>();
        services.AddSingleton<CodeClosing>();
        services.AddSingleton<EnteredBirthdays>();
        services.AddScoped<RewardCatalogue>();
        services.AddScoped<Redemptions>();
        services.AddScoped<Cancelling>();
        services.AddScoped<Returning>();
        services.AddScoped<SpentPoints>();
        services.AddSingleton<SealedLinks>();
        services.AddScoped<RedeemLinks>();
        services.AddScoped<ReturnLinks>();
    }
}
