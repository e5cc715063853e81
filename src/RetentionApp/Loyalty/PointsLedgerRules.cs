using RetentionApp.Data;
using RetentionApp.Shops;
using RetentionApp.Timeline;

namespace RetentionApp.Loyalty;

/// <summary>What the current programme says about balances: expiry, debt, and accounts the merchant has blocked.</summary>
internal sealed partial class PointsLedger
{
    private sealed record BalanceRules(NegativeBalance Negative, ExpiryDates? Expiry)
    {
        internal bool ByInactivity => Expiry?.Rule.Kind == ExpiryKind.Inactivity;
    }

    private async ValueTask<BalanceRules> Rules(long shopId)
    {
        var settings = (await programmes.Current(shopId)).Settings;
        if (settings.Expiry is not { } expiry) return new BalanceRules(settings.NegativeBalance, null);
        var zone = await shops.ById(shopId) is { } shop ? Zones.Of(shop) : TimeZoneInfo.Utc;
        return new BalanceRules(settings.NegativeBalance, new ExpiryDates(expiry, zone));
    }

    /// <summary>Gives the open lots of these accounts the dates of the current rule, and none where there is none; debts go where none may be.</summary>
    internal Task Redate(long shopId, IReadOnlyList<long> accountIds) => db.Write(async () =>
    {
        var expiry = (await Rules(shopId)).Expiry;
        foreach (var id in accountIds)
        {
            var account = await OpenById(shopId, id);
            if (expiry?.Rule.Kind == ExpiryKind.Inactivity) account.ActiveAt ??= await LastActivity(account);
            // What was over before the change is over.
            account.Book.Tidy(Now);
            account.Book.Redate(lot => expiry?.Of(lot.AvailableAt, account.ActiveAt));
            await Close(account);
        }
    });

    /// <summary>Where nothing expires any more: takes the dates off lots that hold nothing now but may be given points back. Returns how many, a few thousand at once.</summary>
    internal Task<int> ClearSpentDates(long shopId) => db.Write(async () => (await Rules(shopId)).Expiry is not null ? 0 : await db.Sql.Execute($"""
        UPDATE lots SET expires_at = NULL WHERE shop_id = {shopId} AND entry_id IN (
          SELECT entry_id FROM lots WHERE shop_id = {shopId} AND expires_at IS NOT NULL AND remaining = 0 LIMIT 2000)
        """));

    /// <summary>From now on the account earns and redeems nothing. False when it was blocked already or is closed.</summary>
    internal Task<bool> Block(long shopId, long customerId, string reason, string by) => db.Write(async () =>
    {
        var account = await OpenRow(shopId, customerId);
        if (account.BlockedAt is not null || account.ClosedAt is not null) return false;
        await db.Sql.Execute($"UPDATE accounts SET blocked_at = {Now} WHERE shop_id = {shopId} AND id = {account.Id}");
        await db.Sql.Execute($"INSERT INTO account_blocks (shop_id, customer_id, from_at, reason, blocked_by) VALUES ({shopId}, {customerId}, {Now}, {reason}, {by})");
        await db.AppendTimeline(shopId, customerId, TimelineKinds.AccountBlocked, null, $"{by}: {reason}", Now);
        return true;
    });

    /// <summary>Lifts the block: what was paid meanwhile stays without points. False when there was none.</summary>
    internal Task<bool> Unblock(long shopId, long customerId, string by) => db.Write(async () =>
    {
        var account = await OpenRow(shopId, customerId);
        if (account.BlockedAt is null) return false;
        await db.Sql.Execute($"UPDATE accounts SET blocked_at = NULL WHERE shop_id = {shopId} AND id = {account.Id}");
        await db.Sql.Execute($"UPDATE account_blocks SET until_at = {Now}, lifted_by = {by} WHERE shop_id = {shopId} AND customer_id = {customerId} AND until_at IS NULL");
        await db.AppendTimeline(shopId, customerId, TimelineKinds.AccountUnblocked, null, by, Now);
        return true;
    });

    /// <summary>The customer did something that posts nothing, an order without points: where inactivity counts, it renews what they have.</summary>
    internal async Task Touch(long shopId, long customerId, DateTime at)
    {
        if (!(await Rules(shopId)).ByInactivity) return;
        await db.Write(async () =>
        {
            if (await db.Sql.Single<long?>($"SELECT id FROM accounts WHERE shop_id = {shopId} AND customer_id = {customerId} AND closed_at IS NULL AND (active_at IS NULL OR active_at < {at})", row => row.GetInt64(0)) is not { } id) return;
            var account = await OpenById(shopId, id);
            account.ActiveAt = at;
            account.Book.Tidy(at < Now ? at : Now);
            var expiry = (await Rules(shopId)).Expiry!;
            account.Book.Redate(lot => expiry.Of(lot.AvailableAt, account.ActiveAt));
            account.Book.Tidy(Now);
            await Close(account);
        });
    }

    /// <summary>By inactivity an activity renews every lot; those that were over when it happened stay over.</summary>
    private static void Renew(OpenAccount account, Posting posting, BalanceRules rules)
    {
        if (!rules.ByInactivity || !posting.IsActivity) return;
        account.Book.Tidy(posting.OccurredAt);
        account.Book.Redate(lot => rules.Expiry!.Of(lot.AvailableAt, account.ActiveAt));
    }

    /// <summary>Accounts made before activity was kept know it from their entries alone.</summary>
    private async Task<DateTime?> LastActivity(OpenAccount account) => await db.Sql.Single($"""
        SELECT MAX(occurred_at) FROM ledger_entries WHERE shop_id = {account.ShopId} AND account_id = {account.Id}
          AND kind NOT IN ({EntryKind.OrderReversed}, {EntryKind.RedemptionReturned}, {EntryKind.Adjusted}, {EntryKind.Transferred}, {EntryKind.Erased}, {EntryKind.Expired}, {EntryKind.Forgiven}, {EntryKind.Imported})
        """, row => row.AtOrNull(0));

    /// <summary>After a merge a block goes on for the person: the times in which nothing was earned, and the block that stands.</summary>
    private async Task MoveBlocks(OpenAccount from, OpenAccount into)
    {
        await db.Sql.Execute($"UPDATE account_blocks SET customer_id = {into.CustomerId} WHERE shop_id = {into.ShopId} AND customer_id = {from.CustomerId}");
        if (from.BlockedAt is not { } since) return;
        await db.Sql.Execute($"UPDATE accounts SET blocked_at = COALESCE(blocked_at, {since}) WHERE shop_id = {into.ShopId} AND id = {into.Id}");
    }
}
