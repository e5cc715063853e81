using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Shops;

/// <summary>Named settings of a shop, as text. A module that keeps more than a handful of values has a table of its own.</summary>
internal static class NamedSettings
{
    extension(AppDb db)
    {
        internal async Task<string?> Setting(long shopId, string name) =>
            await db.Set<ShopSetting>().Where(s => s.ShopId == shopId && s.Name == name).Select(s => s.Value).SingleOrDefaultAsync();

        /// <summary>All settings whose name begins with <paramref name="prefix"/>.</summary>
        internal async Task<Dictionary<string, string>> SettingsOf(long shopId, string prefix) =>
            await db.Set<ShopSetting>().Where(s => s.ShopId == shopId && s.Name.StartsWith(prefix)).ToDictionaryAsync(s => s.Name, s => s.Value);

        internal Task Set(long shopId, string name, string value) => db.Write(async () =>
            await db.Sql.Execute($"INSERT INTO shop_settings (shop_id, name, value) VALUES ({shopId}, {name}, {value}) ON CONFLICT (shop_id, name) DO UPDATE SET value = excluded.value"));
    }
}
