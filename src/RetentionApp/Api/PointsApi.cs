using System.Globalization;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shops;

namespace RetentionApp.Api;

/// <summary>What a customer has, how it came about, and corrections by hand.</summary>
internal static class PointsApi
{
    private const string Ledger = "ledger";
    internal const long MostAtOnce = 10_000_000;

    private static readonly DateTime At = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    internal static readonly ApiOperation[] Operations =
    [
        new("getBalance", "GET", "/customers/{customer}/balance", "Points", ApiScopes.BalancesRead, "Get a balance", "As of now: points whose waiting time has passed count at once.",
            new BalanceAnswer("207119551", 1240, 83, 2100, new MoneyAnswer("12.40", "GBP"), new NextPointsAnswer(83, At.AddDays(9)), new NextPointsAnswer(200, At.AddMonths(2)), false, new TierAnswer("gold", "Gold", At.AddMonths(-2), At.AddMonths(10))), Balance) { Problems = [404] },
        new("listLedger", "GET", "/customers/{customer}/ledger", "Points", ApiScopes.BalancesRead, "List a customer's points", "Every credit and debit, the latest first. Entries are never changed: a correction is a new one.",
            new PageAnswer<EntryAnswer>([new EntryAnswer("9001", EntryKind.OrderEarned, 83, "#1042", "5000000000042", null, At)], "bGVkZ2VyLjEuOTAwMQ"), List)
        {
            Query = [ApiParameter.Limit, ApiParameter.Cursor],
            Problems = [400, 404, 422],
        },
        new("adjustPoints", "POST", "/customers/{customer}/points", "Points", ApiScopes.PointsWrite, "Give or take points",
            "At once, and logged with the key's name. Points taken beyond what the customer has are owed and paid by the next credits.", new PointsAnswer("207119551", 50, 1290, 83, 2150), Adjust)
        {
            Body = new PointsWish(50, "Sorry for the late parcel", "ticket-8812"), Status = StatusCodes.Status201Created, Problems = [404, 409, 413, 415, 422],
        },
    ];

    private static async Task<object> Balance(ApiCall call)
    {
        var customer = await call.Customer();
        var (sql, now) = (call.Db.Sql, call.Get<TimeProvider>().GetUtcNow().UtcDateTime);
        var balance = await Balances.Read(sql, call.ShopId, customer, now);
        var next = balance is { AccountId: { } account, Pending: > 0 } ? await Balances.Next(sql, call.ShopId, account, now, Zones.Of(call.Shop)) : null;
        var expiring = balance is { AccountId: { } holder, Available: > 0 } ? await Balances.Expiring(sql, call.ShopId, holder, now) : null;
        return new BalanceAnswer(Text(customer), balance.Available, balance.Pending, balance.Lifetime, await Value(call, balance.Available),
            next is null ? null : new NextPointsAnswer(next.Points, next.At), expiring is null ? null : new NextPointsAnswer(expiring.Points, expiring.At), balance.IsBlocked, await Tier(call, customer));
    }

    private static async Task<object> List(ApiCall call)
    {
        var customer = await call.Customer();
        var (limit, from) = (call.Limit(), Cursor.Of(call, Ledger) ?? new Cursor(Ledger, long.MaxValue, DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)));
        var rows = await call.Db.Sql.Query($"""
            SELECT e.id, e.kind, e.points, e.note, e.subject, e.occurred_at FROM ledger_entries e
            WHERE e.shop_id = {call.ShopId} AND e.account_id = (SELECT id FROM accounts WHERE shop_id = {call.ShopId} AND customer_id = {customer})
              AND e.occurred_at <= {from.At} AND (e.occurred_at < {from.At} OR e.id < {from.Id})
            ORDER BY e.occurred_at DESC, e.id DESC LIMIT {limit + 1}
            """, row => EntryAnswer.Of(row.GetInt64(0), (EntryKind)row.GetInt32(1), row.GetInt64(2), row.TextOrNull(3), row.LongOrNull(4), row.At(5)));
        return CustomersApi.Page(rows, limit, last => new Cursor(Ledger, CustomersApi.Number(last.Id), last.OccurredAt));
    }

    private static async Task<object> Adjust(ApiCall call)
    {
        var wish = await call.Body<PointsWish>();
        if (wish.Points is 0 or < -MostAtOnce or > MostAtOnce) throw new ApiRefusal(ApiProblem.Invalid("\"points\" must be a whole number from 1 to 10,000,000 to give, or negative to take."));
        if (string.IsNullOrWhiteSpace(wish.Reason) || wish.Reason.Length > 200 || wish.Reason.Any(char.IsControl)) throw new ApiRefusal(ApiProblem.Invalid("\"reason\" must say why in at most 200 characters on one line; the customer reads it too."));
        var customer = await call.Customer();
        return await call.Get<ApiRequests>().Once(call, wish.IdempotencyKey, async () =>
        {
            var adjusted = await call.Get<PointsLedger>().Adjust(call.ShopId, customer, wish.Points, wish.Reason.Trim(), call.By, "api:" + wish.IdempotencyKey);
            if (adjusted.IsClosed) throw new ApiRefusal(ApiProblem.Of(409, "account_closed", "The account is closed", "The customer was erased; nothing is posted to this account any more."));
            var balance = await Balances.Read(call.Db.Sql, call.ShopId, customer, call.Get<TimeProvider>().GetUtcNow().UtcDateTime);
            return new PointsAnswer(Text(customer), wish.Points, balance.Available, balance.Pending, balance.Lifetime);
        });
    }

    private static async Task<MoneyAnswer?> Value(ApiCall call, long points)
    {
        var rate = (await call.Get<RewardCatalogue>().Active(call.ShopId)).Where(reward => reward is { Kind: RewardKind.AmountOff or RewardKind.Slider, Cost: > 0 }).MinBy(reward => reward.Cost);
        return rate is null ? null : MoneyAnswer.Of((long)((Int128)Math.Max(0, points) * rate.Amount / rate.Cost), rate.Currency);
    }

    private static async Task<TierAnswer?> Tier(ApiCall call, long customer)
    {
        if (await call.Get<CustomerTiers>().LevelOf(call.ShopId, customer) is not { } level) return null;
        var row = await call.Db.Sql.Single($"SELECT since, until FROM customer_tiers WHERE shop_id = {call.ShopId} AND customer_id = {customer}",
            row => new { Since = row.At(0), Until = row.AtOrNull(1) });
        return new TierAnswer(level.Id, level.Name, row?.Since, row?.Until);
    }

    internal static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
