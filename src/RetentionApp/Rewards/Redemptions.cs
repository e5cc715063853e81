using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards.Kinds;
using RetentionApp.Shops;
using RetentionApp.Timeline;

namespace RetentionApp.Rewards;

internal enum RefusalReason
{
    NotEnoughPoints, UnknownReward, RewardInactive, ProgrammePaused, AccountClosed, AccountBlocked, RefusedByShop, InvalidKey, TierRequired, SoldOut, LimitReached, InvalidPoints, NotBirthday,
}

internal abstract record RedeemAnswer;

/// <summary>Debited; its state tells whether the code exists yet.</summary>
internal sealed record Redeemed(Redemption Redemption) : RedeemAnswer;

/// <param name="Missing">Points short, for <see cref="RefusalReason.NotEnoughPoints"/>.</param>
internal sealed record RedeemRefused(RefusalReason Reason, long Missing = 0, string? Detail = null) : RedeemAnswer;

/// <summary>Turns points into rewards: debit and pending redemption in one transaction, then the code in Shopify.</summary>
internal sealed class Redemptions(
    AppDb db, Customers customers, Programmes programmes, RewardCatalogue rewards, PointsLedger ledger, CodeIssuing issuing, Returning returning, ShopDirectory shops, EnteredBirthdays birthdays, RewardCache cache, TimeProvider clock)
{
    /// <summary>How long a shopper waits for the code before being told that it is on its way.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.8);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Redeems once per <paramref name="idempotencyKey"/> (1 to 200 characters): the same key answers the same redemption in
    /// its present state. Waits up to <see cref="Patience"/> for the code.
    /// </summary>
    /// <param name="points">How many points a slider's shopper chose; null: the fewest.</param>
    /// <param name="choiceId">Which of a birthday gift's rewards.</param>
    /// <param name="by">The member of staff who redeems for the customer; null: the customer.</param>
    /// <param name="cart">What the goods in the shopper's cart come to now, which a percentage with a cap is taken of; null: not known.</param>
    internal async Task<RedeemAnswer> Redeem(
        long shopId, long customerId, long rewardId, string idempotencyKey, CancellationToken cancellation, long? points = null, long? choiceId = null, string? by = null, CartWorth? cart = null)
    {
        if (idempotencyKey.Length is < 1 or > 200) return new RedeemRefused(RefusalReason.InvalidKey);
        var begun = await db.Write(() => Begin(new Wanted(shopId, customerId, rewardId, idempotencyKey, points, choiceId, by, cart)), cancellation);
        if (begun is not Redeemed { Redemption: { State: RedemptionState.Pending } pending }) return begun;
        return Answer(await issuing.IssueOrWait(pending, Patience, cancellation));
    }

    /// <summary>The redemption that this key made, in its present state; null when there is none.</summary>
    internal async Task<RedeemAnswer?> Find(long shopId, long customerId, string idempotencyKey) =>
        await RedemptionRows.ByKey(db.Sql, shopId, customerId, idempotencyKey) is { } redemption ? Answer(redemption) : null;

    /// <summary>
    /// Marks the codes that came back in an order as used, also those whose making Shopify has not confirmed: an order proves
    /// that they exist. A cancelled order does not unmark: the code was spent. Used wins over taken back and run out: what was
    /// given back for it is taken again.
    /// </summary>
    internal async Task MarkUsed(OrderKnown known)
    {
        var order = known.Order;
        foreach (var text in known.Facts.DiscountCodes)
        {
            var code = text.ToUpperInvariant();
            if (await RedemptionRows.ByCode(db.Sql, order.ShopId, code) is not { State: not RedemptionState.Refused } r || r is { State: RedemptionState.Used, UsedByOrder: not null }) continue;
            var marked = await db.Sql.Execute($"""
                UPDATE redemptions SET state = {RedemptionState.Used}, used_at = {order.ProcessedAt}, used_by_order = {order.Id}, next_at = NULL, lease_until = NULL
                WHERE shop_id = {order.ShopId} AND id = {r.Id} AND state = {r.State} AND used_by_order IS NULL
                """);
            if (marked == 0) continue;
            if (r.State is RedemptionState.Cancelled or RedemptionState.Ended) await returning.TakeAgain(r);
            if (order.CustomerId is { } customer) await db.AppendTimeline(order.ShopId, customer, TimelineKinds.RewardUsed, order.Id, code, Now);
        }
    }

    /// <summary>
    /// After a merge: redemptions keep their code and go over to the other customer. One whose key the other has used too
    /// keeps its customer id, so that either key still finds its own; its points belong to the account kept all the same.
    /// </summary>
    internal async Task Move(long shopId, long fromCustomer, long intoCustomer) => await db.Sql.Execute($"""
        UPDATE redemptions SET account_id = COALESCE((SELECT id FROM accounts WHERE shop_id = {shopId} AND customer_id = {intoCustomer}), account_id),
          customer_id = CASE WHEN EXISTS (SELECT 1 FROM redemptions twin WHERE twin.shop_id = {shopId} AND twin.customer_id = {intoCustomer} AND twin.idempotency_key = redemptions.idempotency_key)
            THEN customer_id ELSE {intoCustomer} END
        WHERE shop_id = {shopId} AND customer_id = {fromCustomer}
        """);

    private async Task<RedeemAnswer> Begin(Wanted wanted)
    {
        var (shopId, customerId, key) = (wanted.ShopId, wanted.CustomerId, wanted.Key);
        if (await RedemptionRows.ByKey(db.Sql, shopId, customerId, key) is { } earlier) return Answer(earlier);
        if (!(await programmes.Current(shopId)).Settings.IsActive) return new RedeemRefused(RefusalReason.ProgrammePaused);
        var (choice, refusal) = await Choose(wanted);
        if (choice is null) return new RedeemRefused(refusal);
        var (reward, cost) = (choice.Reward, choice.Cost);

        // The row comes first, so that of two requests with one key the second waits here and then finds the first one's.
        var redemption = Describe(choice, wanted);
        var id = await RedemptionRows.Insert(db.Sql, redemption);
        if (id is null) return await RedemptionRows.ByKey(db.Sql, shopId, customerId, key) is { } twin ? Answer(twin) : throw new InvalidOperationException("A redemption vanished between two statements.");
        redemption.Id = id.Value;
        redemption.Title = $"{redemption.Title} · {id}";

        // One statement counts down and checks: of two who want the last one, the second waits for the first and then finds none.
        var isCounted = reward.Stock is not null;
        if (isCounted && await db.Sql.Execute($"UPDATE rewards SET stock = stock - 1 WHERE shop_id = {shopId} AND id = {reward.Id} AND stock > 0") == 0)
        {
            await db.Sql.Execute($"DELETE FROM redemptions WHERE shop_id = {shopId} AND id = {id}");
            return new RedeemRefused(RefusalReason.SoldOut);
        }
        // Who was merged here, and not in Shopify, still signs in as before and pays from the account kept.
        var payer = await customers.Owner(shopId, customerId) ?? customerId;
        var spent = cost == 0
            ? await ledger.AccountOf(shopId, payer)
            : await ledger.Spend(shopId, payer, new Posting(EntryKind.Redeemed, -cost, 0, $"redemption:{id}", id, redemption.Title, Now));
        if (spent.Missing > 0 || spent.IsClosed || spent.IsBlocked)
        {
            await db.Sql.Execute($"DELETE FROM redemptions WHERE shop_id = {shopId} AND id = {id}");
            if (isCounted) await db.Sql.Execute($"UPDATE rewards SET stock = stock + 1 WHERE shop_id = {shopId} AND id = {reward.Id}");
            if (spent.IsBlocked) return new RedeemRefused(RefusalReason.AccountBlocked);
            return spent.IsClosed ? new RedeemRefused(RefusalReason.AccountClosed) : new RedeemRefused(RefusalReason.NotEnoughPoints, spent.Missing);
        }
        if (isCounted) cache.Forget(shopId);
        redemption.AccountId = spent.AccountId;
        await db.Sql.Execute($"UPDATE redemptions SET account_id = {spent.AccountId}, title = {redemption.Title} WHERE shop_id = {shopId} AND id = {id}");
        await db.AppendTimeline(shopId, customerId, TimelineKinds.RewardRedeemed, id, null, Now);
        return new Redeemed(redemption);
    }

    /// <summary>The reward that is meant, with what it costs and is worth this time, or why this customer cannot have it.</summary>
    private async Task<(Choice? Choice, RefusalReason Refusal)> Choose(Wanted wanted)
    {
        var all = await rewards.All(wanted.ShopId);
        var asked = all.Find(reward => reward.Id == wanted.RewardId);
        if (asked is null) return (null, RefusalReason.UnknownReward);
        if (!asked.IsActive || !asked.Terms.IsOfferedAt(Now)) return (null, RefusalReason.RewardInactive);
        var isGift = asked.Kind == RewardKind.BirthdayGift;
        var reward = isGift ? all.Find(one => one.Id == wanted.ChoiceId && asked.Terms.Choices?.Contains(one.Id) == true) : asked;
        if (reward is null) return (null, RefusalReason.UnknownReward);

        var shop = await shops.ById(wanted.ShopId);
        if (!RewardKinds.Of(reward.Kind).CanMake(shop)) return (null, RefusalReason.RewardInactive);
        if (Standing.IsNeeded([asked]))
        {
            // Two wishes of one customer at once must not both find the last one free.
            var owner = await customers.Owner(wanted.ShopId, wanted.CustomerId) ?? wanted.CustomerId;
            await db.Lock(LockSpace.Account, owner);
            var standing = await Standing.Read(db.Sql, birthdays, wanted.ShopId, owner, [asked], (await programmes.Current(wanted.ShopId)).Settings);
            if (standing.WhyNot(asked, Now, shop is null ? TimeZoneInfo.Utc : Zones.Of(shop)) is { } why) return (null, why);
        }
        if (reward.Kind == RewardKind.Slider)
        {
            var points = wanted.Points ?? reward.Cost;
            return !isGift && Slider.Worth(reward, points) is { } worth ? (new Choice(reward, points, worth, reward.MinimumSubtotal), default) : (null, RefusalReason.InvalidPoints);
        }
        var cost = isGift ? 0 : reward.Cost;
        if (reward is not { Kind: RewardKind.PercentOff, Terms.MaximumOff: not null }) return (new Choice(reward, cost, reward.Amount, reward.MinimumSubtotal), default);
        var (off, minimum) = PercentOff.Capped(reward, wanted.Cart?.In(reward.Currency));
        return (new Choice(reward, cost, off, minimum), default);
    }

    private Redemption Describe(Choice choice, Wanted wanted) => new()
    {
        ShopId = wanted.ShopId,
        CustomerId = wanted.CustomerId,
        RewardId = choice.Reward.Id,
        Kind = choice.Reward.Kind,
        IdempotencyKey = wanted.Key,
        Title = RewardKinds.Of(choice.Reward.Kind).Describe(choice.Reward, choice.Amount),
        Cost = choice.Cost,
        Amount = choice.Amount,
        Currency = choice.Reward.Currency,
        MinimumSubtotal = choice.Minimum,
        Combines = choice.Reward.Combines,
        Code = RewardKinds.Of(choice.Reward.Kind).NewCode(choice.Reward.Terms.Prefix),
        State = RedemptionState.Pending,
        CreatedAt = Now,
        ExpiresAt = choice.Reward.ValidDays is { } days ? Now.AddDays(days) : null,
        NextAt = Now,
        Details = choice.Reward.Details,
        GroupId = wanted.RewardId == choice.Reward.Id ? null : wanted.RewardId,
        MadeBy = wanted.By,
    };

    private static RedeemAnswer Answer(Redemption redemption) => redemption.State == RedemptionState.Refused
        ? new RedeemRefused(RefusalReason.RefusedByShop, Detail: redemption.Error)
        : new Redeemed(redemption);

    private sealed record Wanted(long ShopId, long CustomerId, long RewardId, string Key, long? Points, long? ChoiceId, string? By, CartWorth? Cart);

    private sealed record Choice(Reward Reward, long Cost, long Amount, long? Minimum);
}
