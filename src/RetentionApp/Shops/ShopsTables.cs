using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Shops;

internal static class ShopsTables
{
    extension(AppDb db)
    {
        internal DbSet<Shop> Shops => db.Set<Shop>();
        internal DbSet<ShopSetting> ShopSettings => db.Set<ShopSetting>();
        internal DbSet<ThemePush> ThemePushes => db.Set<ThemePush>();
    }
}
