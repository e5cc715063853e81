namespace RetentionApp.Loyalty;

internal static class LoyaltyModule
{
    internal static void AddLoyalty(this IServiceCollection services)
    {
        services.AddSingleton<ProgrammeCache>();
        services.AddScoped<Programmes>();
        services.AddScoped<PointsLedger>();
        services.AddScoped<OrderEarning>();
        services.AddScoped<Verification>();
        services.AddScoped<Deeds>();
        services.AddScoped<HeardDeeds>();
        services.AddScoped<Birthdays>();
        services.AddScoped<DeedDays>();
        services.AddScoped<Challenges>();
        services.AddSingleton<DeedWords>();
        services.AddSingleton<EarnOffers>();
        services.AddSingleton<LedgerWords>();
    }
}
