using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;

namespace RetentionApp.Rewards.Admin;

/// <param name="Taken">Redeemed since the month began.</param>
internal sealed record RewardRow(Reward Reward, long Taken);

/// <param name="CustomerName">Null for an erased customer.</param>
internal sealed record RedemptionRow(Redemption Redemption, string? CustomerName);

internal enum RedemptionFilter { All, Ready, Used, Waiting, Unclear, Cancelled, RanOut, Refused }

/// <summary>What the merchant's lists show, page by page along an index however much there is.</summary>
internal sealed class RewardList(AppDb db)
{
    internal const int PageSize = 50;

    /// <summary>How often each reward was taken since then; one read for all of them, from an index alone.</summary>
    internal async Task<Dictionary<long, long>> Taken(long shopId, IEnumerable<Reward> rewards, DateTime since)
    {
        var counts = new Dictionary<long, long>();
        foreach (var reward in rewards)
            counts[reward.Id] = await db.Sql.Long($"SELECT COUNT(*) FROM redemptions WHERE shop_id = {shopId} AND reward_id = {reward.Id} AND created_at >= {since} AND state NOT IN (2, 6)");
        return counts;
    }

    internal async Task<(IReadOnlyList<RedemptionRow> Rows, long? Next)> Page(long shopId, RedemptionFilter filter, long? before, int size = PageSize)
    {
        var below = before ?? long.MaxValue;
        // Each state runs along its index; a code that has ended counts as ready until the next sweep, within the hour.
        var ids = filter switch
        {
            RedemptionFilter.All => await db.Sql.Query($"SELECT id FROM redemptions WHERE shop_id = {shopId} AND id < {below} ORDER BY id DESC LIMIT {size + 1}", row => row.GetInt64(0)),
            RedemptionFilter.Waiting => await Two(RedemptionState.Pending, RedemptionState.Cancelling),
            RedemptionFilter.RanOut => await Two(RedemptionState.Ending, RedemptionState.Ended),
            RedemptionFilter.Ready => await One(RedemptionState.Issued),
            RedemptionFilter.Used => await One(RedemptionState.Used),
            RedemptionFilter.Unclear => await One(RedemptionState.Unclear),
            RedemptionFilter.Cancelled => await One(RedemptionState.Cancelled),
            _ => await One(RedemptionState.Refused),
        };
        var rows = await Rows(shopId, ids.Take(size).ToList());
        return (rows, ids.Count > size ? ids[size - 1] : null);

        async Task<List<long>> One(RedemptionState state) =>
            await db.Sql.Query($"SELECT id FROM redemptions WHERE shop_id = {shopId} AND state = {state} AND id < {below} ORDER BY id DESC LIMIT {size + 1}", row => row.GetInt64(0));

        async Task<List<long>> Two(RedemptionState one, RedemptionState other) =>
            [.. (await One(one)).Concat(await One(other)).OrderDescending().Take(size + 1)];
    }

    private async Task<IReadOnlyList<RedemptionRow>> Rows(long shopId, List<long> ids)
    {
        if (ids.Count == 0) return [];
        var (bought, customers) = (db.Redemptions, db.Customers);
        var redemptions = await bought.AsNoTracking().Where(r => r.ShopId == shopId && ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id);
        var people = redemptions.Values.Select(r => r.CustomerId).Distinct().ToList();
        var names = await customers.AsNoTracking().Where(c => c.ShopId == shopId && people.Contains(c.Id) && c.DeletedAt == null).ToDictionaryAsync(c => c.Id, c => c.DisplayName);
        return [.. ids.Where(redemptions.ContainsKey).Select(id => new RedemptionRow(redemptions[id], names.GetValueOrDefault(redemptions[id].CustomerId)))];
    }
}
