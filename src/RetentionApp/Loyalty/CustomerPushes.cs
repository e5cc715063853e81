using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Loyalty.Tiers;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty;

/// <summary>
/// Writes customers' tier and points to Shopify for themes, segments and Flow: only what changed, packed to the limit of a
/// call, and only as many calls at a time as leave room for codes that somebody waits for.
/// </summary>
internal sealed class CustomerPushes(IServiceScopeFactory scopes, ShopDirectory shops, AdminApi api, TimeProvider clock, ILogger<CustomerPushes> log)
{
    private const int PerRound = 200;
    /// <summary>Of a mutation's cost of 10 about a hundred points a second come back; a round is three seconds.</summary>
    private const int MostCalls = 20;
    private const int MostAttempts = 6;
    private const string Defined = "push.definitions";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>One round for every shop with something due. Returns how many customers were brought up to date.</summary>
    internal async Task<int> Run(CancellationToken cancellation)
    {
        List<long> due;
        await using (var scope = scopes.CreateAsyncScope())
            due = await scope.ServiceProvider.GetRequiredService<AppDb>().Sql.Query(
                $"SELECT DISTINCT shop_id FROM (SELECT shop_id FROM customer_pushes WHERE due_at <= {Now} ORDER BY due_at LIMIT 5000) soon", row => row.GetInt64(0));
        var done = 0;
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellation }, async (shop, _) => Interlocked.Add(ref done, await Round(shop, cancellation)));
        return done;
    }

    private async Task<int> Round(long shopId, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (db, tiers, programmes) = (scope.ServiceProvider.GetRequiredService<AppDb>(), scope.ServiceProvider.GetRequiredService<CustomerTiers>(), scope.ServiceProvider.GetRequiredService<Programmes>());
        var claimed = await Claim(db, shopId);
        if (claimed.Count == 0) return 0;
        var settings = (await programmes.Current(shopId)).Settings;
        if (CustomerTiers.Active(settings) is { Basis: TierBasis.Points }) foreach (var customer in await EarnedApart(db.Sql, shopId, claimed[0].DueAt!.Value)) await tiers.Follow(shopId, customer);
        var shop = await shops.ById(shopId);
        var wanted = settings.PushesCustomers && shop is { IsInstalled: true } ? await PushValues.Of(db, shop, settings, claimed, Now) : [];
        var sending = new Sending(db, api, shop!, claimed, MostCalls, cancellation);
        try
        {
            if (wanted.Any(pair => pair.Value.HasChanges)) await Define(db, shop!);
            await sending.Send(wanted);
        }
        catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied)
        {
            sending.Failed(failure.Message, isDenied: failure is ShopifyDenied);
            log.LogWarning("Points and tiers of shop {Shop} wait for Shopify: {Reason}", shopId, failure.Message);
        }
        return await sending.Finish(Lease, MostAttempts, Now);
    }

    /// <summary>
    /// Whose points changed by something other than an order since their tier was looked at; nobody else looks at it then. Orders are
    /// followed where they are settled, or by the pass at the end of an import: looked at here, a history would be congratulated.
    /// </summary>
    private static ValueTask<List<long>> EarnedApart(Sql sql, long shopId, DateTime claimedUntil) => sql.Query($"""
        SELECT DISTINCT p.customer_id
        FROM customer_pushes p JOIN accounts a ON a.shop_id = p.shop_id AND a.customer_id = p.customer_id JOIN ledger_entries e ON e.shop_id = a.shop_id AND e.account_id = a.id
          LEFT JOIN customer_tiers t ON t.shop_id = p.shop_id AND t.customer_id = p.customer_id
        WHERE p.shop_id = {shopId} AND p.due_at = {claimedUntil} AND (t.evaluated_at IS NULL OR e.posted_at >= t.evaluated_at)
          AND e.kind NOT IN ({EntryKind.OrderEarned}, {EntryKind.OrderReversed}, {EntryKind.OrderBonus}, {EntryKind.ChallengeWon}, {EntryKind.ChallengeLost})
        """, row => row.GetInt64(0));

    private Task<List<CustomerPush>> Claim(AppDb db, long shopId) => db.Write(async () =>
    {
        var (now, until) = (Now, Now + Lease);
        var rows = await db.CustomerPushes.AsNoTracking().Where(p => p.ShopId == shopId && p.DueAt <= now).OrderBy(p => p.DueAt).Take(PerRound).ToListAsync();
        var claimed = new List<CustomerPush>(rows.Count);
        foreach (var row in rows)
        {
            if (await db.Sql.Execute($"UPDATE customer_pushes SET due_at = {until}, attempts = attempts + 1 WHERE shop_id = {shopId} AND customer_id = {row.CustomerId} AND due_at = {row.DueAt}") == 0) continue;
            (row.DueAt, row.Attempts) = (until, row.Attempts + 1);
            claimed.Add(row);
        }
        return claimed;
    });

    /// <summary>Says once what our fields are and who may read them; what exists already is left as it is.</summary>
    private async Task Define(AppDb db, Shop shop)
    {
        if (await db.Setting(shop.Id, Defined) is not null) return;
        foreach (var (key, type, name) in PushValues.Fields)
        {
            var definition = new
            {
                name, key, type, @namespace = PushValues.Namespace, ownerType = "CUSTOMER", access = new { admin = "MERCHANT_READ", storefront = "PUBLIC_READ", customerAccount = "READ" },
            };
            var answer = await api.Send(shop, "MetafieldDefinitionCreate", new { definition });
            if (answer is Refused<JsonElement> refused && !refused.Has("TAKEN")) throw new ShopifyUnavailable($"Shopify declines the field {key}: {refused.Reason}");
        }
        await db.Set(shop.Id, Defined, Now.ToString("O", CultureInfo.InvariantCulture));
    }
}
