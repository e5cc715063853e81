using System.Globalization;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty.Earning;
using RetentionApp.Shops;
using RetentionApp.Timeline;

namespace RetentionApp.Loyalty;

/// <summary>
/// Challenges are, like orders, a function of the customer's orders as they stand: a bonus is posted when they meet the
/// goal and taken back when a refund or a merge leaves too few. What was won under an earlier edition stays.
/// </summary>
internal sealed class Challenges(AppDb db, Programmes programmes, PointsLedger ledger, ShopDirectory shops, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>After an order was settled: whoever has it now, and whoever had it before.</summary>
    internal async Task Settle(OrderKnown known)
    {
        var order = known.Order;
        // Asked first, because most shops run no challenge and most orders of an import are older than any.
        if (order.PaidAt is not { } paid || await Active(order.ShopId) is not { Count: > 0 } active || active.All(challenge => paid < challenge.Since)) return;
        if (order.CustomerId is { } owner) await Settle(order.ShopId, owner, active, known.IsHistory);
        if (known.Before.CustomerId is { } before && before != order.CustomerId) await Settle(order.ShopId, before, active, known.IsHistory);
    }

    /// <summary>After a merge of customers: both one's orders are the survivor's, and so are the rounds won.</summary>
    internal async Task Merge(long shopId, long from, long into)
    {
        await db.Sql.Execute($"UPDATE challenge_rounds SET customer_id = {into} WHERE shop_id = {shopId} AND customer_id = {from}");
        if (await Active(shopId) is { Count: > 0 } active) await Settle(shopId, into, active, isHistory: false);
    }

    /// <summary>How far a customer is with each active challenge, in one query.</summary>
    internal static async Task<IReadOnlyList<ChallengeStanding>> Read(Sql sql, long shopId, long customerId, IReadOnlyList<Challenge> active, TimeZoneInfo zone, DateTime now)
    {
        var (paid, rounds) = await Facts(sql, shopId, customerId);
        return [.. active.Select(challenge => new ChallengeStanding(challenge, ChallengeCount.Of(challenge, paid, zone, Deeds.Day(now, zone)), rounds.Count(round => round.Is(challenge) && round.Points > 0)))];
    }

    internal static IReadOnlyList<Challenge> Active(ProgrammeSettings settings) => settings.Challenges is { Count: > 0 } all ? all.Where(challenge => challenge.IsActive).ToList() : [];

    private async ValueTask<IReadOnlyList<Challenge>> Active(long shopId) => Active((await programmes.Current(shopId)).Settings);

    private async Task Settle(long shopId, long customerId, IReadOnlyList<Challenge> active, bool isHistory)
    {
        // Two orders of one customer paid at the same moment: the second counts when the first can be seen.
        await db.Lock(LockSpace.Account, customerId);
        var zone = await shops.ById(shopId) is { } shop ? Zones.Of(shop) : TimeZoneInfo.Utc;
        var (paid, rounds) = await Facts(db.Sql, shopId, customerId);
        foreach (var challenge in active)
        {
            var wins = ChallengeCount.Of(challenge, paid, zone, Deeds.Day(Now, zone)).Wins;
            var held = rounds.Where(round => round.Is(challenge)).OrderBy(round => round.Id).ToList();
            for (var i = 0; i < Math.Max(wins.Count, held.Count); i++)
            {
                var round = i < held.Count ? held[i] : await Insert(shopId, customerId, challenge, wins[i]);
                if (i < wins.Count && round.Points == 0) await Give(shopId, customerId, challenge, round, isHistory);
                if (i >= wins.Count && round.Points > 0) await Take(shopId, customerId, challenge, round, isHistory);
            }
        }
    }

    private async Task<Round> Insert(long shopId, long customerId, Challenge challenge, DateTime wonAt)
    {
        var version = (await programmes.Current(shopId)).Version;
        var id = await db.Sql.Long($"""
            INSERT INTO challenge_rounds (shop_id, customer_id, challenge_id, since, worth, points, entries, won_at, programme_version)
            VALUES ({shopId}, {customerId}, {challenge.Id}, {challenge.Since}, {challenge.Points}, 0, 0, {wonAt}, {version}) RETURNING id
            """);
        return new Round(id, challenge.Id, challenge.Since, challenge.Points, 0, 0, wonAt);
    }

    private async Task Give(long shopId, long customerId, Challenge challenge, Round round, bool isHistory)
    {
        // Usable when the points of the order that met it are: it may still come back.
        var availableAt = round.WonAt.AddDays((await programmes.Current(shopId)).Settings.PendingDays);
        var posting = new Posting(EntryKind.ChallengeWon, round.Worth, round.Worth, Source(round.Id, round.Entries + 1), round.Id, challenge.Name, Now);
        if (await ledger.Credit(shopId, customerId, posting, availableAt, expiresAt: null, orderId: null) is null) return;
        await Store(shopId, round.Id, round.Worth, round.Entries + 1);
        if (!isHistory) await db.AppendTimeline(shopId, customerId, TimelineKinds.ChallengeWon, round.Id, challenge.Id, Now);
    }

    private async Task Take(long shopId, long customerId, Challenge challenge, Round round, bool isHistory)
    {
        if (await db.Sql.Single($"SELECT id FROM accounts WHERE shop_id = {shopId} AND customer_id = {customerId} AND closed_at IS NULL", row => (long?)row.GetInt64(0)) is not { } account) return;
        var posting = new Posting(EntryKind.ChallengeLost, -round.Points, -round.Points, Source(round.Id, round.Entries + 1), round.Id, challenge.Name, Now);
        await ledger.TakeBack(shopId, account, posting, orderId: null, Source(round.Id, round.Entries));
        await Store(shopId, round.Id, 0, round.Entries + 1);
        if (!isHistory) await db.AppendTimeline(shopId, customerId, TimelineKinds.ChallengeLost, round.Id, challenge.Id, Now);
    }

    private async Task Store(long shopId, long id, long points, int entries) =>
        await db.Sql.Execute($"UPDATE challenge_rounds SET points = {points}, entries = {entries} WHERE shop_id = {shopId} AND id = {id}");

    private static string Source(long round, int entry) => string.Create(CultureInfo.InvariantCulture, $"challenge:{round}#{entry}");

    /// <summary>When the customer's earning orders were paid, and the rounds written down so far.</summary>
    private static async Task<(List<DateTime> Paid, List<Round> Rounds)> Facts(Sql sql, long shopId, long customerId)
    {
        var rows = await sql.Query($"""
            SELECT o.paid_at, CAST(NULL AS TEXT), o.id, w.points, w.points, 0, o.paid_at
            FROM orders o JOIN order_awards w ON w.shop_id = o.shop_id AND w.order_id = o.id
            WHERE o.shop_id = {shopId} AND o.customer_id = {customerId} AND o.paid_at IS NOT NULL AND (w.points > 0 OR w.eligible > 0)
            UNION ALL
            SELECT r.since, r.challenge_id, r.id, r.worth, r.points, r.entries, r.won_at FROM challenge_rounds r WHERE r.shop_id = {shopId} AND r.customer_id = {customerId}
            """, row => new Round(row.GetInt64(2), row.TextOrNull(1), row.At(0), row.GetInt64(3), row.GetInt64(4), row.GetInt32(5), row.At(6)));
        return (rows.Where(row => row.ChallengeId is null).Select(row => row.WonAt).ToList(), rows.Where(row => row.ChallengeId is not null).ToList());
    }

    private sealed record Round(long Id, string? ChallengeId, DateTime? Since, long Worth, long Points, int Entries, DateTime WonAt)
    {
        internal bool Is(Challenge challenge) => ChallengeId == challenge.Id && Since == challenge.Since;
    }
}

/// <param name="Won">Rounds whose bonus the customer holds: the number on the badge.</param>
internal sealed record ChallengeStanding(Challenge Challenge, ChallengeCount Count, int Won);
