using System.Globalization;
using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using RetentionApp.Timeline;

namespace RetentionApp.Rewards;

/// <summary>
/// Creates the discount of a pending redemption in Shopify, exactly once whatever crashes: a lease keeps request and job
/// from both calling, a retry looks the code up first, and points go back only on a definite refusal.
/// </summary>
internal sealed class CodeIssuing(IServiceScopeFactory scopes, ReadPool readers, ShopDirectory shops, AdminApi api, TimeProvider clock, ILogger<CodeIssuing> log)
{
    /// <summary>Longer than an attempt's three calls may last together, so that a lease runs out only under a caller that died.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CallBudget = TimeSpan.FromSeconds(18);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Starts issuing, which goes on when the caller stops waiting, and answers the redemption's state after at most <paramref name="patience"/>.</summary>
    internal async Task<Redemption> IssueOrWait(Redemption redemption, TimeSpan patience, CancellationToken cancellation)
    {
        var until = TimeProvider.System.GetTimestamp();
        var issuing = Task.Run(() => Issue(redemption.ShopId, redemption.Id), CancellationToken.None);
        try
        {
            // False: somebody else holds the lease, a twin of this request or the job. Its outcome shows in the row.
            if (await issuing.WaitAsync(patience, cancellation)) return await Read(redemption);
        }
        catch (TimeoutException)
        {
            return await Read(redemption);
        }
        var row = await Read(redemption);
        while (row.State == RedemptionState.Pending && TimeProvider.System.GetElapsedTime(until) < patience)
        {
            await Task.Delay(LookAgain, cancellation);
            row = await Read(redemption);
        }
        return row;
    }

    /// <summary>Tries every pending redemption that is due and whose lease is free. Returns how many there were.</summary>
    internal async Task<int> IssueDue(CancellationToken cancellation)
    {
        var due = await readers.Read(sql => sql.Query(
            $"SELECT shop_id, id FROM redemptions WHERE state = 0 AND next_at <= {Now} AND (lease_until IS NULL OR lease_until <= {Now}) ORDER BY next_at LIMIT 50",
            row => (Shop: row.GetInt64(0), Id: row.GetInt64(1))).AsTask());
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellation }, async (row, _) => await Issue(row.Shop, row.Id));
        return due.Count;
    }

    /// <returns>False when another caller holds the lease or the redemption is settled already.</returns>
    private async Task<bool> Issue(long shopId, long id)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var taken = await db.Write(async () => await db.Sql.Execute($"""
            UPDATE redemptions SET lease_until = {Now + Lease}, attempts = attempts + 1
            WHERE shop_id = {shopId} AND id = {id} AND state = 0 AND (lease_until IS NULL OR lease_until <= {Now})
            """)) > 0;
        if (!taken) return false;
        var redemption = (await RedemptionRows.ById(db.Sql, shopId, id))!;
        try
        {
            var shop = await shops.ById(shopId) is { IsInstalled: true } installed ? installed : throw new ShopifyDenied("The shop is not installed.");
            var outcome = await Ask(shop, redemption);
            await db.Write(() => Settle(scope.ServiceProvider, db, shopId, id, outcome));
        }
        catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied)
        {
            await Postpone(db, redemption, failure.Message);
        }
        catch (Exception failure)
        {
            // An edge: nobody may be waiting for this call any more, so a bug must not go unseen.
            log.LogError(failure, "Redemption {Redemption} of shop {Shop} failed", id, shopId);
            await Postpone(db, redemption, failure.GetType().Name);
        }
        return true;
    }

    private async Task<Outcome> Ask(Shop shop, Redemption redemption)
    {
        // The answer to an earlier attempt may have been lost: what it made is ours.
        if (redemption.Attempts > 1 && await LookUp(shop, redemption) is { } found) return found;
        return await api.Send(shop, "DiscountCreate", new { discount = Discount(redemption) }, data => data.Clone(), CallBudget) switch
        {
            Ok<JsonElement>(var data) when data.Part("discountCodeBasicCreate") is { } created && created.Part("codeDiscountNode") is { } node => new Outcome.Issued(node.Text("id")!),
            Refused<JsonElement> refused when refused.Has("TAKEN") => await LookUp(shop, redemption) ?? new Outcome.CodeTaken(),
            Refused<JsonElement> refused => new Outcome.Refused(refused.Reason),
            _ => throw new ShopifyUnavailable("Shopify neither made the discount nor said why.", maybeDone: true),
        };
    }

    /// <summary>Null when no such code exists; ours is known by its title.</summary>
    private async Task<Outcome?> LookUp(Shop shop, Redemption redemption)
    {
        var answer = await api.Send(shop, "DiscountByCode", new { code = redemption.Code }, data => data.Clone(), CallBudget);
        if (answer is not Ok<JsonElement>(var data) || data.Part("codeDiscountNodeByCode") is not { } node) return null;
        return node.Part("codeDiscount") is { } discount && discount.Text("title") == redemption.Title ? new Outcome.Issued(node.Text("id")!) : new Outcome.CodeTaken();
    }

    private static object Discount(Redemption r) => new
    {
        title = r.Title,
        code = r.Code,
        startsAt = r.CreatedAt,
        endsAt = r.ExpiresAt,
        usageLimit = 1,
        appliesOncePerCustomer = true,
        context = new { customers = new { add = new[] { Gid.Of("Customer", r.CustomerId) } } },
        combinesWith = new { productDiscounts = (r.Combines & 1) != 0, orderDiscounts = (r.Combines & 2) != 0, shippingDiscounts = (r.Combines & 4) != 0 },
        customerGets = new { items = new { all = true }, value = new { discountAmount = new { amount = Money.Text(r.Amount, r.Currency), appliesOnEachItem = false } } },
        minimumRequirement = r.MinimumSubtotal is { } minimum ? new { subtotal = new { greaterThanOrEqualToSubtotal = Money.Text(minimum, r.Currency) } } : null,
    };

    /// <summary>Writes the outcome down, once: a row that is settled already stays as it is.</summary>
    private async Task Settle(IServiceProvider services, AppDb db, long shopId, long id, Outcome outcome)
    {
        // Touched before it is read, which locks it: a merge may have moved it to another account while Shopify was asked.
        if (await db.Sql.Execute($"UPDATE redemptions SET lease_until = NULL WHERE shop_id = {shopId} AND id = {id} AND state = {RedemptionState.Pending}") == 0) return;
        var r = (await RedemptionRows.ById(db.Sql, shopId, id))!;
        switch (outcome)
        {
            case Outcome.Issued(var discountId):
                await db.Sql.Execute($"""
                    UPDATE redemptions SET state = {RedemptionState.Issued}, discount_id = {discountId}, issued_at = {Now}, next_at = NULL, error = NULL WHERE shop_id = {shopId} AND id = {id}
                    """);
                await db.AppendTimeline(shopId, r.CustomerId, TimelineKinds.RewardIssued, id, null, Now);
                break;
            case Outcome.CodeTaken:
                // Another discount has this code: the next attempt, at once, tries a new one.
                await db.Sql.Execute($"UPDATE redemptions SET code = {Redemptions.NewCode()}, next_at = {Now}, error = {"The code was taken."} WHERE shop_id = {shopId} AND id = {id}");
                break;
            case Outcome.Refused(var reason):
                await db.Sql.Execute($"UPDATE redemptions SET state = {RedemptionState.Refused}, next_at = NULL, error = {reason} WHERE shop_id = {shopId} AND id = {id}");
                await services.GetRequiredService<PointsLedger>().GiveBack(
                    shopId, r.AccountId, $"redemption:{id}", new Posting(EntryKind.RedemptionReturned, 0, 0, $"redemption:{id}:returned", id, r.Title, Now));
                await db.AppendTimeline(shopId, r.CustomerId, TimelineKinds.RewardRefused, id, reason, Now);
                break;
        }
    }

    private async Task Postpone(AppDb db, Redemption r, string error)
    {
        var pause = r.Attempts switch { 1 => 2, 2 => 5, 3 => 15, 4 => 30, <= 10 => 120, _ => 1800 };
        log.LogWarning("Redemption {Redemption} of shop {Shop} waits for Shopify, attempt {Attempt}", r.Id, r.ShopId, r.Attempts);
        await db.Write(async () => await db.Sql.Execute(
            $"UPDATE redemptions SET lease_until = NULL, next_at = {Now.AddSeconds(pause)}, error = {error} WHERE shop_id = {r.ShopId} AND id = {r.Id} AND state = {RedemptionState.Pending}"));
    }

    private Task<Redemption> Read(Redemption redemption) =>
        readers.Read(async sql => (await RedemptionRows.ById(sql, redemption.ShopId, redemption.Id))!);

    private abstract record Outcome
    {
        internal sealed record Issued(string DiscountId) : Outcome;
        internal sealed record CodeTaken : Outcome;
        internal sealed record Refused(string Reason) : Outcome;
    }
}
