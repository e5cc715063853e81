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
        var (lowest, highest, wanted) = (ids[^1], ids[0], ids.ToHashSet());
        var redemptions = new Dictionary<long, Redemption>();
        foreach (var id in wanted) if (await RedemptionRows.ById(db.Sql, shopId, id) is { } redemption) redemptions[id] = redemption;
        var names = (await db.Sql.Query($"""
            SELECT DISTINCT c.id, c.first_name, c.last_name, c.email FROM redemptions r JOIN customers c ON c.shop_id = r.shop_id AND c.id = r.customer_id
            WHERE r.shop_id = {shopId} AND r.id >= {lowest} AND r.id <= {highest} AND c.deleted_at IS NULL
            """, row => (Id: row.GetInt64(0), Name: $"{row.TextOrNull(1)} {row.TextOrNull(2)}".Trim() is { Length: > 0 } name ? name : row.TextOrNull(3)))).ToDictionary(one => one.Id, one => one.Name);
        return [.. ids.Where(redemptions.ContainsKey).Select(id => new RedemptionRow(redemptions[id], names.GetValueOrDefault(redemptions[id].CustomerId)))];
    }
}
