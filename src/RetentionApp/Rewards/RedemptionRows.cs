using System.Data.Common;
using RetentionApp.Data;

namespace RetentionApp.Rewards;

/// <summary>Reading and writing redemption rows on the paths where a shopper waits.</summary>
internal static class RedemptionRows
{
    internal static ValueTask<Redemption?> ByKey(Sql sql, long shopId, long customerId, string key) => sql.Single($"""
        SELECT id, shop_id, account_id, customer_id, reward_id, idempotency_key, title, cost, amount, currency, minimum_subtotal, combines, code, discount_id, state, created_at,
          issued_at, expires_at, used_at, used_by_order, attempts, next_at, lease_until, error, kind, details, group_id, closed_at, closed_by, made_by
        FROM redemptions WHERE shop_id = {shopId} AND customer_id = {customerId} AND idempotency_key = {key}
        """, Read);

    internal static ValueTask<Redemption?> ById(Sql sql, long shopId, long id) => sql.Single($"""
        SELECT id, shop_id, account_id, customer_id, reward_id, idempotency_key, title, cost, amount, currency, minimum_subtotal, combines, code, discount_id, state, created_at,
          issued_at, expires_at, used_at, used_by_order, attempts, next_at, lease_until, error, kind, details, group_id, closed_at, closed_by, made_by
        FROM redemptions WHERE shop_id = {shopId} AND id = {id}
        """, Read);

    internal static ValueTask<Redemption?> ByCode(Sql sql, long shopId, string code) => sql.Single($"""
        SELECT id, shop_id, account_id, customer_id, reward_id, idempotency_key, title, cost, amount, currency, minimum_subtotal, combines, code, discount_id, state, created_at,
          issued_at, expires_at, used_at, used_by_order, attempts, next_at, lease_until, error, kind, details, group_id, closed_at, closed_by, made_by
        FROM redemptions WHERE shop_id = {shopId} AND code = {code}
        """, Read);

    /// <summary>The customer's other redemptions of the same kind that last still.</summary>
    internal static ValueTask<List<Redemption>> Lasting(Sql sql, Redemption r) => sql.Query($"""
        SELECT id, shop_id, account_id, customer_id, reward_id, idempotency_key, title, cost, amount, currency, minimum_subtotal, combines, code, discount_id, state, created_at,
          issued_at, expires_at, used_at, used_by_order, attempts, next_at, lease_until, error, kind, details, group_id, closed_at, closed_by, made_by
        FROM redemptions WHERE shop_id = {r.ShopId} AND customer_id = {r.CustomerId} AND kind = {r.Kind} AND state IN (0, 1) AND id <> {r.Id} LIMIT 50
        """, Read);

    /// <summary>Of the account's open redemptions that were paid with points which have run out since: how many such points.</summary>
    internal static async ValueTask<Dictionary<long, long>> RanOut(Sql sql, long shopId, long accountId, DateTime now) => (await sql.Query($"""
        SELECT r.id, CAST(SUM(-m.points) AS BIGINT)
        FROM redemptions r JOIN ledger_entries e ON e.shop_id = r.shop_id AND e.source = 'redemption:' || r.id
        JOIN lot_moves m ON m.shop_id = e.shop_id AND m.account_id = e.account_id AND m.entry_id = e.id
        JOIN lots l ON l.entry_id = m.lot_id AND l.expires_at <= {now}
        WHERE r.shop_id = {shopId} AND r.account_id = {accountId} AND r.state = {RedemptionState.Issued} GROUP BY r.id
        """, row => (Id: row.GetInt64(0), Points: row.GetInt64(1)))).ToDictionary(row => row.Id, row => row.Points);

    /// <returns>The new id; null when the customer has used this key before.</returns>
    internal static ValueTask<long?> Insert(Sql sql, Redemption r) => sql.Single<long?>($"""
        INSERT INTO redemptions (shop_id, account_id, customer_id, reward_id, idempotency_key, title, cost, amount, currency, minimum_subtotal, combines, code, state, created_at,
          expires_at, attempts, next_at, kind, details, group_id, made_by)
        VALUES ({r.ShopId}, 0, {r.CustomerId}, {r.RewardId}, {r.IdempotencyKey}, {r.Title}, {r.Cost}, {r.Amount}, {r.Currency}, {r.MinimumSubtotal}, {r.Combines}, {r.Code}, {r.State},
          {r.CreatedAt}, {r.ExpiresAt}, 0, {r.NextAt}, {r.Kind}, {r.Details}, {r.GroupId}, {r.MadeBy})
        ON CONFLICT (shop_id, customer_id, idempotency_key) DO NOTHING RETURNING id
        """, row => row.GetInt64(0));

    private static Redemption Read(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        ShopId = row.GetInt64(1),
        AccountId = row.GetInt64(2),
        CustomerId = row.GetInt64(3),
        RewardId = row.GetInt64(4),
        IdempotencyKey = row.GetString(5),
        Title = row.GetString(6),
        Cost = row.GetInt64(7),
        Amount = row.GetInt64(8),
        Currency = row.GetString(9),
        MinimumSubtotal = row.LongOrNull(10),
        Combines = row.GetInt32(11),
        Code = row.GetString(12),
        DiscountId = row.TextOrNull(13),
        State = (RedemptionState)row.GetInt32(14),
        CreatedAt = row.At(15),
        IssuedAt = row.AtOrNull(16),
        ExpiresAt = row.AtOrNull(17),
        UsedAt = row.AtOrNull(18),
        UsedByOrder = row.LongOrNull(19),
        Attempts = row.GetInt32(20),
        NextAt = row.AtOrNull(21),
        LeaseUntil = row.AtOrNull(22),
        Error = row.TextOrNull(23),
        Kind = (RewardKind)row.GetInt32(24),
        Details = row.TextOrNull(25),
        GroupId = row.LongOrNull(26),
        ClosedAt = row.AtOrNull(27),
        ClosedBy = row.TextOrNull(28),
        MadeBy = row.TextOrNull(29),
    };
}
