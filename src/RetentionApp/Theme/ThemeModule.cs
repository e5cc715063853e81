namespace RetentionApp.Theme;

/// <summary>What the shop's theme is told about the programme, so that its pages need not ask us.</summary>
internal static class ThemeModule
{
    internal static void AddTheme(this IServiceCollection services)
    {
        services.AddSingleton<ThemeOffer>();
        services.AddScoped<ThemePushes>();
    }
}
