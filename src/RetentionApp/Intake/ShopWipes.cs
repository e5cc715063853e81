using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Intake;

/// <summary>Removes redacted shops, a few thousand rows at a time so that other shops can write in between.</summary>
internal sealed class ShopWipes(AppDb db, ShopDirectory directory, ILogger<ShopWipes> log)
{
    private const int Chunk = 2000;

    internal async Task Run(CancellationToken cancellation)
    {
        var asked = await db.Shops.AsNoTracking().Where(s => s.WipeAskedAt != null && s.UninstalledAt != null).ToListAsync(cancellation);
        await EachShop.Do(asked, shop => Wipe(shop, cancellation), cancellation);
    }

    private async Task Wipe(Shop shop, CancellationToken cancellation)
    {
        foreach (var entity in db.Model.GetEntityTypes().Where(entity => entity.FindProperty("ShopId") is not null))
        {
            var table = entity.GetTableName()!;
            var key = string.Join(", ", entity.FindPrimaryKey()!.Properties.Select(property => property.GetColumnName()));
            // Table and column names come from our own model; the only value is a parameter.
            var statement = $"DELETE FROM {table} WHERE shop_id = {{0}} AND ({key}) IN (SELECT {key} FROM {table} WHERE shop_id = {{0}} LIMIT {Chunk})";
            for (var removed = 1; removed > 0;)
                removed = await db.Write(async () => await IsStillGone(shop.Id) ? await db.Database.ExecuteSqlRawAsync(statement, [shop.Id], cancellation) : 0, cancellation);
        }
        await db.Write(async () => await db.Shops.Where(s => s.Id == shop.Id && s.WipeAskedAt != null && s.UninstalledAt != null).ExecuteDeleteAsync(cancellation), cancellation);
        directory.Forget(shop.Domain);
        log.LogInformation("Shop {Shop} was redacted: everything of it is removed", shop.Id);
    }

    private Task<bool> IsStillGone(long shopId) => db.Shops.AnyAsync(s => s.Id == shopId && s.WipeAskedAt != null && s.UninstalledAt != null);
}
