using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty.Earning;
using RetentionApp.Timeline;

namespace RetentionApp.Loyalty;

/// <summary>
/// Bonuses of orders: computed again from all orders of a customer whenever one of them is settled, the difference to what
/// the ledger holds is posted. Nothing is read in a shop that never had a bonus.
/// </summary>
internal sealed class BonusEarning(AppDb db, Programmes programmes, PointsLedger ledger, TimeProvider clock)
{
    /// <param name="accountBefore">Who held the order's points before this news: another customer's bonuses change with it too.</param>
    internal async Task Settle(OrderKnown known, long? accountBefore)
    {
        var order = known.Order;
        if (!await programmes.EverHadBonuses(order.ShopId)) return;
        var owners = new List<long>();
        if (accountBefore is { } account) owners.Add(await db.Sql.Long($"SELECT customer_id FROM accounts WHERE shop_id = {order.ShopId} AND id = {account}"));
        if (order.CustomerId is { } customer && !owners.Contains(customer)) owners.Add(customer);
        // Left to nobody, or to another, it is on no list of the one who held its bonuses.
        foreach (var held in order.CustomerId is null || owners.Count > 1 ? await Held(order) : []) await Move(order, held, accountBefore, known.IsHistory);
        foreach (var owner in owners.Order()) await Settle(order.ShopId, owner, order.UpdatedAt, known.IsHistory);
    }

    /// <summary>What follows from all orders of a customer as they stand.</summary>
    /// <param name="changedAt">When that happened which makes them be looked at.</param>
    internal async Task Settle(long shopId, long customerId, DateTime changedAt, bool isHistory)
    {
        if (!await programmes.EverHadBonuses(shopId)) return;
        await db.Lock(LockSpace.Bonuses, customerId);
        if (await db.Sql.Long($"SELECT COUNT(*) FROM accounts WHERE shop_id = {shopId} AND customer_id = {customerId} AND closed_at IS NOT NULL") > 0) return;
        var rows = await Read(shopId, customerId);
        var targets = await Targets(shopId, customerId, rows);
        foreach (var order in rows.GroupBy(row => row.OrderId))
        foreach (var kind in Enum.GetValues<BonusKind>())
        {
            var held = order.FirstOrDefault(row => row.Kind == kind);
            var target = targets.GetValueOrDefault((order.Key, kind));
            if ((held?.Points ?? 0) != target) await Post(shopId, customerId, order.First(), kind, held, target, changedAt, isHistory);
        }
    }

    private async Task<Dictionary<(long, BonusKind), long>> Targets(long shopId, long customerId, List<Row> rows)
    {
        var orders = new List<EarningOrder>();
        foreach (var row in rows.DistinctBy(row => row.OrderId).Where(row => row.Eligible > 0))
            orders.Add(new EarningOrder(row.OrderId, row.ProcessedAt, row.Eligible, (await programmes.Version(shopId, row.Version)).Settings.Bonuses));
        var earlier = (await programmes.Current(shopId)).Settings.FromAt is { } from ? await Earlier(db.Sql, shopId, customerId, from) : default;
        return BonusRules.Of(orders, earlier).ToDictionary(bonus => (bonus.OrderId, bonus.Kind), bonus => bonus.Points);
    }

    /// <summary>What the customer had bought and kept before <paramref name="from"/>.</summary>
    internal static ValueTask<EarlierOrders> Earlier(Sql sql, long shopId, long customerId, DateTime from) => sql.Single($"""
        SELECT COUNT(*), COALESCE(MAX(total), 0) FROM orders
        WHERE shop_id = {shopId} AND customer_id = {customerId} AND processed_at < {from} AND paid_at IS NOT NULL AND cancelled_at IS NULL AND deleted_at IS NULL AND is_test = FALSE
          AND financial_status NOT IN ('voided', 'refunded')
        """, row => new EarlierOrders(row.GetInt64(0), row.GetInt64(1)));

    private async Task Post(long shopId, long customerId, Row order, BonusKind kind, Row? held, long target, DateTime changedAt, bool isHistory)
    {
        var (before, number) = (held?.Points ?? 0, (held?.Entries ?? 0) + 1);
        var occurredAt = number == 1 || changedAt < order.PaidAt ? order.PaidAt : changedAt;
        var posting = Posting(order.OrderId, kind, number, target - before, order.Name, occurredAt);
        long? account = held?.AccountId;
        if (target > before) account = await ledger.Credit(shopId, customerId, posting, order.AvailableAt, expiresAt: null, order.OrderId);
        else await ledger.TakeBack(shopId, account!.Value, posting, order.OrderId);
        if (account is null) return;
        await Store(shopId, order.OrderId, kind, account.Value, target, number);
        if (!isHistory) await db.AppendTimeline(shopId, customerId, target > before ? TimelineKinds.PointsEarned : TimelineKinds.PointsReversed, order.OrderId, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"bonus:{Name(kind)}:{target - before}"), clock.GetUtcNow().UtcDateTime);
    }

    /// <summary>Takes a bonus from the account of who no longer owns the order.</summary>
    private async Task Move(Order order, OrderBonus held, long? accountBefore, bool isHistory)
    {
        if (held.Points == 0 || (order.CustomerId is not null && held.AccountId != accountBefore)) return;
        if (await db.Sql.Long($"SELECT COUNT(*) FROM accounts WHERE shop_id = {order.ShopId} AND id = {held.AccountId} AND closed_at IS NOT NULL") > 0) return;
        await ledger.TakeBack(order.ShopId, held.AccountId, Posting(order.Id, held.Kind, held.Entries + 1, -held.Points, order.Name, order.UpdatedAt), order.Id);
        await Store(order.ShopId, order.Id, held.Kind, held.AccountId, 0, held.Entries + 1);
    }

    private static Posting Posting(long orderId, BonusKind kind, int number, long points, string orderName, DateTime at) =>
        new(EntryKind.OrderBonus, points, points, $"bonus:{Name(kind)}:{orderId}#{number}", orderId, $"{Name(kind)} {orderName}", at);

    internal static string Name(BonusKind kind) => kind switch { BonusKind.First => "first", BonusKind.Nth => "nth", BonusKind.Biggest => "biggest", _ => "milestone" };

    private async Task Store(long shopId, long orderId, BonusKind kind, long account, long points, int entries) => await db.Sql.Execute($"""
        INSERT INTO order_bonuses (shop_id, order_id, kind, account_id, points, entries) VALUES ({shopId}, {orderId}, {kind}, {account}, {points}, {entries})
        ON CONFLICT (shop_id, order_id, kind) DO UPDATE SET account_id = excluded.account_id, points = excluded.points, entries = excluded.entries
        """);

    private ValueTask<List<OrderBonus>> Held(Order order) => db.Sql.Query($"SELECT kind, account_id, points, entries FROM order_bonuses WHERE shop_id = {order.ShopId} AND order_id = {order.Id}",
        row => new OrderBonus { ShopId = order.ShopId, OrderId = order.Id, Kind = (BonusKind)row.GetInt32(0), AccountId = row.GetInt64(1), Points = row.GetInt64(2), Entries = row.GetInt32(3) });

    private ValueTask<List<Row>> Read(long shopId, long customerId) => db.Sql.Query($"""
        SELECT o.id, o.name, o.processed_at, o.paid_at, w.programme_version, w.eligible, w.available_at, b.kind, b.account_id, b.points, b.entries
        FROM orders o JOIN order_awards w ON w.shop_id = o.shop_id AND w.order_id = o.id
        LEFT JOIN order_bonuses b ON b.shop_id = o.shop_id AND b.order_id = o.id
        WHERE o.shop_id = {shopId} AND o.customer_id = {customerId} AND (w.eligible > 0 OR b.order_id IS NOT NULL)
        ORDER BY o.processed_at, o.id, b.kind
        """, row => new Row(row.GetInt64(0), row.GetString(1), row.At(2), row.AtOrNull(3) ?? row.At(2), row.GetInt32(4), row.GetInt64(5), row.At(6),
            row.IsDBNull(7) ? null : (BonusKind)row.GetInt32(7), row.LongOrNull(8), row.LongOrNull(9) ?? 0, row.IsDBNull(10) ? 0 : row.GetInt32(10)));

    private sealed record Row(
        long OrderId, string Name, DateTime ProcessedAt, DateTime PaidAt, int Version, long Eligible, DateTime AvailableAt, BonusKind? Kind, long? AccountId, long Points, int Entries);
}
