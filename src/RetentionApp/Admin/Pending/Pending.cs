// Stand-ins for what other branches bring; this folder goes when they are merged.
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shops;
using RetentionApp.Webhooks;

namespace RetentionApp.Shopify
{
    internal sealed record AdminContext(Shop Shop, string UserId, string Locale, string? Host, string Nonce);
    internal sealed record AppBridge(string ApiKey, string ScriptUrl);
    internal static class AdminContexts
    {
        internal static AdminContext Admin(this HttpContext http) => (AdminContext)http.Items["admin"]!;
    }
}

namespace RetentionApp.Loyalty
{
    internal sealed record ProgrammeVersion(int Version, ProgrammeSettings Settings, DateTime CreatedAt, string CreatedBy);
    internal sealed class Programmes(AppDb db, TimeProvider clock)
    {
        internal async Task<ProgrammeVersion> Current(long shopId) => (await History(shopId))[0];
        internal async Task<ProgrammeVersion> Save(long shopId, ProgrammeSettings settings, string by)
        {
            var next = (await Current(shopId)).Version + 1;
            db.Programmes.Add(new Programme { ShopId = shopId, Version = next, Settings = settings.ToJson(), CreatedAt = clock.GetUtcNow().UtcDateTime, CreatedBy = by });
            await db.SaveChangesAsync();
            return await Current(shopId);
        }
        internal async Task<List<ProgrammeVersion>> History(long shopId)
        {
            var programmes = db.Programmes;
            return (await programmes.Where(p => p.ShopId == shopId).OrderByDescending(p => p.Version).Take(50).ToListAsync())
                .Select(p => new ProgrammeVersion(p.Version, ProgrammeSettings.FromJson(p.Settings), p.CreatedAt, p.CreatedBy)).ToList();
        }
    }
    internal sealed record Adjusted(long Points);
    internal sealed record Balance(long Available, long Pending, long Lifetime, long Debt, DateTime? NextAvailableAt);
    internal sealed class PointsLedger(AppDb db)
    {
        internal async Task<Adjusted> Adjust(long shopId, long customerId, long points, string reason, string by, string key)
        {
            var account = await db.Accounts.FirstAsync(a => a.ShopId == shopId && a.CustomerId == customerId);
            var source = "adjustment:" + key;
            var entries = db.LedgerEntries;
            if (await entries.AnyAsync(e => e.ShopId == shopId && e.Source == source)) return new Adjusted(points);
            account.Available += points; account.Lifetime += points;
            entries.Add(new LedgerEntry { ShopId = shopId, AccountId = account.Id, Kind = EntryKind.Adjusted, Points = points, Lifetime = points, Source = source, Note = reason, OccurredAt = DateTime.UtcNow, PostedAt = DateTime.UtcNow });
            await db.SaveChangesAsync();
            return new Adjusted(points);
        }
        internal async Task<Balance> Balance(long shopId, long customerId)
        {
            var a = await db.Accounts.FirstOrDefaultAsync(x => x.ShopId == shopId && x.CustomerId == customerId);
            return a is null ? new Balance(0, 0, 0, 0, null) : new Balance(a.Available, a.Pending, a.Lifetime, a.Debt, a.NextChangeAt);
        }
    }
    internal sealed record EarningPart(string Kind, string? Label, long Amount);
    internal sealed record EarningExplained(long Points, long Eligible, IReadOnlyList<EarningPart> Parts);
    internal static class OrderEarning
    {
        internal static EarningExplained Preview(Order order, IReadOnlyList<RefundFacts> refunds, ProgrammeSettings settings)
        {
            var facts = order.ReadFacts();
            var goods = facts.Lines.Sum(l => l.Price * (l.Current ?? l.Quantity));
            var discounts = settings.CountsDiscounts ? 0 : -facts.Lines.Sum(l => l.Discount);
            var tax = settings.CountsTax ? 0 : -facts.Lines.Sum(l => l.Tax);
            var shipping = settings.CountsShipping ? facts.Shipping : 0;
            var eligible = Math.Max(0, goods + discounts + tax + shipping);
            var points = settings.IsActive && eligible >= settings.MinimumOrder ? (long)(eligible * settings.Points / settings.PerAmount) : 0;
            return new EarningExplained(points, eligible, [new("goods", null, goods), new("discounts", null, discounts), new("tax", null, tax), new("shipping", null, shipping)]);
        }
    }
    internal static class LedgerWords
    {
        internal static string Reason(LedgerEntry entry, Words words) => $"{entry.Kind} {entry.Note}";
    }
}

namespace RetentionApp.Rewards
{
    internal sealed class RewardCatalogue(AppDb db)
    {
        internal Task<List<Reward>> All(long shopId)
        {
            var rewards = db.Rewards;
            return rewards.Where(r => r.ShopId == shopId).OrderBy(r => r.Id).AsNoTracking().ToListAsync();
        }
        internal async Task<Reward> Save(Reward reward)
        {
            if (reward.Id == 0) db.Rewards.Add(reward); else db.Rewards.Update(reward);
            await db.SaveChangesAsync();
            return reward;
        }
    }
}

namespace RetentionApp.Intake
{
    internal sealed record FromDateChange(long Orders, long Customers, long PointsGiven, long PointsTaken);
    internal sealed class HistoryImports(AppDb db)
    {
        internal Task<HistoryImport?> Latest(long shopId) => db.HistoryImports.Where(i => i.ShopId == shopId).OrderByDescending(i => i.Id).AsNoTracking().FirstOrDefaultAsync();
        internal async Task<HistoryImport> Start(long shopId)
        {
            var import = new HistoryImport { ShopId = shopId, StartedAt = DateTime.UtcNow, PhaseStartedAt = DateTime.UtcNow, NextAt = DateTime.UtcNow };
            db.HistoryImports.Add(import);
            await db.SaveChangesAsync();
            return import;
        }
        internal async Task Stop(long shopId)
        {
            var import = await db.HistoryImports.Where(i => i.ShopId == shopId).OrderByDescending(i => i.Id).FirstAsync();
            import.State = ImportState.Stopped; import.FinishedAt = DateTime.UtcNow;
            await db.SaveChangesAsync();
        }
        internal Task<FromDateChange> PreviewFromDate(long shopId, DateTime? fromAt) => Task.FromResult(new FromDateChange(321, 88, 0, 12400));
        internal Task ApplyFromDate(long shopId, DateTime? fromAt, string by) => Task.CompletedTask;
    }
}

namespace RetentionApp.Webhooks
{
    internal sealed record DeliveryPage(IReadOnlyList<Delivery> Deliveries, long? Next);
    internal sealed record DeliveryCounts(long Waiting, long Done, long Ignored, long Buried);
    internal sealed class DeliveryLog(AppDb db)
    {
        internal async Task<DeliveryPage> Page(long shopId, DeliveryState? state, long? before)
        {
            var all = db.Deliveries.Where(d => d.ShopId == shopId && (state == null || d.State == state) && (before == null || d.Id < before)).OrderByDescending(d => d.Id).AsNoTracking();
            var rows = await all.Take(51).ToListAsync();
            return new DeliveryPage(rows.Take(50).ToList(), rows.Count > 50 ? rows[49].Id : null);
        }
        internal async Task<int> Retry(long shopId, long? deliveryId)
        {
            var rows = await db.Deliveries.Where(d => d.ShopId == shopId && d.State == DeliveryState.Buried && (deliveryId == null || d.Id == deliveryId)).ToListAsync();
            foreach (var row in rows) row.State = DeliveryState.Waiting;
            await db.SaveChangesAsync();
            return rows.Count;
        }
        internal async Task<DeliveryCounts> Counts(long shopId)
        {
            var by = await db.Deliveries.Where(d => d.ShopId == shopId).GroupBy(d => d.State).Select(g => new { g.Key, N = g.LongCount() }).ToListAsync();
            long Of(DeliveryState s) => by.FirstOrDefault(x => x.Key == s)?.N ?? 0;
            return new DeliveryCounts(Of(DeliveryState.Waiting), Of(DeliveryState.Done), Of(DeliveryState.Ignored), Of(DeliveryState.Buried));
        }
    }
}

namespace RetentionApp.Admin.Pending
{
    internal static class PendingModule
    {
        internal static void AddPending(this IServiceCollection services) => services
            .AddScoped<Programmes>().AddScoped<PointsLedger>().AddScoped<RewardCatalogue>().AddScoped<HistoryImports>().AddScoped<DeliveryLog>();
    }
}
