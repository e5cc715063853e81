using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using RetentionApp.Webhooks;

namespace RetentionApp.Intake;

/// <summary>What a new from-date would do to orders imported already.</summary>
internal sealed record FromDateChange(long Orders, long Customers, long PointsGiven, long PointsTaken);

/// <summary>The merchant's handle on the history: start, stop, and from which date past orders earn.</summary>
internal sealed class HistoryImports(AppDb db, OrderRows rows, Programmes programmes, ImportSignal signal, TimeProvider clock)
{
    private const int PerPage = 300;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The last run, running or not; null when there was none.</summary>
    internal Task<HistoryImport?> Latest(long shopId) => db.HistoryImports.AsNoTracking().Where(i => i.ShopId == shopId).OrderByDescending(i => i.Id).FirstOrDefaultAsync();

    /// <summary>Starts a run, or answers the one that is running. Orders known already are brought up to date, never doubled.</summary>
    internal async Task<HistoryImport> Start(long shopId)
    {
        var import = await db.Write(async () =>
        {
            await db.Lock(LockSpace.Install, shopId);
            if (await Latest(shopId) is { IsRunning: true } running) return running;
            var added = new HistoryImport { ShopId = shopId, StartedAt = Now, PhaseStartedAt = Now, NextAt = Now };
            db.HistoryImports.Add(added);
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
            return added;
        });
        signal.Set();
        return import;
    }

    /// <summary>Stops the running run; what it brought so far stays.</summary>
    internal Task Stop(long shopId) => db.Write(async () => await db.HistoryImports.Where(i => i.ShopId == shopId && i.State < ImportState.Done)
        .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, ImportState.Stopped).SetProperty(i => i.FinishedAt, Now)));

    /// <summary>What earning only from <paramref name="fromAt"/> on would give and take, were it applied now.</summary>
    internal async Task<FromDateChange> PreviewFromDate(long shopId, DateTime? fromAt)
    {
        var from = fromAt ?? DateTime.UnixEpoch;
        var taken = await db.Sql.Single($"""
            SELECT COUNT(*), COUNT(DISTINCT w.account_id), COALESCE(SUM(w.points), 0) FROM order_awards w JOIN orders o ON o.shop_id = w.shop_id AND o.id = w.order_id
            WHERE w.shop_id = {shopId} AND w.points > 0 AND o.processed_at < {from}
            """, row => (Orders: row.GetInt64(0), Customers: row.GetInt64(1), Points: row.GetInt64(2)));
        var (orders, customers, points) = (0L, new HashSet<long>(), 0L);
        await foreach (var (order, version, terms) in KeptOut(shopId, from))
        {
            var programme = await programmes.Version(shopId, version);
            if (OrderEarning.Preview(order, order.Refunded == 0 ? [] : await rows.Refunds(shopId, order.Id), programme.Settings, OrderTerms.FromJson(terms)).Points is not (> 0 and var more)) continue;
            orders++;
            points += more;
            customers.Add(order.CustomerId!.Value);
        }
        return new FromDateChange(taken.Orders + orders, taken.Customers + customers.Count, points, taken.Points);
    }

    /// <summary>Saves the date as a programme version and settles again every order it concerns; later orders follow it by themselves.</summary>
    internal async Task ApplyFromDate(long shopId, DateTime? fromAt, string by)
    {
        var current = await programmes.Current(shopId);
        await programmes.Save(shopId, current.Settings with { FromAt = fromAt }, by);
        await db.Write(async () => await db.Sql.Execute($"""
            INSERT INTO shop_settings (shop_id, name, value) VALUES ({shopId}, {Resettling.Setting}, {Resettling.Start}) ON CONFLICT (shop_id, name) DO UPDATE SET value = excluded.value
            """));
        signal.Set();
    }

    /// <summary>For <c>bulk_operations/finish</c>: the running import looks at once instead of at its next poll.</summary>
    internal async Task<Handled> Finished(Shop shop, JsonElement payload)
    {
        if (payload.Text("admin_graphql_api_id") is not { } bulkId) return Handled.Ignored("The payload names no bulk operation.");
        var nudged = await db.HistoryImports.Where(i => i.ShopId == shop.Id && i.BulkId == bulkId && (i.State == ImportState.CustomersAsked || i.State == ImportState.OrdersAsked)).ExecuteUpdateAsync(set => set.SetProperty(i => i.NextAt, Now));
        if (nudged == 0) return Handled.Ignored("No import of ours waits for this bulk operation.");
        signal.Set();
        return Handled.Done;
    }

    /// <summary>Orders that only today's from-date keeps from earning, a few hundred at a time.</summary>
    private async IAsyncEnumerable<(Order Order, int Version, string? Terms)> KeptOut(long shopId, DateTime from)
    {
        if ((await programmes.Current(shopId)).Settings.FromAt is not { } until || until <= from) yield break;
        for (var after = 0L; ;)
        {
            var last = after;
            var page = await db.Orders.AsNoTracking()
                .Where(o => o.ShopId == shopId && o.Id > last && o.ProcessedAt >= from && o.ProcessedAt < until
                    && o.CustomerId != null && o.PaidAt != null && o.CancelledAt == null && o.DeletedAt == null && !o.IsTest && o.FinancialStatus != "voided"
                    && !db.Set<Customer>().Any(c => c.ShopId == shopId && c.Id == o.CustomerId && c.DeletedAt != null))
                .Join(db.Set<OrderAward>().Where(a => a.ShopId == shopId && a.Points == 0), o => o.Id, a => a.OrderId, (o, a) => new { Order = o, a.ProgrammeVersion, a.Terms })
                .OrderBy(row => row.Order.Id).Take(PerPage).ToListAsync();
            foreach (var row in page) yield return (row.Order, row.ProgrammeVersion, row.Terms);
            if (page.Count < PerPage) yield break;
            after = page[^1].Order.Id;
        }
    }
}

/// <summary>Wakes the import when there is something to do.</summary>
internal sealed class ImportSignal
{
    private readonly SemaphoreSlim waiting = new(0, 1);

    internal void Set()
    {
        lock (waiting) if (waiting.CurrentCount == 0) waiting.Release();
    }

    internal Task Wait(TimeSpan atMost, CancellationToken cancellation) => waiting.WaitAsync(atMost, cancellation);
}
