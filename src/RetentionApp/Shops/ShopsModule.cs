using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using RetentionApp.Shops.Keys;

namespace RetentionApp.Shops;

internal static class ShopsModule
{
    /// <param name="keys">What wraps the key ring: the current key first, 32 bytes each.</param>
    internal static void AddShops(this IServiceCollection services, IReadOnlyList<byte[]> keys)
    {
        services.AddSingleton<ShopDirectory>();
        services.AddSingleton<ShopTurns>();
        services.AddSingleton<Installs>();
        services.AddSingleton<StaffLanguages>();
        services.AddSingleton(new WrappingKeys(keys));
        services.AddSingleton<KeysInDatabase>();
        services.AddHostedService(provider => provider.GetRequiredService<KeysInDatabase>());
        // The name is part of what every token is sealed with: changing it loses them all.
        services.AddDataProtection().SetApplicationName("RetentionApp");
        services.AddOptions<KeyManagementOptions>().Configure<KeysInDatabase, WrappingKeys>((options, repository, wrapping) =>
        {
            options.XmlRepository = repository;
            options.XmlEncryptor = new KeyWrap(wrapping);
        });
    }
}
