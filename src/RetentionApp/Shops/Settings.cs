using RetentionApp.Data;

namespace RetentionApp.Shops;

internal static class Settings
{
    /// <summary>A named setting of the shop; null where it was never set.</summary>
    internal static async Task<string?> Setting(this AppDb db, long shopId, string name) =>
        await db.Sql.Single($"SELECT value FROM shop_settings WHERE shop_id = {shopId} AND name = {name}", row => row.GetString(0));

    /// <summary>All settings whose name begins with <paramref name="prefix"/>.</summary>
    internal static async Task<Dictionary<string, string>> SettingsOf(this AppDb db, long shopId, string prefix) =>
        (await db.Sql.Query($"SELECT name, value FROM shop_settings WHERE shop_id = {shopId} AND name LIKE {prefix + "%"}", row => (row.GetString(0), row.GetString(1)))).ToDictionary();

    internal static Task SetSetting(this AppDb db, long shopId, string name, string value) => db.Write(async () => { await db.Sql.Execute($"""
        INSERT INTO shop_settings (shop_id, name, value) VALUES ({shopId}, {name}, {value})
        ON CONFLICT (shop_id, name) DO UPDATE SET value = excluded.value
        """); });
}
