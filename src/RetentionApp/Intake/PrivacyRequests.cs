using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Timeline;

namespace RetentionApp.Intake;

/// <summary>What shoppers asked for about their data, as Shopify passes it on, and what was done.</summary>
internal sealed class PrivacyRequests(AppDb db, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Writes an export row with everything held about these customers and their orders as guests; an empty one when nothing is held.</summary>
    internal async Task Export(long shopId, IReadOnlyList<long> customerIds, IReadOnlyList<long> guestOrders, string? requestId, DateTime requestedAt)
    {
        if (requestId is not null && await db.PrivacyRequests.AnyAsync(r => r.ShopId == shopId && r.RequestId == requestId)) return;
        var held = new
        {
            customers = await db.Customers.AsNoTracking().Where(c => c.ShopId == shopId && customerIds.Contains(c.Id)).ToListAsync(),
            orders = await db.Orders.AsNoTracking().Where(o => o.ShopId == shopId && ((o.CustomerId != null && customerIds.Contains(o.CustomerId.Value)) || guestOrders.Contains(o.Id))).ToListAsync(),
            blocks = await db.AccountBlocks.AsNoTracking().Where(b => b.ShopId == shopId && customerIds.Contains(b.CustomerId)).ToListAsync(),
            accounts = await db.Accounts.AsNoTracking().Where(a => a.ShopId == shopId && customerIds.Contains(a.CustomerId)).ToListAsync(),
            points = await db.LedgerEntries.AsNoTracking()
                .Where(e => e.ShopId == shopId && db.Set<Account>().Any(a => a.ShopId == shopId && a.Id == e.AccountId && customerIds.Contains(a.CustomerId))).ToListAsync(),
            redemptions = await db.Redemptions.AsNoTracking().Where(r => r.ShopId == shopId && customerIds.Contains(r.CustomerId)).ToListAsync(),
            tiers = await db.CustomerTiers.AsNoTracking().Where(t => t.ShopId == shopId && customerIds.Contains(t.CustomerId)).ToListAsync(),
            pointsBroughtOver = await db.PointImportRows.AsNoTracking().Where(r => r.ShopId == shopId && (r.CustomerId != null && customerIds.Contains(r.CustomerId.Value)
                || r.Email != null && db.Set<Customer>().Any(c => c.ShopId == shopId && customerIds.Contains(c.Id) && c.Email == r.Email))).ToListAsync(),
            invitations = await db.Invitations.AsNoTracking().Where(i => i.ShopId == shopId && customerIds.Contains(i.CustomerId)).ToListAsync(),
            birthdays = await db.Birthdays.AsNoTracking().Where(b => b.ShopId == shopId && customerIds.Contains(b.CustomerId)).ToListAsync(),
            deeds = await db.Deeds.AsNoTracking().Where(d => d.ShopId == shopId && customerIds.Contains(d.CustomerId)).ToListAsync(),
            challenges = await db.ChallengeRounds.AsNoTracking().Where(c => c.ShopId == shopId && customerIds.Contains(c.CustomerId)).ToListAsync(),
            timeline = await db.Timeline.AsNoTracking().Where(t => t.ShopId == shopId && customerIds.Contains(t.CustomerId)).ToListAsync(),
        };
        db.PrivacyRequests.Add(new PrivacyRequest
        {
            ShopId = shopId, Kind = PrivacyRequestKind.Export, CustomerId = customerIds.Count > 0 ? customerIds[0] : null, RequestId = requestId,
            RequestedAt = requestedAt, Export = JsonSerializer.Serialize(held, Readable),
        });
        await db.SaveChangesAsync();
    }

    /// <summary>Forgets earlier exports of an erased customer; a redaction leaves a row that says it was done.</summary>
    internal async Task Erased(long shopId, long customerId, DateTime? requestedAt)
    {
        await db.PrivacyRequests.Where(r => r.ShopId == shopId && r.CustomerId == customerId && r.Export != null).ExecuteUpdateAsync(set => set.SetProperty(r => r.Export, (string?)null));
        if (requestedAt is null) return;
        db.PrivacyRequests.Add(new PrivacyRequest { ShopId = shopId, Kind = PrivacyRequestKind.Erasure, CustomerId = customerId, RequestedAt = requestedAt.Value, DoneAt = Now });
        await db.SaveChangesAsync();
    }
}
