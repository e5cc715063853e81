using System.Globalization;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Rewards;

namespace RetentionApp.Api;

/// <summary>Rewards that customers took, and taking one for a customer.</summary>
internal static class RedemptionsApi
{
    private const string Listed = "redemptions";

    private static readonly DateTime At = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly RedemptionAnswer Example =
        new("17", "207119551", "3", RewardKind.AmountOff, "5.00 GBP", RedemptionState.Issued, 500, new MoneyAnswer("5.00", "GBP"), null, "K7QMP-2XW9D", At, At.AddSeconds(1), At.AddDays(90), null, null, null);

    internal static readonly ApiOperation[] Operations =
    [
        new("listRedemptions", "GET", "/redemptions", "Redemptions", ApiScopes.RedemptionsRead, "List redemptions", "The latest first.", new PageAnswer<RedemptionAnswer>([Example], null), List)
        {
            Query = [ApiParameter.Limit, ApiParameter.Cursor, new("customer", "Only this customer's, also what they took before they were merged.", Example: "207119551")],
            Problems = [400, 422],
        },
        new("getRedemption", "GET", "/redemptions/{id}", "Redemptions", ApiScopes.RedemptionsRead, "Get a redemption", "In its present state.", Example, One) { Problems = [404] },
        new("redeem", "POST", "/customers/{customer}/redemptions", "Redemptions", ApiScopes.RedemptionsWrite, "Redeem points for a reward",
            "Takes the points and makes the code in Shopify, for this customer only. When Shopify is slow the state is pending: ask again with the same key, or get the redemption, until the code is there.",
            Example, Redeem) { Body = new RedemptionWish("3", "till-4-receipt-20931"), Status = StatusCodes.Status201Created, Problems = [404, 409, 413, 415, 422] },
        new("cancelRedemption", "POST", "/redemptions/{id}/cancel", "Redemptions", ApiScopes.RedemptionsWrite, "Cancel a redemption",
            "Switches an unused code off in Shopify and gives the points back. While Shopify has not answered the state is cancelling. Safe to send again.",
            Example with { State = RedemptionState.Cancelled, ClosedAt = At.AddHours(2) }, Cancel) { Problems = [404, 409] },
        .. LinksApi.Operations,
    ];

    private static async Task<object> List(ApiCall call)
    {
        var (limit, before, customer) = (call.Limit(), Cursor.Of(call, Listed)?.Id ?? long.MaxValue, call.QueryId("customer"));
        var account = customer is { } asked ? await AccountOf(call, asked) : 0;
        var rows = await call.Db.Redemptions.AsNoTracking().Where(r => r.ShopId == call.ShopId && r.Id < before && (customer == null || r.AccountId == account))
            .OrderByDescending(r => r.Id).Take(limit + 1).ToListAsync(call.Cancelled);
        return CustomersApi.Page(rows.ConvertAll(Of), limit, last => new Cursor(Listed, CustomersApi.Number(last.Id)));
    }

    /// <summary>The account that answers for a customer, after any merges; 0: none.</summary>
    private static async Task<long> AccountOf(ApiCall call, long customer)
    {
        var owner = await call.Get<Customers>().Owner(call.ShopId, customer) ?? customer;
        return await call.Db.Sql.Single<long?>($"SELECT id FROM accounts WHERE shop_id = {call.ShopId} AND customer_id = {owner}", row => row.GetInt64(0)) ?? 0;
    }

    private static async Task<object> One(ApiCall call)
    {
        var id = call.Id("redemption");
        return await call.Db.Redemptions.AsNoTracking().FirstOrDefaultAsync(r => r.ShopId == call.ShopId && r.Id == id, call.Cancelled) is { } redemption
            ? Of(redemption) : throw new ApiRefusal(ApiProblem.Missing("redemption"));
    }

    private static async Task<object> Redeem(ApiCall call)
    {
        var wish = await call.Body<RedemptionWish>();
        var (reward, choice) = (Number(wish.RewardId), wish.ChoiceId is { } chosen ? Number(chosen) : (long?)null);
        var customer = await call.Customer();
        var requests = call.Get<ApiRequests>();
        var isNew = await requests.Take(call, wish.IdempotencyKey);
        switch (await call.Get<Redemptions>().Redeem(call.ShopId, customer, reward, "api:" + wish.IdempotencyKey, call.Cancelled, wish.Points, choice, cart: CartOf(wish.Cart)))
        {
            case Redeemed { Redemption: var redemption }:
                return Of(redemption);
            case RedeemRefused refused:
                // The points of a code that the shop refused went back: that redemption keeps its key. Anything else left nothing behind.
                if (isNew && refused.Reason != RefusalReason.RefusedByShop) await requests.Release(call.ShopId, wish.IdempotencyKey);
                throw new ApiRefusal(Problem(refused));
            default:
                throw new InvalidOperationException();
        }
    }

    private static async Task<object> Cancel(ApiCall call)
    {
        var id = call.Id("redemption");
        return await call.Get<Cancelling>().Cancel(call.ShopId, customerId: null, id, call.By, call.Cancelled) switch
        {
            CancelOutcome.Cancelled or CancelOutcome.OnItsWay => await One(call),
            CancelOutcome.Used => throw Conflict("already_used", "The code was used", "A used code cannot be taken back; refund the order instead."),
            CancelOutcome.RanOut => throw Conflict("ran_out", "The code has run out", "There is nothing left to take back."),
            CancelOutcome.NotPossible => throw Conflict("not_cancellable", "It cannot be taken back now", "The code is still being made, or this kind of reward cannot be taken back. Get the redemption to see its state."),
            _ => throw new ApiRefusal(ApiProblem.Missing("redemption")),
        };

        static ApiRefusal Conflict(string code, string title, string detail) => new(ApiProblem.Of(409, code, title, detail));
    }

    private static ApiProblem Problem(RedeemRefused refused) => refused.Reason switch
    {
        RefusalReason.NotEnoughPoints => ApiProblem.Of(409, "not_enough_points", "Not enough points", string.Create(CultureInfo.InvariantCulture, $"The customer needs {refused.Missing} more points for this reward.")),
        RefusalReason.ProgrammePaused => ApiProblem.Of(409, "programme_paused", "The programme is switched off", "Switch it on in the admin under Programme; points can be used again then."),
        RefusalReason.AccountClosed => ApiProblem.Of(409, "account_closed", "The account is closed", "The customer was erased; the points are gone."),
        RefusalReason.AccountBlocked => ApiProblem.Of(409, "account_blocked", "The account is blocked", "The merchant has blocked it; lift that on the customer's page in the admin first."),
        RefusalReason.RefusedByShop => ApiProblem.Of(409, "refused_by_shop", "Shopify did not make the code", $"The points are back on the account. Shopify says: {refused.Detail}"),
        RefusalReason.RewardInactive => ApiProblem.Of(422, "reward_inactive", "The reward is switched off", "Choose one of GET /api/v1/rewards with isActive true."),
        RefusalReason.TierRequired => ApiProblem.Of(409, "tier_required", "The reward is for another tier", "See tierIds of the reward and the tier of the customer's balance."),
        RefusalReason.SoldOut => ApiProblem.Of(409, "sold_out", "None is left", "The reward's stock is used up."),
        RefusalReason.LimitReached => ApiProblem.Of(409, "limit_reached", "The customer has had this reward", "The merchant limits how often one customer can take it."),
        RefusalReason.NotBirthday => ApiProblem.Of(409, "not_birthday", "The gift is for birthdays", "It can be taken around the customer's birthday, once a year."),
        RefusalReason.InvalidPoints => ApiProblem.Of(422, "invalid_points", "Not a number of points that is offered", "See cost, maximumPoints and stepPoints of the reward."),
        _ => Unknown().Problem,
    };

    private static CartWorth? CartOf(MoneyAnswer? cart) => cart is null ? null
        : decimal.TryParse(cart.Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount is >= 0 and < 10_000_000_000
            ? new CartWorth((long)(amount * 100), cart.Currency) : throw new ApiRefusal(ApiProblem.Invalid("\"cart\" must be an amount like 12.40 and its currency."));

    private static long Number(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unknown();

    private static ApiRefusal Unknown() => new(ApiProblem.Of(422, "unknown_reward", "There is no such reward", "Choose one of GET /api/v1/rewards."));

    private static RedemptionAnswer Of(Redemption r) => new(
        PointsApi.Text(r.Id), PointsApi.Text(r.CustomerId), PointsApi.Text(r.RewardId), r.Kind, r.Descriptor, r.State, r.Cost, r.Amount > 0 ? MoneyAnswer.Of(r.Amount, r.Currency) : null,
        r.MinimumSubtotal is { } minimum ? MoneyAnswer.Of(minimum, r.Currency) : null,
        // A code that Shopify has not confirmed might not exist.
        r.State is RedemptionState.Pending or RedemptionState.Refused or RedemptionState.Unclear || !RewardKinds.Of(r.Kind).HasCode ? null : r.Code,
        r.CreatedAt, r.IssuedAt, r.ExpiresAt, r.UsedAt, r.UsedByOrder is { } order ? PointsApi.Text(order) : null, r.ClosedAt);
}
