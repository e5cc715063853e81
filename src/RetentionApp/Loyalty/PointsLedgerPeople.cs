using RetentionApp.Data;

namespace RetentionApp.Loyalty;

/// <summary>What happens to a whole account when its person does: merged into another, erased, or back.</summary>
internal sealed partial class PointsLedger
{
    /// <summary>
    /// Moves everything from one customer's account to another's, in paired entries that keep dates and debt. An account
    /// that was erased first, because its customer's deletion was heard before the merge, is filled again for it.
    /// </summary>
    internal Task Merge(long shopId, long fromCustomer, long intoCustomer) => db.Write(async () =>
    {
        if (await db.Sql.Long($"SELECT COUNT(*) FROM accounts WHERE shop_id = {shopId} AND customer_id = {fromCustomer}") == 0) return;
        // Locked in one order whichever way the merge goes, so that two merges cannot wait for each other.
        var first = await Open(shopId, Math.Min(fromCustomer, intoCustomer));
        var second = await Open(shopId, Math.Max(fromCustomer, intoCustomer));
        var (from, into) = fromCustomer < intoCustomer ? (first, second) : (second, first);
        if (into.ClosedAt is not null) return;
        if (from.ClosedAt is not null) await Reopen(from);
        var round = await db.Sql.Long($"SELECT COUNT(*) FROM ledger_entries WHERE shop_id = {shopId} AND account_id = {from.Id} AND kind = {EntryKind.Transferred}");
        var source = $"merge:{fromCustomer}>{intoCustomer}:{round}";
        foreach (var parcel in from.Book.HandOver(name => new Posting(EntryKind.Transferred, 0, 0, $"{source}:{name}:out", intoCustomer, null, Now), Now))
            into.Book.Receive(parcel, new Posting(EntryKind.Transferred, 0, 0, $"{source}:{parcel.Name}:in", fromCustomer, null, Now), Now);
        into.ActiveAt = new[] { into.ActiveAt, from.ActiveAt }.Max();
        var rules = await Rules(shopId);
        if (rules.ByInactivity) into.Book.Redate(lot => rules.Expiry!.Of(lot.AvailableAt, into.ActiveAt));
        into.Book.Tidy(Now);
        await Close(from);
        await Close(into);
        await MoveBlocks(from, into);
        // By way of the customers' orders: awards have no index on the account, which every new order would have to keep up.
        await db.Sql.Execute($"""
            UPDATE order_awards SET account_id = {into.Id} WHERE shop_id = {shopId} AND account_id = {from.Id}
              AND order_id IN (SELECT id FROM orders WHERE shop_id = {shopId} AND customer_id IN ({fromCustomer}, {intoCustomer}))
            """);
        await db.Sql.Execute($"""
            UPDATE order_bonuses SET account_id = {into.Id} WHERE shop_id = {shopId} AND account_id = {from.Id}
              AND order_id IN (SELECT id FROM orders WHERE shop_id = {shopId} AND customer_id IN ({fromCustomer}, {intoCustomer}))
            """);
    });

    /// <summary>Closes an erased customer's account: what remains goes, the entries stay without a name.</summary>
    internal Task Erase(long shopId, long customerId) => db.Write(async () =>
    {
        if (await db.Sql.Long($"SELECT COUNT(*) FROM accounts WHERE shop_id = {shopId} AND customer_id = {customerId}") == 0) return;
        var account = await Open(shopId, customerId);
        if (account.ClosedAt is not null) return;
        account.Book.Tidy(Now);
        account.Book.Empty(new Posting(EntryKind.Erased, 0, 0, $"erased:{account.Id}", null, null, Now));
        await Close(account);
        await db.Sql.Execute($"UPDATE accounts SET closed_at = {Now} WHERE shop_id = {shopId} AND id = {account.Id}");
        await db.Sql.Execute($"UPDATE ledger_entries SET note = NULL WHERE shop_id = {shopId} AND account_id = {account.Id} AND kind IN ({EntryKind.Adjusted}, {EntryKind.Imported}, {EntryKind.DeedUndone})");
    });

    /// <summary>What <see cref="Erase"/> took away comes back.</summary>
    private async Task Reopen(OpenAccount account)
    {
        var (source, shopId) = ($"erased:{account.Id}", account.ShopId);
        if (await IsPosted(shopId, source) && !await IsPosted(shopId, source + ":undone"))
        {
            var owed = await db.Sql.Long($"""
                SELECT COALESCE(SUM(m.points), 0) FROM ledger_entries e JOIN lot_moves m ON m.shop_id = e.shop_id AND m.account_id = e.account_id AND m.entry_id = e.id
                WHERE e.shop_id = {shopId} AND e.source = {source} AND m.lot_id IS NULL
                """);
            account.Book.Refill(new Posting(EntryKind.Erased, 0, 0, source + ":undone", null, null, Now), await Origins(shopId, source), owed);
        }
        await db.Sql.Execute($"UPDATE accounts SET closed_at = NULL WHERE shop_id = {shopId} AND id = {account.Id}");
    }
}
