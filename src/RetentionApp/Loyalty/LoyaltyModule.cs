using RetentionApp.Loyalty.Simulating;

namespace RetentionApp.Loyalty;

internal static class LoyaltyModule
{
    internal static void AddLoyalty(this IServiceCollection services)
    {
        services.AddSingleton<ProgrammeCache>();
        services.AddScoped<Programmes>();
        services.AddScoped<PushMarks>();
        services.AddScoped<PointsLedger>();
        services.AddScoped<OrderEarning>();
        services.AddScoped<CustomerTiers>();
        services.AddScoped<BroughtTiers>();
        services.AddScoped<TierRuns>();
        services.AddScoped<StandingCodes>();
        services.AddSingleton<TierRunner>();
        services.AddSingleton<CustomerPushes>();
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
        services.AddScoped<Deeds>();
        services.AddScoped<HeardDeeds>();
        services.AddScoped<Birthdays>();
        services.AddScoped<DeedDays>();
        services.AddScoped<Challenges>();
        services.AddSingleton<DeedWords>();
        services.AddSingleton<EarnOffers>();
        services.AddSingleton<LedgerWords>();
        services.AddSingleton<TierWords>();
        services.AddScoped<Simulations>();
        services.AddScoped<MonthReader>();
        services.AddSingleton<SimulationSignal>();
        services.AddSingleton<SimulationRun>();
        services.AddHostedService(provider => provider.GetRequiredService<SimulationRun>());
    }
}
