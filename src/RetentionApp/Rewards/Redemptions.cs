using System.Security.Cryptography;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Timeline;

namespace RetentionApp.Rewards;

internal enum RefusalReason { NotEnoughPoints, UnknownReward, RewardInactive, ProgrammePaused, AccountClosed, AccountBlocked, RefusedByShop, InvalidKey }

internal abstract record RedeemAnswer;

/// <summary>Debited; its state tells whether the code exists yet.</summary>
internal sealed record Redeemed(Redemption Redemption) : RedeemAnswer;

/// <param name="Missing">Points short, for <see cref="RefusalReason.NotEnoughPoints"/>.</param>
internal sealed record RedeemRefused(RefusalReason Reason, long Missing = 0, string? Detail = null) : RedeemAnswer;

/// <summary>Turns points into discount codes: debit and pending redemption in one transaction, then the code in Shopify.</summary>
internal sealed class Redemptions(AppDb db, Customers customers, Programmes programmes, RewardCatalogue rewards, PointsLedger ledger, CodeIssuing issuing, TimeProvider clock)
{
    /// <summary>How long a shopper waits for the code before being told that it is on its way.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.8);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Redeems once per <paramref name="idempotencyKey"/> (1 to 200 characters): the same key answers the same redemption in
    /// its present state. Waits up to <see cref="Patience"/> for the code.
    /// </summary>
    internal async Task<RedeemAnswer> Redeem(long shopId, long customerId, long rewardId, string idempotencyKey, CancellationToken cancellation)
    {
        if (idempotencyKey.Length is < 1 or > 200) return new RedeemRefused(RefusalReason.InvalidKey);
        var begun = await db.Write(() => Begin(shopId, customerId, rewardId, idempotencyKey), cancellation);
        if (begun is not Redeemed { Redemption: { State: RedemptionState.Pending } pending }) return begun;
        return Answer(await issuing.IssueOrWait(pending, Patience, cancellation));
    }

    /// <summary>The redemption that this key made, in its present state; null when there is none.</summary>
    internal async Task<RedeemAnswer?> Find(long shopId, long customerId, string idempotencyKey) =>
        await RedemptionRows.ByKey(db.Sql, shopId, customerId, idempotencyKey) is { } redemption ? Answer(redemption) : null;

    /// <summary>Marks the codes that came back in an order as used, also those whose making Shopify has not confirmed: an order proves that they exist. A cancelled order does not unmark: the code was spent.</summary>
    internal async Task MarkUsed(OrderKnown known)
    {
        var order = known.Order;
        foreach (var code in known.Facts.DiscountCodes)
        {
            var text = code.ToUpperInvariant();
            var marked = await db.Sql.Execute($"""
                UPDATE redemptions SET state = {RedemptionState.Used}, used_at = {order.ProcessedAt}, used_by_order = {order.Id}
                WHERE shop_id = {order.ShopId} AND code = {text} AND state IN ({RedemptionState.Pending}, {RedemptionState.Issued})
                """);
            if (marked > 0 && order.CustomerId is { } customer) await db.AppendTimeline(order.ShopId, customer, TimelineKinds.RewardUsed, order.Id, text, Now);
        }
    }

    /// <summary>After a merge: open redemptions keep their code and go over to the other customer.</summary>
    internal async Task Move(long shopId, long fromCustomer, long intoCustomer) => await db.Sql.Execute($"""
        UPDATE redemptions SET customer_id = {intoCustomer},
          account_id = COALESCE((SELECT id FROM accounts WHERE shop_id = {shopId} AND customer_id = {intoCustomer}), account_id)
        WHERE shop_id = {shopId} AND customer_id = {fromCustomer}
          AND NOT EXISTS (SELECT 1 FROM redemptions twin WHERE twin.shop_id = {shopId} AND twin.customer_id = {intoCustomer} AND twin.idempotency_key = redemptions.idempotency_key)
        """);

    private async Task<RedeemAnswer> Begin(long shopId, long customerId, long rewardId, string key)
    {
        if (await RedemptionRows.ByKey(db.Sql, shopId, customerId, key) is { } earlier) return Answer(earlier);
        if (!(await programmes.Current(shopId)).Settings.IsActive) return new RedeemRefused(RefusalReason.ProgrammePaused);
        var reward = (await rewards.All(shopId)).Find(reward => reward.Id == rewardId);
        if (reward is null) return new RedeemRefused(RefusalReason.UnknownReward);
        if (!reward.IsActive) return new RedeemRefused(RefusalReason.RewardInactive);

        // The row comes first, so that of two requests with one key the second waits here and then finds the first one's.
        var redemption = Describe(reward, customerId, key);
        var id = await RedemptionRows.Insert(db.Sql, redemption);
        if (id is null) return await RedemptionRows.ByKey(db.Sql, shopId, customerId, key) is { } twin ? Answer(twin) : throw new InvalidOperationException("A redemption vanished between two statements.");
        redemption.Id = id.Value;
        redemption.Title = $"{redemption.Title} · {id}";

        // Who was merged here, and not in Shopify, still signs in as before and pays from the account kept.
        var spent = await ledger.Spend(shopId, await customers.Owner(shopId, customerId) ?? customerId, new Posting(EntryKind.Redeemed, -reward.Cost, 0, $"redemption:{id}", id, redemption.Title, Now));
        if (spent.Missing > 0 || spent.IsClosed)
        {
            await db.Sql.Execute($"DELETE FROM redemptions WHERE shop_id = {shopId} AND id = {id}");
            if (spent.IsBlocked) return new RedeemRefused(RefusalReason.AccountBlocked);
            return spent.IsClosed ? new RedeemRefused(RefusalReason.AccountClosed) : new RedeemRefused(RefusalReason.NotEnoughPoints, spent.Missing);
        }
        redemption.AccountId = spent.AccountId;
        await db.Sql.Execute($"UPDATE redemptions SET account_id = {spent.AccountId}, title = {redemption.Title} WHERE shop_id = {shopId} AND id = {id}");
        await db.AppendTimeline(shopId, customerId, TimelineKinds.RewardRedeemed, id, null, Now);
        return new Redeemed(redemption);
    }

    private Redemption Describe(Reward reward, long customerId, string key) => new()
    {
        ShopId = reward.ShopId,
        CustomerId = customerId,
        RewardId = reward.Id,
        IdempotencyKey = key,
        Title = $"{Money.Text(reward.Amount, reward.Currency)} {reward.Currency}",
        Cost = reward.Cost,
        Amount = reward.Amount,
        Currency = reward.Currency,
        MinimumSubtotal = reward.MinimumSubtotal,
        Combines = (reward.CombinesWithProduct ? 1 : 0) | (reward.CombinesWithOrder ? 2 : 0) | (reward.CombinesWithShipping ? 4 : 0),
        Code = NewCode(),
        State = RedemptionState.Pending,
        CreatedAt = Now,
        ExpiresAt = reward.ValidDays is { } days ? Now.AddDays(days) : null,
        NextAt = Now,
    };

    private static RedeemAnswer Answer(Redemption redemption) => redemption.State == RedemptionState.Refused
        ? new RedeemRefused(RefusalReason.RefusedByShop, Detail: redemption.Error)
        : new Redeemed(redemption);

    /// <summary>Ten letters and digits that cannot be mistaken for one another: 32¹⁰ of them, so a guess is hopeless.</summary>
    internal static string NewCode()
    {
        const string letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        var text = RandomNumberGenerator.GetString(letters, 10);
        return $"{text[..5]}-{text[5..]}";
    }
}
