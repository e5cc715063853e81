namespace RetentionApp.Commerce;

internal static class CommerceModule
{
    internal static void AddCommerce(this IServiceCollection services)
    {
        services.AddScoped<Customers>();
        services.AddScoped<OrderRows>();
        services.AddScoped<Orders>();
        services.AddScoped<Disputes>();
        services.AddScoped<Products>();
        services.AddScoped<ProductFacts>();
        services.AddScoped<Memberships>();
        services.AddScoped<Themes>();
    }
}
