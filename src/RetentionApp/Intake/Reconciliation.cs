using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Intake;

/// <summary>Asks Shopify each night which orders changed since the last time and reads again those whose news did not arrive.</summary>
internal sealed class Reconciliation(AppDb db, AdminApi api, OrderRefetches refetches, TimeProvider clock, ILogger<Reconciliation> log)
{
    /// <summary>Shopify's search lags a little behind its data.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);
    private static readonly TimeSpan FirstReach = TimeSpan.FromDays(2);

    /// <summary>Every installed shop; a shop that cannot be asked now is asked from the same point the next time.</summary>
    internal async Task Run(CancellationToken cancellation)
    {
        foreach (var shop in await db.Shops.AsNoTracking().Where(s => s.UninstalledAt == null && s.SealedTokens != null).ToListAsync(cancellation))
        {
            try
            {
                var missed = await Reconcile(shop, cancellation);
                if (missed > 0) log.LogWarning("Shop {Shop}: news of {Count} orders had not arrived", shop.Id, missed);
            }
            catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied)
            {
                log.LogWarning("Shop {Shop} could not be reconciled: {Reason}", shop.Id, failure.Message);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // An edge: the shops after this one have their orders compared all the same.
                log.LogError(failure, "Shop {Shop} could not be reconciled", shop.Id);
            }
        }
    }

    /// <returns>How many orders must be read again.</returns>
    internal async Task<int> Reconcile(Shop shop, CancellationToken cancellation)
    {
        var begun = clock.GetUtcNow().UtcDateTime;
        var since = (shop.ReconciledUntil ?? begun - FirstReach) - Overlap;
        var search = $"updated_at:>='{since.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}'";
        var missed = 0;
        string? after = null;
        do
        {
            var answer = await api.Send(shop, "OrdersUpdated", new { search, after }, data => data.Clone(), cancellation: cancellation);
            if (answer is not Ok<JsonElement>(var data) || data.Part("orders") is not { } page) throw new ShopifyUnavailable("Shopify did not list the changed orders.");
            missed += await Compare(shop, page.Items("nodes").ToList(), cancellation);
            after = page.Part("pageInfo") is { } info && info.Flag("hasNextPage") ? info.Text("endCursor") : null;
        }
        while (after is not null);
        await db.Write(async () => await db.Shops.Where(s => s.Id == shop.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.ReconciledUntil, begun), cancellation), cancellation);
        return missed;
    }

    private async Task<int> Compare(Shop shop, List<JsonElement> listed, CancellationToken cancellation)
    {
        var theirs = listed.ToDictionary(order => Gid.Id(order.Text("id")!), order => order.Time("updatedAt")!.Value);
        var ids = theirs.Keys.ToList();
        var ours = await db.Orders.AsNoTracking().Where(o => o.ShopId == shop.Id && ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.UpdatedAt, cancellation);
        var missed = theirs.Where(order => !ours.TryGetValue(order.Key, out var known) || known < order.Value).Select(order => order.Key).ToList();
        if (missed.Count > 0) await db.Write(async () => { foreach (var id in missed) await refetches.Ask(shop.Id, id, "reconciliation"); }, cancellation);
        return missed.Count;
    }
}
