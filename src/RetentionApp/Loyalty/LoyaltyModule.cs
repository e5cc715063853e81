namespace RetentionApp.Loyalty;

internal static class LoyaltyModule
{
    internal static void AddLoyalty(this IServiceCollection services)
    {
        services.AddSingleton<ProgrammeCache>();
        services.AddScoped<Programmes>();
        services.AddScoped<PointsLedger>();
        services.AddScoped<OrderEarning>();
        services.AddScoped<TermsFreezing>();
        services.AddScoped<BonusEarning>();
        services.AddSingleton<PointCounter>();
        services.AddScoped<PointCounting>();
        services.AddScoped<PointsReport>();
        services.AddSingleton<BlockingShops>();
        services.AddScoped<Withholding>();
        services.AddScoped<BalanceRun>();
        services.AddScoped<ExpiryWarnings>();
        services.AddScoped<Verification>();
        services.AddSingleton<LedgerWords>();
    }
}
