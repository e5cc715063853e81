using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;

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
    /// <summary>What shoppers may buy now, cheapest first. Callers must not change the rows.</summary>
    internal async ValueTask<IReadOnlyList<Reward>> Active(long shopId)
    {
        if (cache.Active(shopId) is { } known) return known;
        var rewards = await db.Rewards.AsNoTracking().Where(r => r.ShopId == shopId && r.IsActive).OrderBy(r => r.Cost).ThenBy(r => r.Id).ToListAsync();
        cache.Keep(shopId, rewards);
        return rewards;
    }

    internal Task<List<Reward>> All(long shopId) => db.Rewards.AsNoTracking().Where(r => r.ShopId == shopId).OrderBy(r => r.Cost).ThenBy(r => r.Id).ToListAsync();

    /// <summary>Adds the reward, or changes it where its id is this shop's. What was redeemed before keeps its terms.</summary>
    internal async Task<Reward> Save(Reward reward)
    {
        await db.Write(async () =>
        {
            if (reward.Id == 0) db.Rewards.Add(reward);
            else if (await db.Rewards.AnyAsync(r => r.ShopId == reward.ShopId && r.Id == reward.Id)) db.Rewards.Update(reward);
            else throw new InvalidOperationException($"Shop {reward.ShopId} has no reward {reward.Id}.");
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
        });
        cache.Forget(reward.ShopId);
        return reward;
    }

    /// <summary>500 points for 5.00 off, or 500 off where the currency has no minor unit.</summary>
    internal async Task EnsureDefault(long shopId, string currency)
    {
        if (await db.Rewards.AnyAsync(r => r.ShopId == shopId)) return;
        var amount = Money.Decimals(currency) == 0 ? 500 : 5 * Money.Unit(currency);
        await Save(new Reward { ShopId = shopId, Kind = RewardKind.AmountOff, Cost = 500, Amount = amount, Currency = currency, CreatedAt = clock.GetUtcNow().UtcDateTime });
    }
}
