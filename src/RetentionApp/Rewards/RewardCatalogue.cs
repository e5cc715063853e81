using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Rewards;

/// <summary>Active rewards per shop, believed for a few seconds so that instances agree soon.</summary>
internal sealed class RewardCache(TimeProvider clock)
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<long, (IReadOnlyList<Reward> Rewards, long ReadAt)> active = [];

    internal IReadOnlyList<Reward>? Active(long shopId) =>
        active.TryGetValue(shopId, out var known) && clock.GetElapsedTime(known.ReadAt) < Believed ? known.Rewards : null;

    internal void Keep(long shopId, IReadOnlyList<Reward> rewards) => active[shopId] = (rewards, clock.GetTimestamp());
    internal void Forget(long shopId) => active.TryRemove(shopId, out _);
}

/// <summary>The shop's rewards.</summary>
internal sealed class RewardCatalogue(AppDb db, RewardCache cache, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>What shoppers may buy now, in the merchant's order. Callers must not change the rows.</summary>
    internal async ValueTask<IReadOnlyList<Reward>> Active(long shopId)
    {
        if (cache.Active(shopId) is { } known) return known;
        var now = Now;
        var all = await All(shopId);
        var rewards = all.Where(reward => reward.IsActive && reward.Terms.IsOfferedAt(now)).ToList();
        foreach (var gift in rewards) gift.ChoiceRewards = [.. (gift.Terms.Choices ?? []).Select(id => all.Find(one => one.Id == id)).OfType<Reward>()];
        cache.Keep(shopId, rewards);
        return rewards;
    }

    /// <summary>All that are not archived, in the merchant's order.</summary>
    internal Task<List<Reward>> All(long shopId) => db.Rewards.AsNoTracking()
        .Where(r => r.ShopId == shopId && r.ArchivedAt == null).OrderBy(r => r.Position).ThenBy(r => r.Cost).ThenBy(r => r.Id).ToListAsync();

    /// <summary>Also an archived one, for what was redeemed of it.</summary>
    internal Task<Reward?> Find(long shopId, long id) => db.Rewards.AsNoTracking().FirstOrDefaultAsync(r => r.ShopId == shopId && r.Id == id);

    /// <summary>
    /// Adds the reward, or changes it where its id is this shop's. What was redeemed before keeps its terms.
    /// <paramref name="restock"/> is added to what is left, so that what was bought meanwhile stays bought.
    /// </summary>
    internal async Task<Reward> Save(Reward reward, string by = "install", long restock = 0)
    {
        await db.Write(async () =>
        {
            if (reward.Id == 0)
            {
                if (reward.Position == 0) reward.Position = 1 + await db.Rewards.Where(r => r.ShopId == reward.ShopId).MaxAsync(r => (int?)r.Position) ?? 1;
                db.Rewards.Add(reward);
            }
            else if (await db.Rewards.AnyAsync(r => r.ShopId == reward.ShopId && r.Id == reward.Id)) db.Rewards.Update(reward);
            else throw new InvalidOperationException($"Shop {reward.ShopId} has no reward {reward.Id}.");
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
            if (restock != 0)
                await db.Sql.Execute($"UPDATE rewards SET stock = CASE WHEN stock + {restock} < 0 THEN 0 ELSE stock + {restock} END WHERE shop_id = {reward.ShopId} AND id = {reward.Id} AND stock IS NOT NULL");
            await Remember(reward, by);
            await db.TellTheme(reward.ShopId, Now);
        });
        cache.Forget(reward.ShopId);
        return reward;
    }

    /// <summary>Starts or ends counting what is left.</summary>
    internal async Task SetStock(long shopId, long id, long? stock)
    {
        await db.Write(async () => await db.Sql.Execute($"UPDATE rewards SET stock = {stock} WHERE shop_id = {shopId} AND id = {id}"));
        cache.Forget(shopId);
    }

    /// <summary>Moves a reward one place up (−1) or down (1) in the list.</summary>
    internal async Task Move(long shopId, long id, int by)
    {
        var rewards = await All(shopId);
        var at = rewards.FindIndex(reward => reward.Id == id);
        if (at < 0 || at + by < 0 || at + by >= rewards.Count) return;
        (rewards[at], rewards[at + by]) = (rewards[at + by], rewards[at]);
        await db.Write(async () =>
        {
            for (var place = 0; place < rewards.Count; place++)
                await db.Sql.Execute($"UPDATE rewards SET position = {place + 1} WHERE shop_id = {shopId} AND id = {rewards[place].Id}");
            await db.TellTheme(shopId, Now);
        });
        cache.Forget(shopId);
    }

    internal Task<List<RewardChange>> Changes(long shopId, long rewardId) =>
        db.RewardChanges.AsNoTracking().Where(c => c.ShopId == shopId && c.RewardId == rewardId).OrderByDescending(c => c.Id).Take(21).ToListAsync();

    /// <summary>500 points for 5.00 off, or 500 off where the currency has no minor unit.</summary>
    internal async Task EnsureDefault(long shopId, string currency)
    {
        if (await db.Rewards.AnyAsync(r => r.ShopId == shopId)) return;
        var amount = Money.Decimals(currency) == 0 ? 500 : 5 * Money.Unit(currency);
        await Save(new Reward { ShopId = shopId, Kind = RewardKind.AmountOff, Cost = 500, Amount = amount, Currency = currency, CreatedAt = Now });
    }

    private async Task Remember(Reward reward, string by)
    {
        reward.Stock = await db.Sql.Single($"SELECT stock FROM rewards WHERE shop_id = {reward.ShopId} AND id = {reward.Id}", row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0));
        var what = RewardSnapshot.Of(reward).ToJson();
        var last = await db.Sql.Single($"SELECT what FROM reward_changes WHERE shop_id = {reward.ShopId} AND reward_id = {reward.Id} ORDER BY id DESC LIMIT 1", row => row.GetString(0));
        if (last == what) return;
        await db.Sql.Execute($"INSERT INTO reward_changes (shop_id, reward_id, at, changed_by, what) VALUES ({reward.ShopId}, {reward.Id}, {Now}, {by}, {what})");
    }
}
